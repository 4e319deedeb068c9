//! Why a program did not start, from its last words.

use super::cause;
use crate::event::{Doing, Exit};
use crate::grade::model::Cause;
use crate::plan::SubjectKind;
use crate::transcript::Transcript;

/// The likely causes, at least one but where the session did not allow the program to start.
pub(super) fn causes(subject: SubjectKind, doing: &Doing, seen: &Transcript) -> Vec<Cause> {
    let printed = seen.printed();
    let found = match (doing, subject) {
        (Doing::Ended(exit), _) => from_last_words(&printed).unwrap_or_else(|| without_words(subject, *exit, &printed)),
        (Doing::ReadsKeyboard, SubjectKind::Server) => cause(
            "asks-keyboard",
            "Le programme pose une question au clavier avant d'écouter. Sur la feuille, l'adresse et le port sont \
             écrits dans le programme.",
            "The program asks a question at the keyboard before it listens. On the sheet, address and port are \
             written in the program.",
        ),
        (Doing::Waits(_), SubjectKind::Server) => cause(
            "never-listens",
            "Le programme tourne mais n'écoute sur aucun port TCP : vérifier l'appel à `asyncio.start_server` (ou \
             `listen`) et qu'il est bien attendu (`await`).",
            "The program runs but listens on no TCP port: check the call to `asyncio.start_server` (or `listen`), \
             and that it is awaited.",
        ),
        (Doing::ReadsKeyboard | Doing::Waits(_), _) => never_connects(),
        (Doing::NeverSettles(_), _) => cause(
            "busy-at-start",
            "Le programme calcule sans fin au démarrage : une boucle n'attend rien.",
            "The program computes without end as it starts: a loop waits for nothing.",
        ),
        (Doing::Refused(_), _) => return Vec::new(),
        (Doing::Distrusts(_), _) => cause(
            "own-authorities",
            "Le programme a sa propre liste d'autorités de certification au lieu de celle du système \
             (`ssl.create_default_context()` sans argument) : ici, c'est le système qui connaît celle du site.",
            "The program has its own list of certification authorities instead of the system's \
             (`ssl.create_default_context()` without an argument): here it is the system that knows the site's.",
        ),
    };
    vec![found]
}

/// Of a client that never asks for a connection.
pub(super) fn never_connects() -> Cause {
    cause(
        "never-connects",
        "Le client ne se connecte à aucun serveur : vérifier que `asyncio.open_connection` (ou `connect`) est bien \
         appelé, et attendu (`await`).",
        "The client connects to no server: check that `asyncio.open_connection` (or `connect`) is called, and \
         awaited.",
    )
}

/// Reads the last line of a traceback, or of an interpreter's complaint.
fn from_last_words(printed: &[String]) -> Option<Cause> {
    let last = printed.iter().rev().find(|line| !line.starts_with(' '))?;
    let (name, rest) = last.split_once(": ").unwrap_or((last, ""));
    let found = match name {
        "ModuleNotFoundError" => missing_module(rest),
        "ImportError" => cause(
            "import",
            format!("Un import échoue : {rest}."),
            format!("An import fails: {rest}."),
        ),
        "SyntaxError" | "IndentationError" | "TabError" => cause(
            "syntax-error",
            format!("Python ne comprend pas le programme : {rest}."),
            format!("Python does not understand the program: {rest}."),
        ),
        "IndexError" if printed.iter().any(|line| line.contains("argv")) => cause(
            "wants-argument",
            "Le programme attend un argument sur la ligne de commande ; ici il est lancé sans.",
            "The program expects an argument on the command line; here it is started without.",
        ),
        "FileNotFoundError" => cause(
            "missing-file",
            format!("Le programme ouvre un fichier qui n'est pas là : {rest}."),
            format!("The program opens a file that is not there: {rest}."),
        ),
        "OSError" | "PermissionError" | "socket.gaierror" => address(rest),
        _ if printed.iter().any(|line| line.starts_with("usage: ")) => cause(
            "wants-argument",
            "Le programme attend un argument sur la ligne de commande ; ici il est lancé sans.",
            "The program expects an argument on the command line; here it is started without.",
        ),
        _ if printed.iter().any(|line| line.starts_with("Traceback")) => cause(
            "traceback",
            format!("Le programme s'arrête sur une erreur : {last}"),
            format!("The program ends with an error: {last}"),
        ),
        _ => return None,
    };
    Some(found)
}

