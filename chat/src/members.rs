//! Everybody in the room, and what the current batch of events sends them.

use std::collections::BTreeMap;
use std::task::{Context, Poll};

use crate::connection::Id;
use crate::member::Member;
use crate::rules::{Names, Rules};

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
        self.all.values().any(|member| member.is_called(pseudo))
    }

    /// Lets a client take part, under this pseudo if the stage has any.
    pub(crate) fn enter(&mut self, id: Id, pseudo: &str, rules: &Rules) -> Option<Names> {
        let member = self.all.get_mut(&id)?;
        Some(member.enter(pseudo, rules, self.log.len()))
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
        if stalled.any(|member| member.poll_writable(cx).is_ready()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}
