//! The form of a JSON report: results with every sentence in both languages, for programs that know nothing of
//! the harness. Its schema is published.

use crate::Words;
use crate::words::{Telling, label};
use salon_model::{Language, Observer, Phase, Place, Points, Rubric, SubjectKind, Text, Verdict};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::{Path, PathBuf};

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
    /// Every scenario of the stage.
    pub(crate) results: Vec<ScenarioResult>,
    /// Sum of the scenarios.
    pub(crate) points: Points,
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
    /// Why it did not pass, in the order of the session; empty for a pass.
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

/// A text in both languages.
pub(super) fn both(text: impl Fn(Words) -> String) -> Text {
    Text {
        fr: text(Words(Language::Fr)),
        en: text(Words(Language::En)),
    }
}

/// A path that JSON can hold: what is no UTF-8 in a file name is written with `U+FFFD`. A student's file may not
/// cost the class its report.
fn readable(path: &Path) -> PathBuf {
    PathBuf::from(path.to_string_lossy().into_owned())
}

impl From<&salon_model::Submission> for Submission {
    fn from(submission: &salon_model::Submission) -> Self {
        Self {
            name: submission.name.clone(),
            folder: readable(&submission.folder),
            stages: submission.stages.iter().map(StageResult::from).collect(),
            points: submission.points,
        }
    }
}

impl From<&salon_model::StageResult> for StageResult {
    fn from(stage: &salon_model::StageResult) -> Self {
        Self {
            stage: stage.stage.clone(),
            title: stage.title.clone(),
            program: stage.program.as_ref().map(Program::from),
            results: stage.results.iter().map(ScenarioResult::from).collect(),
            points: stage.points,
        }
    }
}

impl From<&salon_model::Program> for Program {
    fn from(program: &salon_model::Program) -> Self {
        Self {
            file: program.file.as_deref().map(readable),
            command: program.command.clone(),
            directory: readable(&program.directory),
            passed_over: program.passed_over.iter().map(|path| readable(path)).collect(),
            notes: program
                .notes
                .iter()
                .map(|note| both(|words| words.note(note)))
                .collect(),
        }
    }
}

impl From<&salon_model::ScenarioResult> for ScenarioResult {
    fn from(result: &salon_model::ScenarioResult) -> Self {
        Self {
            scenario: result.scenario.clone(),
            title: result.title.clone(),
            subject: result.subject,
            verdict: result.verdict,
            points: result.points,
            reasons: Reason::all(result),
            causes: result
                .causes
                .iter()
                .map(|cause| Cause::of(result.subject, cause))
                .collect(),
            place: result.place.clone(),
            hint: result.hint.clone(),
            steps: result.steps.iter().map(StepResult::from).collect(),
            milliseconds: result.milliseconds,
            cpu_microseconds: result.cpu_microseconds,
        }
    }
}

impl Reason {
    /// Those of a result, told in both languages: the same ones in the same order.
    fn all(result: &salon_model::ScenarioResult) -> Vec<Self> {
        let [fr, en] = [Language::Fr, Language::En].map(|language| Words(language).tellings(result));
        let both = fr.into_iter().zip(en);
        let reason = |(fr, en): (Telling, Telling)| Self {
            step: en.step,
            line: en.line,
            given: en.given,
            who: en.who,
            what: Text {
                fr: fr.what,
                en: en.what,
            },
            expected: en.expected,
            seen: en.seen,
        };
        both.map(reason).collect()
    }
}

impl Cause {
    fn of(subject: SubjectKind, cause: &salon_model::Cause) -> Self {
        Self {
            id: cause.id(),
            text: both(|words| words.cause(subject, cause)),
        }
    }
}

impl From<&salon_model::StepResult> for StepResult {
    fn from(step: &salon_model::StepResult) -> Self {
        let arrows = |arrows: &[salon_model::Arrow]| arrows.iter().map(Arrow::from).collect();
        Self {
            phase: match step.phase {
                Phase::Start => "start",
                Phase::Given => "given",
                Phase::When => "when",
            }
            .to_owned(),
            step: step.step.clone(),
            sent: arrows(&step.sent),
            expected: arrows(&step.expected),
            seen: arrows(&step.seen),
            printed: step.printed.clone(),
            same: step.same,
        }
    }
}

impl From<&salon_model::Arrow> for Arrow {
    fn from(arrow: &salon_model::Arrow) -> Self {
        Self {
            actor: match &arrow.party {
                Observer::Actor(name) => name.clone(),
                Observer::Subject(kind) => kind.name().to_owned(),
            },
            label: label(&arrow.sign),
        }
    }
}
