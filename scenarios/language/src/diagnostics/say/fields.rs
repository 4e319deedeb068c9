//! What is said of fields: what a file must hold, and what each field takes.

use super::table::{Message, messages, quoted};
use salon_model::{Stage, SubjectKind};

messages! {
    not_a_mapping():
        "il faut des champs ici, un par ligne : `champ: …`", "fields are needed here, one a line: `field: …`";

    missing_field(field): "le champ {field} manque", "the field {field} is missing",
        label "à ajouter ici", "to be added here";

    no_field_name(): "il faut le nom d'un champ ici", "a field's name is needed here";

    unknown_field(field): "champ inconnu : {field}", "unknown field {field}";

    no_languages(field, example):
        "{field} s'écrit en français et en anglais", "{field} is written in French and in English",
        help "{example}", "{example}";

    no_french(field): "{field} n'a pas de texte français", "{field} has no French text",
        help "ajoutez `fr: \"…\"`", "add `fr: \"…\"`";

    no_english(field): "{field} n'a pas de texte anglais", "{field} has no English text",
        help "ajoutez `en: \"…\"`", "add `en: \"…\"`";

    not_text(): "il faut un texte ici", "a text is needed here",
        help "un texte qui commence par `[`, `{{` ou `- ` s'écrit entre guillemets",
            "a text that begins with `[`, `{{` or `- ` goes in quotes";

    empty_text(): "ce texte est vide", "this text is empty";

    not_a_list(): "il faut une liste ici", "a list is needed here";

    empty_list(field): "{field} est vide", "{field} is empty";

    points(): "`points` est un nombre entier de 1 à 100", "`points` is a whole number from 1 to 100";

    // Of criteria.
    truth(): "il faut `true` ou `false`", "`true` or `false` is needed";

    criterion_points():
        "ce que vaut un critère est un nombre de 0 à 100, par exemple 1.5",
        "what a criterion is worth is a number from 0 to 100, for example 1.5";

    no_such_scenario(name): "cette partie n'a pas de scénario {name}", "this stage has no scenario {name}";

    scenario_without_criterion(name):
        "le scénario {name} ne compte pour aucun critère", "the scenario {name} counts for no criterion",
        help "nommez-le dans les `scenarios` d'un critère, ou supprimez-le",
            "name it in the `scenarios` of a criterion, or remove it";

    no_such_criterion(name): "cette partie n'a pas de critère {name}", "this stage has no criterion {name}";

    circular_need(name):
        "le critère {name} dépend ainsi de lui-même", "so the criterion {name} needs itself";

    aspect(name): "{name} n'est pas un aspect d'une réponse", "{name} is no aspect of an answer";

    two_standings():
        "un critère est `beyond`, `bonus` ou `manual`", "a criterion is `beyond`, `bonus` or `manual`",
        label "à ne dire qu'une fois", "to be said once",
        related "déjà dit ici", "said here already";

    manual_evidence():
        "un critère `manual` est jugé par l'enseignant, sans scénario",
        "a `manual` criterion is judged by the teacher, without scenarios";

    other_subject():
        "ce n'est pas la sorte de programme de cette partie", "this is not the kind of program of this stage";

    share(): "`near` est un nombre de 0 à 1, par exemple 0.5", "`near` is a number from 0 to 1, for example 0.5";

    stage_name():
        "le nom d'une partie est celui d'un dossier : lettres, chiffres, `_`, `-` et `.`",
        "a stage's name is a folder's: letters, digits, `_`, `-` and `.`";

    second_subject():
        "une partie ne met à l'épreuve qu'une sorte de programme", "a stage puts one kind of program under test",
        help "donnez à l'autre sa propre partie, par exemple `ii_6_client`",
            "give the other a stage of its own, for example `ii_6_client`";

    file_name(): "il faut un nom de fichier, sans dossier", "a file's name is needed, without a folder";

    pattern(): "il faut un nom de fichier, sans dossier", "a file's name is needed, without a folder",
        help "`*` remplace des caractères quelconques, `?` un seul : `chat*server*6.py`",
            "`*` stands for any characters, `?` for one: `chat*server*6.py`";

    command():
        "un guillemet de cette commande n'est pas fermé", "a quotation mark in this command is not closed";

    placeholder(word): "{word} ne désigne rien", "{word} stands for nothing";

    // Of a submission's `salon.yaml`.
    unknown_stage(stage): "ce TP n'a pas de partie {stage}", "this lab has no stage {stage}";

    second_command(): "une étape a une seule commande", "a stage has one command only",
        label "à ne dire qu'une fois", "to be said once",
        related "déjà dite ici", "said here already";

    outside(): "ce chemin sort du rendu", "this path leads out of the submission",
        help "un chemin part du dossier de `salon.yaml`, sans `..`",
            "a path starts at the folder of `salon.yaml`, without `..`";

    absent():
        "ce fichier ou dossier n'existe pas dans le rendu", "there is no such file or folder in the submission";

    no_folder(): "ce n'est pas un dossier", "this is not a folder";

    // Of what a program finds around it.
    no_hosts():
        "il faut des hôtes ici, un par ligne, avec leur réponse",
        "hosts are needed here, one a line, with their answer";

    host_name(): "ce n'est pas un nom d'hôte", "this is no host name",
        help "des mots de lettres minuscules, de chiffres et de `-`, séparés par des points : `www.un.test`",
            "words of small letters, digits and `-` with dots between them: `www.un.test`";

    answer(): "aucun hôte ne répond ainsi", "no host answers like this";

    no_files():
        "il faut des fichiers ici, un par ligne, avec leur contenu",
        "files are needed here, one a line, with their content";

    no_content(): "ce fichier n'a pas de contenu", "this file has no content",
        help "une liste de lignes, ou un texte ; pour un fichier vide : `[]`",
            "a list of lines, or a text; for an empty file: `[]`";

    line_break(): "une ligne ne contient pas de saut de ligne", "a line holds no line break",
        help "écrivez chaque ligne à part, ou un seul texte au lieu de la liste",
            "write each line apart, or one text instead of the list";
}

/// A field, step or expectation that stands only where another kind of program is under test.
pub(crate) fn elsewhere(phrase: &str, of: SubjectKind, here: SubjectKind) -> Message {
    let phrase = quoted(phrase);
    let with_article = |kind| match kind {
        SubjectKind::Server => ("un serveur", "a server"),
        SubjectKind::Client => ("un client", "a client"),
        SubjectKind::Program => ("un programme", "a program"),
    };
    let [(of_fr, of_en), (here_fr, here_en)] = [of, here].map(with_article);
    Message::new(
        format!("{phrase} ne va qu'avec {of_fr}, et cette partie teste {here_fr}"),
        format!("{phrase} goes with {of_en}, but this stage tests {here_en}"),
    )
}

/// A command for another kind of program than the stage's; the lab may have a stage for that.
pub(crate) fn other_kind(stage: &Stage, place: Option<&Stage>) -> Message {
    let name = quoted(&stage.name);
    let (fr, en) = match stage.subject {
        SubjectKind::Server => ("est un serveur", "a server"),
        SubjectKind::Client => ("est un client", "a client"),
        SubjectKind::Program => ("n'est ni un serveur ni un client", "neither a server nor a client"),
    };
    let message = Message::new(
        format!("le programme de {name} {fr}"),
        format!("the program of {name} is {en}"),
    );
    match place.map(|place| quoted(&place.name)) {
        Some(place) => message.help(
            format!("cette commande va sous {place}"),
            format!("this command belongs under {place}"),
        ),
        None => message.help(
            "`command` donne la commande de tout programme",
            "`command` gives the command of any program",
        ),
    }
}
