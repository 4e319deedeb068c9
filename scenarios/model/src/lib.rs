//! What the rooms of the harness tell each other: plain data, without input or output.
//!
//! In the order in which it comes about:
//!
//! - [`Scenario`], [`Stage`], [`Step`]: a script that cannot be wrong.
//! - [`Event`], [`Settling`], [`Limit`], [`WorldError`]: what happens in a session.
//! - [`Transcript`]: what a subject did, the same each time, with its text form.
//! - [`Comparison`], [`Difference`], [`Deviation`]: what it did otherwise than the reference.
//! - [`Report`], [`Submission`], [`Verdict`], [`Cause`]: what a grading found.
//! - [`Overview`]: all submissions at a glance, without their details.
//!
//! [`bytes`] writes bytes from outside so that a reader sees every one of them.

#![forbid(unsafe_code)]

pub mod bytes;
mod cause;
mod counting;
mod criterion;
mod difference;
mod event;
mod language;
mod limit;
mod note;
mod overview;
mod path;
mod played;
mod results;
mod scenario;
mod settling;
mod shortage;
mod transcript;
mod vocabulary;
mod world;

pub use cause::{Cause, Protocol};
pub use counting::Counting;
pub use criterion::{Aspect, Criterion, CriterionResult, Standing};
pub use difference::{Comparison, Deviation, Difference};
pub use event::{Doing, Event, EventKind, Exit};
pub use language::{Language, Text};
pub use limit::{Limit, Protection};
pub use note::{Aside, Note, Unopened};
pub use overview::{Cells, Glance, Judged, Overview, Row};
pub use played::{Arrow, Place, Recording, Sign, StepResult};
pub use results::{Demand, Points, Program, Reason, Report, Rubric, ScenarioResult, StageResult, Submission, Verdict};
pub use scenario::{
    Action, Actor, ActorId, Answer, Expectation, File, Host, Key, Observation, SERVER, SITE, Scenario, Stage, Step,
    Stimulus, SubjectKind, USER, Verb,
};
pub use settling::{Activity, Settling, Untaken};
pub use shortage::Shortage;
pub use transcript::{Moment, Observer, ParseError, Phase, Seen, Transcript, What};
pub use vocabulary::{RUN, Role, VerbEntry, VerbWord};
pub use world::{Isolation, WorldError};
