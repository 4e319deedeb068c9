//! Moodle's offline grading worksheet: grades and comments are put into the file that Moodle exported.
//!
//! Only the grade and the comment of matched rows change. The column "Last modified (grade)" stays as it
//! is: by it Moodle notices that somebody has graded in the meantime, and refuses to overwrite that.

mod matching;
mod worksheet;

use super::labels::{Counts, Labels, graded, mark};
use super::text;
use crate::grade::{Points, Report, ScenarioResult, Submission, Verdict};
use crate::plan::Language;
use matching::Rows;
use std::collections::BTreeMap;
use worksheet::Worksheet;

pub use worksheet::MoodleError;

/// A worksheet with the grades in it, and what is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The worksheet, to be uploaded.
    pub worksheet: Vec<u8>,
    /// Submissions that are in no row, by name.
    pub unmatched: Vec<Unmatched>,
    /// Participants of whom there is no submission; their rows are as they were.
    pub without_submission: Vec<String>,
}

/// A submission that was not written into the worksheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// Its name.
    pub submission: String,
    /// Why.
    pub why: Why,
}

/// Why a submission is in no row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// No row has its participant's number or name.
    Nobody,
    /// Several rows have its name.
    SeveralRows(Vec<String>),
    /// Other submissions are of the same participant, this one.
    SameParticipant(String),
    /// The harness failed in some of its scenarios: the grade would not be the program's.
    NotJudged,
}

impl Unmatched {
    /// What is said of it to people.
    pub fn in_language(&self, language: Language) -> String {
        let labels = Labels(language);
        let name = text::name(&self.submission, language);
        let why = match &self.why {
            Why::Nobody => labels
                .pick(
                    "personne dans le fichier ne lui correspond",
                    "nobody in the worksheet matches it",
                )
                .to_owned(),
            Why::SeveralRows(rows) => {
                format!(
                    "{} {}",
                    labels.pick("plusieurs lignes lui correspondent :", "several rows match it:"),
                    text::visible(&rows.join(", "))
                )
            }
            Why::SameParticipant(row) => {
                format!(
                    "{} {}",
                    labels.pick(
                        "un autre rendu est du même participant :",
                        "another submission is of the same participant:"
                    ),
                    text::visible(row)
                )
            }
            Why::NotJudged => labels
                .pick(
                    "le banc d'essai a échoué sur certains scénarios, pas le programme : à relancer",
                    "the harness failed in some scenarios, not the program: grade it again",
                )
                .to_owned(),
        };
        format!("{} {why}", labels.colon(&name))
    }
}

/// Puts grades and comments into a worksheet exported from Moodle.
pub fn moodle(report: &Report, exported: &[u8], language: Language) -> Result<Merged, MoodleError> {
    let mut worksheet = Worksheet::read(exported)?;
    let rows = Rows::of(&worksheet);
    let mut unmatched = Vec::new();
    let mut chosen: BTreeMap<usize, Vec<&Submission>> = BTreeMap::new();
    for submission in &report.submissions {
        match rows.find(&submission.name) {
            Ok(row) => chosen.entry(row).or_default().push(submission),
            Err(why) => unmatched.push(because(submission, why)),
        }
    }
    for (row, submissions) in &chosen {
        match submissions[..] {
            [submission] if Counts::of_submission(submission).get(Verdict::Error) > 0 => {
                unmatched.push(because(submission, Why::NotJudged));
            }
            [submission] => write(&mut worksheet, *row, submission, Labels(language))?,
            // Which one counts is for the teacher to say.
            _ => {
                let participant = worksheet.participant(*row);
                unmatched.extend(
                    submissions
                        .iter()
                        .map(|one| because(one, Why::SameParticipant(participant.clone()))),
                );
            }
        }
    }
    unmatched.sort_by(|one, other| one.submission.cmp(&other.submission));
    let left = (0..worksheet.len()).filter(|row| !chosen.contains_key(row));
    Ok(Merged {
        without_submission: left.map(|row| worksheet.participant(row)).collect(),
        worksheet: worksheet.write()?,
        unmatched,
    })
}

fn because(submission: &Submission, why: Why) -> Unmatched {
    Unmatched {
        submission: submission.name.clone(),
        why,
    }
}

fn write(worksheet: &mut Worksheet, row: usize, submission: &Submission, labels: Labels) -> Result<(), MoodleError> {
    let Points { got, max } = submission.points;
    let grade = match worksheet.maximum(row)? {
        Some(maximum) if max > 0.0 => got / max * maximum,
        _ => got,
    };
    worksheet.set_grade(row, grade);
    worksheet.set_feedback(row, &feedback(submission, labels));
    Ok(())
}

/// The comment, which Moodle shows as HTML. It starts with a word of ours, never as a formula.
fn feedback(submission: &Submission, labels: Labels) -> String {
    let mut lines = vec![format!(
        "{} {}",
        labels.colon("Total"),
        labels.points(submission.points)
    )];
    for stage in &submission.stages {
        let head = format!("{}; {}", labels.points(stage.points), labels.program(stage));
        lines.push(html(&format!("{} {head}", labels.colon(&text::visible(&stage.stage)))));
        let missing = graded(stage).is_none();
        let told = stage
            .results
            .iter()
            .filter(|result| result.verdict != Verdict::Pass && !missing);
        lines.extend(told.map(|result| html(&line(result, labels))));
    }
    lines.join("<br>")
}

/// `✗ title (fail): the likely cause, else what is different`.
fn line(result: &ScenarioResult, labels: Labels) -> String {
    let why = match (result.causes.first(), result.reasons.first()) {
        (Some(cause), _) => Some(cause.text.in_language(labels.0)),
        (None, Some(reason)) => Some(reason.what.in_language(labels.0)),
        (None, None) => None,
    };
    let title = text::visible(result.title.in_language(labels.0));
    let head = format!("{} {title} ({})", mark(result.verdict), labels.verdict(result.verdict));
    why.map_or_else(
        || head.clone(),
        |why| {
            format!(
                "{} {}",
                labels.colon(&head),
                text::shortened(&text::visible(&why.replace('\n', " ")), 300)
            )
        },
    )
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
