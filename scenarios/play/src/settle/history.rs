//! What is known of the threads' waits, and which of their timers are housekeeping.

use super::calls::Call;
use super::wait::{Timer, Wait};
use crate::proc::Thread;
use std::collections::HashMap;
use std::io;
use std::time::{Duration, Instant};

/// What is known of a thread's present wait, so that it is read once and aged.
struct Known {
    scheduled: u64,
    wait: Wait,
    since: Instant,
    /// Whether something came in the midst of this wait, so that its end need not be that of its time.
    disturbed: bool,
    /// How often the wait ran out and began again, in a row and without any effect.
    rounds: u32,
    /// The same since the stimulus, whatever effects there were.
    all_rounds: u32,
}

/// Rounds without any effect after which a timer that was usual before the stimulus is housekeeping. One is not
/// enough for a fast one: a thread that looks into a queue every few milliseconds may hand on to another like it.
const ROUNDS: u32 = 2;
/// Timers at least this long are housekeeping after one round.
const SLOW: Duration = Duration::from_millis(100);
/// Before the script can begin: as many rounds, and as much time, as a count-down may take.
const FIRST_ROUNDS: u32 = 5;
const FIRST_TIME: Duration = Duration::from_secs(3);
/// A timer that has so many rounds is taken for housekeeping though each has an effect: a program that prints the
/// time every second would else never come to rest.
const ROUNDS_WITH_EFFECT: u32 = 16;
const FIRST_ROUNDS_WITH_EFFECT: u32 = 30;
const USUAL_ROUNDS_WITH_EFFECT: u32 = 6;

/// What timers that always start again mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Stage {
    /// The subject has not come to where the script can begin: it may count down, or show dots.
    #[default]
    Starting,
    /// Those that were usual before the stimulus are housekeeping.
    Serving,
    /// They are what the subject is there for: it counts with pauses.
    Counting,
}

/// The waits of all threads, from one look to the next.
#[derive(Default)]
pub(super) struct History {
    known: HashMap<Thread, Known>,
    /// The timers that started again and again when the subject was last at rest.
    usual: HashMap<Thread, (Call, Duration)>,
    stage: Stage,
}

impl History {
    pub(super) fn set_stage(&mut self, stage: Stage) {
        self.stage = stage;
    }

    /// A stimulus is about to be given: timers that start again now are usual, and those that do later need not be.
    pub(super) fn begin(&mut self) {
        self.learn();
        for known in self.known.values_mut() {
            known.all_rounds = 0;
        }
        self.disturb();
    }

    /// The subject is at rest: the timers that start again now are usual.
    pub(super) fn learn(&mut self) {
        let usual = self.known.iter().filter_map(|(&thread, known)| match known.wait {
            Wait::Timed(call, length) if known.all_rounds > 0 || self.is_usual(thread, call, length) => {
                Some((thread, (call, length)))
            }
            _ => None,
        });
        self.usual = usual.collect();
    }

    fn is_usual(&self, thread: Thread, call: Call, length: Duration) -> bool {
        let usual = self.usual.get(&thread);
        usual.is_some_and(|&(what, usual)| what == call && about(usual, length))
    }

    /// The subject did something that shows: its timers tell nothing yet.
    pub(super) fn forget_rounds(&mut self) {
        for known in self.known.values_mut() {
            known.rounds = 0;
        }
    }

    /// Something came that may end a wait before its time, as a stimulus does.
    pub(super) fn disturb(&mut self) {
        self.forget_rounds();
        for known in self.known.values_mut() {
            known.disturbed = true;
        }
    }

    /// Forgets the threads that are no more; `threads` are sorted.
    pub(super) fn keep_only(&mut self, threads: &[Thread]) {
        self.known.retain(|thread, _| threads.binary_search(thread).is_ok());
    }

    /// A thread's wait, read anew only when the thread has run since, or when it could not be understood.
    pub(super) fn wait(
        &mut self,
        thread: Thread,
        scheduled: u64,
        read: impl Fn(Thread) -> io::Result<Wait>,
    ) -> io::Result<Wait> {
        let before = self.known.get(&thread);
        let understood = |known: &&Known| !matches!(known.wait, Wait::Unknown(_));
        if let Some(known) = before.filter(|known| known.scheduled == scheduled).filter(understood) {
            return Ok(known.wait.clone());
        }
        let wait = read(thread)?;
        if !matches!(wait, Wait::Running) {
            self.note(thread, scheduled, wait.clone());
        }
        Ok(wait)
    }

