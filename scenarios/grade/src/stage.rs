//! Grading a stage: playing its scenarios with the program that was found for it.

use super::accommodations;
use super::discover::{FoundStage, Launch, Readiness};
use super::place::place;
use super::protocol;
use salon_judge::{causes, compare, reasons, steps, transcript, verdict};
use salon_model::{
    Cause, Comparison, Deviation, EventKind, Note, Place, Points, Reason, Scenario, ScenarioResult, StageResult,
    SubjectKind, Text, Transcript, Verdict, What, WorldError,
};
use salon_play::program::Program;
use salon_play::replay::{Settings, replay, side_by_side};
use std::num::NonZero;
use std::time::Instant;

/// What all gradings of a run have in common.
#[derive(Debug)]
pub struct Grader {
    /// How sessions are run.
    pub settings: Settings,
    /// Sessions of one submission at once.
    pub jobs: NonZero<usize>,
    /// What a near verdict is worth, as a share of the points.
    pub near: f64,
}

/// A scenario that was played.
struct Played {
    /// `None` where it was not, or the harness failed.
    seen: Option<Transcript>,
    result: ScenarioResult,
    /// Whether a folder was made that the program missed.
    with_folder: bool,
}

impl Played {
    /// A scenario that was not played.
    fn not(result: ScenarioResult) -> Self {
        Self {
            seen: None,
            result,
            with_folder: false,
        }
    }

    /// Whether the program saved a page in a folder of its own directory.
    fn saves_in(&self, folder: &str) -> bool {
        let within = format!("./{folder}/");
        let mut observed = self.seen.iter().flat_map(Transcript::observed);
        observed.any(|what| matches!(what, What::Saves { path, .. } if path.starts_with(&within)))
    }

    fn printed(&self) -> Vec<String> {
        self.seen.as_ref().map(Transcript::printed).unwrap_or_default()
    }
}

/// A program that was started, and how.
struct Started<'a> {
    launch: &'a Launch,
    program: Program,
    /// What came of the first scenario.
    played: Played,
    /// What a teacher should know of it.
    notes: Vec<Note>,
}

impl<'a> Started<'a> {
    fn new(launch: &'a Launch, played: Played) -> Self {
        Self {
            launch,
            program: launch.program.clone(),
            played,
            notes: Vec::new(),
        }
    }
}

impl Grader {
    /// Grades a stage. `scenarios` are all of the stage, each with its reference transcript; `found`
    /// is what was found of a program for it.
    ///
    /// `worth` is what a point of a scenario is worth, where the lab says what the whole stage is.
    pub fn stage(
        &self,
        title: &Text,
        scenarios: &[(Scenario, Transcript)],
        worth: f64,
        found: Option<&FoundStage>,
    ) -> StageResult {
        let stage = scenarios
            .first()
            .map(|(scenario, _)| scenario.stage.name.clone())
            .unwrap_or_default();
        let program = || found.and_then(|found| found.described(None));
        let all_missing = || scenarios.iter().map(|(scenario, _)| missing(scenario)).collect();
        let (program, mut results): (_, Vec<ScenarioResult>) =
            match (found.map(|found| (found, &found.readiness)), scenarios.split_first()) {
                (Some((found, Readiness::Ready(launches))), Some(scenarios)) => match launches.split_first() {
                    Some(launches) => self.run(found, launches, scenarios),
                    None => (program(), all_missing()),
                },
                (Some((_, Readiness::Blocked(why))), Some((first, rest))) => (program(), blocked(why, first, rest)),
                _ => (program(), all_missing()),
            };
        let mut points = Points::default();
        for result in &mut results {
            result.points.got *= worth;
            result.points.max *= worth;
            points += result.points;
        }
        StageResult {
            stage,
            title: title.clone(),
            program,
            results,
            points,
        }
    }

    /// Plays all scenarios with what was found, and says what a teacher should know of how it was run.
    fn run(
        &self,
        found: &FoundStage,
        (launch, others): (&Launch, &[Launch]),
        (first, rest): (&(Scenario, Transcript), &[(Scenario, Transcript)]),
    ) -> (Option<salon_model::Program>, Vec<ScenarioResult>) {
        let started = self.start(first, launch, others);
        let described = found.described(Some(started.launch));
        let mut notes = started.notes;
        let played = self.go_on(started.played, rest, &started.program);
        if played.iter().any(|played| played.with_folder) {
            notes.push(Note::WithFolder {
                folder: accommodations::FOLDER.to_owned(),
            });
        }
        let described = described.map(|mut program| {
            program.notes.extend(notes);
            program
        });
        (described, played.into_iter().map(|played| played.result).collect())
    }

