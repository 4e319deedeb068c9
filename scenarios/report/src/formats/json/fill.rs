//! Filling the form of a JSON report from results.

use super::shape::{Arrow, Cause, Criterion, Program, Reason, ScenarioResult, StageResult, StepResult, Submission};
use crate::Words;
use crate::words::{Telling, label};
use salon_model::{Language, Observer, Phase, SubjectKind, Text};
use std::path::{Path, PathBuf};

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
            criteria: stage.criteria.iter().map(Criterion::from).collect(),
            results: stage.results.iter().map(ScenarioResult::from).collect(),
            points: stage.points,
        }
    }
}

impl From<&salon_model::CriterionResult> for Criterion {
    fn from(criterion: &salon_model::CriterionResult) -> Self {
        Self {
            name: criterion.name.clone(),
            title: criterion.title.clone(),
            standing: criterion.standing,
            scenarios: criterion.scenarios.clone(),
            points: criterion.points,
            hidden_by: criterion.hidden_by.clone(),
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
            judged_by: fr.judged_by.zip(en.judged_by).map(|(fr, en)| Text { fr, en }),
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
