//! Everybody in the room, and what the current batch of events sends them.

use std::collections::BTreeMap;
use std::future::pending;
use std::task::{Context, Poll};

use tokio::time::sleep_until;

use crate::member::{Id, Member};

/// The clients in order of connection, which is the order they are served in: the same events
/// give the same bytes.
#[derive(Default)]
pub(crate) struct Members {
    pub(crate) all: BTreeMap<Id, Member>,
    /// What this batch sends to everybody who takes part.
    pub(crate) log: String,
}

impl Members {
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
        // An error is no reason to wait either: the next write meets it.
        if stalled.any(|member| member.socket.as_ref().poll_write_ready(cx).is_ready()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }

    /// Waits until a client should have introduced itself. All have the same time for it: the
    /// first to come is the first whose time is up.
    pub(crate) async fn overdue(&self) -> Id {
        let first = self.all.iter().find_map(|(&id, member)| Some((id, member.deadline?)));
        let Some((id, deadline)) = first else {
            return pending().await;
        };
        sleep_until(deadline).await;
        id
    }
}
