//! What is known of the threads' waits, and which of their timers are housekeeping.

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
    /// How often since the stimulus the wait ran out and the thread then waited as it usually does.
    rounds: u32,
}

/// Rounds after which a timer that always starts again is taken for housekeeping. One is not
/// enough for a fast one: a thread that looks into a queue every few milliseconds may hand on to
/// another like it.
const ROUNDS: u32 = 2;
/// Timers at least this long are housekeeping after one round.
const SLOW: Duration = Duration::from_millis(100);

/// The waits of all threads, from one look to the next.
#[derive(Default)]
pub(super) struct History {
    known: HashMap<Thread, Known>,
    /// Waits that ran out and began again, by the thread that waited.
    usual: HashMap<Thread, (&'static str, Duration)>,
    /// Those of `usual` that were so before the stimulus, after one that asks the subject to end.
    usual_before: Option<HashMap<Thread, (&'static str, Duration)>>,
    /// Whether timers that always start again count as pending too.
    count_housekeeping: bool,
}

impl History {
    /// Whether timers that always start again keep the subject from being quiet: they do where counting
    /// with pauses is all it is there for.
    pub(super) fn count_housekeeping(&mut self, count: bool) {
        self.count_housekeeping = count;
    }

    /// A stimulus is about to be given: what was seen of timers so far no longer tells what they
    /// will do. Whether it asks the subject to end: who ends may wait for others in short rounds (a Java
    /// virtual machine does, for 300 ms), so that a timer is housekeeping only where it was before.
    pub(super) fn begin(&mut self, asks_to_end: bool) {
        self.usual_before = asks_to_end.then(|| self.usual.clone());
        self.forget_rounds();
    }

    /// Something happened after which timers tell nothing yet, as after a stimulus.
    pub(super) fn forget_rounds(&mut self) {
        for known in self.known.values_mut() {
            known.rounds = 0;
        }
    }

    /// Forgets the threads that are no more; `threads` are sorted.
    pub(super) fn keep_only(&mut self, threads: &[Thread]) {
        self.known.retain(|thread, _| threads.binary_search(thread).is_ok());
    }

    /// A thread's wait, read anew only when the thread has run since.
    pub(super) fn wait(&mut self, thread: Thread, scheduled: u64) -> io::Result<Wait> {
        let before = self.known.get(&thread);
        if let Some(known) = before.filter(|known| known.scheduled == scheduled) {
            return Ok(known.wait.clone());
        }
        let wait = Wait::of(thread)?;
        if !matches!(wait, Wait::Running) {
            let rounds = match (before, &wait) {
                (Some(before), &Wait::Timed(call, length)) if before.ran_out() => {
                    let same = |(what, usual): (&str, Duration)| what == call && about(usual, length);
                    let again = matches!(before.wait, Wait::Timed(what, usual) if same((what, usual)));
                    if again {
                        self.usual.insert(thread, (call, length));
                    }
                    let usual = self.usual.get(&thread).is_some_and(|&usual| same(usual));
                    if usual { before.rounds + 1 } else { before.rounds }
                }
                _ => 0,
            };
            self.known.insert(
                thread,
                Known {
                    scheduled,
                    wait: wait.clone(),
                    since: Instant::now(),
                    rounds,
                },
            );
        }
        Ok(wait)
    }

    /// A thread's timer and the time left, unless it is housekeeping.
    pub(super) fn timer(&self, thread: Thread) -> Option<(Timer, Duration)> {
        let known = self.known.get(&thread)?;
        let Wait::Timed(call, length) = known.wait else {
            return None;
        };
        let enough = if length < SLOW { ROUNDS } else { 1 };
        let was_so = self.usual_before.as_ref().is_none_or(|before| {
            let usual = before.get(&thread);
            usual.is_some_and(|&(what, usual)| what == call && about(usual, length))
        });
        if known.rounds >= enough && was_so && !self.count_housekeeping {
            return None;
        }
        let who = format!("{} in {call}", thread.name());
        Some((Timer { who, length }, length.saturating_sub(known.since.elapsed())))
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
        let reads = |known: &Known| matches!(known.wait, Wait::Forever("read"));
        self.known
            .iter()
            .any(|(thread, known)| reads(known) && thread.reads_terminal())
    }
}

impl Known {
    /// Whether this was a timed wait that seems to have run out. It is first seen a little after it
    /// began, so that it seems to end early.
    fn ran_out(&self) -> bool {
        matches!(self.wait, Wait::Timed(_, length) if self.since.elapsed() * 2 >= length)
    }
}

/// Whether two waits are as long. Programs compute the wait anew each time, and lose up to a
/// millisecond by rounding.
fn about(usual: Duration, length: Duration) -> bool {
    length.abs_diff(usual) <= (usual / 50).max(Duration::from_millis(2))
}
