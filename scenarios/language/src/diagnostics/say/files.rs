//! What is said of files and folders, and of YAML before a file's meaning is looked at.

use super::table::{Message, messages, quoted};

messages! {
    missing(): "ce fichier ou dossier n'existe pas", "there is no such file or folder";

    a_folder(): "c'est un dossier, il faut un fichier", "this is a folder, a file is needed";

    no_regular_file(): "ce n'est pas un fichier ordinaire", "this is not a regular file";

    forbidden(): "lecture interdite", "no permission to read this";

    broken_link(): "ce lien symbolique ne mène nulle part", "this symbolic link leads nowhere";

    unreadable(why raw): "lecture impossible : {why}", "this cannot be read: {why}";

    too_large(): "ce fichier dépasse 1 Mio", "this file is larger than 1 MiB";

    not_utf8(): "ce texte n'est pas en UTF-8", "this text is not UTF-8",
        label "premier octet invalide", "first invalid byte",
        help "enregistrez le fichier en UTF-8", "save the file as UTF-8";

    empty_file(): "ce fichier est vide", "this file is empty";

    not_yaml():
        "ce n'est pas un scénario : le nom d'un scénario finit par `.yaml`",
        "this is no scenario: a scenario's name ends in `.yaml`";

    no_lab(): "aucun `lab.yaml` ici", "there is no `lab.yaml` here",
        help "un scénario est dans `<tp>/<partie>/`, et `lab.yaml` dans `<tp>/`",
            "a scenario lies in `<lab>/<stage>/`, and `lab.yaml` in `<lab>/`";

    no_scenario(): "aucun scénario ici", "there is no scenario here",
        help "un scénario est un fichier `<tp>/<partie>/<nom>.yaml`",
            "a scenario is a file `<lab>/<stage>/<name>.yaml`";

    unknown_folder(stage): "`lab.yaml` ne connaît pas de partie {stage}", "`lab.yaml` knows no stage {stage}";

    invalid_yaml(why raw): "YAML invalide : {why}", "invalid YAML: {why}";

    tab(): "une tabulation dans l'indentation", "a tab in the indentation",
        help "indentez avec des espaces", "indent with spaces";

    // A text that holds `: ` without quotes, or a line too far right.
    colon(): "`:` n'est pas possible ici", "`:` is not allowed here",
        help "un texte qui contient `: ` s'écrit entre guillemets ; sinon, vérifiez l'indentation",
            "a text that contains `: ` goes in quotes; otherwise check the indentation";

    open_quote(): "ce guillemet n'est pas fermé", "this quote is not closed";

    open_bracket(): "ce crochet ou cette accolade ne sont pas fermés", "this bracket is not closed",
        help "un texte qui commence par `[` ou `{{` s'écrit entre guillemets",
            "a text that begins with `[` or `{{` goes in quotes";

    // A text that begins with a character to which YAML gives a meaning.
    reserved_start():
        "un texte sans guillemets ne peut pas commencer ainsi", "a text without quotes cannot begin like this",
        help "mettez le texte entre guillemets : `'…'`", "put the text in quotes: `'…'`";

    after_quote(): "rien ne peut suivre le guillemet fermant", "nothing can follow the closing quote",
        help "entre `'…'`, une apostrophe s'écrit `''`", "within `'…'`, an apostrophe is written `''`";

    yaml_escape(): "échappement inconnu entre guillemets doubles", "unknown escape in double quotes",
        help "entre `'…'`, YAML laisse les `\\` tels quels", "within `'…'`, YAML leaves every `\\` as it is";

    indent(): "cette ligne est mal indentée", "this line is badly indented",
        help "les champs d'un même bloc commencent à la même colonne",
            "the fields of one block begin in the same column";

    written_twice(): "un champ est écrit deux fois", "a field is written twice";

    field_twice(field): "{field} est écrit deux fois", "{field} is written twice";

    step_twice(phrase): "{phrase} est écrit deux fois", "{phrase} is written twice",
        help "chaque étape commence par `- `", "each step begins with `- `";

    second_document(): "un seul document par fichier", "a file holds one document only",
        help "retirez `---`", "take `---` out";

    // Also where aliases multiply.
    beyond_limits():
        "ce fichier est trop gros ou trop imbriqué", "this file is too big or nested too deep";
}