    /// Plays the first scenario, with each way to start the program until one does.
    fn start<'a>(&self, first: &(Scenario, Transcript), launch: &'a Launch, others: &'a [Launch]) -> Started<'a> {
        let looks_for_a_file = |played: &Played| {
            let elsewhere = |cause: &Cause| matches!(cause, Cause::MissingFile { .. } | Cause::MissingModule { .. });
            played.result.verdict == Verdict::Blocked && played.result.causes.iter().any(elsewhere)
        };
        let played = self.play(first, &launch.program);
        if looks_for_a_file(&played) {
            for other in others {
                let again = self.play(first, &other.program);
                if again.result.verdict != Verdict::Blocked {
                    return Started::new(other, again);
                }
            }
        }
        self.with_option(first, launch, &played)
            .unwrap_or_else(|| Started::new(launch, played))
    }

    /// Plays the first scenario again with the option that the program's usage message asks for, if it
    /// has one and then does more than to show that message again.
    fn with_option<'a>(
        &self,
        first: &(Scenario, Transcript),
        launch: &'a Launch,
        before: &Played,
    ) -> Option<Started<'a>> {
        if first.0.subject() != SubjectKind::Program {
            return None;
        }
        let option = accommodations::option(&before.printed())?;
        let program = launch.program.with_option(option.clone());
        let played = self.play(first, &program);
        accommodations::option(&played.printed()).is_none().then(|| Started {
            launch,
            program,
            played,
            notes: vec![Note::WithOption { option }],
        })
    }

    /// Plays the rest, unless the program did not start.
    fn go_on(&self, first: Played, rest: &[(Scenario, Transcript)], program: &Program) -> Vec<Played> {
        if first.result.verdict == Verdict::Blocked {
            let skipped = rest.iter().map(|(scenario, _)| Played::not(skipped(scenario)));
            return std::iter::once(first).chain(skipped).collect();
        }
        let mut all = vec![first];
        side_by_side(
            rest,
            self.jobs,
            |scenario| self.play(scenario, program),
            |_, played| {
                all.push(played);
                true
            },
        );
        let other = self.other_protocol(&all, rest, program);
        let Some(other) = other else { return all };
        let blocked = all.into_iter().map(|played| Played {
            result: block(played.result, &other),
            ..played
        });
        blocked.collect()
    }

    /// What else the program speaks, if it does not speak the sheet's protocol at all.
    fn other_protocol(&self, all: &[Played], scenarios: &[(Scenario, Transcript)], program: &Program) -> Option<Cause> {
        // The sheet's protocol is what a server answers; a client or a program is asked for nothing.
        let is_server = |(scenario, _): &(Scenario, Transcript)| scenario.subject() == SubjectKind::Server;
        if !scenarios.iter().all(is_server) {
            return None;
        }
        let talks = scenarios
            .iter()
            .any(|(_, reference)| reference.texts().next().is_some());
        let heard = |played: &Played| played.seen.as_ref().is_some_and(|seen| seen.texts().next().is_some());
        let understood = |played: &Played| match played.result.verdict {
            Verdict::Pass | Verdict::Near => heard(played),
            Verdict::Error => true,
            _ => false,
        };
        if !talks || all.iter().any(understood) {
            return None;
        }
        let texts: Vec<&str> = all
            .iter()
            .filter_map(|played| played.seen.as_ref())
            .flat_map(Transcript::texts)
            .collect();
        if texts.is_empty() {
            let (scenario, _) = scenarios.first()?;
            return protocol::ask(scenario, program, self.settings);
        }
        protocol::recognize(texts.into_iter())
    }

    /// Plays a scenario; once more with the folder that a program misses, where it is right with it.
    fn play(&self, scenario: &(Scenario, Transcript), program: &Program) -> Played {
        let played = self.play_once(scenario, program);
        let right = |played: &Played| matches!(played.result.verdict, Verdict::Pass | Verdict::Near);
        let of_program = scenario.0.subject() == SubjectKind::Program;
        if of_program && !right(&played) && accommodations::misses_folder(&played.printed(), program.directory()) {
            let again = self.play_once(scenario, &program.with_folder(accommodations::FOLDER));
            // One that fails now and then has no second try.
            if right(&again) && (again.saves_in(accommodations::FOLDER) || !saves(&scenario.1)) {
                return Played {
                    with_folder: true,
                    ..again
                };
            }
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
        let share = match verdict {
            Verdict::Pass => 1.0,
            Verdict::Near => self.near,
            Verdict::Fail | Verdict::Blocked | Verdict::Missing | Verdict::Skipped | Verdict::Error => 0.0,
        };
        let result = ScenarioResult {
            points: Points {
                got: share * f64::from(scenario.points),
                max: f64::from(scenario.points),
            },
            causes: if verdict == Verdict::Near {
                Vec::new()
            } else {
                causes(scenario, &comparison, reference, &seen)
            },
            place: matches!(verdict, Verdict::Fail | Verdict::Blocked)
                .then(|| error_place(program, &comparison, &seen))
                .flatten(),
            steps: steps(scenario, &comparison, reference, &seen),
            reasons: reasons(comparison),
            milliseconds: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            cpu_microseconds,
            ..unplayed(scenario, verdict)
        };
        Played {
            seen: Some(seen),
            result,
            with_folder: false,
        }
    }
}

