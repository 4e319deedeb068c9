//! The results of a stage, from what its sessions are worth together.

use super::played::Played;
use salon_judge::{Appraised, Session, appraise, causes, steps};
use salon_model::{Comparison, Criterion, CriterionResult, Reason, Scenario, ScenarioResult, Transcript, Verdict};

/// Appraises a stage by its criteria, and writes into the results what came of it. `scenarios` and `played` are in
/// the same order.
pub(super) fn appraised(
    criteria: &[Criterion],
    near: f64,
    scenarios: &[(Scenario, Transcript)],
    played: Vec<Played>,
) -> (Vec<CriterionResult>, Vec<ScenarioResult>) {
    let sessions: Vec<Session<'_>> = scenarios
        .iter()
        .zip(&played)
        .map(|((scenario, reference), played)| Session {
            scenario,
            reference,
            seen: played.seen.as_ref().map(|(seen, comparison)| (seen, comparison)),
            verdict: played.result.verdict,
        })
        .collect();
    let appraisal = appraise(criteria, near, &sessions);
    let results = scenarios.iter().zip(played).zip(appraisal.scenarios);
    let results = results
        .map(|((scenario, played), appraised)| conclude(scenario, played, appraised))
        .collect();
    (appraisal.criteria, results)
}

fn conclude((scenario, reference): &(Scenario, Transcript), played: Played, appraised: Appraised) -> ScenarioResult {
    let mut result = played.result;
    let before = result.verdict;
    result.verdict = appraised.verdict;
    result.points = appraised.points;
    let Some((seen, Comparison::Differs(_))) = &played.seen else {
        return result;
    };
    if before == Verdict::Blocked {
        return result;
    }
    let differences = appraised.differences;
    let judged = differences.iter().filter(|difference| difference.judged_by.is_none());
    let judged = Comparison::of(judged.cloned().collect());
    result.steps = steps(scenario, &judged, reference, seen);
    result.causes = match result.verdict {
        Verdict::Fail => causes(scenario, &judged, reference, seen),
        _ => Vec::new(),
    };
    if result.verdict != Verdict::Fail {
        result.place = None;
    }
    let hidden = appraised.hidden_by.map(Reason::Hidden);
    result.reasons = hidden
        .into_iter()
        .chain(differences.into_iter().map(Reason::Differs))
        .collect();
    result
}
