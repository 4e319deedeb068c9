//! `JUnit` in the dialect of Jenkins: a suite for each stage of each submission.
//!
//! `JUnit` knows no partial credit: `near` is a failure of type `near`. A stage that was not handed in is
//! skipped; `error` is kept for the harness's own failures. What the criteria of a stage earned are properties of its suite.

use super::explain::Teller;
use super::faults::Faults;
use super::{Format, io};
use crate::Words;
use crate::text;
use crate::words::Counts;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use salon_model::Language;
use salon_model::{Overview, ScenarioResult, Submission, Verdict};
use std::time::Duration;

/// The report as XML.
#[derive(Debug)]
pub struct Junit<'a> {
    report: &'a Overview,
    language: Language,
}

impl<'a> Junit<'a> {
    /// Of these submissions.
    pub fn new(report: &'a Overview, language: Language) -> Self {
        Self { report, language }
    }
}

impl Format for Junit<'_> {
    fn before(&mut self) -> io::Result<String> {
        let counts = Counts::of_verdicts(self.report.verdicts());
        let of = |verdicts: &[Verdict]| -> usize { verdicts.iter().map(|verdict| counts.get(*verdict)).sum() };
        let time = Duration::from_millis(self.report.rows.iter().map(|row| row.milliseconds).sum());
        Ok(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"salon\" tests=\"{}\" skipped=\"{}\" \
             failures=\"{}\" errors=\"{}\" time=\"{:.3}\">\n",
            of(&Verdict::ALL),
            of(&[Verdict::Missing, Verdict::Skipped]),
            of(&[Verdict::Near, Verdict::Fail, Verdict::Blocked]),
            of(&[Verdict::Error]),
            time.as_secs_f64(),
        ))
    }

    /// The writer knows whole reports only: one of this submission, without what goes around all.
    fn submission(&mut self, submission: &Submission) -> io::Result<String> {
        let mut whole = quick_junit::Report::new("salon");
        let name = text::name(&submission.name, self.language);
        let faults = Faults::of_submission(submission);
        for stage in &submission.stages {
            let mut suite = TestSuite::new(format!("{name} / {}", text::visible(&stage.stage)));
            for result in &stage.results {
                suite.add_test_case(case(&name, result, &faults, Teller::plain(self.language)));
            }
            for criterion in &stage.criteria {
                let title = text::visible(criterion.title.in_language(self.language));
                suite.add_property((title, text::visible(&Words(self.language).earned(stage, criterion))));
            }
            suite.set_time(stage.results.iter().map(time).sum());
            whole.add_test_suite(suite);
        }
        let xml = whole.to_string().map_err(io::Error::other)?;
        let suites = xml
            .split_once("<testsuites")
            .and_then(|(_, rest)| rest.split_once(">\n"));
        let inside = suites.and_then(|(_, rest)| rest.rsplit_once("</testsuites>"));
        // Of a submission without stages there is nothing.
        Ok(inside.map_or_else(String::new, |(inside, _)| inside.to_owned()))
    }

    fn after(&mut self) -> io::Result<String> {
        Ok("</testsuites>\n".to_owned())
    }
}

fn case(submission: &str, result: &ScenarioResult, faults: &Faults<'_>, teller: Teller) -> TestCase {
    let words = teller.words;
    let mut status = match result.verdict {
        Verdict::Pass => TestCaseStatus::success(),
        Verdict::Near | Verdict::Fail | Verdict::Blocked => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Missing | Verdict::Skipped => TestCaseStatus::skipped(),
        Verdict::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    let passed = result.verdict == Verdict::Pass;
    if !passed {
        let why = words.tellings(result).first().map_or_else(
            || words.meaning(result.verdict).to_owned(),
            |telling| words.sentence(telling),
        );
        status.set_message(format!(
            "{} ({}): {why}",
            words.verdict(result.verdict),
            words.points(result.points, result.judged())
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
        let fault = faults.showing(result).map(|showing| words.showing(&showing) + "\n");
        case.set_system_out(fault.unwrap_or_default() + &teller.explanation(result, 0));
    }
    case
}

fn stage_of(scenario: &str) -> String {
    text::visible(scenario.split('/').next().unwrap_or_default())
}

fn time(result: &ScenarioResult) -> Duration {
    Duration::from_millis(result.milliseconds)
}
