//! What the looks at a subject since the stimulus come to.

use super::patience::{HORIZON_MARGIN, MOVING, Stretch, Total, UNTAKEN};
use crate::settle::{Finding, Timer};
use salon_model::{Settling, Untaken};
use std::time::{Duration, Instant};

/// For how long what the looks show has been so.
#[derive(Debug, Default)]
pub(super) struct Waits {
    untaken: Stretch,
    moving: Stretch,
    timed: Total,
    silence: Option<Silence>,
    untaken_for: Duration,
    moving_for: Duration,
    timed_for: Duration,
}

impl Waits {
    /// The subject did something that shows.
    pub(super) fn something_new(&mut self) {
        self.timed = Total::default();
        self.silence = None;
    }

    /// One more look.
    pub(super) fn see(&mut self, finding: &Finding) {
        self.untaken_for = self.untaken.holds(matches!(finding, Finding::Untaken(_)));
        self.moving_for = self.moving.holds(matches!(finding, Finding::Moving(_)));
        self.timed_for = self.timed.holds(!finding.timers().is_empty());
        // A look that sees again begins the silence anew: what it shows is proof, one way or the other.
        let before = self.silence.take();
        if let Finding::Blind { activity, .. } = finding {
            self.silence = Some(Silence::after(before, *activity));
        }
    }

    /// What the last look, after all before it, says of the subject.
    pub(super) fn settled(&self, finding: Finding, horizon: Duration, shortest_silence: Duration) -> Option<Settling> {
        match finding {
            Finding::Gone => Some(Settling::Exit),
            Finding::Quiet => Some(Settling::Proof),
            Finding::Untaken(what) => (self.untaken_for >= UNTAKEN).then_some(Settling::Neglect { what }),
            Finding::Moving(what) => (self.moving_for >= MOVING).then(|| Settling::Neglect {
                what: vec![Untaken::UnderWay(what)],
            }),
            Finding::Timed(timers) => self.is_beyond(&timers, horizon).then(|| Settling::Horizon {
                timers: timers.iter().map(|(timer, _)| timer.to_string()).collect(),
            }),
            Finding::Blind { what, timers, .. } => {
                let silent_for = self.silence.as_ref().and_then(Silence::lasted);
                let long_enough = silent_for.filter(|silent_for| *silent_for > shortest_silence)?;
                self.is_beyond(&timers, horizon).then(|| silence(long_enough, what))
            }
            Finding::Busy(_) => None,
        }
    }

    /// Whether the timers that keep the subject from being settled are out of reach, or have been
    /// waited for long enough.
    fn is_beyond(&self, timers: &[(Timer, Duration)], horizon: Duration) -> bool {
        let out_of_reach = timers.iter().all(|(_, left)| *left > horizon);
        out_of_reach || self.timed_for > horizon + HORIZON_MARGIN
    }
}

/// That nothing was seen for a while; `unseen` is what could not be looked at.
pub(super) fn silence(quiet: Duration, unseen: String) -> Settling {
    Settling::Silence {
        quiet_us: u64::try_from(quiet.as_micros()).unwrap_or(u64::MAX),
        unseen,
    }
}

/// One blind look after the other has found that no thread ran.
#[derive(Debug)]
struct Silence {
    activity: u64,
    since: Instant,
    looks: u32,
}

/// So many blind looks make a silence at least: few are what a machine that is busy has time for, and a look can be
/// refused where the next one sees.
const BLIND_LOOKS: u32 = 10;

impl Silence {
    fn after(before: Option<Self>, activity: u64) -> Self {
        let before = before.filter(|before| before.activity == activity);
        let (since, looks) = before.map_or_else(|| (Instant::now(), 0), |before| (before.since, before.looks));
        Self {
            activity,
            since,
            looks: looks + 1,
        }
    }

    /// How long it has lasted, once it has been looked often enough.
    fn lasted(&self) -> Option<Duration> {
        (self.looks >= BLIND_LOOKS).then(|| self.since.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blind(activity: u64) -> Finding {
        Finding::Blind {
            what: "a thread".to_owned(),
            activity,
            timers: Vec::new(),
        }
    }

    #[test]
    fn a_look_that_sees_again_is_believed_after_any_number_of_blind_ones() {
        let mut waits = Waits::default();
        for look in 0..1000 {
            let finding = if look % 7 == 0 { Finding::Quiet } else { blind(1) };
            waits.see(&finding);
            let settled = waits.settled(finding, Duration::ZERO, Duration::MAX);
            assert_eq!(settled, (look % 7 == 0).then_some(Settling::Proof));
        }
    }

    #[test]
    fn silence_is_that_of_threads_which_do_not_run() {
        let mut waits = Waits::default();
        for look in 0..1000 {
            waits.see(&blind(look));
            assert_eq!(
                waits.settled(blind(look), Duration::ZERO, Duration::from_micros(1)),
                None
            );
        }
        (0..BLIND_LOOKS).for_each(|_| waits.see(&blind(999)));
        let settled = waits.settled(blind(999), Duration::ZERO, Duration::ZERO);
        assert!(matches!(settled, Some(Settling::Silence { unseen, .. }) if unseen == "a thread"));
    }
}
