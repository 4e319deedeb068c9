//! One look at the subject: is there anything it could still do by itself?

use super::faults::{Fault, Faults};
use super::finding::Finding;
use super::history::{History, Stage};
use super::sockets::{Connections, Traffic, Wires};
use super::wait::{Timer, Wait};
use crate::proc::{self, Thread};
use crate::sys;
use rustix::process::{Pid, Signal, WaitOptions, kill_process, wait};
use salon_model::Untaken;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

/// A thread as it was at the first of two looks.
struct Snapshot {
    thread: Thread,
    scheduled: u64,
    state: char,
}

/// What is busy where no thread is seen at work twice.
const COME_AND_GO: &str = "processes or threads come and go";

/// How soon it is looked again after something that may end by itself at any time.
const GLANCE: Duration = Duration::from_millis(20);

fn unknown_timer(who: String) -> (Timer, Duration) {
    (Timer { who, length: None }, GLANCE)
}

/// Looks at a subject, which is all the descendants of this process.
pub struct Probe {
    connections: Connections,
    history: History,
    faults: Faults,
    /// What lay untaken before the subject when it was last seen asleep: on its keyboard, and on the wires.
    untaken: (u64, Vec<Untaken>),
}

impl Probe {
    /// A probe for this process's descendants. With a seed, many of its looks go wrong, as `faults` says.
    ///
    /// # Errors
    /// Where the kernel has no socket diagnosis.
    pub fn new(fault_seed: Option<u64>) -> io::Result<Self> {
        Ok(Self {
            connections: Connections::open()?,
            history: History::default(),
            faults: Faults::new(fault_seed),
            untaken: (0, Vec::new()),
        })
    }

    /// What timers that always start again mean from now on.
    pub(crate) fn set_stage(&mut self, stage: Stage) {
        self.history.set_stage(stage);
    }

    /// The subject did something that shows.
    pub fn something_new(&mut self) {
        self.history.forget_rounds();
    }

    /// The subject is at rest: the timers that start again now are usual.
    pub fn at_rest(&mut self) {
        self.history.learn();
    }

    /// Where the subject listens.
    ///
    /// # Errors
    /// As the kernel reports.
    pub fn listening(&self) -> io::Result<Vec<SocketAddr>> {
        let own = proc::socket_inodes(&proc::descendants()?);
        let all = self.connections.listening()?;
        Ok(all
            .into_iter()
            .filter(|(_, inode)| own.contains(inode))
            .map(|(address, _)| address)
            .collect())
    }

    /// Whether a thread of the subject is blocked reading its terminal.
    pub fn reads_keyboard(&self) -> bool {
        self.history.reads_keyboard()
    }

    /// What the threads wait in, for people, each once.
    pub fn waits(&self) -> Vec<String> {
        self.history.waits()
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

    /// A stimulus is about to be given.
    pub fn begin(&mut self) {
        self.history.begin();
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
    pub fn look(&mut self, wires: &Wires, keys: impl Fn() -> u64) -> io::Result<Finding> {
        // Elsewhere than in a world of its own, others start processes too.
        let last_id = || if wires.alone { proc::last_id() } else { None };
        let started = last_id();
        let fault = self.faults.draw();
        if fault == Some(Fault::Fails) {
            return Ok(Finding::Busy(String::new()));
        }
        let processes = proc::descendants()?;
        let threads = proc::threads(&processes);
        let mut snapshots = Vec::with_capacity(threads.len());
        let mut timers = Vec::new();
        let mut unseen = None;
        self.history.keep_only(&threads);
        for &thread in &threads {
            let (Ok(scheduled), Ok(state)) = (thread.scheduled(), thread.state()) else {
                return Ok(Finding::Busy(String::new()));
            };
            snapshots.push(Snapshot {
                thread,
                scheduled,
                state,
            });
            match state {
                // Asleep; or asleep where nothing interrupts it: it reads a disk, or waits for a child of `vfork`.
                'S' | 'I' | 'D' => {}
                // Stopped by who traces it, for a moment.
                't' if !wires.halted.contains(&thread.id) => return Ok(Finding::Busy(thread.name())),
                // Stopped by a signal: whatever it was in the midst of, it does not go on before another process,
                // which is looked at itself, lets it. Or dead; a process's first thread can be, while others live.
                'T' | 't' | 'Z' | 'X' => continue,
                _ => return Ok(Finding::Busy(thread.name())),
            }
            match self
                .history
                .wait(thread, scheduled, |thread| Fault::read(fault, thread))
            {
                // The child of `vfork` is looked at itself. All else that cannot be interrupted is at work.
                Ok(wait) if wait == Wait::Running || state == 'D' && !wait.is_for_child() => {
                    return Ok(Finding::Busy(thread.name()));
                }
                Ok(Wait::Unknown(what)) => timers.push(unknown_timer(format!("{} in {what}", thread.name()))),
                Ok(Wait::Timed(..)) => timers.extend(self.history.timer(thread)),
                Ok(Wait::Forever(_) | Wait::Running) => {}
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    unseen = Some(format!("{} ({error})", thread.name()));
                }
                Err(_) => return Ok(Finding::Busy(String::new())),
            }
        }
        if snapshots.iter().all(|snapshot| matches!(snapshot.state, 'Z' | 'X')) {
            // The dead are to be waited for before it is known that they left nobody.
            return Ok(if proc::childless() {
                Finding::Gone
            } else {
                Finding::Busy(COME_AND_GO.to_owned())
            });
        }
        if fault == Some(Fault::Slow) {
            Fault::hold_up();
        }
        let traffic = self.connections.traffic(wires)?;
        if let Traffic::Moving(what) = traffic {
            return Ok(Finding::Moving(what));
        }
        let untaken = (keys(), traffic.untaken());
        timers.extend(processes.iter().filter_map(|&process| {
            let left = Duration::from_micros(proc::shortest_timerfd_us(process)?);
            Some((
                Timer {
                    who: format!("process {process} in timerfd"),
                    length: Some(left),
                },
                left,
            ))
        }));
        let alarmed = processes.iter().filter(|&&process| proc::may_be_alarmed(process));
        timers.extend(alarmed.map(|process| unknown_timer(format!("process {process} until a signal"))));
        if let Some(changed) = Self::changed(&processes, &threads, &snapshots)? {
            return Ok(Finding::Busy(changed));
        }
        // One that was started after the first look and ended before the second has left this trace.
        if last_id() != started {
            return Ok(Finding::Busy(COME_AND_GO.to_owned()));
        }
        // It took one of several things given at once: as after a stimulus, its timers tell nothing yet.
        if untaken != self.untaken {
            self.untaken = untaken;
            self.history.disturb();
            return Ok(Finding::Busy(String::new()));
        }
        if let Some(what) = unseen {
            return Ok(Finding::Blind {
                what,
                activity: snapshots.iter().map(|snapshot| snapshot.scheduled).sum(),
                timers,
            });
        }
        Ok(match (traffic, timers.is_empty()) {
            (_, false) => Finding::Timed(timers),
            (Traffic::Untaken(what), true) => Finding::Untaken(what),
            (_, true) => Finding::Quiet,
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
}
