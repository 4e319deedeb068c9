//! The program under test as a command line: finding it, and what it needs to see of the machine.
//!
//! - `command`: a command that can be run for any stage.
//! - `interpreter`: the real program behind a name.
//! - `folders`: the folders that programs need.
//! - `twins`: the files that are the harness itself.
//! - `foreign`: the addresses of the outside that are written in a program.

mod command;
mod folders;
mod foreign;
mod interpreter;
mod twins;

pub use command::{Program, ProgramError};
pub use interpreter::Interpreter;
