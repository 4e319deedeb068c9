//! What cannot be judged where programs run on the bare machine: an address that is not the machine's, or not
//! allowed, is nothing that a program did wrong.

use salon_model::{Cause, Doing, Points, Reason, ScenarioResult, StageResult, Verdict};

/// The results of a stage, in which what the machine or the harness refused to the program is the harness's.
pub(super) fn unless_refused(mut result: StageResult) -> StageResult {
    if !result.results.iter().any(is_refused) {
        return result;
    }
    for result in &mut result.results {
        // What was skipped is so for the same reason.
        if is_refused(result) || result.verdict == Verdict::Skipped {
            not_judged(result);
        }
    }
    result.points = Points::default();
    for one in &result.results {
        result.points += one.points;
    }
    result
}

/// Whether a program was kept from the address that it wants.
fn is_refused(result: &ScenarioResult) -> bool {
    let refused = |reason: &Reason| matches!(reason, Reason::NotStarted(Doing::Refused(_)));
    let not_there = |cause: &Cause| matches!(cause, Cause::AddressNotAvailable { .. });
    let is_kept = result.reasons.iter().any(refused) || result.causes.iter().any(not_there);
    result.verdict == Verdict::Blocked && is_kept
}

fn not_judged(result: &mut ScenarioResult) {
    let wanted = result.reasons.iter().find_map(|reason| match reason {
        Reason::NotStarted(Doing::Refused(address)) => Some(*address),
        _ => None,
    });
    result.verdict = Verdict::Error;
    result.points.got = 0.0;
    result.reasons = vec![Reason::AddressRefused { wanted }];
    result.causes.clear();
    result.place = None;
    result.steps.clear();
    result.recording = None;
}
