//! Grading: from a folder of submissions to verdicts with reasons.

mod batch;
mod explain;
pub mod find;
mod judge;
mod model;
mod partition;
mod protocol;
mod stage;
mod steps;
pub mod store;
mod turns;
mod usage;

pub use batch::{Batch, BatchError};
pub use judge::{reasons, verdict};
pub use model::{
    Arrow, Cause, Points, Program, Reason, Report, Rubric, ScenarioResult, StageResult, StepResult, Submission,
    Verdict, report_schema,
};
pub use partition::{Partition, PartitionError};
pub use stage::Grader;
pub use turns::Turns;
