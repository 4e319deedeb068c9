//! The results of a grading, as the tests read them: the one module that knows in which form they are kept.

use salon_grade::store::Results;
use salon_model::{Language, ScenarioResult, Submission};
use salon_report::formats;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The verdict, or the causes, of each scenario of each submission.
pub(crate) type BySubmission<T> = BTreeMap<String, BTreeMap<String, T>>;

/// One submission in a file of results.
pub(crate) struct Graded(Submission);

/// Every submission in a file of results.
pub(crate) fn read(file: &Path) -> Vec<Graded> {
    let results = Results::open(&[file.to_owned()]).expect("a file of results");
    let rows = 0..results.overview.rows.len();
    rows.map(|row| Graded(results.submission(row).expect("a submission")))
        .collect()
}

impl Graded {
    /// The submission's name.
    pub(crate) fn name(&self) -> &str {
        &self.0.name
    }

    /// The points that it got.
    pub(crate) fn got(&self) -> f64 {
        self.0.points.got
    }

    /// The points that it lost in the stages that it has programs for.
    pub(crate) fn lost(&self) -> f64 {
        let handed_in = self.0.stages.iter().filter(|stage| stage.program.is_some());
        handed_in.map(|stage| stage.points.max - stage.points.got).sum()
    }

    /// The verdict of each scenario.
    pub(crate) fn verdicts(&self) -> BTreeMap<String, String> {
        let verdict = |result: &ScenarioResult| (result.scenario.clone(), result.verdict.name().to_owned());
        self.results().map(verdict).collect()
    }

    /// Each cause that is told, with the scenario it is told of.
    pub(crate) fn causes(&self) -> Vec<(String, String)> {
        let of = |result: &ScenarioResult| -> Vec<_> {
            let causes = result.causes.iter();
            causes.map(|cause| (cause.id(), result.scenario.clone())).collect()
        };
        self.results().flat_map(of).collect()
    }

    /// What `salon check` tells the author, in French.
    pub(crate) fn told_to_its_author(&self) -> String {
        plain(&formats::student(&self.0, Language::Fr))
    }

    /// What `salon grade` prints of the stages that it has programs for, in English.
    pub(crate) fn printed(&self) -> String {
        let mut handed_in = self.0.clone();
        handed_in.stages.retain(|stage| stage.program.is_some());
        plain(&formats::submission(&handed_in, Language::En))
    }

    fn results(&self) -> impl Iterator<Item = &ScenarioResult> {
        self.0.stages.iter().flat_map(|stage| &stage.results)
    }
}

/// The verdicts in a JSON report.
pub(crate) fn verdicts_in_report(report: &Path) -> BySubmission<String> {
    in_report(report, |result| text(&result["verdict"]))
}

/// The causes in a JSON report.
pub(crate) fn causes_in_report(report: &Path) -> BySubmission<Vec<String>> {
    in_report(report, |result| {
        array(&result["causes"])
            .iter()
            .map(|cause| text(&cause["id"]))
            .collect()
    })
}

/// What a JSON report says that the machine could not give.
pub(crate) fn missing_protections_in_report(report: &Path) -> String {
    whole(report)["missing_protections"].to_string()
}

fn in_report<T>(report: &Path, of: impl Fn(&Value) -> T) -> BySubmission<T> {
    let submission = |submission: &Value| {
        let stages = array(&submission["stages"]).iter();
        let results = stages.flat_map(|stage| array(&stage["results"]));
        let results = results.map(|result| (text(&result["scenario"]), of(result)));
        (text(&submission["name"]), results.collect())
    };
    array(&whole(report)["submissions"]).iter().map(submission).collect()
}

fn whole(report: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(report).expect("a report")).expect("JSON")
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().expect("an array")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A text without its colours.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
