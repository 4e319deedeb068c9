//! The form of a JSON report: results with every sentence in both languages, for programs that know nothing of
//! the harness. Its schema is published.

use salon_model::{Place, Points, Rubric, Standing, SubjectKind, Text, Verdict};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::PathBuf;

/// Everything that one run, or several merged ones, found.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Report {
    /// The lab's title.
    pub(crate) lab: Text,
    /// The stages that were graded, in the lab's order, with their titles and the scenarios of each.
    pub(crate) stages: Vec<Rubric>,
    /// Protections this machine could not give, each said once for people.
    pub(crate) missing_protections: Vec<Text>,
    /// The submissions, by name.
    pub(crate) submissions: Vec<Submission>,
}

/// A submission and what became of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Submission {
    /// The folder's name.
    pub(crate) name: String,
    /// The folder.
    pub(crate) folder: PathBuf,
    /// Every graded stage, in the lab's order.
    pub(crate) stages: Vec<StageResult>,
    /// Sum of the stages.
    pub(crate) points: Points,
}

/// A stage of a submission.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StageResult {
    /// `ii_6`.
    pub(crate) stage: String,
    /// The stage's title.
    pub(crate) title: Text,
    /// The program that was graded; `None` where none was found.
    pub(crate) program: Option<Program>,
    /// What the lab gives points for; empty where each scenario is a criterion of its own.
    pub(crate) criteria: Vec<Criterion>,
    /// Every scenario of the stage.
    pub(crate) results: Vec<ScenarioResult>,
    /// Sum of the criteria.
    pub(crate) points: Points,
}

/// What one criterion earned.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Criterion {
    /// Its name in the lab file.
    pub(crate) name: String,
    /// What is demanded.
    pub(crate) title: Text,
    /// How it counts: `asked`, `beyond` what the sheet says, `bonus`, or `manual`, which a teacher judges.
    pub(crate) standing: Standing,
    /// The scenarios that are evidence for it.
    pub(crate) scenarios: Vec<String>,
    /// What it earned.
    pub(crate) points: Points,
    /// The title of the criterion whose failure leaves nothing of this one to be seen.
    #[schemars(default)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hidden_by: Option<Text>,
}

/// Which program was taken for a stage, and why.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Program {
    /// The file, relative to the submission's folder; `None` for a command given by hand.
    pub(crate) file: Option<PathBuf>,
    /// The command line as it was run.
    pub(crate) command: String,
    /// The working directory, relative to the submission's folder.
    pub(crate) directory: PathBuf,
    /// Files that could have been meant and were not taken, relative to the submission's folder.
    pub(crate) passed_over: Vec<PathBuf>,
    /// What a teacher should know of the choice, for example that the name is not exact.
    pub(crate) notes: Vec<Text>,
}

/// One scenario of a submission.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ScenarioResult {
    /// `ii_6/departure`.
    pub(crate) scenario: String,
    /// The scenario's title.
    pub(crate) title: Text,
    /// The kind of program that was under test.
    #[schemars(default)]
    pub(crate) subject: SubjectKind,
    /// What came of it.
    pub(crate) verdict: Verdict,
    /// What it earned.
    pub(crate) points: Points,
    /// Why it did not pass, in the order of the session, and what other criteria judge of it.
    pub(crate) reasons: Vec<Reason>,
    /// The likely cause and where to look, from the catalogue of explanations; most likely first.
    pub(crate) causes: Vec<Cause>,
    /// The line of the submission that the program's own error message points at, where it has one: the last
    /// that a traceback names, the line of a syntax error.
    #[schemars(default)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<Place>,
    /// The scenario's own hint.
    pub(crate) hint: Option<Text>,
    /// The session, step by step, for diagrams; empty where it was not played.
    pub(crate) steps: Vec<StepResult>,
    /// Wall time of the session, in milliseconds.
    pub(crate) milliseconds: u64,
    /// Processor time that the submission's own processes used in the session, in microseconds, with
    /// some two thousand for becoming the program; 0 where it was not played.
    #[schemars(default)]
    pub(crate) cpu_microseconds: u64,
}

/// One thing that was not as expected.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Reason {
    /// The step, as written: `jin leaves`; `None` for the session as a whole.
    pub(crate) step: Option<String>,
    /// The step's line in the scenario file, from 1.
    pub(crate) line: Option<usize>,
    /// Whether the step only sets the scene.
    pub(crate) given: bool,
    /// Who it concerns: names of actors, or the kind of the subject (`server`, `client`, `program`) where
    /// the sentence names it.
    pub(crate) who: Vec<String>,
    /// What is different, in a sentence.
    pub(crate) what: Text,
    /// What should have come; texts are escaped (`\n`, `\x1b`). Empty with `seen` not empty: nothing
    /// should have.
    pub(crate) expected: Vec<String>,
    /// What came.
    pub(crate) seen: Vec<String>,
    /// The title of the criterion that judges it for the whole stage, so that it is not judged here.
    #[schemars(default)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) judged_by: Option<Text>,
}

/// A likely cause.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Cause {
    /// Its name in the catalogue: `eof-unanswered`.
    pub(crate) id: String,
    /// What is likely wrong, and where to look, in plain words.
    pub(crate) text: Text,
}

/// A step as it was played, with what each side should have and has seen.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StepResult {
    /// `start`, `given` or `when`.
    pub(crate) phase: String,
    /// The step as written; empty for the start.
    pub(crate) step: String,
    /// What the stimulus is, arrow by arrow: from whom, and the text or the event (`joins`, `FIN`).
    pub(crate) sent: Vec<Arrow>,
    /// What the reference did in answer.
    pub(crate) expected: Vec<Arrow>,
    /// What the subject did in answer.
    pub(crate) seen: Vec<Arrow>,
    /// What the subject printed, or its user saw, for people.
    pub(crate) printed: Vec<String>,
    /// Whether `seen` is what was expected, as far as it counts.
    pub(crate) same: bool,
}

/// One arrow of a sequence diagram, between an actor and the subject.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Arrow {
    /// The actor; the kind of the subject (`server`, `client`, `program`) for something it does by itself
    /// (it ends, it is stopped).
    pub(crate) actor: String,
    /// The text, escaped, in quotation marks, or what happens: `FIN`, `RST`, `disconnected`.
    pub(crate) label: String,
}
