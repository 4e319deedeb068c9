//! Errors that nothing caught, as interpreters and run-time systems print them: for who wrote the program,
//! not for who uses it.

use std::ops::Range;

const TRACEBACK: &str = "Traceback (most recent call last)";
/// What a traceback of Python begins with, or stands before one.
const PYTHON: [&str; 8] = [
    TRACEBACK,
    "Future exception was never retrieved",
    "Exception in callback ",
    "unhandled exception during asyncio.run() shutdown",
    "Exception ignored in",
    "Task exception was never retrieved",
    "During handling of the above exception",
    "The above exception was the direct cause",
];

/// What asyncio prints of the circumstances.
const CONTEXT: [&str; 5] = ["future: <", "task: <", "handle: <", "protocol: <", "transport: <"];

/// One error in what a program printed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Uncaught {
    pub(crate) lines: Range<usize>,
    /// The line that names it. What only leads up to a traceback has none.
    error: Option<usize>,
}

/// All of them, in order.
pub(crate) fn find(lines: &[String]) -> Vec<Uncaught> {
    let mut found: Vec<Uncaught> = Vec::new();
    for start in 0..lines.len() {
        if found.last().is_some_and(|before| start < before.lines.end) {
            continue;
        }
        let uncaught = [python, java, node, rust, go]
            .into_iter()
            .find_map(|language| language(lines, start));
        found.extend(uncaught);
    }
    found
}

/// The first error as it is named: `ConnectionError: lost`.
pub(crate) fn first(lines: &[String]) -> Option<&str> {
    let named = find(lines).into_iter().find_map(|uncaught| uncaught.error)?;
    Some(&lines[named])
}

/// Whether this is all there is to a line that names an error, without a sentence before a colon.
fn names_an_error(line: &str) -> bool {
    line.split(':').next().is_some_and(|name| !name.contains(' '))
}

/// The end of the lines from `start` on of which this holds.
fn end(lines: &[String], start: usize, holds: impl Fn(&str) -> bool) -> usize {
    let rest = lines[start..].iter();
    start + rest.take_while(|line| holds(line)).count()
}

fn python(lines: &[String], start: usize) -> Option<Uncaught> {
    let begins = |marker: &&str| lines[start].contains(marker);
    // Threads have any name. Java says the same, without a traceback.
    let of_thread = || {
        let next = lines.get(start + 1);
        begins(&"Exception in thread ") && next.is_some_and(|line| line.contains(TRACEBACK))
    };
    if !PYTHON.iter().any(begins) && !of_thread() {
        return None;
    }
    let inside = |line: &str| {
        let indented = line.starts_with([' ', '\t']) && !line.contains(TRACEBACK);
        indented || CONTEXT.iter().any(|name| line.starts_with(name))
    };
    let behind = end(lines, start + 1, inside);
    let is_traceback = begins(&TRACEBACK);
    let named = is_traceback && lines.get(behind).is_some_and(|line| names_an_error(line));
    Some(Uncaught {
        lines: start..behind + usize::from(named),
        // Of a group of errors, the names are indented.
        error: is_traceback.then_some(if named { behind } else { start }),
    })
}

fn java(lines: &[String], start: usize) -> Option<Uncaught> {
    lines[start].contains("Exception in thread \"").then(|| Uncaught {
        lines: start..end(lines, start + 1, |line| {
            line.starts_with([' ', '\t']) || line.starts_with("Caused by: ")
        }),
        error: Some(start),
    })
}

/// The place in the source, the source with a caret below it, the error, the stack, and the version of Node since
/// its 17th.
fn node(lines: &[String], start: usize) -> Option<Uncaught> {
    let (file, number) = lines[start].rsplit_once(':')?;
    let place = !file.is_empty() && number.parse::<u32>().is_ok();
    let caret = place.then(|| lines.get(start + 2)).flatten()?;
    if caret.trim().is_empty() || !caret.trim().bytes().all(|byte| byte == b'^') {
        return None;
    }
    let error = start + 3;
    let is_stack = |line: &String| line.starts_with("    at ");
    let version = lines.iter().skip(error).position(|line| line.starts_with("Node.js v"));
    let stack = lines.get(error + 1).is_some_and(is_stack);
    let behind = match version {
        Some(number) => error + number + 1,
        None if stack => end(lines, error + 1, |line| {
            line.starts_with(' ') || line.starts_with("Emitted ") || line == "}"
        }),
        None => return None,
    };
    Some(Uncaught {
        lines: start..behind,
        error: Some(error),
    })
}

fn rust(lines: &[String], start: usize) -> Option<Uncaught> {
    let line = &lines[start];
    (line.starts_with("thread '") && line.contains(" panicked at ")).then(|| {
        // The message is on a line of its own since Rust 1.73.
        let error = start + usize::from(line.ends_with(':') && start + 1 < lines.len());
        Uncaught {
            lines: start..end(lines, error + 1, |line| line.starts_with("note: ")),
            error: Some(error),
        }
    })
}

