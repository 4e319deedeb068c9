//! Go's panics: the panic, and the stacks of all goroutines up to the end.

use super::Complaint;

pub(super) fn read(lines: &[String], start: usize) -> Option<Complaint> {
    let panics = lines[start].starts_with("panic: ");
    let stacks = || lines[start..].iter().any(|line| line.starts_with("goroutine "));
    (panics && stacks()).then(|| Complaint::certain(start..lines.len(), Some(start)))
}
