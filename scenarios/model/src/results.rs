//! What a grading run found: the one model from which every report is made.
//!
//! No sentence is in it but the titles and hints of the lab, in both languages: reasons, causes and notes are
//! data, so that a report is a pure function of the model and a language.

use crate::{
    Cause, CriterionResult, Difference, Doing, Note, Place, Protection, Recording, StepResult, SubjectKind, Text,
    Unopened, WorldError,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::ops::AddAssign;
use std::path::PathBuf;

/// Everything that one run, or several merged ones, found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The lab's title.
    pub lab: Text,
    /// The stages that were graded, in the lab's order, with their titles and the scenarios of each.
    pub stages: Vec<Rubric>,
    /// Protections this machine could not give.
    pub missing_protections: Vec<Protection>,
    /// The submissions, by name.
    pub submissions: Vec<Submission>,
}

/// What can be earned in a stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rubric {
    /// `ii_6`.
    pub stage: String,
    /// The stage's title.
    pub title: Text,
    /// Its scenarios, in order: `ii_6/departure` and the title of each.
    pub scenarios: Vec<(String, Text)>,
    /// Its criteria, in order; empty where each scenario is one.
    #[serde(default)]
    pub criteria: Vec<Demand>,
    /// Points of all its criteria together.
    pub max: f64,
}

/// What a criterion of a stage asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Demand {
    /// The criterion's name in the lab file.
    pub name: String,
    /// What is demanded.
    pub title: Text,
    /// The most that it adds to the maximum of its stage.
    pub max: f64,
}

/// A submission and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// The folder's name.
    pub name: String,
    /// The folder.
    #[serde(serialize_with = "crate::path::lossy")]
    pub folder: PathBuf,
    /// Every graded stage, in the lab's order.
    pub stages: Vec<StageResult>,
    /// Sum of the stages.
    pub points: Points,
}

/// A stage of a submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageResult {
    /// `ii_6`.
    pub stage: String,
    /// The stage's title.
    pub title: Text,
    /// The program that was graded; `None` where none was found.
    pub program: Option<Program>,
    /// What the lab gives points for, in its order; empty where each scenario is a criterion of its own.
    #[serde(default)]
    pub criteria: Vec<CriterionResult>,
    /// Every scenario of the stage.
    pub results: Vec<ScenarioResult>,
    /// Sum of the criteria.
    pub points: Points,
}

/// Which program was taken for a stage, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Program {
    /// The file, relative to the submission's folder; `None` for a command given by hand.
    pub file: Option<PathBuf>,
    /// The command line as it was run.
    pub command: String,
    /// The working directory, relative to the submission's folder.
    #[serde(serialize_with = "crate::path::lossy")]
    pub directory: PathBuf,
    /// Files that could have been meant and were not taken, relative to the submission's folder.
    #[serde(serialize_with = "crate::path::lossy_all")]
    pub passed_over: Vec<PathBuf>,
    /// What a teacher should know of the choice, for example that the name is not exact.
    pub notes: Vec<Note>,
}

/// Points got, out of a maximum.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Points {
    /// Got.
    pub got: f64,
    /// At most.
    pub max: f64,
}

/// What came of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The subject did as the reference.
    Pass,
    /// The right reaction, at the right moment, to the right recipients, with every variable part, in
    /// other words.
    Near,
    /// The subject did something else.
    Fail,
    /// It never got to start, or speaks another protocol: nothing could be judged.
    Blocked,
    /// The submission has no program for the stage.
    Missing,
    /// Not played, because the program did not start in an earlier scenario; or it cannot show what it is about,
    /// because of a fault that is judged elsewhere.
    Skipped,
    /// Nothing could be judged: the harness failed, or the program lies in an archive that could not be opened.
    Error,
}

/// One scenario of a submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioResult {
    /// `ii_6/departure`.
    pub scenario: String,
    /// The scenario's title.
    pub title: Text,
    /// The kind of program that was under test.
    #[serde(default)]
    pub subject: SubjectKind,
    /// What came of it.
    pub verdict: Verdict,
    /// What it earned: its part of each criterion that it is evidence for.
    pub points: Points,
    /// Why it did not pass, in the order of the session, and what another criterion judges of it.
    pub reasons: Vec<Reason>,
    /// The likely cause and where to look, from the catalogue of explanations; most likely first.
    pub causes: Vec<Cause>,
    /// The line of the submission that the program's own error message points at, where it has one: the last
    /// that a traceback names, the line of a syntax error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The scenario's own hint.
    pub hint: Option<Text>,
    /// The session, step by step, for diagrams; empty where it was not played.
    pub steps: Vec<StepResult>,
    /// Wall time of the session, in milliseconds.
    pub milliseconds: u64,
    /// Processor time that the submission's own processes used in the session, in microseconds, with
    /// some two thousand for becoming the program; 0 where it was not played.
    #[serde(default)]
    pub cpu_microseconds: u64,
    /// What was seen, so that it can be judged again; `None` where it was not played, or the harness failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<Box<Recording>>,
}

/// One thing that was not as expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The subject did something otherwise than the reference.
    Differs(Difference),
    /// It never got to where it can be judged; what it did instead.
    NotStarted(Doing),
    /// It cannot be started on this machine.
    Blocked(Cause),
    /// There is no program.
    Missing,
    /// It did not start in an earlier scenario.
    Skipped,
    /// What another criterion judges, of this title, leaves nothing to be seen of what this is about.
    Hidden(Text),
    /// There may be a program in an archive that could not be opened.
    Unopened {
        /// The archive, relative to the submission.
        #[serde(serialize_with = "crate::path::lossy")]
        archive: PathBuf,
        /// Why it could not be.
        why: Unopened,
    },
    /// The scenario is new, or another one than was played: only a new session can tell.
    NotRecorded,
    /// The harness failed.
    Harness(WorldError),
    /// Without isolation only loopback is allowed, and the program was kept from the address that it wants.
    AddressRefused {
        /// Which, where the program got as far as to ask for it.
        wanted: Option<SocketAddr>,
    },
}

impl AddAssign for Points {
    fn add_assign(&mut self, other: Self) {
        self.got += other.got;
        self.max += other.max;
    }
}

impl Verdict {
    /// Every verdict, best first.
    pub const ALL: [Self; 7] = [
        Self::Pass,
        Self::Near,
        Self::Fail,
        Self::Blocked,
        Self::Missing,
        Self::Skipped,
        Self::Error,
    ];

    /// Its name in reports and expected tables, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Near => "near",
            Self::Fail => "fail",
            Self::Blocked => "blocked",
            Self::Missing => "missing",
            Self::Skipped => "skipped",
            Self::Error => "error",
        }
    }
}
