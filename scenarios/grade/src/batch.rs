//! A lab made ready for grading, and the grading of whole submissions with it.

use super::discover::{Found, FoundStage};
use super::grader::Grader;
use super::partition::digest;
use super::store::{FORMAT, Header};
use super::without_isolation;
use salon_judge::{compare, transcript};
use salon_language::reference::{self, ReferenceError};
use salon_language::{Lab, PlanError};
use salon_model::Transcript;
use salon_model::WorldError;
use salon_model::{Comparison, Doing, Isolation, SubjectKind};
use salon_model::{Criterion, Demand, Expectation, Protection, Scenario, Text};
use salon_model::{Points, Rubric, StageResult, Submission};
use salon_play::program::Program;
use salon_play::replay::{Settings, replay};
use salon_play::turns::Turns;
use std::fmt::Write;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread::{self, ScopedJoinHandle};

/// A lab whose scenarios all have their reference transcripts at hand.
#[derive(Debug)]
pub struct Batch {
    lab: Text,
    stages: Vec<Stage>,
}

/// A stage with its scenarios.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) name: String,
    pub(super) title: Text,
    /// What its points are given for.
    pub(super) criteria: Vec<Criterion>,
    /// Whether the lab says so itself; otherwise each scenario is a criterion.
    has_criteria: bool,
    pub(super) scenarios: Vec<(Scenario, Transcript)>,
}

