//! Watches what a subject uses, in a thread of its own, so that whatever holds the session up, a
//! subject that grows is ended.

use super::GroupEvents;
use super::limits::{DISK, FILES, IDS, MEMORY, PROCESSOR, RESERVED_IDS, SOCKETS, STARTS, TASKS, TASKS_NOTICED};
use super::unix_sockets;
use super::usage::{Hidden, Ledger, Usage, memory_exactly, stored};
use crate::proc;
use crate::sys;
use rustix::process::{Pid, Signal, kill_process};
use rustix::time::{ClockId, clock_gettime};
use salon_model::Limit;
use salon_model::{Isolation, WorldError};
use std::iter;
use std::mem;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// Between two looks at what works. At the speed of a processor writing memory, some 40 MB; ten times as much
/// where something begins to work after a long sleep.
const PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);
/// How many times longer than a look the pause after it is: a crowd of processes must not make
/// watching them expensive.
const RESTRAINT: u32 = 8;
/// Sockets from which on their unread data is added up, by reading the kernel's tables.
const MANY_SOCKETS: u64 = 64;

/// What cannot be told of a session by itself where it shares it with the machine.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// The number of processes and threads that were started.
    pub(crate) started: Option<Arc<AtomicU64>>,
    /// How its own addresses begin.
    pub(crate) network: Option<[u8; 3]>,
    /// Where all is that the program writes.
    pub(crate) room: Option<Room>,
}

/// A folder on the machine's disk, with what there was in it at first.
#[derive(Debug)]
pub(crate) struct Room {
    folder: PathBuf,
    at_first: (u64, u64),
}

impl Room {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            at_first: stored(&folder),
            folder,
        }
    }

    fn is_full(&self) -> bool {
        let (bytes, files) = stored(&self.folder);
        bytes > self.at_first.0 + DISK || files > self.at_first.1 + FILES
    }
}

/// A watch over a session; ends when dropped.
#[derive(Debug)]
pub(crate) struct Watch {
    isolation: Isolation,
    events: GroupEvents,
    told: Vec<Limit>,
    reached: Receiver<Limit>,
    /// Processor time in microseconds that was seen to be used, of vanished processes too.
    cpu_us: Arc<AtomicU64>,
    /// Closed to end the thread.
    _end: Sender<()>,
}

impl Watch {
    /// Starts to watch the descendants of this process, and the group they are in.
    pub(crate) fn start(isolation: Isolation, events: GroupEvents, shared: Shared) -> Result<Self, WorldError> {
        let (report, reached) = channel();
        let (end, ended) = channel();
        let group = events.clone();
        let cpu_us = Arc::<AtomicU64>::default();
        let seen = Arc::clone(&cpu_us);
        thread::Builder::new()
            .name("watch".to_owned())
            .stack_size(256 * 1024)
            .spawn(move || watch(isolation, &group, &shared, &seen, (&report, &ended)))
            .map_err(WorldError::at("starting to watch the subject"))?;
        Ok(Self {
            isolation,
            events,
            told: Vec::new(),
            reached,
            cpu_us,
            _end: end,
        })
    }

    /// The next limit that was reached; each once. Whether the kernel has ended something for its memory is
    /// only asked where something has `ended`.
    pub(crate) fn reached(&mut self, ended: bool) -> Option<Limit> {
        let by_kernel = || (ended && self.events.ended() > 0).then_some(Limit::Memory);
        let limits = self.reached.try_iter().chain(iter::once_with(by_kernel).flatten());
        let limit = limits.into_iter().find(|limit| !self.told.contains(limit))?;
        self.told.push(limit);
        Some(limit)
    }

    /// Whether a limit was told that ends the session: every process of it is being ended.
    pub(crate) fn ends(&self) -> bool {
        self.told.iter().any(|limit| limit.ends())
    }

    /// Processor time in microseconds that was seen to be used, of processes that nobody waited for too.
    pub(crate) fn cpu_us(&self) -> u64 {
        self.cpu_us.load(Ordering::Relaxed)
    }

    /// What is reached when all is over and the thread may not have looked since.
    pub(crate) fn last_look(&self) -> Vec<Limit> {
        let usage = Usage::of_subject(self.isolation);
        let reached = counted(&usage)
            .into_iter()
            .filter_map(|(limit, reached)| reached.then_some(limit));
        reached.filter(|limit| !self.told.contains(limit)).collect()
    }
}

