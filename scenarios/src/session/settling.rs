//! Collecting all that follows a stimulus, until nothing more can come.

use super::Method;
use super::patience::{HORIZON, Held, LONGEST_PAUSE, MOVING, Patience, SHORTEST_PAUSE, Total, UNTAKEN};
use super::runner::Runner;
use crate::event::EventKind;
use crate::settle::{Activity, Probe, Settling, State, Timer, Untaken};
use crate::world::WorldError;
use std::time::{Duration, Instant};

/// The shortest silence that can stand for proof, and how much longer than the slowest reaction
/// seen it must be.
const SILENCE: Duration = Duration::from_millis(20);
const SILENCE_FACTOR: u32 = 10;

impl Runner<'_> {
    /// Collects all that follows the stimulus just given.
    pub(super) fn settle_and_record(&mut self) -> Result<Settling, WorldError> {
        let settling = match self.method {
            Method::Proof => self.settle()?,
            Method::Silence => self.settle_by_silence(),
        };
        if matches!(settling, Settling::Never { .. }) {
            self.patience = Patience::SPENT;
        }
        self.log.account();
        self.log.record(EventKind::Settled {
            settling: settling.clone(),
        });
        Ok(settling)
    }

    /// Tells of the limits reached since.
    pub(super) fn note_limits(&mut self) {
        while let Some(limit) = self.watch.reached() {
            self.log.record(EventKind::Limited { limit });
            if limit.multiplies() {
                self.limited = true;
                self.patience = Patience::LIMITED;
            }
        }
    }

    fn settle(&mut self) -> Result<Settling, WorldError> {
        let began = Instant::now();
        let mut pause = Duration::ZERO;
        let (mut untaken_for, mut moving_for, mut timed_for) = (Held::default(), Held::default(), Total::default());
        let mut budget = Budget::new(self.patience, self.probe.cpu_us());
        loop {
            if self.pump(pause) {
                pause = Duration::ZERO;
                timed_for = Total::default();
                budget.something_new(self.probe.cpu_us());
                self.slowest_reaction = self.slowest_reaction.max(began.elapsed());
            }
            budget.patience = self.patience;
            let state = self
                .probe
                .look(&self.wires())
                .map_err(WorldError::at("looking at the subject"))?;
            let untaken = untaken_for.holds(matches!(state, State::Untaken(_))) >= UNTAKEN;
            let moving = moving_for.holds(matches!(state, State::Moving(_))) >= MOVING;
            let timed = timed_for.holds(matches!(state, State::Timed(_)));
            let settling = match state {
                State::Gone => Some(Settling::Exit),
                State::Quiet => Some(Settling::Proof),
                State::Untaken(what) if untaken => Some(Settling::Neglect { what }),
                State::Moving(what) if moving => Some(Settling::Neglect {
                    what: vec![Untaken::UnderWay(what)],
                }),
                State::Timed(timers) => beyond_horizon(&timers, timed),
                State::Blind { .. } => return Ok(self.settle_by_silence()),
                State::Busy(what) => budget.spent(&what, &self.probe, self.log.seen()),
                State::Untaken(_) | State::Moving(_) => None,
            };
            if let Some(settling) = settling
                && (matches!(settling, Settling::Never { .. }) || !self.take_last_words())
            {
                return Ok(settling);
            }
            if began.elapsed() > self.patience.wall {
                return Ok(Settling::Never {
                    doing: Activity::Lingers(self.probe.waits().join(", ")),
                });
            }
            pause = (pause * 2).clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
        }
    }

    /// Takes what is still under way in the kernel though the subject sleeps. Whether there was any:
    /// then someone may have been waiting for us to take it.
    fn take_last_words(&mut self) -> bool {
        let output = self.subject.read_to_mark();
        self.log.printed(&output);
        self.pump(Duration::ZERO) || !output.is_empty()
    }

    /// Waits until nothing has been seen for a while: weaker, and said to be.
    fn settle_by_silence(&mut self) -> Settling {
        let began = Instant::now();
        let mut last = began;
        let mut activity = None;
        let shortest = if self.server.is_none() {
            Duration::from_millis(500)
        } else {
            SILENCE
        };
        loop {
            if self.pump(LONGEST_PAUSE) || self.take_last_words() {
                last = Instant::now();
                self.slowest_reaction = self.slowest_reaction.max(last - began);
            }
            if self.method == Method::Proof {
                match self.probe.look(&self.wires()) {
                    Ok(State::Gone) => return Settling::Exit,
                    Ok(State::Blind { activity: now, .. }) if activity == Some(now) => {}
                    Ok(State::Blind { activity: now, .. }) => {
                        activity = Some(now);
                        last = Instant::now();
                    }
                    _ => last = Instant::now(),
                }
            } else if self.subject.exit.is_some() {
                return Settling::Exit;
            }
            let quiet = last.elapsed();
            if quiet > shortest.max(self.slowest_reaction * SILENCE_FACTOR) {
                return Settling::Silence {
                    quiet_us: u64::try_from(quiet.as_micros()).unwrap_or(u64::MAX),
                };
            }
            if began.elapsed() > self.patience.wall || self.log.seen() > self.patience.bytes {
                return Settling::Never {
                    doing: Activity::Floods(self.log.seen()),
                };
            }
        }
    }
}

/// Whether the timers that keep the subject from being settled are out of reach, or have been
/// waited for long enough.
fn beyond_horizon(timers: &[(Timer, Duration)], waited: Duration) -> Option<Settling> {
    let out_of_reach = timers.iter().all(|(_, left)| *left > HORIZON);
    (out_of_reach || waited > HORIZON).then(|| Settling::Horizon {
        timers: timers
            .iter()
            .map(|(timer, _)| format!("{} for {:?}", timer.who, timer.length))
            .collect(),
    })
}

/// What a subject has used up since the stimulus, or since it last did something that shows.
struct Budget {
    patience: Patience,
    cpu_us: u64,
    looks: u32,
}

/// Adding up processor time reads a file a process: not at every look.
const LOOKS_A_COUNT: u32 = 8;

impl Budget {
    fn new(patience: Patience, cpu_us: u64) -> Self {
        Self {
            patience,
            cpu_us,
            looks: 0,
        }
    }

    fn something_new(&mut self, cpu_us: u64) {
        self.cpu_us = cpu_us;
    }

    fn spent(&mut self, what: &str, probe: &Probe, bytes: u64) -> Option<Settling> {
        self.looks += 1;
        let silent_cpu_us = if self.looks.is_multiple_of(LOOKS_A_COUNT) {
            probe.cpu_us().saturating_sub(self.cpu_us)
        } else {
            0
        };
        let doing = if bytes > self.patience.bytes {
            Activity::Floods(bytes)
        } else if silent_cpu_us > self.patience.silent_cpu_us {
            Activity::Computes(what.to_owned())
        } else {
            return None;
        };
        Some(Settling::Never { doing })
    }
}
