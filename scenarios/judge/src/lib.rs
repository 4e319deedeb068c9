//! From what happened in a session to a verdict with reasons. Pure: the same events always give the same
//! verdict, and nothing here reads a file, a clock or the machine.
//!
//! The parts, in the order data flows through them:
//!
//! - [`transcript`]: what a subject did, the same each time, from the events of its session.
//! - [`complaint`]: programs' last words, in every language.
//! - `compare`: a transcript against the reference.
//! - `verdict`: what the differences amount to.
//! - `appraise`: what the verdicts of a whole stage are worth, each mistake once.
//! - `causes`: what is likely wrong with the program.
//! - `steps`: the session step by step, for diagrams.

#![forbid(unsafe_code)]

mod appraise;
mod causes;
mod compare;
pub mod complaint;
mod steps;
pub mod transcript;
mod verdict;

pub use appraise::{Appraisal, Appraised, Session, appraise};
pub use causes::{causes, causes_among};
pub use compare::{compare, compare_with_clients, met_with, suits_clients};
pub use steps::steps;
pub use verdict::{reasons, verdict};
