//! Why a program did not start, from its last words.

use crate::complaint::{self, LastWords};
use salon_model::Cause;
use salon_model::SubjectKind;
use salon_model::Transcript;
use salon_model::{Doing, Exit};

/// The likely causes, at least one but where the session did not allow the program to start.
pub(super) fn causes(subject: SubjectKind, doing: &Doing, seen: &Transcript) -> Vec<Cause> {
    let printed = seen.printed();
    let found = match (doing, subject) {
        (Doing::Ended(exit), _) => from_last_words(&printed).unwrap_or_else(|| without_words(*exit, &printed)),
        (Doing::ReadsKeyboard, SubjectKind::Server) => Cause::AsksKeyboard,
        (Doing::Waits(_), SubjectKind::Server) => Cause::NeverListens,
        (Doing::ReadsKeyboard | Doing::Waits(_), _) => never_connects(),
        (Doing::NeverSettles(_), _) => Cause::BusyAtStart,
        (Doing::Refused(_), _) => return Vec::new(),
        (Doing::Distrusts(_), _) => Cause::OwnAuthorities,
    };
    vec![found]
}

/// Of a client that never asks for a connection.
pub(super) fn never_connects() -> Cause {
    Cause::NeverConnects
}

/// Reads the error that escaped, or where there is none the last line, which is an interpreter's complaint.
fn from_last_words(printed: &[String]) -> Option<Cause> {
    let LastWords { line, name, message } = complaint::last_words(printed)?;
    let found = match name {
        "ModuleNotFoundError" => missing_module(message),
        "ImportError" => Cause::Import {
            message: message.to_owned(),
        },
        "SyntaxError" | "IndentationError" | "TabError" => Cause::SyntaxError {
            message: message.to_owned(),
        },
        "IndexError" if printed.iter().any(|line| line.contains("argv")) => Cause::WantsArgument,
        "FileNotFoundError" => Cause::MissingFile {
            message: message.to_owned(),
        },
        "OSError" | "PermissionError" | "socket.gaierror" => address(message),
        _ if printed.iter().any(|line| line.starts_with("usage: ")) => Cause::WantsArgument,
        _ if printed.iter().any(|line| line.starts_with("Traceback")) => Cause::Traceback { line: line.to_owned() },
        _ => return None,
    };
    Some(found)
}

fn missing_module(rest: &str) -> Cause {
    let module = rest.trim_start_matches("No module named ").trim_matches('\'');
    Cause::MissingModule {
        module: module.to_owned(),
    }
}

fn address(rest: &str) -> Cause {
    if rest.contains("Errno 98") || rest.contains("in use") {
        return Cause::AddressInUse;
    }
    Cause::AddressNotAvailable {
        message: rest.to_owned(),
    }
}

fn without_words(exit: Exit, printed: &[String]) -> Cause {
    match exit {
        Exit::Status(0) if printed.iter().any(|line| line.contains("was never awaited")) => Cause::NeverAwaited,
        Exit::Status(0) => Cause::EndsAtOnce,
        Exit::Status(status) => Cause::EndsWithError { status },
        Exit::Signal(signal) => Cause::Killed { signal },
    }
}

#[cfg(test)]
mod tests {
    use super::{Cause, from_last_words};

    fn found(printed: &[&str]) -> Cause {
        let printed: Vec<String> = printed.iter().map(|line| (*line).to_owned()).collect();
        from_last_words(&printed).expect("a cause")
    }

    #[test]
    fn a_missing_module_is_named() {
        let cause = found(&[
            "Traceback (most recent call last):",
            "ModuleNotFoundError: No module named 'aioconsole.stream'",
        ]);
        let module = "aioconsole.stream".to_owned();
        assert_eq!(cause, Cause::MissingModule { module });
    }

    #[test]
    fn a_syntax_error_says_what_is_wrong() {
        let cause = found(&[
            "  File \"/x/a.py\", line 7",
            "    f(",
            "     ^",
            "SyntaxError: '(' was never closed",
        ]);
        let message = "'(' was never closed".to_owned();
        assert_eq!(cause, Cause::SyntaxError { message });
    }

    #[test]
    fn an_index_error_on_the_arguments_and_a_usage_line_want_an_argument() {
        let index = found(&["    port = int(sys.argv[1])", "IndexError: list index out of range"]);
        let usage = found(&[
            "usage: a.py [-h] port",
            "a.py: error: the following arguments are required: port",
        ]);
        assert_eq!([index, usage], [Cause::WantsArgument, Cause::WantsArgument]);
    }

    #[test]
    fn any_other_error_is_told_with_its_last_line() {
        let cause = found(&[
            "Traceback (most recent call last):",
            "  File \"a.py\", line 3, in main",
            "ZeroDivisionError: division by zero",
        ]);
        let line = "ZeroDivisionError: division by zero".to_owned();
        assert_eq!(cause, Cause::Traceback { line });
    }
}
