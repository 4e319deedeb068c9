//! The chat client, in a terminal or in a pipe.
//!
//! | part | what it holds |
//! |---|---|
//! | [`join()`] | joining the chat, whatever standard input and output are |
//! | [`ClientConfig`], [`Outcome`] | what a client is to do, and how it may end |
//! | `texts` | the client's table: what each stage prints and sends |
//! | `session` | the conversation: user and server, whoever speaks first |
//! | `user` | what a conversation knows of its user |
//! | `terminal`, `editor` | a user at a terminal: one line being typed, redrawn under messages |
//! | `pipe` | a user that is a pipe or a file: lines, no prompt |

mod config;
mod editor;
mod join;
mod pipe;
mod session;
mod terminal;
mod texts;
mod user;

pub use config::{ClientConfig, Outcome};
pub use join::{join, join_piped};
