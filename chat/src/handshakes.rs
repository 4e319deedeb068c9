//! Who still owes its pseudo, and until when.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::room::Id;

/// All have the same time, so the first to connect is the first whose time is up. An entry is
/// looked at only once it is the first: `owes` tells whether its client is still there and
/// still silent.
#[derive(Default)]
pub(crate) struct Handshakes(VecDeque<(Instant, Id)>);

impl Handshakes {
    /// Begins to wait for a client, unless the limit is further away than time goes.
    pub(crate) fn expect(&mut self, id: Id, limit: Duration) {
        let deadline = Instant::now().checked_add(limit);
        self.0.extend(deadline.map(|deadline| (deadline, id)));
    }

    /// When the next client's time is up; none when nobody owes anything.
    pub(crate) fn next(&mut self, owes: impl Fn(Id) -> bool) -> Option<Instant> {
        while let Some(&(deadline, id)) = self.0.front() {
            if owes(id) {
                return Some(deadline);
            }
            self.0.pop_front();
        }
        None
    }

    /// A client whose time is up.
    pub(crate) fn overdue(&mut self, owes: impl Fn(Id) -> bool) -> Option<Id> {
        let deadline = self.next(owes)?;
        if deadline > Instant::now() {
            return None;
        }
        self.0.pop_front().map(|(_, id)| id)
    }
}