    fn note(&mut self, thread: Thread, scheduled: u64, wait: Wait) {
        let before = self.known.get(&thread);
        // What is left of a usual wait, after something came in its midst, is shorter than the whole.
        let again = before.is_some_and(|before| match (&before.wait, &wait) {
            (&Wait::Timed(what, usual), &Wait::Timed(call, length)) => {
                what == call && about(usual, length) || self.is_usual(thread, call, length)
            }
            _ => false,
        });
        let ran_out = again && before.is_some_and(Known::ran_out);
        let went_round = again && before.is_some_and(Known::is_old);
        let (rounds, all_rounds) = before.map_or((0, 0), |before| (before.rounds, before.all_rounds));
        if !again && before.is_none_or(|before| before.scheduled != scheduled) {
            // A thread that did something else than wait for its timer: it may have given others something to do.
            self.disturb();
        }
        self.known.insert(
            thread,
            Known {
                scheduled,
                wait,
                since: Instant::now(),
                disturbed: false,
                rounds: if ran_out { rounds + 1 } else { 0 },
                all_rounds: all_rounds + u32::from(went_round),
            },
        );
    }

    /// A thread's timer and the time left, unless it is housekeeping.
    pub(super) fn timer(&self, thread: Thread) -> Option<(Timer, Duration)> {
        let known = self.known.get(&thread)?;
        let Wait::Timed(call, length) = known.wait else {
            return None;
        };
        if self.is_housekeeping(thread, known, call, length) {
            return None;
        }
        let timer = Timer {
            who: format!("{} in {call}", thread.name()),
            length: Some(length),
        };
        Some((timer, length.saturating_sub(known.since.elapsed())))
    }

    fn is_housekeeping(&self, thread: Thread, known: &Known, call: Call, length: Duration) -> bool {
        let took = |rounds: u32, time: Duration| length.saturating_mul(rounds) >= time;
        match self.stage {
            Stage::Counting => false,
            Stage::Starting => {
                let enough = known.rounds >= FIRST_ROUNDS && took(known.rounds, FIRST_TIME);
                enough || known.all_rounds >= FIRST_ROUNDS_WITH_EFFECT && took(known.all_rounds, FIRST_TIME)
            }
            Stage::Serving if self.is_usual(thread, call, length) => {
                let enough = if length < SLOW { ROUNDS } else { 1 };
                known.rounds >= enough || known.all_rounds >= USUAL_ROUNDS_WITH_EFFECT
            }
            // Whoever only waits for it waits for a second in all.
            Stage::Serving => known.all_rounds >= ROUNDS_WITH_EFFECT && took(known.all_rounds, Duration::from_secs(1)),
        }
    }

    /// What the threads wait in, for people, each once.
    pub(super) fn waits(&self) -> Vec<String> {
        let mut waits: Vec<String> = self
            .known
            .iter()
            .map(|(thread, known)| match known.wait {
                Wait::Forever(call) => format!("{} in {call}", thread.name()),
                Wait::Timed(call, length) => format!("{} in {call} for {length:?}", thread.name()),
                Wait::Running => thread.name(),
                Wait::Unknown(ref what) => format!("{} in {what}", thread.name()),
            })
            .collect();
        waits.sort();
        waits.dedup();
        waits
    }

    /// Whether a thread of the subject is blocked reading its terminal.
    pub(super) fn reads_keyboard(&self) -> bool {
        let reads = |known: &Known| matches!(known.wait, Wait::Forever(call) if call.is_read());
        self.known
            .iter()
            .any(|(thread, known)| reads(known) && thread.reads_terminal())
    }
}

impl Known {
    /// Whether this was a timed wait that ran out, rather than one that something ended. It is first seen a little
    /// after it began, so that it seems to end early; by how much depends on the machine, and when in doubt it
    /// did not.
    fn ran_out(&self) -> bool {
        let Wait::Timed(_, length) = self.wait else {
            return false;
        };
        !self.disturbed && self.since.elapsed() >= length.mul_f64(0.9)
    }

    /// Whether it may well have run out, for all that is known of its beginning.
    fn is_old(&self) -> bool {
        matches!(self.wait, Wait::Timed(_, length) if self.since.elapsed() * 2 >= length)
    }
}

/// Whether two waits are as long. Programs compute the wait anew each time, and lose up to a
/// millisecond by rounding.
fn about(usual: Duration, length: Duration) -> bool {
    length.abs_diff(usual) <= (usual / 50).max(Duration::from_millis(2))
}
