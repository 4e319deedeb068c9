//! Writing reports where they were asked for.
//!
//! - `wanted`: refusing what cannot be written, before anything is graded.
//! - `texts`: reports of one text each.
//! - `pages`: a folder of pages.

mod pages;
mod texts;
mod wanted;

pub(crate) use wanted::{check, check_count, folder_of};

use crate::Failure;
use crate::args::Reports;
use crate::exit::Exit;
use crate::messages::Messages;
use pages::Folder;
use salon_grade::store::{Results, StoreError, Unusable};
use salon_model::{Language, Overview, Verdict};
use salon_play::replay::side_by_side;
use salon_report::formats::Detail;
use std::num::NonZero;
use std::thread;
use texts::Texts;

/// Submissions that are read side by side, and so held at once.
const AT_ONCE: usize = 64;

/// The exit status a report stands for.
pub(crate) fn exit(report: &Overview) -> Exit {
    if report.verdicts().any(|verdict| verdict == Verdict::Error) {
        Exit::Trouble
    } else if report.verdicts().all(|verdict| verdict == Verdict::Pass) {
        Exit::Fine
    } else {
        Exit::Differs
    }
}

/// Prints the report for a teacher, and writes those asked for, while submissions pass by one after the other.
pub(crate) fn write(results: &Results, wanted: &Reports, detail: Detail, language: Language) -> Result<(), Failure> {
    let words = Messages(language);
    let mut texts = Texts::begin(&results.overview, wanted, detail, language)?;
    let pages = Folder::begin(&results.overview, wanted, language)?;
    let places: Vec<usize> = (0..results.overview.rows.len()).collect();
    let threads = thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    for some in places.chunks(AT_ONCE) {
        let mut written = Ok(());
        side_by_side(
            some,
            threads,
            |place| {
                let submission = results.submission(*place).map_err(|error| unusable(&error, words))?;
                if let Some(pages) = &pages {
                    pages.write(*place, &submission)?;
                }
                Ok(submission)
            },
            |_, submission| {
                written = submission.and_then(|submission| texts.submission(&submission));
                written.is_ok()
            },
        );
        written?;
    }
    texts.end()
}

/// A file of results that cannot be used.
pub(crate) fn unusable(error: &StoreError, words: Messages) -> Failure {
    let exit = match error.cause {
        Unusable::Io(_) | Unusable::InUse => Exit::Trouble,
        Unusable::NotResults | Unusable::OtherFormat { .. } | Unusable::OtherLab | Unusable::Line(_) => {
            Exit::BadScenario
        }
    };
    Failure::new(exit, words.bad_results(error))
}
