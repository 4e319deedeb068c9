//! What is said of steps, observations and expectations, and of their order.

use super::table::{Message, messages, quoted};

messages! {
    not_a_step(): "ce n'est pas une étape", "this is no step";

    no_phrase(): "cette étape n'a pas de phrase", "this step has no phrase";

    no_verb(actor): "{actor} ne fait rien : il manque un verbe", "{actor} does nothing: a verb is missing";

    unknown_verb(verb): "verbe inconnu : {verb}", "unknown verb {verb}";

    reserved_name(name):
        "{name} est un mot du langage, pas un nom d'acteur", "{name} is a word of the language, not an actor's name";

    actor_name(name): "{name} n'est pas un nom d'acteur", "{name} is no actor's name",
        help "une lettre d'abord, puis des lettres, des chiffres, `_` ou `-`",
            "a letter first, then letters, digits, `_` or `-`";

    too_deep():
        "ces champs appartiennent à l'étape, pas à sa phrase", "these fields belong to the step, not to its phrase",
        help "commencez-les à la même colonne que la phrase", "begin them in the same column as the phrase";

    second_phrase(): "une seconde phrase dans la même étape", "a second phrase in the same step",
        related "la première", "the first",
        help "chaque étape commence par `- ` ; ce qui arrive en même temps va sous `together:`",
            "each step begins with `- `; what happens at once goes below `together:`";

    lonely_together():
        "`together` demande une liste d'au moins deux étapes", "`together` needs a list of two steps or more";

    nested_together(): "un `together` dans un `together`", "`together` within `together`";

    optional_in_together(): "`optional` à l'intérieur de `together`", "`optional` within `together`",
        help "mettez `optional` à côté de `together`", "put `optional` beside `together`";

    stop_in_together(): "`server stops` est une étape à part", "`server stops` is a step of its own",
        help "sortez-le de `together`", "take it out of `together`";

    unknown_observation(): "cela ne s'observe pas", "this cannot be observed";

    unknown_expectation(): "attente inconnue", "unknown expectation";

    // Of the text of a verb.
    no_text(verb, example): "{verb} demande un texte", "{verb} needs a text",
        help "{example}", "{example}";

    no_colon(verb, example): "le texte de {verb} vient après deux-points", "the text of {verb} comes after a colon",
        help "{example}", "{example}";

    no_space(example): "il faut une espace après les deux-points", "a space is needed after the colon",
        help "{example}", "{example}";

    no_text_taken(verb): "{verb} ne prend pas de texte", "{verb} takes no text";

    not_typable():
        "une ligne tapée ne contient ni saut de ligne ni caractère de contrôle",
        "a typed line holds no line break and no control character",
        help "une étape par ligne ; pour une touche : `user presses: …`",
            "one step a line; for a key: `user presses: …`";

    unknown_key(key): "touche inconnue : {key}", "unknown key {key}";

    lone_backslash(): "`\\` seul à la fin du texte", "a lone `\\` at the end of the text";

    unknown_escape(sequence): "échappement inconnu : {sequence}", "unknown escape {sequence}";

    byte_escape(): "`\\x` demande deux chiffres hexadécimaux", "`\\x` needs two hexadecimal digits";

    character_escape():
        "`\\u` demande le numéro d'un caractère entre accolades, comme `\\u{{e9}}`",
        "`\\u` needs a character's number in braces, like `\\u{{e9}}`";

    quoted_byte():
        "entre guillemets doubles, YAML en fait une lettre et non un octet",
        "in double quotes, YAML makes this a letter, not a byte",
        help "utilisez `'…'`", "use `'…'`";

    // Of steps that go with one kind of program only.
    not_run(): "un programme se lance, rien d'autre : `run: …`", "a program is run, and nothing else: `run: …`",
        help "par exemple : `run: [urls.txt]`, ou `run: []` sans argument",
            "for example: `run: [urls.txt]`, or `run: []` without arguments";

    no_arguments(): "il manque les arguments de `run`", "the arguments of `run` are missing",
        help "par exemple : `run: [urls.txt]`, ou `run: []` sans argument",
            "for example: `run: [urls.txt]`, or `run: []` without arguments";

    argument():
        "un argument ne peut pas contenir le caractère `\\0`", "an argument cannot hold the character `\\0`";

    optional_beside_run():
        "rien n'est facultatif quand un programme est lancé", "nothing is optional when a program is run",
        help "retirez `optional`", "take `optional` out";

    no_wire_text(phrase, field raw, stage):
        "{phrase} demande le champ `{field}` de la partie {stage}, que `lab.yaml` ne donne pas",
        "{phrase} needs the field `{field}` of the stage {stage}, which `lab.yaml` does not give",
        help "ajoutez `{field}: …` dans `lab.yaml`, ou écrivez `server sends: …`",
            "add `{field}: …` in `lab.yaml`, or write `server sends: …`";

    // Of the order of steps.
    unknown_actor(name): "{name} ne se connecte nulle part", "{name} never connects";

    not_yet_there(name): "{name} n'est pas encore connecté", "{name} is not connected yet";

    gone(name): "{name} est déjà parti", "{name} has left",
        related "parti ici", "left here",
        help "seuls `connects` et `joins` sont possibles ensuite", "only `connects` and `joins` can follow";

    already_there(name): "{name} est déjà connecté", "{name} is already connected",
        related "connecté ici", "connected here";

    twice_at_once(name):
        "{name} se connecte deux fois dans le même `together`", "{name} connects twice in the same `together`",
        related "connecté ici", "connected here";

    write_closed(name): "{name} ne peut plus rien envoyer", "{name} can send nothing more",
        related "côté écriture fermé ici", "write side closed here";

    already_stalled(name): "{name} ne lit déjà plus", "{name} has already stopped reading",
        related "depuis ici", "since here";

    not_stalled(name): "{name} lit déjà", "{name} is reading already",
        help "`resumes` vient après `stalls`", "`resumes` comes after `stalls`";

    already_in_room(name): "{name} est déjà dans la salle", "{name} is in the room already",
        related "depuis ici au moins", "since here at least";

    left_room(name): "{name} est déjà parti", "{name} has left",
        related "parti ici", "left here",
        help "seul `joins` est possible ensuite", "only `joins` can follow";

    server_closed():
        "la connexion est terminée : seul `user` peut encore agir", "the connection has ended: only `user` can still act",
        related "terminée ici", "ended here";

    server_stopped(): "le serveur est arrêté : plus rien ne peut suivre", "the server is stopped: nothing can follow",
        related "arrêté ici", "stopped here";
}
