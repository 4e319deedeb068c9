//! One look at the subject: is there anything it could still do by itself?

use super::sockets::{Diagnosis, Traffic, Wires};
use super::wait::{Timer, Wait};
use crate::proc::{self, Thread};
use crate::sys;
use rustix::process::{Pid, Signal, WaitOptions, kill_process, wait};
use salon_model::Untaken;
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// What one look at the subject showed.
#[derive(Debug, PartialEq, Eq)]
pub enum State {
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
    },
}

/// A thread as it was at the first of two looks.
struct Snapshot {
    thread: Thread,
    scheduled: u64,
    state: char,
}

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

/// What is busy where no thread is seen at work twice.
const COME_AND_GO: &str = "processes or threads come and go";

/// Looks at a subject, which is all the descendants of this process.
pub struct Probe {
    diagnosis: Diagnosis,
    known: HashMap<Thread, Known>,
    /// Waits that ran out and began again, by the thread that waited.
    usual: HashMap<Thread, (&'static str, Duration)>,
    /// Those of `usual` that were so before the stimulus, after one that asks the subject to end.
    usual_before: Option<HashMap<Thread, (&'static str, Duration)>>,
    /// Whether timers that always start again count as pending too.
    count_housekeeping: bool,
    /// What lay untaken before the subject when it was last seen asleep: on its keyboard, and on the wires.
    untaken: (u64, Vec<Untaken>),
}

impl Probe {
    /// A probe for this process's descendants.
    ///
    /// # Errors
    /// Where the kernel has no socket diagnosis.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            diagnosis: Diagnosis::open()?,
            known: HashMap::new(),
            usual: HashMap::new(),
            usual_before: None,
            count_housekeeping: false,
            untaken: (0, Vec::new()),
        })
    }

    /// Whether timers that always start again keep the subject from being quiet: they do where counting
    /// with pauses is all it is there for.
    pub fn count_housekeeping(&mut self, count: bool) {
        self.count_housekeeping = count;
    }

    /// Where the subject listens.
    ///
    /// # Errors
    /// As the kernel reports.
    pub fn listening(&self) -> io::Result<Vec<SocketAddr>> {
        let own = proc::socket_inodes(&proc::descendants()?);
        let all = self.diagnosis.listening()?;
        Ok(all
            .into_iter()
            .filter(|(_, inode)| own.contains(inode))
            .map(|(address, _)| address)
            .collect())
    }

    /// Whether a thread of the subject is blocked reading its terminal.
    pub fn reads_keyboard(&self) -> bool {
        let reads = |known: &Known| matches!(known.wait, Wait::Forever("read"));
        self.known
            .iter()
            .any(|(thread, known)| reads(known) && thread.reads_terminal())
    }

    /// Whether anything of the subject lives, be it not the process that was started.
    pub fn alive(&self) -> bool {
        let threads = proc::threads(&proc::descendants().unwrap_or_default());
        let lives = |thread: &Thread| thread.state().is_ok_and(|state| !matches!(state, 'Z' | 'X'));
        !proc::childless() && (threads.is_empty() || threads.iter().any(lives))
    }

    /// Ends every process of the subject, and waits until the last has. The end of a world does so too, but
    /// then nobody learns what processor time they used.
    pub fn kill_all(&self) {
        let all_at_once = sys::kill_all_others();
        let options = if all_at_once {
            WaitOptions::empty()
        } else {
            WaitOptions::NOHANG
        };
        while !proc::childless() {
            // Again and again, as a process may start another before it is ended.
            if !all_at_once {
                let processes = proc::descendants().unwrap_or_default();
                for process in processes.into_iter().filter_map(Pid::from_raw) {
                    let _ = kill_process(process, Signal::KILL);
                }
            }
            while let Ok(Some(_)) = wait(options) {}
        }
    }

    /// A stimulus is about to be given: what was seen of timers so far no longer tells what they
    /// will do. Whether it asks the subject to end: who ends may wait for others in short rounds (a Java
    /// virtual machine does, for 300 ms), so that a timer is housekeeping only where it was before.
    pub fn begin(&mut self, asks_to_end: bool) {
        self.usual_before = asks_to_end.then(|| self.usual.clone());
        self.forget_rounds();
    }

    fn forget_rounds(&mut self) {
        for known in self.known.values_mut() {
            known.rounds = 0;
        }
    }

    /// Processor time the subject has used, in microseconds, with that of its processes that ended.
    pub fn cpu_us(&self) -> u64 {
        let living = proc::descendants().unwrap_or_default();
        sys::reaped_cpu_us() + living.into_iter().map(proc::cpu_us).sum::<u64>()
    }

    /// Looks once; `keys` counts the bytes that were typed and not read.
    ///
    /// The order matters: a thread's counter is read before its state and its state before its call, then
    /// the wires, then all of it again backwards. A thread that is woken in between shows by its counter or
    /// its state; one that was woken just before the first look by its state.
    ///
    /// # Errors
    /// When the system refuses something other than a look at a thread.
    pub fn look(&mut self, wires: &Wires, keys: impl Fn() -> u64) -> io::Result<State> {
        // Elsewhere than in a world of its own, others start processes too.
        let last_id = || if wires.alone { proc::last_id() } else { None };
        let started = last_id();
        let processes = proc::descendants()?;
        let threads = proc::threads(&processes);
        let mut snapshots = Vec::with_capacity(threads.len());
        let mut timers = Vec::new();
        let mut unseen = None;
        self.known.retain(|thread, _| threads.binary_search(thread).is_ok());
        for &thread in &threads {
            let (Ok(scheduled), Ok(state)) = (thread.scheduled(), thread.state()) else {
                return Ok(State::Busy(String::new()));
            };
            snapshots.push(Snapshot {
                thread,
                scheduled,
                state,
            });
            match state {
                // Asleep, or stopped by a signal, which is as good.
                'S' | 'I' | 'T' | 't' => {}
                // Dead; a process's first thread can be, while others live.
                'Z' | 'X' => continue,
                _ => return Ok(State::Busy(thread.name())),
            }
            match self.wait(thread, scheduled) {
                Ok(Wait::Running) => return Ok(State::Busy(thread.name())),
                Ok(Wait::Unknown(what)) => unseen = Some(format!("{} in {what}", thread.name())),
                Ok(Wait::Timed(..)) => timers.extend(self.timer(thread)),
                Ok(Wait::Forever(_)) => {}
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    unseen = Some(error.to_string());
                }
                Err(_) => return Ok(State::Busy(String::new())),
            }
        }
        if snapshots.iter().all(|snapshot| matches!(snapshot.state, 'Z' | 'X')) {
            // The dead are to be waited for before it is known that they left nobody.
            return Ok(if proc::childless() {
                State::Gone
            } else {
                State::Busy(COME_AND_GO.to_owned())
            });
        }
        let traffic = self.diagnosis.traffic(wires)?;
        if let Traffic::Moving(what) = traffic {
            return Ok(State::Moving(what));
        }
        let untaken = (keys(), traffic.untaken());
        timers.extend(processes.iter().filter_map(|&process| {
            let left = Duration::from_micros(proc::shortest_timerfd_us(process)?);
            Some((
                Timer {
                    who: format!("process {process} in timerfd"),
                    length: left,
                },
                left,
            ))
        }));
        if let Some(changed) = Self::changed(&processes, &threads, &snapshots)? {
            return Ok(State::Busy(changed));
        }
        // One that was started after the first look and ended before the second has left this trace.
        if last_id() != started {
            return Ok(State::Busy(COME_AND_GO.to_owned()));
        }
        // It took one of several things given at once: as after a stimulus, its timers tell nothing yet.
        if untaken != self.untaken {
            self.untaken = untaken;
            self.forget_rounds();
            return Ok(State::Busy(String::new()));
        }
        if let Some(what) = unseen {
            return Ok(State::Blind {
                what,
                activity: snapshots.iter().map(|snapshot| snapshot.scheduled).sum(),
            });
        }
        Ok(match (traffic, timers.is_empty()) {
            (_, false) => State::Timed(timers),
            (Traffic::Untaken(what), true) => State::Untaken(what),
            (_, true) => State::Quiet,
        })
    }

    /// The second look, backwards.
    fn changed(processes: &[i32], threads: &[Thread], snapshots: &[Snapshot]) -> io::Result<Option<String>> {
        if proc::descendants()? != processes || proc::threads(processes) != threads {
            return Ok(Some(COME_AND_GO.to_owned()));
        }
        for before in snapshots.iter().rev() {
            let same = before.thread.state().is_ok_and(|state| state == before.state)
                && before
                    .thread
                    .scheduled()
                    .is_ok_and(|scheduled| scheduled == before.scheduled);
            if !same {
                return Ok(Some(before.thread.name()));
            }
        }
        Ok(None)
    }

    /// A thread's wait, read anew only when the thread has run since.
    fn wait(&mut self, thread: Thread, scheduled: u64) -> io::Result<Wait> {
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
    fn timer(&self, thread: Thread) -> Option<(Timer, Duration)> {
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
    pub fn waits(&self) -> Vec<String> {
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
