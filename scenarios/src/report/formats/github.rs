//! The summary of a step of GitHub Actions, in Markdown.

use super::explain::Teller;
use super::labels::{Counts, Labels, mark, worst};
use super::{table, text};
use crate::grade::{Report, StageResult, Submission};
use crate::plan::Language;
use std::fmt::Write as _;

/// GitHub refuses a summary of more than 1 MiB, as a whole.
const LIMIT: usize = 1_000_000;

/// A table of submissions and stages, and below it what did not pass.
pub fn github_summary(report: &Report, language: Language) -> String {
    let labels = Labels(language);
    let mut out = format!("## {}\n\n", escaped(report.lab.in_language(language)));
    out.push_str(&overview(report, labels));
    let mut left_out = 0;
    for submission in &report.submissions {
        let details = details(submission, Teller::plain(language));
        if out.len() + details.len() > LIMIT {
            left_out += 1;
        } else {
            out.push_str(&details);
        }
    }
    if left_out > 0 {
        let text = labels.pick(
            format!("Détails de {left_out} rendu(s) omis : le résumé serait trop long pour GitHub."),
            format!("Details of {left_out} submission(s) left out: the summary would be too long for GitHub."),
        );
        let _ = writeln!(out, "{text}");
    }
    out
}

fn overview(report: &Report, labels: Labels) -> String {
    let mut out = format!("| {} |", labels.pick("Rendu", "Submission"));
    for stage in &report.stages {
        let _ = write!(out, " {} |", escaped(&stage.stage));
    }
    out.push_str(" Total |\n|:---|");
    out.push_str(&"---:|".repeat(report.stages.len() + 1));
    out.push('\n');
    for submission in &report.submissions {
        let _ = write!(out, "| {} |", escaped(&text::name(&submission.name, labels.0)));
        for rubric in &report.stages {
            let stage = submission.stages.iter().find(|stage| stage.stage == rubric.stage);
            let _ = write!(out, " {} |", stage.map(|stage| cell(stage, labels)).unwrap_or_default());
        }
        let _ = writeln!(out, " **{}** |", labels.points(submission.points));
    }
    let count = report.submissions.len();
    let mean = labels.points(table::mean(report));
    let all = Counts::of(
        report
            .submissions
            .iter()
            .flat_map(|one| one.stages.iter().flat_map(|stage| &stage.results)),
    );
    let _ = match labels.0 {
        Language::Fr => writeln!(out, "\n{count} rendu(s), moyenne {mean} ; {}\n", labels.counts(&all)),
        Language::En => writeln!(out, "\n{count} submission(s), mean {mean}; {}\n", labels.counts(&all)),
    };
    for missing in &report.missing_protections {
        let text = escaped(missing.in_language(labels.0));
        let _ = writeln!(out, "> {} {text}\n", labels.colon(labels.missing_protection()));
    }
    out
}

/// The sign of the worst that happened, and the points.
fn cell(stage: &StageResult, labels: Labels) -> String {
    format!("{} {}", mark(worst(&stage.results)), labels.points(stage.points))
}

fn details(submission: &Submission, teller: Teller) -> String {
    let labels = teller.labels;
    let name = escaped(&text::name(&submission.name, labels.0));
    let inside = html(&teller.submission(submission));
    if inside.is_empty() {
        return String::new();
    }
    let counts = labels.counts(&Counts::of_submission(submission));
    // Markdown leaves the lines of `pre` alone, up to `</pre>`, which escaped text cannot hold.
    format!(
        "<details>\n<summary>{name}: {} ({counts})</summary>\n\n<pre>\n{inside}</pre>\n\n</details>\n\n",
        labels.points(submission.points)
    )
}

/// A text as one line of Markdown or HTML: whatever could mean something to either is written as a
/// character reference, which both show as the character and neither acts upon.
fn escaped(text: &str) -> String {
    text::visible(text).chars().fold(String::new(), |mut out, character| {
        if character.is_ascii_punctuation() && !matches!(character, ',' | '-' | '?') {
            let _ = write!(out, "&#{};", u32::from(character));
        } else {
            out.push(character);
        }
        out
    })
}

/// Lines inside an HTML element.
fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