/// What is told of a grading while it goes on.
#[derive(Debug)]
pub enum Step<'a> {
    /// A stage is begun.
    Begun(&'a str),
    /// A stage is graded, and all before it.
    Done(&'a StageResult),
}

/// Why a lab cannot be graded.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// A scenario or the lab is wrong.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A recorded reference is wrong.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// What the reference did says nothing of how a program should be: it did not start.
    #[error("{scenario}: the reference did not start")]
    NotStarted {
        /// The scenario's stage and name.
        scenario: String,
        /// The kind of program.
        subject: SubjectKind,
        /// What the reference did instead.
        doing: Doing,
    },
    /// The reference could not be played.
    #[error(transparent)]
    World(#[from] WorldError),
}

impl Batch {
    /// Reads a lab's scenarios and their references; one that has no recorded reference is played
    /// against the reference program. `only` keeps to some stages, by name; empty means all.
    ///
    /// # Errors
    /// When a scenario, a lab or a reference is wrong, or the reference does not start or cannot be played.
    pub fn prepare(lab: &Lab, only: &[String], settings: Settings) -> Result<Self, BatchError> {
        let mut stages: Vec<Stage> = Vec::new();
        for scenario in salon_language::find(&lab.scenarios()?)? {
            if !only.is_empty() && !only.contains(&scenario.stage.name) {
                continue;
            }
            let reference = if let Some(recorded) = reference::recorded(&scenario)? {
                recorded
            } else {
                let program = Program::reference(&scenario.stage).ok_or_else(|| reference::unknown(&scenario))?;
                transcript::build(&scenario, &replay(&scenario, &program, settings, |_| {})?)?
            };
            // A program that does as little would be as right as this one.
            if let Comparison::NotStarted(doing) = compare(&scenario, &reference, &reference) {
                let (scenario, subject) = (scenario.id(), scenario.subject());
                return Err(BatchError::NotStarted {
                    scenario,
                    subject,
                    doing,
                });
            }
            let name = scenario.stage.name.clone();
            match stages.iter_mut().find(|stage| stage.name == name) {
                Some(stage) => stage.scenarios.push((scenario, reference)),
                None => stages.push(Stage {
                    title: lab
                        .stage(&name)
                        .map_or_else(|| scenario.title.clone(), |stage| stage.title.clone()),
                    criteria: Vec::new(),
                    has_criteria: false,
                    name,
                    scenarios: vec![(scenario, reference)],
                }),
            }
        }
        for stage in &mut stages {
            let of_lab = lab.stage(&stage.name);
            let scenarios = stage.scenarios.iter().map(|(scenario, _)| scenario);
            stage.has_criteria = of_lab.is_some_and(|stage| !stage.criteria.is_empty());
            stage.criteria = of_lab.map(|of_lab| of_lab.criteria_of(scenarios)).unwrap_or_default();
        }
        Ok(Self {
            lab: lab.title.clone(),
            stages,
        })
    }

    /// The names of the stages, in the lab's order.
    pub fn stages(&self) -> impl Iterator<Item = &str> {
        self.stages.iter().map(|stage| stage.name.as_str())
    }

    pub(super) fn graded_stages(&self) -> &[Stage] {
        &self.stages
    }

    /// The number of scenarios in all.
    pub fn scenarios(&self) -> usize {
        self.stages.iter().map(|stage| stage.scenarios.len()).sum()
    }

    /// Whether some stage's programs sleep most of the time that they run, so that it is worth to begin
    /// with more submissions than have a turn.
    pub fn sleeps(&self) -> bool {
        self.stages.iter().any(Stage::mostly_waits)
    }

    /// What results of this batch begin with.
    pub fn header(&self, missing_protections: Vec<Protection>) -> Header {
        let scenarios = self.stages.iter().flat_map(|stage| &stage.scenarios);
        // Where the files lie differs from machine to machine.
        let anywhere = |scenario: &Scenario| Scenario {
            path: PathBuf::new(),
            ..scenario.clone()
        };
        let mut all = String::new();
        for stage in &self.stages {
            let _ = writeln!(all, "{:?}", stage.criteria);
        }
        for (scenario, reference) in scenarios {
            let _ = write!(all, "{:?}\n{reference}\n", anywhere(scenario));
        }
        Header {
            format: FORMAT,
            lab: self.lab.clone(),
            stages: self.stages.iter().map(Stage::rubric).collect(),
            digest: format!("{:016x}", digest(all.as_bytes())),
            missing_protections,
        }
    }

    /// Grades a submission, stage after stage, with the programs found in it, when it has a turn at the processors: for
    /// what computes, and not while it only sleeps. `watch`
    /// is told each stage before it is graded, and its result as soon as it and those of all stages before it are there.
    pub fn grade(
        &self,
        grader: &Grader,
        name: &str,
        found: &Found,
        turns: &Turns,
        mut watch: impl FnMut(Step<'_>),
    ) -> Submission {
        let grade = &|stage: &Stage| {
            let program = found.stages.iter().find(|found| found.stage == stage.name);
            let mut result = grader.stage(&stage.title, &stage.scenarios, &stage.criteria, program);
            if program.is_none_or(FoundStage::is_nowhere) && !found.notes.is_empty() {
                // What there is to know of the whole may be why there is none.
                let described = result.program.get_or_insert_default();
                described.notes.extend(found.notes.iter().cloned());
            }
            match grader.settings.isolation {
                Isolation::Namespaces | Isolation::Mapped => result,
                Isolation::LoopbackOnly => without_isolation::unless_refused(result),
            }
        };
        let results: Vec<StageResult> = thread::scope(|scope| {
            let turn = turns.take();
            // Programs that count with pauses take seconds in which the processor has nothing to do: they
            // are graded beside all the others.
            let mut beside: Vec<Option<ScopedJoinHandle<'_, StageResult>>> = self
                .stages
                .iter()
                .map(|stage| stage.mostly_waits().then(|| scope.spawn(move || grade(stage))))
                .collect();
            let mut ready: Vec<Option<StageResult>> = self.stages.iter().map(|_| None).collect();
            let mut results = Vec::with_capacity(self.stages.len());
            for (place, stage) in self.stages.iter().enumerate() {
                if beside[place].is_none() {
                    watch(Step::Begun(&stage.name));
                    ready[place] = Some(grade(stage));
                }
                in_order(&mut ready, &mut beside, &mut results, false, &mut watch);
            }
            drop(turn);
            in_order(&mut ready, &mut beside, &mut results, true, &mut watch);
            results
        });
        let mut points = Points::default();
        for result in &results {
            points += result.points;
        }
        Submission {
            name: name.to_owned(),
            folder: found.folder.clone(),
            stages: results,
            points,
        }
    }
}

/// Takes the results that are there up to the first that is not, which is waited for where that is wanted.
fn in_order(
    graded: &mut [Option<StageResult>],
    beside: &mut [Option<ScopedJoinHandle<'_, StageResult>>],
    results: &mut Vec<StageResult>,
    wait: bool,
    watch: &mut impl FnMut(Step<'_>),
) {
    for (graded, beside) in graded.iter_mut().zip(beside).skip(results.len()) {
        if let Some(handle) = beside.take_if(|handle| wait || handle.is_finished()) {
            *graded = Some(handle.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        let Some(result) = graded.take() else { return };
        watch(Step::Done(&result));
        results.push(result);
    }
}

impl Stage {
    fn rubric(&self) -> Rubric {
        Rubric {
            stage: self.name.clone(),
            title: self.title.clone(),
            scenarios: self
                .scenarios
                .iter()
                .map(|(scenario, _)| (scenario.id(), scenario.title.clone()))
                .collect(),
            criteria: if self.has_criteria {
                self.criteria.iter().map(Demand::from).collect()
            } else {
                Vec::new()
            },
            max: self.criteria.iter().map(Criterion::max).sum(),
        }
    }

    /// Whether its programs sleep most of the time that they run.
    fn mostly_waits(&self) -> bool {
        let counts = |expectation: &Expectation| {
            matches!(expectation, Expectation::CountsInSequence | Expectation::CountsTogether)
        };
        self.scenarios
            .iter()
            .any(|(scenario, _)| scenario.then.iter().any(counts))
    }
}
