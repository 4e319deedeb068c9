//! End-to-end tests: the `salon` binary as users run it.

mod cli;
mod grade;
mod harness;
mod hostile;
mod reference;
mod serve;
mod settling;
mod submissions;
mod world;
