//! Grading: from a folder of submissions to verdicts with reasons.

mod batch;
mod explain;
pub mod find;
mod judge;
mod model;
mod overview;
mod partition;
mod place;
mod protocol;
mod stage;
mod steps;
pub mod store;
mod turns;
mod usage;

pub use batch::{Batch, BatchError};
pub use judge::{reasons, verdict};
pub use model::{
    Arrow, Cause, Place, Points, Program, Reason, Report, Rubric, ScenarioResult, StageResult, StepResult, Submission,
    Verdict, report_schema,
};
pub use overview::{Cells, Overview, Row};
pub use partition::{Partition, PartitionError};
pub use stage::Grader;
pub use turns::Turns;
