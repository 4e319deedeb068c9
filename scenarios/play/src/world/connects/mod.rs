//! The connections that a subject asks for, each before the kernel makes it.
//!
//! Clients have the address of their server written in them, and give up when nobody listens there.
//! A filter of system calls (see `seccomp::watch_connects`) holds every `connect` up and tells it
//! here, so that the session can open a listener at that very address, or lead the connection to
//! another, before it answers.
//!
//! `call` reads what is asked for, `filter` holds it up, `asked` answers it, and `handover` brings the listener from where
//! the filter is installed to the session.

mod asked;
mod call;
mod filter;
mod handover;
#[cfg(test)]
mod tests;

pub(crate) use asked::{Asked, Connects};
pub(crate) use handover::Handover;
pub(super) use handover::give;