/// A panic, and the stacks of all goroutines up to the end.
fn go(lines: &[String], start: usize) -> Option<Uncaught> {
    let panics = lines[start].starts_with("panic: ");
    let stacks = lines[start..].iter().any(|line| line.starts_with("goroutine "));
    (panics && stacks).then_some(Uncaught {
        lines: start..lines.len(),
        error: Some(start),
    })
}

#[cfg(test)]
mod tests {
    use super::{find, first};

    /// The error that is named, and the lines that belong to none.
    fn of(text: &str) -> (Option<String>, Vec<String>) {
        let lines: Vec<String> = text
            .lines()
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect();
        let found = find(&lines);
        let others = lines
            .iter()
            .enumerate()
            .filter(|(number, _)| !found.iter().any(|uncaught| uncaught.lines.contains(number)));
        (
            first(&lines).map(str::to_owned),
            others.map(|(_, line)| line.clone()).collect(),
        )
    }

    #[track_caller]
    fn assert_found(text: &str, error: &str) {
        let (named, others) = of(&format!("avant\n{text}"));
        assert_eq!(
            (named.as_deref(), others.as_slice()),
            (Some(error), ["avant".to_owned()].as_slice())
        );
    }

    #[test]
    fn an_error_of_each_language_is_found_from_its_first_line_to_its_last() {
        assert_found(
            "Vous : Traceback (most recent call last):\n  File \"a.py\", line 3, in <module>\n    main()\n\
             ConnectionError: lost\n\nDuring handling of the above exception, another exception occurred:\n\n\
             Traceback (most recent call last):\n  File \"a.py\", line 5, in <module>\nValueError: other",
            "ConnectionError: lost",
        );
        assert_found(
            "  + Exception Group Traceback (most recent call last):\n  |   File \"a.py\", line 3\n  \
             | ExceptionGroup: unhandled (1 sub-exception)\n  +-+---------------- 1 ----------------\n    \
             | Traceback (most recent call last):\n    |   File \"a.py\", line 3\n    | ValueError: x\n    +---",
            "  + Exception Group Traceback (most recent call last):",
        );
        assert_found(
            "Task exception was never retrieved\nfuture: <Task finished>\n\
             Traceback (most recent call last):\n  File \"a.py\", line 3\nKeyboardInterrupt",
            "KeyboardInterrupt",
        );
        assert_found(
            "Exception in thread \"main\" java.net.SocketException: reset\n\tat Main.main(Main.java:3)\n\
             Caused by: java.io.EOFException\n\t... 1 more",
            "Exception in thread \"main\" java.net.SocketException: reset",
        );
        assert_found(
            "node:events:495\n      throw er; // Unhandled 'error' event\n      ^\n\nError: read ECONNRESET\n    \
             at TCP.onStreamRead (node:internal/stream_base_commons:217:20)\nEmitted 'error' event at:\n    \
             at emitErrorNT (node:internal/streams/destroy:151:8) {\n  errno: -104\n}\n\nNode.js v20.20.2",
            "Error: read ECONNRESET",
        );
        assert_found(
            "/home/Jean Dupont/a b.js:2\n    throw new Error('lost')\n    ^\n\nError: lost\n    at Socket.<anonymous> \
             (/home/Jean Dupont/a b.js:2:11)",
            "Error: lost",
        );
        for preamble in [
            "Exception in thread reception:",
            "Future exception was never retrieved\nfuture: <Future finished>",
            "Exception in callback f()\nhandle: <Handle f()>",
            "unhandled exception during asyncio.run() shutdown\ntask: <Task finished>",
        ] {
            let traceback = "Traceback (most recent call last):\n  File \"a.py\", line 3\nOSError: lost";
            assert_found(&format!("{preamble}\n{traceback}"), "OSError: lost");
        }
        assert_found(
            "thread 'main' panicked at src/main.rs:4:5:\nlost\nnote: run with `RUST_BACKTRACE=1`",
            "lost",
        );
        assert_found(
            "panic: lost\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:4 +0x2c\nexit status 2",
            "panic: lost",
        );
    }

    #[test]
    fn what_a_program_says_itself_is_no_error() {
        for text in [
            "Error: the server has gone",
            "ConnectionError: lost",
            "panic: keep calm",
            "10.2.2.2:8888\nVous :\n^",
            "Le serveur est parti at client.pl line 12.",
        ] {
            assert_eq!(of(text).0, None, "{text}");
        }
        let (_, others) = of("Traceback (most recent call last):\n  File \"a.py\", line 3\nValueError: x\nParti.");
        assert_eq!(others, ["Parti."]);
    }
}
