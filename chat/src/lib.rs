//! The reference chat of the lab (sheet "TP6", part II): a server and a client, for each of
//! the stages `ii_2` to `ii_6`.
//!
//! What one stage does differently from the next is data, in two small tables; everything else
//! is written once.
//!
//! | part | what it holds |
//! |---|---|
//! | [`Stage`] | the five stages, parsed and printed |
//! | `names` | who a text of the tables is about, and how it names them |
//! | `rules` | the server's table: every wire text and console line of the sheet, by stage |
//! | [`server`] | [`server::bind`] and [`server::serve`] |
//! | [`Limits`] | what a server puts up with |
//! | `room` | the one task that accepts and owns the clients, and orders what happens to them |
//! | `members` | everybody in the room, and what a batch of events sends them |
//! | `member` | one client as the room sees it: names, socket, what it says, goodbye |
//! | `outbox` | what is on its way to one client: its share of a batch, its backlog |
//! | `reader` | bytes in, texts out, for the server and for the client |
//! | [`refusal`] | pseudos, and why a client may be turned away |
//! | [`text`] | neutralising what could harm a terminal |
//! | [`peer`] | addresses, printed and looked up |
//! | [`client`] | [`client::join`]: table of texts, conversation, terminal, pipe |
//! | [`error`] | one plain line for each thing that goes wrong, in French or English |
//!
//! A file imports only from files that do not import from it, directly or not.
//!
//! # The wire
//! The protocol is the sheet's and has no framing: *what one read returns is one message*. Two
//! refinements make it usable by line-oriented tools such as `nc`, and neither changes anything
//! for programs that send no newline:
//!
//! * A newline ends a message. Lines that arrive together are separate messages, each with its
//!   own `vince a dit : `, so that nobody can forge a line of someone else's. Empty lines are
//!   dropped.
//! * The newline is no part of the message (nor of the pseudo), but a message that came with one
//!   is passed on with one, whatever its form (`\r\n` becomes `\n`): 21 of 25 student servers do
//!   so, and without it the screen of an `nc` user would be one long line.
//!
//! What this cannot guarantee: messages sent without newline in quick succession may reach the
//! server in one segment and then are one message; a receiver cannot tell two relayed messages
//! apart that reach it in one read.
//!
//! # Trade-offs
//! The room writes to the sockets itself instead of waking one task a client: a batch of events
//! costs one write for each client, however many messages it holds, and bytes are shared by all
//! receivers rather than copied, except for what a client that cannot keep up has not taken, and
//! what a client is still to hear from before a message of its own. It does its best on a
//! current-thread runtime, which is also where an idle client is cheapest.

#![forbid(unsafe_code)]

pub mod client;
pub mod error;
mod limits;
mod member;
mod members;
mod names;
mod outbox;
pub mod peer;
mod reader;
pub mod refusal;
mod room;
mod rules;
pub mod server;
mod stage;
pub mod text;

pub use client::{ClientConfig, Outcome, join, join_piped};
pub use error::{Error, ErrorKind};
pub use limits::{Limits, ServerConfig};
pub use server::{bind, serve};
pub use stage::{Stage, UnknownStage};
