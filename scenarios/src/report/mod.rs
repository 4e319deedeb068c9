//! What people read: results in words, in French or English. Pure functions of the results;
//! nothing here prints.

mod excerpt;
pub mod formats;
mod style;
mod terminal;
mod words;

pub use style::Style;
pub use terminal::{outcome, summary, transcript};
pub use words::Words;
