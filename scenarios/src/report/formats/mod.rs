//! The forms in which a grading report leaves salon: one format a file, each a pure function of the
//! model and a language.
//!
//! What comes from a submission (names, texts, paths) is hostile until shown otherwise: `text` makes
//! visible what would change a line unseen, and each format adds the escaping of its own syntax at the one
//! place where it writes text.

mod annotations;
mod classroom50;
mod csv;
mod diff;
mod explain;
mod github;
mod gradescope;
mod html;
mod json;
mod junit;
mod labels;
mod moodle;
mod student;
mod table;
mod text;
mod vpl;

pub use annotations::github_annotations;
pub use classroom50::{CLASSROOM50_SCALE, classroom50};
pub use csv::csv;
pub use github::github_summary;
pub use gradescope::gradescope;
pub use html::html;
pub use json::json;
pub use junit::junit;
pub use moodle::{Merged, MoodleError, Unmatched, Why, moodle};
pub use student::student;
pub use table::{submission, table, totals};
pub use vpl::vpl;
