//! Plays a scenario against a program under test, and tells what happened.
//!
//! The only crate that knows Linux, and the only one with `unsafe` code. Its parts, from the ground up:
//!
//! - `proc`: what `/proc` says of processes.
//! - [`settle`]: decides that nothing more will come of a stimulus, by proof.
//! - [`world`]: one isolated machine a session, and the program under test in it.
//! - `site`: the web site of a world, for programs that fetch pages.
//! - [`session`]: plays a script in a world; its actors, its subject, its clock.
//! - [`program`]: the program under test as a command.
//! - [`machine`]: what there is for sessions, found out before any is played.
//! - [`turns`]: who may use what there is too little of.
//! - [`replay`]: one scenario in a world of its own, or many side by side.

mod diagnosis;
pub mod machine;
mod proc;
pub mod program;
pub mod replay;
pub mod session;
pub mod settle;
mod site;
#[allow(unsafe_code, reason = "the system calls that no safe crate wraps")]
mod sys;
pub mod turns;
pub mod world;

use std::process::ExitCode;

/// Plays the part of a session that this process was re-executed for, if any. To be called first in `main`, before
/// any thread is started.
pub fn play_role(arguments: impl Iterator<Item = String>) -> Option<ExitCode> {
    world::role::play(arguments, |order, task, world| session::play(task, order, world))
}
