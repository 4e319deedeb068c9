//! One client, as the room sees it.

use std::io::IoSlice;
use std::net::SocketAddr;
use std::task::{Context, Poll};

use tokio::net::tcp::OwnedWriteHalf;

use crate::outbox::Outbox;
use crate::peer;
use crate::rules::{Names, Rules};
use crate::task::Task;

/// A client in the room. Dropping it closes the connection.
pub(crate) struct Member {
    address: SocketAddr,
    /// Empty until the client has introduced itself.
    pseudo: Box<str>,
    /// Before a message of this client, on the console and on the wire: made once, used often.
    heard: Box<str>,
    relayed: Box<str>,
    /// It has had its one greeting (`ii_2`).
    greeted: bool,
    pub(crate) outbox: Outbox,
    socket: OwnedWriteHalf,
    _reader: Task,
}

impl Member {
    pub(crate) fn new(address: SocketAddr, socket: OwnedWriteHalf, reader: Task) -> Self {
        Self {
            address,
            pseudo: Box::default(),
            heard: Box::default(),
            relayed: Box::default(),
            greeted: false,
            outbox: Outbox::default(),
            socket,
            _reader: reader,
        }
    }

    pub(crate) fn names(&self) -> Names {
        Names {
            tuple: peer::tuple(self.address),
            plain: peer::plain(self.address),
            pseudo: self.pseudo.to_string(),
        }
    }

    pub(crate) fn is_called(&self, pseudo: &str) -> bool {
        self.pseudo.as_ref() == pseudo
    }

    /// Begins to take part, under this pseudo if the stage has any. `log` is the batch so far.
    pub(crate) fn enter(&mut self, pseudo: &str, rules: &Rules, log: &[u8]) {
        self.pseudo = pseudo.into();
        let names = self.names();
        self.heard = (rules.heard)(&names).into();
        self.relayed = rules.relayed.map(|text| text(&names)).unwrap_or_default().into();
        self.outbox.listen(log);
    }

    pub(crate) fn takes_part(&self) -> bool {
        self.outbox.is_listening()
    }

    pub(crate) fn is_greeted(&self) -> bool {
        self.greeted
    }

    /// Sends the one greeting.
    pub(crate) fn greet(&mut self, greeting: &str) {
        self.greeted = true;
        self.outbox.push(greeting.as_bytes());
    }

    pub(crate) fn heard(&self) -> &str {
        &self.heard
    }

    pub(crate) fn relayed(&self) -> &str {
        &self.relayed
    }

    /// Writes what is pending and the client's share of the log, without waiting.
    pub(crate) fn flush(&mut self, log: &[u8]) {
        let socket = &self.socket;
        self.outbox
            .flush(log, |slices: &[IoSlice<'_>]| socket.try_write_vectored(slices));
    }

    pub(crate) fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<()> {
        // An error is no reason to wait either: the next write meets it.
        self.socket.as_ref().poll_write_ready(cx).map(|_| ())
    }

    /// Ends the connection by a reset, which frees at once what the system still holds for a
    /// client that does not read.
    pub(crate) fn reset(self) {
        // Without the option the close is merely slower.
        let _ = self.socket.as_ref().set_zero_linger();
    }

    /// The writing side and what it still has to send.
    pub(crate) fn into_pending(self) -> Option<(OwnedWriteHalf, Vec<u8>)> {
        let backlog = self.outbox.into_backlog();
        (!backlog.is_empty()).then_some((self.socket, backlog))
    }
}
