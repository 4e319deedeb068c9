//! End-to-end tests: the `salon` binary as users run it.

mod cli;
mod harness;
mod reference;
mod serve;
mod settling;
mod submissions;
mod world;
