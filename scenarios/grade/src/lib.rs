//! Grading: from a folder of submissions to results with verdicts and reasons.
//!
//! - [`discover`]: which programs of a submission are meant, and how they are started.
//! - [`Grader`]: plays a stage with the program found for it, and judges what happened.
//! - [`Batch`]: a lab made ready, and whole submissions graded with it.
//! - [`store`]: results on disk, as they come.
//! - [`Partition`]: a part of the submissions for each machine.

#![forbid(unsafe_code)]

mod accommodations;
mod appraised;
mod archive;
mod batch;
pub mod discover;
mod grader;
mod handshake;
mod judged;
mod partition;
mod place;
mod played;
mod protocol;
mod regrade;
mod stage;
pub mod store;
mod unplayed;
mod without_isolation;

pub use batch::{Batch, BatchError, Step};
pub use grader::Grader;
pub use partition::{Partition, PartitionError};
