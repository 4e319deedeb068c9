//! Everybody in the room, and what the current batch of events sends them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::task::{Context, Poll};

use crate::connection::{Connection, Id};
use crate::outbox::Outbox;
use crate::peer;
use crate::rules::{Names, Rules};

/// One client, as the room sees it. Dropping it closes the connection.
pub(crate) struct Member {
    address: SocketAddr,
    /// Empty until the client has introduced itself.
    pseudo: Box<str>,
    /// Before a message of this client, on the console and on the wire: made once, used often.
    pub(crate) heard: Box<str>,
    relayed: Box<str>,
    /// It has had its one greeting (`ii_2`).
    pub(crate) greeted: bool,
    pub(crate) outbox: Outbox,
    connection: Connection,
}

impl Member {
    pub(crate) fn new(address: SocketAddr, connection: Connection) -> Self {
        Self {
            address,
            pseudo: Box::default(),
            heard: Box::default(),
            relayed: Box::default(),
            greeted: false,
            outbox: Outbox::default(),
            connection,
        }
    }

    pub(crate) fn names(&self) -> Names {
        Names {
            tuple: peer::tuple(self.address),
            plain: peer::plain(self.address),
            pseudo: self.pseudo.to_string(),
        }
    }

    /// Whether it hears the room and is heard there.
    pub(crate) fn takes_part(&self) -> bool {
        self.outbox.is_listening()
    }

    /// Writes what is pending and the client's share of the log, without waiting.
    fn flush(&mut self, log: &str) {
        self.outbox.flush(log, |slices| self.connection.write(slices));
    }

    /// The connection, and what is still to be sent there.
    pub(crate) fn into_rest(self) -> (Connection, Vec<u8>) {
        (self.connection, self.outbox.into_backlog())
    }
}

/// The clients in order of connection, which is the order they are served in: the same events
/// give the same bytes.
#[derive(Default)]
pub(crate) struct Members {
    pub(crate) all: BTreeMap<Id, Member>,
    /// What this batch sends to everybody who takes part.
    pub(crate) log: String,
}

impl Members {
    /// Takes a client out, once it has been offered its share of the batch so far.
    pub(crate) fn remove(&mut self, id: Id) -> Option<Member> {
        let mut member = self.all.remove(&id)?;
        member.flush(&self.log);
        Some(member)
    }

    pub(crate) fn is_taken(&self, pseudo: &str) -> bool {
        self.all.values().any(|member| *member.pseudo == *pseudo)
    }

    /// Lets a client take part, under this pseudo if the stage has any.
    pub(crate) fn enter(&mut self, id: Id, pseudo: &str, rules: &Rules) -> Option<Names> {
        let member = self.all.get_mut(&id)?;
        member.pseudo = pseudo.into();
        let names = member.names();
        member.heard = (rules.heard)(&names).into();
        member.relayed = rules.relayed.map_or_else(String::new, |text| text(&names)).into();
        member.outbox.listen(self.log.len());
        Some(names)
    }

    /// Sends everybody but its author a message.
    pub(crate) fn relay(&mut self, author: Id, line: &str) {
        if let Some(member) = self.all.get_mut(&author) {
            let start = self.log.len();
            self.log.extend([&*member.relayed, line]);
            member.outbox.skip(&self.log, start..self.log.len());
        }
    }

    /// Ends the batch: writes what it sends, as far as the clients take it without waiting.
    /// Returns the first client, if any, that has left more than `limit` bytes.
    pub(crate) fn flush(&mut self, limit: usize) -> Option<Id> {
        let mut slow = None;
        for (&id, member) in &mut self.all {
            member.flush(&self.log);
            if member.outbox.pending() > limit {
                slow = slow.or(Some(id));
            }
        }
        self.log.clear();
        slow
    }

    /// Waits until one of the clients with bytes to be sent may take some.
    pub(crate) fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut stalled = self.all.values().filter(|member| member.outbox.pending() > 0);
        if stalled.any(|member| member.connection.poll_writable(cx).is_ready()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}
