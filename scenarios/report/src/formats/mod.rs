//! The forms in which a grading report leaves salon: one format a file, each a pure function of the
//! model and a language.
//!
//! What comes from a submission (names, texts, paths) is hostile until shown otherwise: `text` makes
//! visible what would change a line unseen, and each format adds the escaping of its own syntax at the one
//! place where it writes text.
//!
//! Of ten thousand submissions none but the one whose turn it is is held: a [`Format`] has an
//! [`Overview`](salon_model::Overview) of all and sees each once. Functions that take a whole
//! [`Report`] are for one that is in memory anyway.

mod annotations;
mod classroom50;
mod csv;
mod explain;
mod faults;
mod github;
mod gradescope;
mod html;
mod json;
mod junit;
mod line;
mod moodle;
mod others;
mod regraded;
mod student;
mod table;
mod vpl;

pub use annotations::{Annotations, Unheard};
pub use classroom50::{CLASSROOM50_SCALE, classroom50};
pub use csv::csv;
pub(crate) use explain::{Teller, helps};
pub use github::Summary;
pub use gradescope::gradescope;
pub use html::{Pages, html};
pub use json::{Json, report_schema};
pub use junit::Junit;
pub use line::line;
pub use moodle::{Merged, Moodle, MoodleError, Unmatched, Why, moodle};
pub use regraded::regraded;
pub use student::{student, student_findings, student_stage};
pub use table::{Detail, Table, submission, totals};
pub use vpl::vpl;

use salon_model::{Report, Submission};
use std::io;

/// A report in the making: pieces of text, one after the other.
pub trait Format {
    /// What goes before all submissions.
    ///
    /// # Errors
    /// When the format cannot hold it.
    fn before(&mut self) -> io::Result<String> {
        Ok(String::new())
    }

    /// What is said of a submission. Each has its turn, by name.
    ///
    /// # Errors
    /// When the format cannot hold it.
    fn submission(&mut self, submission: &Submission) -> io::Result<String>;

    /// What goes behind all submissions.
    ///
    /// # Errors
    /// When the format cannot hold it.
    fn after(&mut self) -> io::Result<String> {
        Ok(String::new())
    }
}

/// A format's text of a report in memory.
///
/// # Errors
/// When the format cannot hold it.
pub fn whole(report: &Report, mut format: impl Format) -> io::Result<String> {
    let mut out = format.before()?;
    for submission in &report.submissions {
        out.push_str(&format.submission(submission)?);
    }
    Ok(out + &format.after()?)
}
