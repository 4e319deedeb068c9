//! The vocabulary of reports: everything that is said in words, in both languages side by side. What is below the
//! report tells data; here alone it becomes sentences.

mod arrow;
mod cause;
mod criterion;
mod deviation;
mod limit;
mod mean;
mod note;
mod reason;
mod shortage;
mod step;
mod student;
mod tally;
mod verdict;

pub(crate) use arrow::label;
pub(crate) use mean::stage as stage_mean;
pub(crate) use reason::Telling;
pub(crate) use step::told;
pub(crate) use tally::Counts;
pub(crate) use verdict::{graded, mark, style, unopened, worst};

use crate::text;
use salon_model::{Language, WorldError};
use std::net::SocketAddr;

/// A language, as the source of words.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Language);

impl Words {
    /// The one of two values that is in this language.
    pub(crate) fn pick<T>(self, fr: T, en: T) -> T {
        self.0.pick(fr, en)
    }

    /// The harness failed, not the program.
    pub fn harness(self, error: &WorldError) -> String {
        match self.0 {
            Language::Fr => format!("erreur du banc d'essai, pas du programme : {error}"),
            Language::En => format!("the harness failed, not the program: {error}"),
        }
    }

    /// What cannot be judged without isolation, as the program was kept from its address.
    pub(crate) fn address_refused(self, wanted: Option<SocketAddr>) -> String {
        let (fr, en) = (
            "pas jugé, et le programme n'y est pour rien : sans isolation, seul 127.0.0.1 est permis",
            "not judged, through no fault of the program: only 127.0.0.1 is allowed without isolation",
        );
        match (self.0, wanted) {
            (Language::Fr, Some(address)) => format!("{fr}, et le programme demande {address}"),
            (Language::En, Some(address)) => format!("{en}, and the program wants {address}"),
            (_, None) => self.pick(fr, en).to_owned(),
        }
    }

    /// A name before a text: `piste : …`.
    pub(crate) fn colon(self, name: &str) -> String {
        format!("{name}{}", self.pick(" :", ":"))
    }
}

/// Characters shown of a name or a path.
const LONGEST: usize = 100;

/// A name or a path from outside in quotation marks, nothing hidden, and not too long.
pub fn quoted(name: &str) -> String {
    format!("`{}`", text::shortened(&text::visible(name), LONGEST))
}
