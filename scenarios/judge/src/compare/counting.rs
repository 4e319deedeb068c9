//! The numbers that a counting program prints.

use crate::transcript::whole_number;
use salon_model::{Counting, Deviation};
use salon_model::{Transcript, What};

/// What is wrong with the numbers of a program: their order, or that there are no pauses between them.
pub(super) fn compare(expected: Counting, seen: &Transcript) -> Option<Deviation> {
    let numbers: Vec<i64> = seen.printed().iter().filter_map(|line| whole_number(line)).collect();
    if !expected.holds(&numbers) {
        return Some(Deviation::Counts {
            expected,
            seen: numbers,
        });
    }
    (!seen.observed().any(|what| *what == What::Pauses)).then_some(Deviation::NoPauses)
}
