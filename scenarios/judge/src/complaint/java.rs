//! Java's uncaught exceptions.

use super::{Complaint, end};

pub(super) fn read(lines: &[String], start: usize) -> Option<Complaint> {
    lines[start].contains("Exception in thread \"").then(|| {
        let inside = |line: &str| line.starts_with([' ', '\t']) || line.starts_with("Caused by: ");
        Complaint::certain(start..end(lines, start + 1, inside), Some(start))
    })
}
