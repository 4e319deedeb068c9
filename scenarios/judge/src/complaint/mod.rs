//! Programs' last words: errors that nothing caught, as interpreters and run-time systems print them, for who wrote
//! the program and not for who uses it. The one reader of them, of every language: what escaped, where in what was
//! printed, and which lines of which files it names.
//!
//! The words are the program's own, so they can say anything. What a program could as well have said on purpose is
//! not certain (`Complaint::certain`): it may tell where to look, and is never held against a program.

mod absent;
mod go;
mod java;
mod node;
mod perl;
mod python;
mod ruby;
mod rust;

pub use absent::is_absent;

use std::ops::Range;

/// One error in what a program printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Its lines, among those that were printed.
    pub lines: Range<usize>,
    /// The line that names it: `ConnectionError: lost`. What only leads up to a traceback has none.
    pub error: Option<usize>,
    /// The places it names, in the order printed, the nearest to the error last.
    pub frames: Vec<Frame>,
    /// Whether it only says that the program was interrupted, by Ctrl-C or from within.
    pub interrupted: bool,
    /// Whether it is of something that fails as the program is taken apart, which the interpreter goes on from.
    pub ignored: bool,
    /// Whether nothing but an interpreter or a run-time system says this.
    pub certain: bool,
}

/// A line of a file that an error names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The file, as it is named.
    pub file: String,
    /// The line, from 1 unless the program lies.
    pub line: usize,
    /// The source that is shown with it.
    pub source: Option<String>,
}

/// Reads the error that begins at a line, if one does.
type Reader = fn(&[String], usize) -> Option<Complaint>;

/// Whose words are told from others' most surely come first.
const READERS: [Reader; 8] = [
    python::traceback,
    java::read,
    node::read,
    rust::read,
    go::read,
    python::without_traceback,
    perl::read,
    ruby::read,
];

/// All that may be errors, in order.
pub fn find(lines: &[String]) -> Vec<Complaint> {
    let mut found: Vec<Complaint> = Vec::new();
    for start in 0..lines.len() {
        if found.last().is_some_and(|before| start < before.lines.end) {
            continue;
        }
        found.extend(READERS.into_iter().find_map(|read| read(lines, start)));
    }
    found
}

/// Those that nothing but an interpreter or a run-time system says.
pub(crate) fn certain(lines: &[String]) -> impl Iterator<Item = Complaint> + use<> {
    find(lines).into_iter().filter(|complaint| complaint.certain)
}

/// The first certain error that counts: what is ignored by the interpreter does only where there is nothing else.
pub(crate) fn first(lines: &[String]) -> Option<&str> {
    let (ignored, others): (Vec<_>, Vec<_>) = certain(lines).partition(|complaint| complaint.ignored);
    let named = others.iter().chain(&ignored).find_map(|complaint| complaint.error)?;
    Some(python::bare(&lines[named]))
}

/// The error with which a program ended, whatever it said behind it; where there is none, the last line that is not
/// indented, as interpreters complain.
pub(crate) fn last_words(lines: &[String]) -> Option<LastWords<'_>> {
    let errors = certain(lines)
        .filter(|complaint| !complaint.ignored)
        .collect::<Vec<_>>();
    let named = errors.iter().rev().find_map(|complaint| complaint.name(lines));
    let line = match named {
        Some(named) => named,
        None => lines.iter().rev().find(|line| !line.starts_with(' '))?,
    };
    let (name, message) = line.split_once(": ").unwrap_or((line, ""));
    Some(LastWords { line, name, message })
}

/// A line that names an error: `ConnectionError: lost`.
pub(crate) struct LastWords<'a> {
    pub(crate) line: &'a str,
    pub(crate) name: &'a str,
    pub(crate) message: &'a str,
}

impl Complaint {
    /// The error as it is named, of these lines.
    pub fn name<'a>(&self, lines: &'a [String]) -> Option<&'a str> {
        lines.get(self.error?).map(|line| python::bare(line))
    }

    /// The source at the place in the program itself that is nearest to the error.
    pub fn source(&self) -> Option<&str> {
        let own = self.frames.iter().rfind(|frame| !frame.is_of_a_library())?;
        own.source.as_deref()
    }

    /// A certain one of these lines.
    fn certain(lines: Range<usize>, error: Option<usize>) -> Self {
        Self {
            lines,
            error,
            frames: Vec::new(),
            interrupted: false,
            ignored: false,
            certain: true,
        }
    }

    /// One line that a program could have printed itself, with the place it names.
    fn doubtful(line: usize, frame: Frame) -> Self {
        Self {
            lines: line..line + 1,
            error: Some(line),
            frames: vec![frame],
            interrupted: false,
            ignored: false,
            certain: false,
        }
    }
}

impl Frame {
    fn new(file: &str, line: &str) -> Option<Self> {
        let digits = line.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self {
            file: file.to_owned(),
            line: line.parse().ok().filter(|_| digits)?,
            source: None,
        })
    }

    /// Whether it is of the interpreter or of a package, as far as the file's name tells.
    fn is_of_a_library(&self) -> bool {
        let packages = |part: &str| part.starts_with("python3") || part.ends_with("-packages");
        self.file.starts_with('<') || self.file.split('/').any(packages)
    }
}

/// The end of the lines from `start` on of which this holds.
fn end(lines: &[String], start: usize, holds: impl Fn(&str) -> bool) -> usize {
    let rest = lines[start..].iter();
    start + rest.take_while(|line| holds(line)).count()
}

#[cfg(test)]
mod tests {
    use super::{certain, first};

    /// The error that is named, and the lines that belong to none.
    fn of(text: &str) -> (Option<String>, Vec<String>) {
        let lines: Vec<String> = text
            .lines()
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect();
        let found: Vec<_> = certain(&lines).collect();
        let others = lines
            .iter()
            .enumerate()
            .filter(|(number, _)| !found.iter().any(|complaint| complaint.lines.contains(number)));
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
            "ValueError: other",
        );
        assert_found(
            "  + Exception Group Traceback (most recent call last):\n  |   File \"a.py\", line 3\n  \
             | ExceptionGroup: unhandled (1 sub-exception)\n  +-+---------------- 1 ----------------\n    \
             | Traceback (most recent call last):\n    |   File \"a.py\", line 3\n    | ValueError: x\n    +---",
            "ValueError: x",
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
