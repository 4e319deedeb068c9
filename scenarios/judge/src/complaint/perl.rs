//! Perl's last words, which are a line like any other.

use super::{Complaint, Frame};

/// `… at FILE line 12.`, with `, <STDIN> line 7.` where it was reading.
pub(super) fn read(lines: &[String], start: usize) -> Option<Complaint> {
    let (_, rest) = lines[start].rsplit_once(" at ")?;
    let (file, rest) = rest.split_once(" line ")?;
    let frame = Frame::new(file, rest.split(['.', ',']).next()?)?;
    Some(Complaint::doubtful(start, frame))
}
