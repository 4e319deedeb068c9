//! Everybody in the room, and what the current batch sends them.

use std::collections::BTreeMap;
use std::mem::take;
use std::task::{Context, Poll};

use crate::member::Member;
use crate::room::Id;
use crate::rules::Rules;

/// The clients in order of connection, which is the order they are served in: the same events
/// give the same bytes.
#[derive(Default)]
pub(crate) struct Members {
    all: BTreeMap<Id, Member>,
    /// What this batch sends to everybody who takes part.
    log: Vec<u8>,
    /// Who has bytes of their own to be sent, or has not taken all of an earlier batch.
    pending: Vec<Id>,
}

impl Members {
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Member> {
        self.all.values()
    }

    pub(crate) fn get(&self, id: Id) -> Option<&Member> {
        self.all.get(&id)
    }

    pub(crate) fn insert(&mut self, id: Id, member: Member) {
        self.all.insert(id, member);
    }

    /// Takes a client out, once it has been offered its share of the batch so far.
    pub(crate) fn remove(&mut self, id: Id) -> Option<Member> {
        let mut member = self.all.remove(&id)?;
        member.flush(&self.log);
        Some(member)
    }

    /// Takes everybody out, likewise.
    pub(crate) fn remove_all(&mut self) -> impl Iterator<Item = Member> + use<> {
        let log = take(&mut self.log);
        take(&mut self.all).into_values().map(move |mut member| {
            member.flush(&log);
            member
        })
    }

    /// Lets a client take part, under this pseudo if the stage has any.
    pub(crate) fn enter(&mut self, id: Id, pseudo: &str, rules: &Rules) -> Option<&Member> {
        let member = self.all.get_mut(&id)?;
        member.enter(pseudo, rules, &self.log);
        Some(member)
    }

    /// Sends a client bytes of its own.
    pub(crate) fn tell(&mut self, id: Id, parts: &[&str]) {
        if let Some(member) = self.all.get_mut(&id) {
            for part in parts {
                member.outbox.push(part.as_bytes());
            }
            self.pending.push(id);
        }
    }

    /// Sends a client its one greeting.
    pub(crate) fn greet(&mut self, id: Id, greeting: &str) {
        if let Some(member) = self.all.get_mut(&id) {
            member.greet(greeting);
            self.pending.push(id);
        }
    }

    /// Sends everybody who takes part an announcement.
    pub(crate) fn announce(&mut self, text: &str) {
        self.log.extend_from_slice(text.as_bytes());
    }

    /// Sends everybody but its author a message.
    pub(crate) fn relay(&mut self, author: Id, line: &str) {
        if let Some(member) = self.all.get_mut(&author) {
            let start = self.log.len();
            self.log.extend_from_slice(member.relayed().as_bytes());
            self.log.extend_from_slice(line.as_bytes());
            member.outbox.skip(start..self.log.len());
        }
    }

    /// How large the batch is, in bytes.
    pub(crate) fn batch_bytes(&self) -> usize {
        self.log.len()
    }

    /// Ends the batch: writes what it sends, as far as the clients take it without waiting.
    /// Returns those that have left more than `limit` bytes.
    pub(crate) fn flush(&mut self, limit: usize) -> Vec<Id> {
        let mut slow = Vec::new();
        let mut ids = take(&mut self.pending);
        if self.log.is_empty() {
            ids.sort_unstable();
            ids.dedup();
            for id in ids {
                if let Some(member) = self.all.get_mut(&id) {
                    member.flush(&[]);
                    sort_out(id, member, limit, &mut self.pending, &mut slow);
                }
            }
        } else {
            for (&id, member) in &mut self.all {
                member.flush(&self.log);
                sort_out(id, member, limit, &mut self.pending, &mut slow);
            }
            self.log.clear();
        }
        slow
    }

    /// Waits until one of the clients with bytes to be sent may take some.
    pub(crate) fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut waiting = self.pending.iter().filter_map(|&id| self.get(id));
        if waiting.any(|member| member.poll_writable(cx).is_ready()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

/// Notes what is left to do for a client after a flush.
fn sort_out(id: Id, member: &Member, limit: usize, pending: &mut Vec<Id>, slow: &mut Vec<Id>) {
    match member.outbox.pending() {
        0 => {}
        bytes if bytes > limit => slow.push(id),
        _ => pending.push(id),
    }
}
