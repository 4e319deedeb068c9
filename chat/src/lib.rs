//! The reference chat of the lab (sheet "TP6", part II): a server and a client, for each of
//! the stages `ii_2` to `ii_6`.
//!
//! What one stage does differently from the next is data, in two small tables; everything else
//! is written once.
//!
//! | part | what it holds |
//! |---|---|
//! | [`Stage`] | the five stages, parsed and printed |
//! | `rules` | the server's table: every wire text and console line of the sheet, by stage |
//! | [`server`] | [`server::bind`] and [`server::serve`], limits, the accept loop |
//! | `room` | the one task that owns the clients and orders what happens to them |
//! | `members` | everybody in the room, and what a batch of events sends them |
//! | `member` | one client as the room sees it: names, cached texts, sockets |
//! | `outbox` | what is on its way to one client: its share of a batch, its backlog |
//! | `handshakes`, `farewell` | clients that are not yet, or no longer, in the room |
//! | `connection` | the reading side of one client: bytes in, messages out |
//! | [`refusal`] | pseudos, and why a client may be turned away |
//! | [`text`] | neutralising what could harm a terminal |
//! | [`client`] | [`client::join`]: table of texts, terminal, pipe, line editor |
//! | [`error`] | one plain line for each thing that goes wrong, in French or English |
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
//! receivers rather than copied, except for those of a client that cannot keep up. It does its
//! best on a current-thread runtime, which is also where an idle client is cheapest.

pub mod client;
mod connection;
mod console;
pub mod error;
mod farewell;
mod handshakes;
mod member;
mod members;
mod outbox;
pub mod peer;
pub mod refusal;
mod room;
mod rules;
pub mod server;
mod stage;
mod task;
pub mod text;

pub use client::{ClientConfig, Outcome, join, join_piped};
pub use error::{Error, ErrorKind, Language};
pub use server::{Limits, ServerConfig, bind, serve};
pub use stage::{Stage, UnknownStage};