/// The line of the program at which it says that it went wrong.
fn error_place(program: &Program, comparison: &Comparison, seen: &Transcript) -> Option<Place> {
    let judged = match comparison {
        Comparison::Differs(differences) => differences
            .iter()
            .any(|difference| matches!(difference.kind, Deviation::Traceback(_))),
        Comparison::Same | Comparison::NotStarted(_) => false,
    };
    place(&seen.printed(), program.directory(), program.submission()?, judged)
}

/// Whether a page is saved.
fn saves(transcript: &Transcript) -> bool {
    transcript.observed().any(|what| matches!(what, What::Saves { .. }))
}

/// The results of a stage whose program is there and cannot be run.
fn blocked(cause: &Cause, (first, _): &(Scenario, Transcript), rest: &[(Scenario, Transcript)]) -> Vec<ScenarioResult> {
    let first = ScenarioResult {
        causes: vec![cause.clone()],
        ..because(first, Verdict::Blocked, Reason::Blocked(cause.clone()))
    };
    let skipped = rest.iter().map(|(scenario, _)| skipped(scenario));
    std::iter::once(first).chain(skipped).collect()
}

/// A result of a scenario that earned nothing and shows nothing.
fn unplayed(scenario: &Scenario, verdict: Verdict) -> ScenarioResult {
    ScenarioResult {
        scenario: scenario.id(),
        title: scenario.title.clone(),
        subject: scenario.subject(),
        verdict,
        points: Points {
            got: 0.0,
            max: f64::from(scenario.points),
        },
        reasons: Vec::new(),
        causes: Vec::new(),
        place: None,
        hint: scenario.hint.clone(),
        steps: Vec::new(),
        milliseconds: 0,
        cpu_microseconds: 0,
    }
}

fn because(scenario: &Scenario, verdict: Verdict, reason: Reason) -> ScenarioResult {
    ScenarioResult {
        reasons: vec![reason],
        ..unplayed(scenario, verdict)
    }
}

fn missing(scenario: &Scenario) -> ScenarioResult {
    because(scenario, Verdict::Missing, Reason::Missing)
}

fn skipped(scenario: &Scenario) -> ScenarioResult {
    because(scenario, Verdict::Skipped, Reason::Skipped)
}

fn harness_failed(scenario: &Scenario, error: WorldError) -> ScenarioResult {
    because(scenario, Verdict::Error, Reason::Harness(error))
}

/// The result of a scenario of which nothing can be judged after all.
fn block(result: ScenarioResult, cause: &Cause) -> ScenarioResult {
    if result.verdict == Verdict::Error {
        return result;
    }
    ScenarioResult {
        verdict: Verdict::Blocked,
        points: Points {
            got: 0.0,
            max: result.points.max,
        },
        causes: vec![cause.clone()],
        ..result
    }
}
