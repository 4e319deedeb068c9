//! Results of scenarios that were not played, or of which nothing can be judged.

use salon_model::{Cause, Points, Reason, Scenario, ScenarioResult, Transcript, Unopened, Verdict, WorldError};
use std::path::Path;

/// The results of a stage whose program is there and cannot be run.
pub(super) fn blocked(
    cause: &Cause,
    (first, _): &(Scenario, Transcript),
    rest: &[(Scenario, Transcript)],
) -> Vec<ScenarioResult> {
    let first = ScenarioResult {
        causes: vec![cause.clone()],
        ..because(first, Verdict::Blocked, Reason::Blocked(cause.clone()))
    };
    let skipped = rest.iter().map(|(scenario, _)| skipped(scenario));
    std::iter::once(first).chain(skipped).collect()
}

/// A result of a scenario that earned nothing and shows nothing.
pub(super) fn unplayed(scenario: &Scenario, verdict: Verdict) -> ScenarioResult {
    ScenarioResult {
        scenario: scenario.id(),
        title: scenario.title.clone(),
        subject: scenario.subject(),
        verdict,
        points: Points::default(),
        reasons: Vec::new(),
        causes: Vec::new(),
        place: None,
        hint: scenario.hint.clone(),
        steps: Vec::new(),
        milliseconds: 0,
        cpu_microseconds: 0,
        recording: None,
    }
}

pub(super) fn because(scenario: &Scenario, verdict: Verdict, reason: Reason) -> ScenarioResult {
    ScenarioResult {
        reasons: vec![reason],
        ..unplayed(scenario, verdict)
    }
}

pub(super) fn missing(scenario: &Scenario) -> ScenarioResult {
    because(scenario, Verdict::Missing, Reason::Missing)
}

pub(super) fn unopened(scenario: &Scenario, archive: &Path, why: Unopened) -> ScenarioResult {
    let archive = archive.to_owned();
    because(scenario, Verdict::Error, Reason::Unopened { archive, why })
}

pub(super) fn skipped(scenario: &Scenario) -> ScenarioResult {
    because(scenario, Verdict::Skipped, Reason::Skipped)
}

pub(super) fn not_recorded(scenario: &Scenario) -> ScenarioResult {
    because(scenario, Verdict::Error, Reason::NotRecorded)
}

pub(super) fn harness_failed(scenario: &Scenario, error: WorldError) -> ScenarioResult {
    because(scenario, Verdict::Error, Reason::Harness(error))
}

/// Makes a result one of which nothing can be judged after all.
pub(super) fn block(result: &mut ScenarioResult, cause: &Cause) {
    if result.verdict != Verdict::Error {
        result.verdict = Verdict::Blocked;
        result.causes = vec![cause.clone()];
    }
}
