//! Annotations of GitHub Actions: a workflow command a line, printed by the job.

use super::explain::Teller;
use super::text;
use crate::grade::{Report, ScenarioResult, StageResult, Submission, Verdict};
use crate::plan::Language;

/// GitHub shows this many of each level and step; more would hide the first ones.
const SHOWN: usize = 10;

/// `::error file=…::…` for each scenario that did not pass, `::warning` for another wording. They point at
/// the program; the lines the model knows are those of scenarios, not of the student's files.
pub fn github_annotations(report: &Report, language: Language) -> String {
    let teller = Teller::plain(language);
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    for submission in &report.submissions {
        for stage in &submission.stages {
            for result in &stage.results {
                match result.verdict {
                    Verdict::Pass | Verdict::Skipped => {}
                    Verdict::Near => warnings.push(annotation("warning", submission, stage, result, teller)),
                    _ => errors.push(annotation("error", submission, stage, result, teller)),
                }
            }
        }
    }
    let more = (errors.len() + warnings.len()).saturating_sub(SHOWN.min(errors.len()) + SHOWN.min(warnings.len()));
    errors.truncate(SHOWN);
    warnings.truncate(SHOWN);
    let mut lines = errors;
    lines.append(&mut warnings);
    if more > 0 {
        let text = teller.labels.pick(
            format!("{more} autre(s) scénario(s) non réussi(s) : voir le résumé"),
            format!("{more} more scenario(s) did not pass: see the summary"),
        );
        lines.push(format!("::notice::{}", data(&text)));
    }
    lines.join("\n") + if lines.is_empty() { "" } else { "\n" }
}

fn annotation(
    level: &str,
    submission: &Submission,
    stage: &StageResult,
    result: &ScenarioResult,
    teller: Teller,
) -> String {
    let labels = teller.labels;
    let file = stage.program.as_ref().and_then(|program| program.file.as_ref());
    let file = file.map(|file| format!("file={},", property(&text::path(&submission.folder.join(file)))));
    let title = format!(
        "{}: {} ({})",
        text::name(&submission.name, labels.0),
        text::visible(&result.scenario),
        labels.verdict(result.verdict)
    );
    let message = format!(
        "{}\n{}",
        text::visible(result.title.in_language(labels.0)),
        teller.explanation(result, 0)
    );
    format!(
        "::{level} {}title={}::{}",
        file.unwrap_or_default(),
        property(&title),
        data(message.trim_end())
    )
}

/// A message as workflow commands want it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value, which also must not end the property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
