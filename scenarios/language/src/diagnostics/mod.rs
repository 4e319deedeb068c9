//! What is wrong with files: where, and what is said of it in either language.
//!
//! A reader of one thing gives it or what is [`Wrong`] with it, with a [`Message`] from the tables of
//! [`say`]; a reader of several keeps what it could read, notes the rest in its [`Findings`], and reads on.
//! The texts of both languages are made at once: a message is then plain data that needs no
//! type of its own for each mistake, and costs a little more where nobody reads it.

mod findings;
mod message;
mod problem;
pub(crate) mod say;

pub(crate) use findings::Findings;
pub(crate) use message::Message;
pub(crate) use problem::{Mistake, Wrong};
pub use problem::{PlanError, Problem};
