//! Python's tracebacks, and what asyncio prints around them.

use super::{Complaint, Frame, end};

const TRACEBACK: &str = "Traceback (most recent call last)";
/// What stands before a traceback that ends no more than a task, a callback or a client's handler.
const PREAMBLES: [&str; 5] = [
    "Future exception was never retrieved",
    "Exception in callback ",
    "unhandled exception during asyncio.run() shutdown",
    "Unhandled exception in client_connected_cb",
    "Task exception was never retrieved",
];
/// What stands before a traceback that nobody is to mind.
const IGNORED: &str = "Exception ignored in";
/// What stands between two tracebacks of a chain.
const LINKS: [&str; 2] = [
    "During handling of the above exception",
    "The above exception was the direct cause",
];

/// What asyncio prints of the circumstances.
const CONTEXT: [&str; 5] = ["future: <", "task: <", "handle: <", "protocol: <", "transport: <"];

/// A traceback with what leads up to it. Exceptions of a chain are one error: the last is the one that escaped.
pub(super) fn traceback(lines: &[String], start: usize) -> Option<Complaint> {
    let mut whole = part(lines, start)?;
    let mut open = whole.error.is_none();
    while let Some(line) = lines.get(whole.lines.end) {
        let joins = LINKS.iter().any(|link| line.contains(link)) || open && line.contains(TRACEBACK);
        let Some(next) = part(lines, whole.lines.end).filter(|_| joins) else {
            break;
        };
        open = next.error.is_none();
        whole.lines.end = next.lines.end;
        whole.frames.extend(next.frames);
        // What only leads up to a traceback names no error, and interrupts nobody.
        if next.error.is_some() {
            whole.error = next.error;
            whole.interrupted = next.interrupted;
        }
    }
    Some(whole)
}

/// One traceback, or what leads up to one.
fn part(lines: &[String], start: usize) -> Option<Complaint> {
    let begins = |marker: &&str| lines[start].contains(marker);
    // Threads have any name. Java says the same, without a traceback.
    let of_thread = || {
        let next = lines.get(start + 1);
        begins(&"Exception in thread ") && next.is_some_and(|line| line.contains(TRACEBACK))
    };
    let is_traceback = begins(&TRACEBACK);
    if !is_traceback && !PREAMBLES.iter().chain(&LINKS).any(begins) && !begins(&IGNORED) && !of_thread() {
        return None;
    }
    let inside = |line: &str| {
        let indented = line.starts_with([' ', '\t']) && !line.contains(TRACEBACK);
        indented || CONTEXT.iter().any(|name| line.starts_with(name))
    };
    // Of a group of exceptions, all is behind bars.
    let group = |line: &str| line.starts_with([' ', '\t']);
    let of_group = is_traceback && begins(&"Group Traceback");
    let behind = if of_group {
        end(lines, start + 1, group)
    } else {
        end(lines, start + 1, inside)
    };
    let leaf = || (start..behind).rev().find(|&line| names_an_error(bare(&lines[line])));
    let named = is_traceback && lines.get(behind).is_some_and(|line| names_an_error(line));
    let error = match (is_traceback, named) {
        (false, _) => None,
        (true, true) => Some(behind),
        (true, false) if of_group => leaf().or(Some(start)),
        (true, false) => Some(start),
    };
    Some(Complaint {
        frames: frames(&lines[start..behind]),
        interrupted: error.is_some_and(|line| is_interruption(&lines[line])),
        ignored: begins(&IGNORED),
        ..Complaint::certain(start..behind + usize::from(named), error)
    })
}

/// What Python says of a program that it does not understand: the place, the source with a caret below it, and the
/// error.
pub(super) fn without_traceback(lines: &[String], start: usize) -> Option<Complaint> {
    frame(&lines[start])?;
    let behind = end(lines, start + 1, |line| line.starts_with([' ', '|']));
    let error = lines.get(behind).map(|_| behind);
    Some(Complaint {
        frames: frames(&lines[start..behind]),
        interrupted: lines.get(behind).is_some_and(|line| is_interruption(line)),
        certain: false,
        ..Complaint::certain(start..behind + usize::from(error.is_some()), error)
    })
}

/// The places that lines name, each with its source, which stands below it.
fn frames(lines: &[String]) -> Vec<Frame> {
    let source = |line: &String| {
        let source = bare(line);
        (frame(line).is_none() && !source.is_empty()).then(|| source.to_owned())
    };
    let named = lines.iter().enumerate();
    let frames = named.filter_map(|(number, line)| {
        Some(Frame {
            source: lines.get(number + 1).and_then(source),
            ..frame(line)?
        })
    });
    let mut frames: Vec<Frame> = frames.collect();
    // What a stream raises again was raised as it was read, in another step: those frames tell of then.
    let again = |frame: &Frame| {
        let raises = |source: &String| source.starts_with("raise ");
        frame.file.ends_with("/asyncio/streams.py") && frame.source.as_ref().is_some_and(raises)
    };
    if let Some(again) = frames.iter().position(again) {
        frames.truncate(again + 1);
    }
    frames
}

/// A line without what it is indented by; in a group of exceptions that is a bar too.
pub(super) fn bare(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '|', '+', '-']).trim_end()
}

/// `File "FILE", line 12, in main`.
fn frame(line: &str) -> Option<Frame> {
    let rest = bare(line).strip_prefix("File \"")?;
    let (file, rest) = rest.split_once("\", line ")?;
    Frame::new(file, rest.split(',').next()?)
}

/// Whether this is all there is to a line that names an error, without a sentence before a colon.
fn names_an_error(line: &str) -> bool {
    let name = line.split(':').next().unwrap_or_default();
    !name.is_empty() && !name.contains([' ', '(', '"'])
}

fn is_interruption(line: &str) -> bool {
    line.contains("KeyboardInterrupt") || line.contains("CancelledError")
}
