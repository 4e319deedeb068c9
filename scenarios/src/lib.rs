//! Replays scripted sessions against programs under test and records what they did.
//!
//! The parts, in the order data flows through them:
//!
//! - [`plan`]: scenario and lab files, parsed and checked.
//! - [`world`]: one isolated machine a session, and the program under test in it.
//! - [`session`]: plays a script in a world; its actors, its subject, its clock.
//! - `site`: the web site of a world, for programs that fetch pages.
//! - [`settle`]: decides that nothing more will come of a stimulus, by proof.
//! - [`transcript`]: what a subject did, the same each time.
//! - [`compare`]: a transcript against the reference.
//! - [`program`]: the program under test as a command.
//! - [`replay`]: one scenario in a world of its own, or many side by side.
//! - [`mod@reference`]: what the reference program did, recorded.
//! - [`grade`]: submissions, verdicts, points.
//! - [`report`]: results in words.
//! - [`event`]: what a session tells, one event after the other.
//! - [`bytes`]: how bytes from the outside are written.

pub mod bytes;
pub mod compare;
pub mod event;
pub mod grade;
pub mod plan;
pub mod program;
pub mod reference;
pub mod replay;
pub mod report;
pub mod session;
pub mod settle;
mod site;
pub mod transcript;
pub mod world;
