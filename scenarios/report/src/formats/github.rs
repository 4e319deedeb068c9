//! The summary of a step of GitHub Actions, in Markdown.

use super::explain::Teller;
use super::{Format, io};
use crate::Words;
use crate::text;
use crate::words::{Counts, mark, worst};
use salon_model::Language;
use salon_model::{Cells, Overview, Row, Submission};
use std::fmt::Write as _;

/// GitHub refuses a summary of more than 1 MiB, as a whole.
const LIMIT: usize = 1_000_000;
/// What its table may take, so that something is left for details.
const TABLE: usize = LIMIT / 2;

/// A table of submissions and stages, and below it what did not pass: of as many as GitHub takes.
#[derive(Debug)]
pub struct Summary<'a> {
    report: &'a Overview,
    words: Words,
    written: usize,
    left_out: usize,
}

impl<'a> Summary<'a> {
    /// Of these submissions.
    pub fn new(report: &'a Overview, language: Language) -> Self {
        Self {
            report,
            words: Words(language),
            written: 0,
            left_out: 0,
        }
    }
}

impl Format for Summary<'_> {
    fn before(&mut self) -> io::Result<String> {
        let out = format!(
            "## {}\n\n{}",
            escaped(self.report.lab.in_language(self.words.0)),
            overview(self.report, self.words)
        );
        self.written = out.len();
        Ok(out)
    }

    fn submission(&mut self, submission: &Submission) -> io::Result<String> {
        if self.written >= LIMIT {
            self.left_out += 1;
            return Ok(String::new());
        }
        let details = details(submission, Teller::plain(self.words.0));
        if self.written + details.len() > LIMIT {
            self.left_out += 1;
            return Ok(String::new());
        }
        self.written += details.len();
        Ok(details)
    }

    fn after(&mut self) -> io::Result<String> {
        let left_out = self.left_out;
        if left_out == 0 {
            return Ok(String::new());
        }
        let text = self.words.pick(
            format!("Détails de {left_out} rendu(s) omis : le résumé serait trop long pour GitHub."),
            format!("Details of {left_out} submission(s) left out: the summary would be too long for GitHub."),
        );
        Ok(text + "\n")
    }
}

/// The table, whose last rows are left out where it would be too long, and what sums it up.
fn overview(report: &Overview, words: Words) -> String {
    let mut out = format!("| {} |", words.pick("Rendu", "Submission"));
    for stage in &report.stages {
        let _ = write!(out, " {} |", escaped(&stage.stage));
    }
    out.push_str(" Total |\n|:---|");
    out.push_str(&"---:|".repeat(report.stages.len() + 1));
    out.push('\n');
    let mut left_out = report.rows.len();
    for row in &report.rows {
        let line = line(row, words);
        if out.len() + line.len() > TABLE {
            break;
        }
        out.push_str(&line);
        left_out -= 1;
    }
    if left_out > 0 {
        let _ = match words.0 {
            Language::Fr => writeln!(out, "\n… et {left_out} rendu(s) de plus : voir les autres rapports"),
            Language::En => writeln!(out, "\n… and {left_out} more submission(s): see the other reports"),
        };
    }
    let _ = writeln!(out, "\n{}\n", words.summary(report));
    for missing in &report.missing_protections {
        let text = escaped(words.protection(*missing));
        let _ = writeln!(out, "> {} {text}\n", words.colon(words.missing_protection()));
    }
    out
}

fn line(row: &Row, words: Words) -> String {
    let mut out = format!("| {} |", escaped(&text::name(&row.name, words.0)));
    for stage in &row.stages {
        let _ = write!(out, " {} |", cell(stage, words));
    }
    let _ = writeln!(out, " **{}** |", words.points(row.points, row.judged()));
    out
}

/// The sign of the worst that happened, and the points.
fn cell(stage: &Cells, words: Words) -> String {
    let points = stage.points.map(|points| words.points(points, stage.judged()));
    points
        .map(|points| format!("{} {points}", mark(worst(stage.given()))))
        .unwrap_or_default()
}

fn details(submission: &Submission, teller: Teller) -> String {
    let words = teller.words;
    let name = escaped(&text::name(&submission.name, words.0));
    let inside = html(&teller.submission(submission));
    if inside.is_empty() {
        return String::new();
    }
    let counts = words.counts(&Counts::of_submission(submission));
    // Markdown leaves the lines of `pre` alone, up to `</pre>`, which escaped text cannot hold.
    format!(
        "<details>\n<summary>{name}: {} ({counts})</summary>\n\n<pre>\n{inside}</pre>\n\n</details>\n\n",
        words.points(submission.points, submission.judged())
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
