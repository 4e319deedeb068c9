//! The results of a stage, from what its sessions are worth together.

use super::judged::Judged;
use salon_judge::{Appraised, Session, appraise, causes_among, steps};
use salon_model::{Comparison, Criterion, CriterionResult, Points, Program, Reason};
use salon_model::{Scenario, ScenarioResult, StageResult, Text, Transcript, Verdict};

/// The results of a stage, appraised by its criteria. `scenarios` and `judged` are in the same order.
pub(super) fn stage(
    title: &Text,
    program: Option<Program>,
    criteria: &[Criterion],
    near: f64,
    scenarios: &[(Scenario, Transcript)],
    judged: Vec<Judged>,
) -> StageResult {
    let (criteria, results) = appraised(criteria, near, scenarios, judged);
    let mut points = Points::default();
    for criterion in &criteria {
        points += criterion.points;
    }
    let name = scenarios.first().map(|(scenario, _)| scenario.stage.name.clone());
    StageResult {
        stage: name.unwrap_or_default(),
        title: title.clone(),
        program,
        criteria,
        results,
        points,
    }
}

fn appraised(
    criteria: &[Criterion],
    near: f64,
    scenarios: &[(Scenario, Transcript)],
    judged: Vec<Judged>,
) -> (Vec<CriterionResult>, Vec<ScenarioResult>) {
    let sessions: Vec<Session<'_>> = scenarios
        .iter()
        .zip(&judged)
        .map(|((scenario, reference), judged)| Session {
            scenario,
            reference,
            seen: judged.seen(),
            verdict: judged.result.verdict,
        })
        .collect();
    let appraisal = appraise(criteria, near, &sessions);
    // Judged sessions are taken apart below.
    let seen: Vec<Option<Transcript>> = judged.iter().map(|judged| judged.transcript().cloned()).collect();
    let stage: Vec<(&Scenario, &Transcript)> = scenarios
        .iter()
        .zip(&seen)
        .filter_map(|((scenario, _), seen)| Some((scenario, seen.as_ref()?)))
        .collect();
    let results = scenarios.iter().zip(judged).zip(appraisal.scenarios);
    let results = results
        .map(|((scenario, judged), appraised)| conclude(scenario, &stage, judged, appraised))
        .collect();
    (appraisal.criteria, results)
}

fn conclude(
    (scenario, reference): &(Scenario, Transcript),
    stage: &[(&Scenario, &Transcript)],
    judged: Judged,
    appraised: Appraised,
) -> ScenarioResult {
    let Judged { mut result, comparison } = judged;
    let before = result.verdict;
    result.verdict = appraised.verdict;
    result.points = appraised.points;
    let (Some(recording), Some(Comparison::Differs(_))) = (&result.recording, comparison) else {
        return result;
    };
    if before == Verdict::Blocked {
        return result;
    }
    let seen = &recording.seen;
    let differences = appraised.differences;
    let own = differences.iter().filter(|difference| difference.judged_by.is_none());
    let own = Comparison::of(own.cloned().collect());
    result.steps = steps(scenario, &own, reference, seen);
    result.causes = match result.verdict {
        Verdict::Fail => causes_among(stage, scenario, (&own, reference, seen)),
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
