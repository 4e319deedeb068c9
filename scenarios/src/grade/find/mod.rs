//! Finds the programs in a submission, and how to start them.
//!
//! The way: `walk` lists what is there, `name` tells what a file's name means, `choose` takes one for
//! each stage and says what it passed over, `runtime` finds what runs it among the `tools` of the
//! machine, `launch` makes commands with their working directories. Nothing of a submission is run:
//! even its syntax is only read (`syntax`).
//!
//! A program's name is looked for in this order: letter by letter as the lab asks; but for capital
//! letters; a variant the lab accepts; the same words in another form or language; a copy; and last,
//! the exact name in a folder apart (`bonus`, `old`). Among equals: beside programs of other stages,
//! then nearest to the top, then by name. The name of another stage or of a client is never taken.

mod choose;
mod command;
mod directory;
mod error;
mod launch;
mod name;
mod notes;
mod programs;
mod runtime;
mod submissions;
mod syntax;
mod tools;
mod walk;

pub use error::{Blocked, FindError};
pub use programs::{Found, FoundStage, Launch, Options, Outcome, programs};
pub use submissions::{Listed, Listing, submissions};
pub use tools::Tools;
