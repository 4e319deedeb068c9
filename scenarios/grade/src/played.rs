//! Playing a scenario with a program, and judging what happened.

use super::accommodations;
use super::grader::Grader;
use super::judged::{Judged, judged, script};
use super::place::places;
use super::unplayed::{because, harness_failed};
use salon_judge::transcript;
use salon_model::{Cause, EventKind, Reason, Recording, Scenario, ScenarioResult, Transcript, Verdict, What};
use salon_play::program::Program;
use salon_play::replay::replay;
use std::path::Path;
use std::time::Instant;

/// A scenario that was played.
pub(super) struct Played {
    pub(super) judged: Judged,
    /// The folder that was made because the program missed it.
    pub(super) with_folder: Option<String>,
}

impl Played {
    /// A scenario that was not played.
    pub(super) fn not(result: ScenarioResult) -> Self {
        Self {
            judged: result.into(),
            with_folder: None,
        }
    }

    pub(super) fn verdict(&self) -> Verdict {
        self.judged.result.verdict
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
        self.judged.transcript()
    }
}

impl Grader {
    /// Plays a scenario; once more with the folder that a program misses, where it is right with it.
    pub(super) fn play(&self, scenario: &(Scenario, Transcript), program: &Program) -> Played {
        if program.borrows_the_reference() {
            return Played::not(borrowed(&scenario.0));
        }
        let played = self.play_once(scenario, program);
        let right = |played: &Played| matches!(played.verdict(), Verdict::Pass | Verdict::Near);
        if right(&played) {
            return played;
        }
        let Some(folder) = accommodations::missed_folder(&played.printed(), program.directory()) else {
            return played;
        };
        let again = self.play_once(scenario, &program.with_folder(&folder));
        // One that fails now and then has no second try.
        let uses_it = again.saves_in(&folder) || !saves(&scenario.1);
        let starts_with_it = played.verdict() == Verdict::Blocked && again.verdict() == Verdict::Fail;
        if right(&again) && uses_it || starts_with_it {
            return Played {
                with_folder: Some(folder),
                ..again
            };
        }
        played
    }

    fn play_once(&self, scenario: &(Scenario, Transcript), program: &Program) -> Played {
        let began = Instant::now();
        let mut cpu_microseconds = 0;
        let events = replay(&scenario.0, program, self.settings, |event| {
            if let EventKind::Finished { cpu_us, .. } = event.kind {
                cpu_microseconds = cpu_us;
            }
        });
        let seen = match events.and_then(|events| transcript::build(&scenario.0, &events)) {
            Ok(seen) => seen,
            Err(error) => {
                return Played::not(harness_failed(&scenario.0, error));
            }
        };
        let places = program
            .submission()
            .map(|root| places(&seen.printed(), program.directory(), root));
        let recording = Recording {
            script: script(&scenario.0),
            handshake: None,
            places: places.unwrap_or_default(),
            seen,
        };
        let mut judged = judged(scenario, recording);
        judged.result.milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        judged.result.cpu_microseconds = cpu_microseconds;
        Played {
            judged,
            with_folder: None,
        }
    }
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
