//! The numbers that a counting program prints.

use crate::transcript::whole_number;
use salon_model::{Counting, Deviation};
use salon_model::{Transcript, What};

/// What is wrong with the numbers of a program: their order, or the pauses between them.
pub(super) fn compare(expected: Counting, seen: &Transcript) -> Option<Deviation> {
    let numbers: Vec<i64> = seen.printed().iter().filter_map(|line| whole_number(line)).collect();
    if !expected.holds(&numbers) {
        return Some(Deviation::Counts {
            expected,
            seen: numbers,
        });
    }
    let shows = |work: What| seen.observed().any(|what| *what == work);
    if !shows(What::Pauses) {
        return Some(Deviation::NoPauses);
    }
    shows(What::LongPauses).then_some(Deviation::LongPauses)
}
