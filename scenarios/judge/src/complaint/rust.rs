//! Rust's panics.

use super::{Complaint, end};

pub(super) fn read(lines: &[String], start: usize) -> Option<Complaint> {
    let line = &lines[start];
    (line.starts_with("thread '") && line.contains(" panicked at ")).then(|| {
        // The message is on a line of its own since Rust 1.73.
        let error = start + usize::from(line.ends_with(':') && start + 1 < lines.len());
        let notes = |line: &str| line.starts_with("note: ");
        Complaint::certain(start..end(lines, error + 1, notes), Some(error))
    })
}
