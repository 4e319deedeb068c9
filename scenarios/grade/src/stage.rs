//! Grading a stage: playing its scenarios with the program that was found for it.

use super::accommodations;
use super::appraised;
use super::discover::{FoundStage, Launch, Readiness};
use super::grader::Grader;
use super::played::Played;
use super::protocol;
use super::unplayed::{block, blocked, missing, skipped, unopened};
use salon_model::{
    Cause, Criterion, Note, Scenario, ScenarioResult, StageResult, SubjectKind, Text, Transcript, Verdict,
};
use salon_play::program::Program;
use salon_play::replay::side_by_side;
use std::collections::BTreeSet;

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
    /// `criteria` are what its points are given for.
    pub fn stage(
        &self,
        title: &Text,
        scenarios: &[(Scenario, Transcript)],
        criteria: &[Criterion],
        found: Option<&FoundStage>,
    ) -> StageResult {
        let program = || found.and_then(|found| found.described(None));
        let all_missing = || scenarios.iter().map(|(scenario, _)| missing(scenario)).collect();
        let unplayed = |results: Vec<ScenarioResult>| results.into_iter().map(Played::not).collect();
        let (program, played): (_, Vec<Played>) =
            match (found.map(|found| (found, &found.readiness)), scenarios.split_first()) {
                (Some((found, Readiness::Ready(launches))), Some(split)) => match launches.split_first() {
                    Some(launches) => self.run(found, launches, scenarios, split),
                    None => (program(), unplayed(all_missing())),
                },
                (Some((_, Readiness::Unopened(archive, why))), _) => {
                    let results = scenarios.iter().map(|(scenario, _)| unopened(scenario, archive, *why));
                    (program(), unplayed(results.collect()))
                }
                (Some((_, Readiness::Blocked(why))), Some((first, rest))) => {
                    (program(), unplayed(blocked(why, first, rest)))
                }
                _ => (program(), unplayed(all_missing())),
            };
        let judged = played.into_iter().map(|played| played.judged).collect();
        appraised::stage(title, program, criteria, self.near, scenarios, judged)
    }

    /// Plays all scenarios with what was found, and says what a teacher should know of how it was run.
    fn run(
        &self,
        found: &FoundStage,
        (launch, others): (&Launch, &[Launch]),
        all: &[(Scenario, Transcript)],
        (first, rest): (&(Scenario, Transcript), &[(Scenario, Transcript)]),
    ) -> (Option<salon_model::Program>, Vec<Played>) {
        let started = self.start(first, launch, others);
        let described = found.described(Some(started.launch));
        let mut notes = started.notes;
        let mut played = self.go_on(started.played, rest, &started.program);
        if let Some(handshake) = self.other_handshake(&played, all, &started.program) {
            played = self.met_with(&handshake, all, &started.program);
        }
        let folders: BTreeSet<&String> = played.iter().filter_map(|played| played.with_folder.as_ref()).collect();
        notes.extend(
            folders
                .into_iter()
                .map(|folder| Note::WithFolder { folder: folder.clone() }),
        );
        let described = described.map(|mut program| {
            program.notes.extend(notes);
            program
        });
        (described, played)
    }

    /// Plays the first scenario, with each way to start the program until one does.
    fn start<'a>(&self, first: &(Scenario, Transcript), launch: &'a Launch, others: &'a [Launch]) -> Started<'a> {
        let looks_for_a_file = |played: &Played| {
            let elsewhere = |cause: &Cause| matches!(cause, Cause::MissingFile { .. } | Cause::MissingModule { .. });
            played.verdict() == Verdict::Blocked && played.judged.result.causes.iter().any(elsewhere)
        };
        let played = self.play(first, &launch.program);
        if looks_for_a_file(&played) {
            for other in others {
                let again = self.play(first, &other.program);
                if again.verdict() != Verdict::Blocked {
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
        if first.verdict() == Verdict::Blocked {
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
        for played in &mut all {
            block(&mut played.judged.result, &other);
        }
        all
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
        let heard = |played: &Played| played.transcript().is_some_and(|seen| seen.texts().next().is_some());
        let understood = |played: &Played| match played.verdict() {
            Verdict::Pass | Verdict::Near => heard(played),
            Verdict::Error => true,
            _ => false,
        };
        if !talks || all.iter().any(understood) {
            return None;
        }
        let texts: Vec<&str> = all
            .iter()
            .filter_map(Played::transcript)
            .flat_map(Transcript::texts)
            .collect();
        if texts.is_empty() {
            let (scenario, _) = scenarios.first()?;
            return protocol::ask(scenario, program, self.settings);
        }
        protocol::recognize(texts.into_iter())
    }
}