fn missing_module(rest: &str) -> Cause {
    let module = rest.trim_start_matches("No module named ").trim_matches('\'');
    let package = module.split('.').next().unwrap_or(module);
    cause(
        "missing-module",
        format!("Le module `{module}` n'est pas installé ici : `pip install {package}`."),
        format!("The module `{module}` is not installed here: `pip install {package}`."),
    )
}

fn address(rest: &str) -> Cause {
    if rest.contains("Errno 98") || rest.contains("in use") {
        return cause(
            "address-in-use",
            "L'adresse est déjà prise, sans doute par le programme lui-même qui écoute deux fois.",
            "The address is already taken, most likely by the program itself, which listens twice.",
        );
    }
    cause(
        "address-not-available",
        format!("L'adresse ne peut pas être ouverte : {rest}."),
        format!("The address cannot be opened: {rest}."),
    )
}

fn without_words(subject: SubjectKind, exit: Exit, printed: &[String]) -> Cause {
    match exit {
        Exit::Status(0) if printed.iter().any(|line| line.contains("was never awaited")) => cause(
            "never-awaited",
            "Une coroutine n'est jamais attendue : il manque un `await` ou `asyncio.run(main())`.",
            "A coroutine is never awaited: an `await` or `asyncio.run(main())` is missing.",
        ),
        Exit::Status(0) if subject != SubjectKind::Server => cause(
            "ends-at-once",
            "Le programme se termine sans erreur et sans rien faire : la fonction principale est-elle appelée \
             (`asyncio.run(main())`) ?",
            "The program ends without error and without doing anything: is its main function called \
             (`asyncio.run(main())`)?",
        ),
        Exit::Status(0) => cause(
            "ends-at-once",
            "Le programme se termine sans erreur avant d'écouter : il manque `await server.serve_forever()` ou une \
             boucle.",
            "The program ends without error before it listens: `await server.serve_forever()` or a loop is missing.",
        ),
        Exit::Status(status) => cause(
            "ends-with-error",
            format!("Le programme se termine avec le code {status} dès le démarrage."),
            format!("The program ends with status {status} as soon as it starts."),
        ),
        Exit::Signal(signal) => cause(
            "killed",
            format!("Le programme est tué par le signal {signal} dès le démarrage."),
            format!("The program is killed by signal {signal} as soon as it starts."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::from_last_words;

    fn id_and_text(printed: &[&str]) -> (String, String) {
        let printed: Vec<String> = printed.iter().map(|line| (*line).to_owned()).collect();
        let cause = from_last_words(&printed).expect("a cause");
        (cause.id, cause.text.en)
    }

    #[test]
    fn a_missing_module_names_the_package_to_install() {
        let (id, text) = id_and_text(&[
            "Traceback (most recent call last):",
            "ModuleNotFoundError: No module named 'aioconsole.stream'",
        ]);
        assert_eq!(id, "missing-module");
        assert!(text.ends_with("`pip install aioconsole`."), "{text}");
    }

    #[test]
    fn a_syntax_error_says_what_is_wrong() {
        let (id, text) = id_and_text(&[
            "  File \"/x/a.py\", line 7",
            "    f(",
            "     ^",
            "SyntaxError: '(' was never closed",
        ]);
        assert_eq!(id, "syntax-error");
        assert!(text.contains("'(' was never closed"), "{text}");
    }

    #[test]
    fn an_index_error_on_the_arguments_and_a_usage_line_want_an_argument() {
        assert_eq!(
            id_and_text(&["    port = int(sys.argv[1])", "IndexError: list index out of range"]).0,
            "wants-argument"
        );
        assert_eq!(
            id_and_text(&[
                "usage: a.py [-h] port",
                "a.py: error: the following arguments are required: port"
            ])
            .0,
            "wants-argument"
        );
    }

    #[test]
    fn any_other_error_is_told_with_its_last_line() {
        let (id, text) = id_and_text(&[
            "Traceback (most recent call last):",
            "  File \"a.py\", line 3, in main",
            "ZeroDivisionError: division by zero",
        ]);
        assert_eq!((id.as_str(), text.contains("division by zero")), ("traceback", true));
    }
}
