//! What a look at the subject can show.

use super::wait::Timer;
use salon_model::Untaken;
use std::time::Duration;

/// What one look at the subject showed.
#[derive(Debug, PartialEq, Eq)]
pub enum Finding {
    /// No process of it is left.
    Gone,
    /// A thread of this name runs, or ran while we looked.
    Busy(String),
    /// All threads are blocked, but something is on its way to one of them.
    Moving(String),
    /// All threads are blocked, and something that has arrived is not taken.
    Untaken(Vec<Untaken>),
    /// All threads are blocked, some of them only for a time: the time left of each.
    Timed(Vec<(Timer, Duration)>),
    /// All threads are blocked, without end, and every queue is empty.
    Quiet,
    /// All threads are blocked, and every queue is empty, but the system does not let us see what
    /// some thread waits for.
    Blind {
        /// What cannot be seen, for people.
        what: String,
        /// A number that changes whenever any thread runs.
        activity: u64,
        /// Of the threads that can be seen, those that are blocked only for a time: the time left of each.
        timers: Vec<(Timer, Duration)>,
    },
}

impl Finding {
    /// The timers that keep the subject from being quiet, with the time left of each.
    pub(crate) fn timers(&self) -> &[(Timer, Duration)] {
        match self {
            Self::Timed(timers) | Self::Blind { timers, .. } => timers,
            _ => &[],
        }
    }

    /// The time until the first of them runs out, if one does within the horizon.
    pub(crate) fn next_timer(&self, horizon: Duration) -> Option<Duration> {
        let left = self.timers().iter().map(|(_, left)| *left);
        left.filter(|left| *left <= horizon).min()
    }
}
