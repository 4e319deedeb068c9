//! Why a first program did not do as it should.

use super::{Case, Rule};
use salon_model::Cause;
use salon_model::{Counting, Deviation};

/// In the order in which they are told.
pub(super) const RULES: [Rule; 10] = [
    traceback,
    not_asked_for,
    not_saved,
    saved_elsewhere,
    one_at_a_time,
    never_ends,
    busy,
    not_in_sequence,
    not_together,
    no_pauses,
];

fn traceback(case: &Case) -> Option<Cause> {
    let line = case.kinds().find_map(|kind| match kind {
        Deviation::Traceback(line) => Some(line),
        _ => None,
    })?;
    if line.starts_with("IndexError") {
        return Some(Cause::ArgumentMissing);
    }
    Some(Cause::ErrorUncaught { line: line.clone() })
}

fn not_asked_for(case: &Case) -> Option<Cause> {
    let seen = case.kinds().find_map(|kind| match kind {
        Deviation::NotAskedFor { seen, .. } => Some(seen),
        _ => None,
    })?;
    Some(if seen.is_empty() {
        Cause::FetchesNothing
    } else {
        Cause::FetchesOthers
    })
}

fn not_saved(case: &Case) -> Option<Cause> {
    let parts = case.kinds().find_map(|kind| match kind {
        Deviation::NotSaved { parts, .. } => Some(parts),
        _ => None,
    })?;
    Some(if parts.is_empty() {
        Cause::PageNotSaved
    } else {
        Cause::PageCut
    })
}

fn saved_elsewhere(case: &Case) -> Option<Cause> {
    let (expected, seen) = case.kinds().find_map(|kind| match kind {
        Deviation::SavedElsewhere { expected, seen } => Some((expected, seen.first()?)),
        _ => None,
    })?;
    Some(Cause::SavedElsewhere {
        expected: expected.clone(),
        seen: seen.clone(),
    })
}

fn one_at_a_time(case: &Case) -> Option<Cause> {
    case.kinds()
        .any(|kind| matches!(kind, Deviation::OneAtATime))
        .then_some(Cause::Sequential)
}

fn never_ends(case: &Case) -> Option<Cause> {
    let stays = |kind: &Deviation| matches!(kind, Deviation::Ended { expected: true, .. });
    case.kinds().any(stays).then_some(Cause::NeverEnds)
}

fn busy(case: &Case) -> Option<Cause> {
    case.kinds()
        .any(|kind| matches!(kind, Deviation::NeverSettles(_)))
        .then_some(Cause::BusyLoop)
}

fn not_in_sequence(case: &Case) -> Option<Cause> {
    let wrong = |kind: &Deviation| {
        matches!(
            kind,
            Deviation::Counts {
                expected: Counting::InSequence,
                ..
            }
        )
    };
    case.kinds().any(wrong).then_some(Cause::CountsOtherwise {
        expected: Counting::InSequence,
    })
}

fn not_together(case: &Case) -> Option<Cause> {
    let seen = case.kinds().find_map(|kind| match kind {
        Deviation::Counts {
            expected: Counting::Together,
            seen,
        } => Some(seen),
        _ => None,
    })?;
    let (one, other) = seen.split_at(seen.len() / 2);
    Some(if !seen.is_empty() && one == other {
        Cause::CountsInTurn
    } else {
        Cause::CountsOtherwise {
            expected: Counting::Together,
        }
    })
}

fn no_pauses(case: &Case) -> Option<Cause> {
    case.kinds()
        .any(|kind| matches!(kind, Deviation::NoPauses))
        .then_some(Cause::NoPauses)
}
