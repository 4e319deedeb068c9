//! What a subject sees of the machine's files: the system, read-only; everything else empty, but for
//! what it needs to run and its own folder.
//!
//! `build` does one step after the other: `places` are emptied and what is `kept` of them is shown again, in
//! `storage` lies what is written, and `devices` makes `/dev`.

mod build;
mod devices;
mod kept;
mod places;
mod storage;

pub(super) use build::{SECRETS, build};
pub(super) use places::{SYSTEM, emptied, own_places, parts_of_prefix};
pub(super) use storage::{IN_VAR, memory};
