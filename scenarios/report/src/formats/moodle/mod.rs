//! Moodle's offline grading worksheet: grades and comments are put into the file that Moodle exported.
//!
//! Only the grade and the comment of matched rows change. The column "Last modified (grade)" stays as it
//! is: by it Moodle notices that somebody has graded in the meantime, and refuses to overwrite that.

mod matching;
mod worksheet;

use crate::Words;
use crate::text;
use crate::words::{graded, mark};
use matching::Rows;
use salon_model::Language;
use salon_model::{Overview, Points, Report, Row, ScenarioResult, Submission, Verdict};
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
        let words = Words(language);
        let name = text::name(&self.submission, language);
        let why = match &self.why {
            Why::Nobody => words
                .pick(
                    "personne dans le fichier ne lui correspond",
                    "nobody in the worksheet matches it",
                )
                .to_owned(),
            Why::SeveralRows(rows) => {
                format!(
                    "{} {}",
                    words.pick("plusieurs lignes lui correspondent :", "several rows match it:"),
                    text::visible(&rows.join(", "))
                )
            }
            Why::SameParticipant(row) => {
                format!(
                    "{} {}",
                    words.pick(
                        "un autre rendu est du même participant :",
                        "another submission is of the same participant:"
                    ),
                    text::visible(row)
                )
            }
            Why::NotJudged => words
                .pick(
                    "le banc d'essai a échoué sur certains scénarios, pas le programme : à relancer",
                    "the harness failed in some scenarios, not the program: grade it again",
                )
                .to_owned(),
        };
        format!("{} {why}", words.colon(&name))
    }
}

/// A worksheet exported from Moodle into which grades and comments are put.
pub struct Moodle {
    worksheet: Worksheet,
    /// The row of each submission, by its place; `None` where it has none of its own.
    rows: Vec<Option<usize>>,
    unmatched: Vec<Unmatched>,
    without_submission: Vec<String>,
    words: Words,
    place: usize,
}

impl Moodle {
    /// Finds the rows of these submissions.
    pub fn new(report: &Overview, exported: &[u8], language: Language) -> Result<Self, MoodleError> {
        let worksheet = Worksheet::read(exported)?;
        let matching = Rows::of(&worksheet);
        let mut unmatched = Vec::new();
        let mut chosen: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, row) in report.rows.iter().enumerate() {
            match matching.find(&row.name) {
                Ok(row) => chosen.entry(row).or_default().push(place),
                Err(why) => unmatched.push(because(row, why)),
            }
        }
        let mut rows = vec![None; report.rows.len()];
        for (row, places) in &chosen {
            match places[..] {
                [place] if report.rows[place].verdicts().any(|verdict| verdict == Verdict::Error) => {
                    unmatched.push(because(&report.rows[place], Why::NotJudged));
                }
                [place] => rows[place] = Some(*row),
                // Which one counts is for the teacher to say.
                _ => {
                    let participant = worksheet.participant(*row);
                    let why = |place: &usize| because(&report.rows[*place], Why::SameParticipant(participant.clone()));
                    unmatched.extend(places.iter().map(why));
                }
            }
        }
        unmatched.sort_by(|one, other| one.submission.cmp(&other.submission));
        let left = (0..worksheet.len()).filter(|row| !chosen.contains_key(row));
        Ok(Self {
            without_submission: left.map(|row| worksheet.participant(row)).collect(),
            worksheet,
            rows,
            unmatched,
            words: Words(language),
            place: 0,
        })
    }

    /// Writes the next submission into its row.
    pub fn add(&mut self, submission: &Submission) -> Result<(), MoodleError> {
        let row = self.rows.get(self.place).copied().flatten();
        self.place += 1;
        match row {
            Some(row) => write(&mut self.worksheet, row, submission, self.words),
            None => Ok(()),
        }
    }

    /// The worksheet with what was added.
    pub fn finish(self) -> Result<Merged, MoodleError> {
        Ok(Merged {
            worksheet: self.worksheet.write()?,
            unmatched: self.unmatched,
            without_submission: self.without_submission,
        })
    }
}

/// Puts grades and comments into a worksheet exported from Moodle.
pub fn moodle(report: &Report, exported: &[u8], language: Language) -> Result<Merged, MoodleError> {
    let mut moodle = Moodle::new(&Overview::of(report), exported, language)?;
    for submission in &report.submissions {
        moodle.add(submission)?;
    }
    moodle.finish()
}

fn because(row: &Row, why: Why) -> Unmatched {
    Unmatched {
        submission: row.name.clone(),
        why,
    }
}

fn write(worksheet: &mut Worksheet, row: usize, submission: &Submission, words: Words) -> Result<(), MoodleError> {
    let Points { got, max } = submission.points;
    let grade = match worksheet.maximum(row)? {
        Some(maximum) if max > 0.0 => got / max * maximum,
        _ => got,
    };
    worksheet.set_grade(row, grade);
    worksheet.set_feedback(row, &feedback(submission, words));
    Ok(())
}

/// The comment, which Moodle shows as HTML. It starts with a word of ours, never as a formula.
fn feedback(submission: &Submission, words: Words) -> String {
    let mut lines = vec![format!("{} {}", words.colon("Total"), words.points(submission.points))];
    for stage in &submission.stages {
        let head = format!("{}; {}", words.points(stage.points), words.program(stage));
        lines.push(html(&format!("{} {head}", words.colon(&text::visible(&stage.stage)))));
        let missing = graded(stage).is_none();
        let told = stage
            .results
            .iter()
            .filter(|result| result.verdict != Verdict::Pass && !missing);
        lines.extend(told.map(|result| html(&line(result, words))));
    }
    lines.join("<br>")
}

/// `✗ title (fail): the likely cause, else what is different`.
fn line(result: &ScenarioResult, words: Words) -> String {
    let why = match result.causes.first() {
        Some(cause) => Some(words.cause(result.subject, cause)),
        None => words.tellings(result).into_iter().next().map(|telling| telling.what),
    };
    let title = text::visible(result.title.in_language(words.0));
    let place = result.place.as_ref().map(|place| format!(", {}", words.line(place)));
    let head = format!(
        "{} {title} ({}{})",
        mark(result.verdict),
        words.verdict(result.verdict),
        place.unwrap_or_default()
    );
    why.map_or_else(
        || head.clone(),
        |why| {
            format!(
                "{} {}",
                words.colon(&head),
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
