//! Ruby's last words: a line that begins with a place.

use super::{Complaint, Frame};

/// `FILE:12:in …`.
pub(super) fn read(lines: &[String], start: usize) -> Option<Complaint> {
    Some(Complaint::doubtful(start, place(&lines[start])?))
}

/// `FILE:12` at the beginning of a line; Node writes it too, where the file may be a URL.
pub(super) fn place(line: &str) -> Option<Frame> {
    let (file, rest) = line.strip_prefix("file://").unwrap_or(line).split_once(':')?;
    Frame::new(file, rest.split(':').next()?)
}
