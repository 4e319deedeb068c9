//! What people read: results in words, in French or English. Pure functions of the results; nothing here prints.
//!
//! - [`Words`]: the one vocabulary, in which verdicts, reasons, causes and notes become sentences.
//! - [`formats`]: one format a file, each made of results and words.
//! - [`terminal`]: sessions that are not graded.
//! - `diff`, `excerpt`, `text`: texts from outside, made visible, cut, and marked where two are different.

#![forbid(unsafe_code)]

mod diff;
mod excerpt;
pub mod formats;
mod style;
pub mod terminal;
mod text;
mod words;

pub use style::Style;
pub use words::{Words, quoted};
