//! The mock web site of a world: hosts with names of their own, over HTTPS and HTTP.
//!
//! One thread owns it and pumps it; nothing in it blocks, waits for a time, or starts a thread. A
//! request is held until its answer is asked for: the session does so once the program under test is
//! proved to have nothing left to do but wait. So no time passes for the program, and how many pages
//! it fetches at once is what the site has seen, not what a stop-watch says.
//!
//! - `server`: listeners and connections, which answer is given next.
//! - `connection`: the requests of one client and their answers, in order (HTTP/1.0 and 1.1).
//! - `stream`: its bytes, over TLS or plain.
//! - `request`: what a client asks for.
//! - `page`: what it gets.
//! - `authority`: the certificates, and how programs are made to trust them.
//! - `saved`: pages found again in the files that a program has written.

mod authority;
mod connection;
mod page;
mod request;
mod saved;
mod server;
mod stream;
#[cfg(test)]
mod tests;

pub(crate) use authority::environment;
pub(crate) use saved::Saved;
pub(crate) use server::{Happening, Site};
