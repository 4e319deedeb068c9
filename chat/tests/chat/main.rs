//! The chat over real sockets: servers and clients of every stage, seen from outside.

#![allow(
    clippy::unwrap_used,
    reason = "the harness is test code, though not inside a test function"
)]

mod clients;
mod harness;
mod refusals;
mod robustness;
mod stages;
