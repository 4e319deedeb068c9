//! Moodle's offline grading worksheet: grades and comments are put into the file that Moodle exported.
//!
//! Only the grade and the comment of matched rows change. The column "Last modified (grade)" stays as it
//! is: by it Moodle notices that somebody has graded in the meantime, and refuses to overwrite that.

mod matching;
mod worksheet;

use crate::Words;
use crate::formats::explain::short;
use crate::formats::faults::{Faults, Showing};
use crate::text;
use crate::words::{graded, mark};
use matching::Rows;
use salon_model::Language;
use salon_model::{Judged, Points, Report, ScenarioResult, Submission, Verdict};
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
    /// Its name looks like a row's identifier, which anybody can call himself, and its folder has no number.
    OnlyCalledSo,
    /// Other submissions are of the same participant, this one.
    SameParticipant(String),
    /// Some of its scenarios could not be judged: the grade would not be the program's.
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
            Why::OnlyCalledSo => words
                .pick(
                    "ce nom ressemble à un identifiant, et le dossier n'a pas le numéro que Moodle donne : à noter à \
                     la main",
                    "this name looks like an identifier, and the folder has no number from Moodle: enter it by hand",
                )
                .to_owned(),
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
                    "certains scénarios n'ont pas pu être jugés, ce n'est pas la faute du programme : à noter à nouveau",
                    "some scenarios could not be judged, which is not the program's fault: grade it again",
                )
                .to_owned(),
        };
        format!("{} {why}", words.colon(&name))
    }
}

/// A worksheet exported from Moodle into which grades and comments are put.
pub struct Moodle {
    worksheet: Worksheet,
    rows: Rows,
    graded: Vec<Graded>,
    words: Words,
}

/// What a row gets. Whose row it is can be said when all are there: two may be of one participant.
struct Graded {
    submission: String,
    row: Result<usize, Why>,
    judged: bool,
    points: Points,
    feedback: String,
}

impl Moodle {
    /// Reads a worksheet.
    pub fn new(exported: &[u8], language: Language) -> Result<Self, MoodleError> {
        let worksheet = Worksheet::read(exported)?;
        Ok(Self {
            rows: Rows::of(&worksheet),
            worksheet,
            graded: Vec::new(),
            words: Words(language),
        })
    }

    /// Takes what the next submission got.
    pub fn add(&mut self, submission: &Submission) {
        self.graded.push(Graded {
            submission: submission.name.clone(),
            row: self.rows.find(&submission.name, &submission.folder, &self.worksheet),
            judged: submission.judged() == Judged::All,
            points: submission.points,
            feedback: feedback(submission, self.words),
        });
    }

    /// The worksheet with what was added.
    pub fn finish(mut self) -> Result<Merged, MoodleError> {
        let mut unmatched = Vec::new();
        let mut chosen: BTreeMap<usize, Vec<&Graded>> = BTreeMap::new();
        for graded in &self.graded {
            match &graded.row {
                Ok(row) => chosen.entry(*row).or_default().push(graded),
                Err(why) => unmatched.push(graded.because(why.clone())),
            }
        }
        for (row, graded) in &chosen {
            match graded[..] {
                [graded] if !graded.judged => unmatched.push(graded.because(Why::NotJudged)),
                [graded] => write(&mut self.worksheet, *row, graded)?,
                // Which one counts is for the teacher to say.
                _ => {
                    let why = Why::SameParticipant(self.worksheet.participant(*row));
                    unmatched.extend(graded.iter().map(|graded| graded.because(why.clone())));
                }
            }
        }
        unmatched.sort_by(|one, other| one.submission.cmp(&other.submission));
        let left = (0..self.worksheet.len()).filter(|row| !chosen.contains_key(row));
        Ok(Merged {
            without_submission: left.map(|row| self.worksheet.participant(row)).collect(),
            worksheet: self.worksheet.write()?,
            unmatched,
        })
    }
}

/// Puts grades and comments into a worksheet exported from Moodle.
pub fn moodle(report: &Report, exported: &[u8], language: Language) -> Result<Merged, MoodleError> {
    let mut moodle = Moodle::new(exported, language)?;
    for submission in &report.submissions {
        moodle.add(submission);
    }
    moodle.finish()
}

impl Graded {
    fn because(&self, why: Why) -> Unmatched {
        Unmatched {
            submission: self.submission.clone(),
            why,
        }
    }
}

fn write(worksheet: &mut Worksheet, row: usize, graded: &Graded) -> Result<(), MoodleError> {
    let Points { got, max } = graded.points;
    let grade = match worksheet.maximum(row)? {
        Some(maximum) if max > 0.0 => got / max * maximum,
        _ => got,
    };
    worksheet.set_grade(row, grade);
    worksheet.set_feedback(row, &graded.feedback);
    Ok(())
}

/// The comment, which Moodle shows as HTML. It starts with a word of ours, never as a formula.
fn feedback(submission: &Submission, words: Words) -> String {
    let mut lines = vec![format!(
        "{} {}",
        words.colon("Total"),
        words.points(submission.points, submission.judged())
    )];
    let faults = Faults::of_submission(submission);
    for stage in &submission.stages {
        let head = format!(
            "{}; {}",
            words.points(stage.points, stage.judged()),
            words.program(stage)
        );
        lines.push(html(&format!("{} {head}", words.colon(&text::visible(&stage.stage)))));
        if graded(stage).is_none() {
            continue;
        }
        lines.extend(short(stage).map(|criterion| {
            let title = text::visible(criterion.title.in_language(words.0));
            let earned = text::visible(&words.earned(stage, criterion));
            html(&format!("– {} {earned}", words.colon(&title)))
        }));
        for result in stage.results.iter().filter(|result| result.verdict != Verdict::Pass) {
            match faults.showing(result) {
                // One fault, one line.
                Some(Showing::Again(_)) => {}
                Some(first) => lines.push(html(&format!(
                    "{} {}",
                    line(result, words),
                    format_args!("({})", words.showing(&first))
                ))),
                None => lines.push(html(&line(result, words))),
            }
        }
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
