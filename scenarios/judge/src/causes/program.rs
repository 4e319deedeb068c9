//! Why a first program did not do as it should.

use super::{Case, Rule, never_awaited, spins};
use salon_model::{Answer, Cause, Counting, Deviation, What};

/// Those of which it is a consequence that something does not happen.
pub(super) const ROOTS: [Rule; 3] = [never_awaited, never_ends, spins];

/// In the order in which they are told.
pub(super) const RULES: [Rule; 7] = [
    not_asked_for,
    not_saved,
    saved_elsewhere,
    one_at_a_time,
    not_in_sequence,
    not_together,
    no_pauses,
];

fn not_asked_for(case: &Case) -> Option<Cause> {
    let seen = case.kinds().find_map(|kind| match kind {
        Deviation::NotAskedFor { seen, .. } => Some(seen),
        _ => None,
    })?;
    // One site that does not answer can keep a program from asking for the others.
    let dead = case.scenario.site.iter().any(|host| host.answer == Answer::Dead);
    Some(if seen.is_empty() && !dead {
        Cause::FetchesNothing {
            said: case.seen.printed().pop(),
        }
    } else {
        Cause::FetchesOthers { dead }
    })
}

fn not_saved(case: &Case) -> Option<Cause> {
    let parts = case.kinds().find_map(|kind| match kind {
        Deviation::NotSaved { parts, .. } => Some(parts),
        _ => None,
    })?;
    if let Some(path) = overwritten(case) {
        return Some(Cause::PageOverwritten { path });
    }
    Some(if parts.is_empty() {
        Cause::PageNotSaved {
            said: case.seen.printed().pop(),
        }
    } else {
        Cause::PageCut
    })
}

/// Where one page of several is, in a file that is named by no page's site: all were written there.
fn overwritten(case: &Case) -> Option<String> {
    let several = case.scenario.site.len() > 1;
    case.seen.observed().filter(|_| several).find_map(|what| match what {
        What::Saves { path, whole: true, .. } if !path.contains("<host>") => Some(path.clone()),
        _ => None,
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
