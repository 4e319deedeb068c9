//! What a recorded session comes to: nothing but what was seen and the lab decides it, so that a grading and a regrading
//! say the same.

use super::partition::digest;
use super::place::place;
use super::unplayed::unplayed;
use salon_judge::complaint::Complaint;
use salon_judge::{causes, compare, met_with, reasons, steps, verdict};
use salon_model::{
    Cause, Comparison, Place, Recording, Scenario, ScenarioResult, Stage, Step, Text, Transcript, Verdict,
};
use std::path::PathBuf;

/// A scenario with what came of it, before the stage is appraised as a whole.
pub(super) struct Judged {
    pub(super) result: ScenarioResult,
    /// How what was seen compares with the reference; `None` where nothing was.
    pub(super) comparison: Option<Comparison>,
}

impl Judged {
    /// What was seen, and how it compares.
    pub(super) fn seen(&self) -> Option<(&Transcript, &Comparison)> {
        Some((self.transcript()?, self.comparison.as_ref()?))
    }

    /// What was seen.
    pub(super) fn transcript(&self) -> Option<&Transcript> {
        self.result.recording.as_ref().map(|recording| &recording.seen)
    }
}

impl From<ScenarioResult> for Judged {
    /// Of a scenario that was not played.
    fn from(result: ScenarioResult) -> Self {
        Self {
            result,
            comparison: None,
        }
    }
}

/// Judges a recorded session.
pub(super) fn judged((scenario, reference): &(Scenario, Transcript), recording: Recording) -> Judged {
    let seen = &recording.seen;
    let mut comparison = compare(scenario, reference, seen);
    if let Some(handshake) = &recording.handshake {
        comparison = met_with(scenario, handshake, comparison);
    }
    let verdict = verdict(scenario, &comparison, reference, seen);
    let causes = if verdict == Verdict::Near {
        Vec::new()
    } else {
        causes(scenario, &comparison, reference, seen)
    };
    let result = ScenarioResult {
        place: error_place(verdict, &causes, &recording),
        causes,
        steps: steps(scenario, &comparison, reference, seen),
        reasons: reasons(&comparison),
        recording: Some(Box::new(recording)),
        ..unplayed(scenario, verdict)
    };
    Judged {
        result,
        comparison: Some(comparison),
    }
}

/// The line of the program at which it says that it went wrong: of the error that is told as the cause, and of no other.
fn error_place(verdict: Verdict, causes: &[Cause], recording: &Recording) -> Option<Place> {
    let printed = recording.seen.printed();
    let meant = |complaint: &Complaint| {
        let told = causes.iter().find_map(|cause| match cause {
            Cause::ErrorUncaught { line, source, .. } => {
                Some(complaint.name(&printed) == Some(line) && complaint.source() == source.as_deref())
            }
            Cause::InterruptUncaught => Some(complaint.interrupted),
            Cause::ArgumentMissing => Some(!complaint.interrupted),
            _ => None,
        });
        match (told, verdict) {
            (Some(told), _) => told,
            (None, Verdict::Blocked) => !complaint.interrupted,
            // Of what only may be an error, no cause is told.
            (None, Verdict::Fail) => !complaint.certain,
            (None, _) => false,
        }
    };
    place(&printed, &recording.places, meant)
}

/// A digest of all of a scenario that makes its session what it is: not its title, its points, what is expected, and
/// where the files lie.
pub(super) fn script(scenario: &Scenario) -> String {
    let step = |step: &Step| Step {
        line: 0,
        optional: Vec::new(),
        ..step.clone()
    };
    let played = Scenario {
        path: PathBuf::new(),
        title: Text {
            fr: String::new(),
            en: String::new(),
        },
        hint: None,
        points: 0,
        then: Vec::new(),
        given: scenario.given.iter().map(step).collect(),
        when: scenario.when.iter().map(step).collect(),
        stage: Stage {
            reference: Vec::new(),
            ..scenario.stage.clone()
        },
        ..scenario.clone()
    };
    format!("{:016x}", digest(format!("{played:?}").as_bytes()))
}
