//! `JUnit` in the dialect of Jenkins: a suite for each stage of each submission.
//!
//! `JUnit` knows no partial credit: `near` is a failure of type `near`. A stage that was not handed in is
//! skipped; `error` is kept for the harness's own failures.

use super::explain::Teller;
use super::text;
use crate::grade::{Report, ScenarioResult, Verdict};
use crate::plan::Language;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use std::time::Duration;

/// The report as XML.
pub fn junit(report: &Report, language: Language) -> Result<String, quick_junit::SerializeError> {
    let mut whole = quick_junit::Report::new("salon");
    for submission in &report.submissions {
        let name = text::name(&submission.name, language);
        for stage in &submission.stages {
            let mut suite = TestSuite::new(format!("{name} / {}", text::visible(&stage.stage)));
            for result in &stage.results {
                suite.add_test_case(case(&name, result, Teller::plain(language)));
            }
            suite.set_time(stage.results.iter().map(time).sum());
            whole.add_test_suite(suite);
        }
    }
    whole.set_time(
        report
            .submissions
            .iter()
            .flat_map(|one| &one.stages)
            .flat_map(|stage| &stage.results)
            .map(time)
            .sum(),
    );
    whole.to_string()
}

fn case(submission: &str, result: &ScenarioResult, teller: Teller) -> TestCase {
    let labels = teller.labels;
    let mut status = match result.verdict {
        Verdict::Pass => TestCaseStatus::success(),
        Verdict::Near | Verdict::Fail | Verdict::Blocked => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Missing | Verdict::Skipped => TestCaseStatus::skipped(),
        Verdict::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    let passed = result.verdict == Verdict::Pass;
    if !passed {
        let why = result.reasons.first().map_or_else(
            || labels.meaning(result.verdict).to_owned(),
            |reason| teller.sentence(reason),
        );
        status.set_message(format!(
            "{} ({}): {why}",
            labels.verdict(result.verdict),
            labels.points(result.points)
        ));
        status.set_type(result.verdict.name());
    }
    let mut case = TestCase::new(text::visible(&result.scenario), status);
    // Jenkins makes folders of what lies before the last point.
    case.set_classname(format!(
        "{}.{}",
        submission.replace('.', "_"),
        stage_of(&result.scenario)
    ));
    case.set_time(time(result));
    if !passed {
        case.set_system_out(teller.explanation(result, 0));
    }
    case
}

fn stage_of(scenario: &str) -> String {
    text::visible(scenario.split('/').next().unwrap_or_default())
}

fn time(result: &ScenarioResult) -> Duration {
    Duration::from_millis(result.milliseconds)
}