fn watch(
    isolation: Isolation,
    group: &GroupEvents,
    shared: &Shared,
    cpu_us: &AtomicU64,
    (report, ended): (&Sender<Limit>, &Receiver<()>),
) {
    let mut told = Vec::new();
    let mut starts = Starts::default();
    let mut pause = PAUSE;
    let mut last = Usage::default();
    let mut ended_by_kernel = 0;
    let mut ledger = Ledger::default();
    let mut hidden = Hidden::default();
    while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let began = own_processor_time();
        let usage = Usage::of_subject(isolation);
        let seen_us = ledger.add_up(&usage.own_cpu_us);
        cpu_us.store(seen_us, Ordering::Relaxed);
        let last_id = shared.started.as_ref();
        let last_id = last_id.map_or(usage.last_id, |started| started.load(Ordering::Relaxed));
        let restless = (Limit::Starts, starts.counted(last_id) > STARTS);
        // The kernel may have ended one of several: the others have no more right to go on.
        let before = mem::replace(&mut ended_by_kernel, group.ended());
        let by_kernel = (Limit::Memory, ended_by_kernel > before);
        // Where no file system of its own bounds what a program writes, its end does.
        let fills_disk = shared.room.as_ref().is_some_and(Room::is_full);
        let disk = (Limit::Disk, fills_disk);
        let vanished = (Limit::Processor, seen_us > PROCESSOR);
        let counted = counted(&usage).into_iter().chain([vanished, restless, by_kernel, disk]);
        let reached = counted.filter_map(|(limit, reached)| reached.then_some(limit));
        // Last, as it can take long.
        let memory = iter::once_with(|| too_much_memory(&usage, &mut hidden, shared.network).then_some(Limit::Memory));
        let memory = memory.flatten();
        for limit in reached.chain(memory) {
            if !told.contains(&limit) {
                told.push(limit);
                // Told before it ends, so that the end finds its reason.
                if report.send(limit).is_err() {
                    return;
                }
            }
            if limit.ends() || fills_disk || usage.tasks > 2 * TASKS {
                end_all(isolation);
            }
        }
        // What sleeps for seconds is not looked at each time.
        pause = if usage == last {
            (2 * pause).min(LONGEST_PAUSE)
        } else {
            (RESTRAINT * own_processor_time().saturating_sub(began)).clamp(PAUSE, LONGEST_PAUSE)
        };
        last = usage;
    }
}

/// Which limits are reached, of those that take no time to tell.
fn counted(usage: &Usage) -> [(Limit, bool); 4] {
    [
        (Limit::Processor, usage.cpu_us > PROCESSOR),
        (Limit::Processes, usage.tasks >= TASKS_NOTICED),
        (Limit::Sockets, usage.sockets > SOCKETS),
        (Limit::Disk, usage.disk_full),
    ]
}

fn too_much_memory(usage: &Usage, hidden: &mut Hidden, network: Option<[u8; 3]>) -> bool {
    let mut elsewhere = usage.files;
    if usage.sockets > MANY_SOCKETS || network.is_some() {
        elsewhere += proc::socket_bytes(network);
    }
    if usage.sockets > MANY_SOCKETS {
        elsewhere += unix_sockets::unread_bytes().unwrap_or(0);
    }
    elsewhere += hidden.bytes(&usage.processes);
    // Pages that several processes share are counted for each at first: what is below the limit so
    // counted is below it, and only the rest needs an exact count.
    let at_most: u64 = usage.processes.iter().map(|(_, resident)| resident).sum();
    at_most + elsewhere > MEMORY && memory_exactly(&usage.processes) + elsewhere > MEMORY
}

/// How many processes and threads were started, told from the last id that was given.
#[derive(Debug, Default)]
struct Starts {
    last_id: u64,
    sum: u64,
}

impl Starts {
    fn counted(&mut self, id: u64) -> u64 {
        self.sum += if id >= self.last_id {
            id - self.last_id
        } else {
            // After the highest id comes the first that is not reserved.
            IDS.saturating_sub(self.last_id) + id.saturating_sub(RESERVED_IDS)
        };
        self.last_id = id;
        self.sum
    }
}

fn end_all(isolation: Isolation) {
    match isolation {
        Isolation::Namespaces => {
            sys::kill_all_others();
        }
        Isolation::Mapped | Isolation::LoopbackOnly => {
            let processes = proc::descendants().unwrap_or_default();
            for process in processes.into_iter().filter_map(Pid::from_raw) {
                let _ = kill_process(process, Signal::KILL);
            }
        }
    }
}

fn own_processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        time.tv_sec.cast_unsigned(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_are_counted_when_ids_begin_again() {
        let mut starts = Starts::default();
        assert_eq!(starts.counted(3), 3);
        assert_eq!(starts.counted(IDS - 1), IDS - 1);
        assert_eq!(starts.counted(RESERVED_IDS + 4), IDS + 4);
    }
}
