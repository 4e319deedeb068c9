//! Finds the programs in a submission, and how to start them.
//!
//! The way: `walk` lists what is there, `archived` opens the archives in which what is missing may be, `wanted` tells
//! whose program a file's name means, `choose` takes one for each stage and says what it passed over, `runtime` finds
//! what runs it among the `tools` of the machine, `launch` makes commands with their working directories. Nothing of a submission is run:
//! even its syntax is only read (`reading`), by which its Python is chosen (`pythons`).
//!
//! A program's name is looked for in this order: letter by letter as the lab asks; but for capital
//! letters; a variant the lab accepts; the same words in another form or language; a copy; and last,
//! the exact name in a folder apart (`bonus`, `old`). Among equals: beside programs of other stages,
//! then nearest to the top, then by name. This is the same for servers, clients and programs, and a name
//! that means the program of one stage is never taken for another.

mod archived;
mod choose;
mod command;
mod directory;
mod error;
mod found;
mod launch;
mod name;
mod notes;
mod options;
mod parts;
mod programs;
mod pythons;
mod reading;
mod runtime;
mod submissions;
mod tools;
mod walk;
mod wanted;

pub use crate::archive::is_archive;
pub use archived::unopened;
pub use error::FindError;
pub use found::{Found, FoundStage, Readiness};
pub use launch::Launch;
pub(crate) use notes::listed;
pub use options::{Commands, Options};
pub use programs::programs;
pub use submissions::{Listed, Listing, submissions};
pub use tools::Tools;
