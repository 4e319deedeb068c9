//! Node's uncaught errors: the place in the source, the source with a caret below it, the error, the stack, and the
//! version of Node since its 17th.

use super::ruby::place;
use super::{Complaint, end};

pub(super) fn read(lines: &[String], start: usize) -> Option<Complaint> {
    let (file, number) = lines[start].rsplit_once(':')?;
    let is_place = !file.is_empty() && number.parse::<u32>().is_ok();
    let caret = is_place.then(|| lines.get(start + 2)).flatten()?;
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
    Some(Complaint {
        frames: place(&lines[start]).into_iter().collect(),
        ..Complaint::certain(start..behind, Some(error))
    })
}
