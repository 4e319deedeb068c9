//! Results on disk, one submission a line, each written as soon as it is there: what was graded
//! once is not lost to an interruption or a crash, and need not be graded again.
//!
//! - `header`: what a file begins with, so that results of different labs are not mixed.
//! - `error`: what can be wrong with a file.
//! - `source`: a file read line by line.
//! - `writing`: a file open for more.
//! - `results`: several files together, of which only an overview is held.

mod error;
mod header;
mod results;
mod source;
#[cfg(test)]
mod tests;
mod writing;

pub use error::{StoreError, Unusable};
pub use header::{FORMAT, Header, report};
pub use results::Results;
pub use writing::{Store, put_in_place};
