//! Python's tracebacks, and what asyncio prints around them.

use super::{Complaint, Frame, end};

const TRACEBACK: &str = "Traceback (most recent call last)";
/// What a traceback begins with, or stands before one.
const BEGINNINGS: [&str; 8] = [
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

/// A traceback, or what leads up to one.
pub(super) fn traceback(lines: &[String], start: usize) -> Option<Complaint> {
    let begins = |marker: &&str| lines[start].contains(marker);
    // Threads have any name. Java says the same, without a traceback.
    let of_thread = || {
        let next = lines.get(start + 1);
        begins(&"Exception in thread ") && next.is_some_and(|line| line.contains(TRACEBACK))
    };
    if !BEGINNINGS.iter().any(begins) && !of_thread() {
        return None;
    }
    let inside = |line: &str| {
        let indented = line.starts_with([' ', '\t']) && !line.contains(TRACEBACK);
        indented || CONTEXT.iter().any(|name| line.starts_with(name))
    };
    let behind = end(lines, start + 1, inside);
    let is_traceback = begins(&TRACEBACK);
    let named = is_traceback && lines.get(behind).is_some_and(|line| names_an_error(line));
    Some(Complaint {
        frames: lines[start..behind].iter().filter_map(|line| frame(line)).collect(),
        interrupted: lines.get(behind).is_some_and(|line| is_interruption(line)),
        // Of a group of errors, the names are indented.
        ..Complaint::certain(
            start..behind + usize::from(named),
            is_traceback.then_some(if named { behind } else { start }),
        )
    })
}

/// What Python says of a program that it does not understand: the place, the source with a caret below it, and the
/// error.
pub(super) fn without_traceback(lines: &[String], start: usize) -> Option<Complaint> {
    frame(&lines[start])?;
    let behind = end(lines, start + 1, |line| line.starts_with([' ', '|']));
    let error = lines.get(behind).map(|_| behind);
    Some(Complaint {
        frames: lines[start..behind].iter().filter_map(|line| frame(line)).collect(),
        interrupted: lines.get(behind).is_some_and(|line| is_interruption(line)),
        certain: false,
        ..Complaint::certain(start..behind + usize::from(error.is_some()), error)
    })
}

/// `File "FILE", line 12, in main`; in a group of exceptions behind a bar.
fn frame(line: &str) -> Option<Frame> {
    let rest = line.trim_start_matches([' ', '|', '+', '-']).strip_prefix("File \"")?;
    let (file, rest) = rest.split_once("\", line ")?;
    Frame::new(file, rest.split(',').next()?)
}

/// Whether this is all there is to a line that names an error, without a sentence before a colon.
fn names_an_error(line: &str) -> bool {
    line.split(':').next().is_some_and(|name| !name.contains(' '))
}

fn is_interruption(line: &str) -> bool {
    line.contains("KeyboardInterrupt") || line.contains("CancelledError")
}
