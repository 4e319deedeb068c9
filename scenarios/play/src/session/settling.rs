//! Collecting all that follows a stimulus, until nothing more can come.

use super::Method;
use super::cast::Cast;
use super::patience::{LONGEST_PAUSE, LONGEST_TIMED_PAUSE, Patience, SHORTEST_PAUSE};
use super::runner::Runner;
use super::subject::Subject;
use super::waits::{Waits, silence};
use crate::settle::Finding;
use salon_model::EventKind;
use salon_model::WorldError;
use salon_model::{Activity, Settling};
use std::io;
use std::time::{Duration, Instant};

/// The shortest silence that can stand for proof, and how much longer than the slowest reaction
/// seen it must be.
const SILENCE: Duration = Duration::from_millis(20);
const SILENCE_FACTOR: u32 = 10;

impl Runner<'_> {
    /// Collects all that follows the stimulus just given.
    pub(super) fn settle_and_record(&mut self) -> Result<Settling, WorldError> {
        let settling = self.settle()?;
        self.record(settling.clone());
        Ok(settling)
    }

    /// Records that nothing more comes of the stimulus.
    pub(super) fn record(&mut self, settling: Settling) {
        if matches!(settling, Settling::Never { .. }) {
            self.patience = self.patience.spent();
        }
        self.log.account();
        self.log.record(EventKind::Settled { settling });
    }

    /// Waits until the subject has nothing more to do.
    pub(super) fn settle(&mut self) -> Result<Settling, WorldError> {
        let settling = match self.method {
            Method::Proof | Method::Impaired(_) => self.settle_by_proof(),
            Method::Silence => self.settle_by_silence(),
        };
        self.probe.at_rest();
        settling
    }

    /// Tells of the limits reached since; `ended` says whether any process has ended.
    pub(super) fn note_limits(&mut self, ended: bool) {
        while let Some(limit) = self.watch.reached(ended) {
            self.log.record(EventKind::Limited { limit });
            if limit.multiplies() {
                self.limited = true;
                self.patience = Patience::LIMITED;
            }
        }
    }

    fn settle_by_proof(&mut self) -> Result<Settling, WorldError> {
        let began = Instant::now();
        let (mut pause, mut back_off) = (Duration::ZERO, Duration::ZERO);
        let mut waits = Waits::default();
        let mut budget = Budget::new(self.patience, self.cpu_us());
        let mut progress = self.log.progress();
        loop {
            if self.pump(pause)? {
                back_off = Duration::ZERO;
            }
            // A client that asks again and again where nobody listens does nothing that shows.
            if self.log.progress() != progress {
                progress = self.log.progress();
                waits.something_new();
                self.probe.something_new();
                budget.something_new(self.cpu_us());
                self.slowest_reaction = self.slowest_reaction.max(began.elapsed());
            }
            budget.patience = self.patience;
            self.set_stage();
            let finding = self.look().map_err(WorldError::at("looking at the subject"))?;
            let horizon = self.horizon(&finding)?;
            // Asleep until then, unless something comes, which wakes us too. Later timers are not waited for.
            let next_timer = finding.next_timer(horizon);
            waits.see(&finding);
            self.note_wait(&finding);
            let settling = match finding {
                Finding::Busy(what) => budget.spent(&what, || self.cpu_us()),
                finding => waits.settled(finding, horizon, self.shortest_silence()),
            };
            if let Some(settling) = settling
                && (matches!(settling, Settling::Never { .. }) || !self.goes_on(&settling)?)
            {
                return Ok(settling);
            }
            // On a busy machine a program that floods may be found waiting for us to read, each time.
            if self.log.seen() > self.patience.bytes {
                return Ok(Settling::Never {
                    doing: Activity::Floods(self.log.seen()),
                });
            }
            if began.elapsed() > self.patience.wall {
                return Ok(Settling::Never {
                    doing: Activity::Lingers(self.probe.waits().join(", ")),
                });
            }
            let asleep = next_timer.unwrap_or_default().min(LONGEST_TIMED_PAUSE);
            back_off = if asleep > LONGEST_PAUSE {
                Duration::ZERO
            } else {
                (back_off * 2).clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
            };
            pause = asleep.max(back_off);
        }
    }

    /// Records for how long a program that counts asks to wait, each time that it is longer than ever before.
    fn note_wait(&mut self, finding: &Finding) {
        let Finding::Timed(timers) = finding else { return };
        let next = timers.iter().min_by_key(|(_, left)| *left);
        let length = next.and_then(|(timer, _)| timer.length).unwrap_or_default();
        // Lengths that are computed anew each time differ by a little.
        if self.counts() && length > self.longest_wait.mul_f64(1.1) {
            self.longest_wait = length;
            let milliseconds = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
            self.log.record(EventKind::Waits { milliseconds });
        }
    }

    fn look(&mut self) -> io::Result<Finding> {
        let subject = self.subject.as_ref();
        let keys = || subject.map_or(0, Subject::unread_input);
        let wires = self.wires();
        self.probe.look(&wires, keys)
    }

    /// Whether a subject that seems to have settled has something to come after all.
    fn goes_on(&mut self, settling: &Settling) -> Result<bool, WorldError> {
        // The kernel may have ended a process whose end only its parent is told of. The watch ends the others then.
        self.note_limits(true);
        let is_being_ended = self.watch.ends() && *settling != Settling::Exit;
        Ok(self.take_last_words()? || is_being_ended)
    }

    /// Takes what is still under way in the kernel though the subject sleeps. Whether there was any:
    /// then someone may have been waiting for us to take it.
    fn take_last_words(&mut self) -> Result<bool, WorldError> {
        let output = self.subject.as_mut().map(Subject::read_to_mark).unwrap_or_default();
        self.log.printed(&output);
        let more = self.cast.take_last_words(&mut self.log);
        Ok(self.pump(Duration::ZERO)? || more || !output.is_empty())
    }

    /// Waits until nothing has been seen for a while, where it is not to be looked at all: weaker, and said to be.
    fn settle_by_silence(&mut self) -> Result<Settling, WorldError> {
        let began = Instant::now();
        let mut last = began;
        loop {
            if self.pump(LONGEST_PAUSE)? || self.take_last_words()? {
                last = Instant::now();
                self.slowest_reaction = self.slowest_reaction.max(last - began);
            }
            if self.subject.as_ref().is_some_and(|subject| subject.exit.is_some()) {
                return Ok(Settling::Exit);
            }
            let quiet = last.elapsed();
            if quiet > self.shortest_silence() {
                return Ok(silence(quiet, String::new()));
            }
            if began.elapsed() > self.patience.wall || self.log.seen() > self.patience.bytes {
                return Ok(Settling::Never {
                    doing: Activity::Floods(self.log.seen()),
                });
            }
        }
    }

    /// How long nothing must be seen before it stands for proof.
    fn shortest_silence(&self) -> Duration {
        let shortest = match (&self.cast, self.server()) {
            // Its pauses are silent too.
            (Cast::Web(web), _) if !web.is_waited_for() => Duration::from_secs(3),
            (Cast::Web(_), _) | (_, Some(_)) => SILENCE,
            (_, None) => Duration::from_millis(500),
        };
        shortest.max(self.slowest_reaction * SILENCE_FACTOR)
    }
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

    fn spent(&mut self, what: &str, cpu_us: impl FnOnce() -> u64) -> Option<Settling> {
        self.looks += 1;
        let silent_cpu_us = if self.looks.is_multiple_of(LOOKS_A_COUNT) {
            cpu_us().saturating_sub(self.cpu_us)
        } else {
            0
        };
        (silent_cpu_us > self.patience.silent_cpu_us).then(|| Settling::Never {
            doing: Activity::Computes(what.to_owned()),
        })
    }
}
