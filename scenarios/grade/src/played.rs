//! Playing a scenario with a program, and judging what happened.

use super::accommodations;
use super::grader::Grader;
use super::place::place;
use super::unplayed::{because, harness_failed, unplayed};
use salon_judge::complaint::Complaint;
use salon_judge::{causes, compare, reasons, steps, transcript, verdict};
use salon_model::{Cause, Comparison, EventKind, Place, Reason, Scenario, ScenarioResult, Transcript, Verdict, What};
use salon_play::program::Program;
use salon_play::replay::replay;
use std::path::Path;
use std::time::Instant;

/// A scenario that was played.
pub(super) struct Played {
    /// What was seen, and how it compares; `None` where it was not played, or the harness failed.
    pub(super) seen: Option<(Transcript, Comparison)>,
    pub(super) result: ScenarioResult,
    /// The folder that was made because the program missed it.
    pub(super) with_folder: Option<String>,
}

impl Played {
    /// A scenario that was not played.
    pub(super) fn not(result: ScenarioResult) -> Self {
        Self {
            seen: None,
            result,
            with_folder: None,
        }
    }

    /// Whether the program saved a page in a folder, as seen from its own directory.
    pub(super) fn saves_in(&self, folder: &str) -> bool {
        let within = Path::new(".").join(folder);
        let mut observed = self.transcript().into_iter().flat_map(Transcript::observed);
        observed.any(|what| matches!(what, What::Saves { path, .. } if Path::new(path).starts_with(&within)))
    }

    pub(super) fn printed(&self) -> Vec<String> {
        self.transcript().map(Transcript::printed).unwrap_or_default()
    }

    /// What was seen.
    pub(super) fn transcript(&self) -> Option<&Transcript> {
        self.seen.as_ref().map(|(seen, _)| seen)
    }
}

impl Grader {
    /// Plays a scenario; once more with the folder that a program misses, where it is right with it.
    pub(super) fn play(&self, scenario: &(Scenario, Transcript), program: &Program) -> Played {
        if program.borrows_the_reference() {
            return Played::not(borrowed(&scenario.0));
        }
        let played = self.play_once(scenario, program);
        let right = |played: &Played| matches!(played.result.verdict, Verdict::Pass | Verdict::Near);
        if right(&played) {
            return played;
        }
        let Some(folder) = accommodations::missed_folder(&played.printed(), program.directory()) else {
            return played;
        };
        let again = self.play_once(scenario, &program.with_folder(&folder));
        // One that fails now and then has no second try.
        let uses_it = again.saves_in(&folder) || !saves(&scenario.1);
        let starts_with_it = played.result.verdict == Verdict::Blocked && again.result.verdict == Verdict::Fail;
        if right(&again) && uses_it || starts_with_it {
            return Played {
                with_folder: Some(folder),
                ..again
            };
        }
        played
    }

    fn play_once(&self, (scenario, reference): &(Scenario, Transcript), program: &Program) -> Played {
        let began = Instant::now();
        let mut cpu_microseconds = 0;
        let events = replay(scenario, program, self.settings, |event| {
            if let EventKind::Finished { cpu_us, .. } = event.kind {
                cpu_microseconds = cpu_us;
            }
        });
        let seen = match events.and_then(|events| transcript::build(scenario, &events)) {
            Ok(seen) => seen,
            Err(error) => {
                return Played::not(harness_failed(scenario, error));
            }
        };
        let comparison = compare(scenario, reference, &seen);
        let verdict = verdict(scenario, &comparison, reference, &seen);
        let causes = if verdict == Verdict::Near {
            Vec::new()
        } else {
            causes(scenario, &comparison, reference, &seen)
        };
        let result = ScenarioResult {
            place: error_place(program, verdict, &causes, &seen),
            causes,
            steps: steps(scenario, &comparison, reference, &seen),
            reasons: reasons(&comparison),
            milliseconds: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            cpu_microseconds,
            ..unplayed(scenario, verdict)
        };
        Played {
            seen: Some((seen, comparison)),
            result,
            with_folder: None,
        }
    }
}

/// The line of the program at which it says that it went wrong: of the error that is told as the cause, and of no other.
fn error_place(program: &Program, verdict: Verdict, causes: &[Cause], seen: &Transcript) -> Option<Place> {
    let printed = seen.printed();
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
    place(&printed, program.directory(), program.submission()?, meant)
}

/// The result of a program that is nothing but this very harness, which has the reference in it.
fn borrowed(scenario: &Scenario) -> ScenarioResult {
    let cause = Cause::CommandIsHarness;
    ScenarioResult {
        causes: vec![cause.clone()],
        ..because(scenario, Verdict::Blocked, Reason::Blocked(cause))
    }
}

/// Whether a page is saved.
fn saves(transcript: &Transcript) -> bool {
    transcript.observed().any(|what| matches!(what, What::Saves { .. }))
}
