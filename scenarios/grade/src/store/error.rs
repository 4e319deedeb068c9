//! What can be wrong with a file of results.

use super::header::FORMAT;
use std::io;
use std::path::PathBuf;

/// A file of results that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {cause}", path.display())]
pub struct StoreError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong.
    pub cause: Unusable,
}

/// What is wrong with a file of results.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It cannot be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It does not begin as a file of results does.
    #[error("it is not a file of results")]
    NotResults,
    /// It was written by another version of salon, in a format that this one does not read.
    #[error("its format is {found}, and this version of salon reads and writes format {FORMAT}: grade again")]
    OtherFormat {
        /// The version of its format.
        found: u32,
    },
    /// It is of another lab, or the lab has changed since.
    #[error("it was made with another lab, or the lab's scenarios have changed since")]
    OtherLab,
    /// Somebody else is writing it just now.
    #[error("another grading is writing it: wait for its end, or name another file with --results")]
    InUse,
    /// A line in the middle cannot be read.
    #[error("line {0} cannot be read")]
    Line(usize),
}
