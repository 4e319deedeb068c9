//! How long a subject that does not settle is watched. Everything is counted in what the subject
//! itself uses (processor time, printed bytes, timers), not in time on the wall, so that a busy
//! machine changes nothing; the wall only guards against a subject that hangs in the kernel.

use std::time::{Duration, Instant};

/// Timers that end later than this after everything else fell silent are not waited for.
pub(super) const HORIZON: Duration = Duration::from_secs(1);
/// The same for a program that is run to its end: its timers are its work.
pub(super) const RUN_HORIZON: Duration = Duration::from_secs(15);
/// The same for one that has not come to where the script can begin: it may pause before it listens or connects.
pub(super) const START_HORIZON: Duration = Duration::from_secs(10);
/// So much longer are timers waited for, so that one as long as the horizon is within it.
pub(super) const HORIZON_MARGIN: Duration = Duration::from_millis(50);
/// How long something must lie untaken before the subject counts as not taking it.
pub(super) const UNTAKEN: Duration = Duration::from_millis(5);
/// How long bytes may be on their way on loopback. A lost segment is sent again after 200 ms.
pub(super) const MOVING: Duration = Duration::from_millis(500);
/// The shortest and longest pauses between two looks.
pub(super) const SHORTEST_PAUSE: Duration = Duration::from_micros(50);
pub(super) const LONGEST_PAUSE: Duration = Duration::from_millis(5);
/// The longest pause while the subject does nothing but wait for a timer. It could go on until the timer runs
/// out; but not every kind of timer is known.
pub(super) const LONGEST_TIMED_PAUSE: Duration = Duration::from_millis(100);

/// What a subject may use up before it counts as never settling.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Processor time without anything new to see, in microseconds.
    pub(super) silent_cpu_us: u64,
    /// Bytes printed and sent.
    pub(super) bytes: u64,
    /// Time on the wall.
    pub(super) wall: Duration,
}

impl Patience {
    /// While it starts: an interpreter or a virtual machine has much to load.
    pub(super) const START: Self = Self {
        silent_cpu_us: 20_000_000,
        bytes: 4 << 20,
        wall: Duration::from_mins(2),
    };
    /// After a stimulus.
    pub(super) const STIMULUS: Self = Self {
        silent_cpu_us: 1_000_000,
        bytes: 1 << 20,
        wall: Duration::from_mins(1),
    };
    /// While a program is run: from the start of its interpreter to its end.
    pub(super) const RUN: Self = Self {
        silent_cpu_us: 5_000_000,
        bytes: 1 << 20,
        wall: Duration::from_mins(2),
    };
    /// After it reached a limit on processes: what goes on multiplying is not given the time that
    /// honest programs may need.
    pub(super) const LIMITED: Self = Self {
        silent_cpu_us: 1_000_000,
        bytes: 1 << 20,
        wall: Duration::from_secs(30),
    };
    /// After it has once been found never to settle.
    const SPENT: Self = Self {
        silent_cpu_us: 200_000,
        bytes: 1 << 20,
        wall: Duration::from_secs(10),
    };
    /// After it has been found so again: what it does is known by then, and there may be many steps to come.
    const SPENT_AGAIN: Self = Self {
        wall: Duration::from_secs(2),
        ..Self::SPENT
    };

    /// What is left after it was found never to settle.
    pub(super) fn spent(self) -> Self {
        if self.wall <= Self::SPENT.wall {
            Self::SPENT_AGAIN
        } else {
            Self::SPENT
        }
    }
}

/// Time for which a condition has held without a break.
#[derive(Debug, Default)]
pub(super) struct Stretch(Option<Instant>);

impl Stretch {
    pub(super) fn holds(&mut self, condition: bool) -> Duration {
        if condition {
            self.0.get_or_insert_with(Instant::now).elapsed()
        } else {
            self.0 = None;
            Duration::ZERO
        }
    }
}

/// Time added up over the stretches in which a condition held at both ends.
#[derive(Debug, Default)]
pub(super) struct Total {
    last: Option<Instant>,
    sum: Duration,
}

impl Total {
    pub(super) fn holds(&mut self, condition: bool) -> Duration {
        let now = Instant::now();
        if let (true, Some(last)) = (condition, self.last) {
            self.sum += now - last;
        }
        self.last = condition.then_some(now);
        self.sum
    }
}
