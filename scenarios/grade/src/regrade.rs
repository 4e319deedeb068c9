//! Judging recorded sessions again: nothing is run.

use super::appraised;
use super::batch::{Batch, Stage};
use super::judged::{Judged, judged, script};
use super::unplayed::{block, not_recorded};
use salon_model::{Points, Scenario, ScenarioResult, StageResult, Submission, Transcript, Verdict};

impl Batch {
    /// The submission as the lab gives points now, from what was seen when it was graded. `near` is what a near verdict
    /// is worth.
    ///
    /// Stages that were not graded then, or are none of the lab any more, are left out. A scenario that is new, or whose
    /// session would be another one, is an `error`: only a new session can tell.
    pub fn regrade(&self, near: f64, old: &Submission) -> Submission {
        let stages: Vec<StageResult> = self
            .graded_stages()
            .iter()
            .filter_map(|stage| {
                let before = old.stages.iter().find(|before| before.stage == stage.name)?;
                Some(again(stage, near, before))
            })
            .collect();
        let mut points = Points::default();
        for stage in &stages {
            points += stage.points;
        }
        Submission {
            name: old.name.clone(),
            folder: old.folder.clone(),
            stages,
            points,
        }
    }
}

fn again(stage: &Stage, near: f64, old: &StageResult) -> StageResult {
    let results = stage.scenarios.iter().map(|scenario| {
        let id = scenario.0.id();
        match old.results.iter().find(|result| result.scenario == id) {
            Some(result) => judged_again(scenario, result),
            None => not_recorded(&scenario.0).into(),
        }
    });
    let program = old.program.clone();
    appraised::stage(
        &stage.title,
        program,
        &stage.criteria,
        near,
        &stage.scenarios,
        results.collect(),
    )
}

fn judged_again(scenario: &(Scenario, Transcript), old: &ScenarioResult) -> Judged {
    let Some(recording) = &old.recording else {
        // Why it was not played is as true as it was.
        let (scenario, _) = scenario;
        return Judged::from(ScenarioResult {
            title: scenario.title.clone(),
            hint: scenario.hint.clone(),
            ..old.clone()
        });
    };
    if recording.script != script(&scenario.0) {
        // What was seen is kept: it is judged again once the scenario is what it was.
        return Judged::from(ScenarioResult {
            milliseconds: old.milliseconds,
            cpu_microseconds: old.cpu_microseconds,
            recording: old.recording.clone(),
            ..not_recorded(&scenario.0)
        });
    }
    let mut again = judged(scenario, (**recording).clone());
    again.result.milliseconds = old.milliseconds;
    again.result.cpu_microseconds = old.cpu_microseconds;
    // What the stage as a whole showed then: that the program speaks something else.
    if let (Verdict::Blocked, Some(cause)) = (old.verdict, old.causes.first())
        && again.result.verdict != Verdict::Blocked
    {
        block(&mut again.result, cause);
    }
    again
}
