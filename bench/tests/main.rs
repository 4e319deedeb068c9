//! The workloads from outside, as the command line calls them. All traffic stays on loopback.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fetching;
mod input;
mod measuring;
mod site;
mod sleeping;
