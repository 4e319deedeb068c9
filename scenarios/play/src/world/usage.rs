//! What a subject's processes use, added up.

use super::limits::MEMORY;
use crate::{proc, sys};
use salon_model::Isolation;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What is used at one moment.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    /// Each with its memory in bytes; what several share is counted for each.
    pub(super) processes: Vec<(i32, u64)>,
    /// Bytes of files in memory.
    pub(super) files: u64,
    pub(super) disk_full: bool,
    /// Processor time in microseconds, of processes that ended and were waited for too.
    pub(super) cpu_us: u64,
    /// Processor time of each process alone, which is known by its id and when it began.
    pub(super) own_cpu_us: HashMap<(i32, u64), u64>,
    /// Processes and threads.
    pub(super) tasks: u64,
    pub(super) sockets: u64,
    /// The last id given to a process or thread; 0 where it is not known.
    pub(super) last_id: u64,
}

impl Usage {
    pub(super) fn of_subject(isolation: Isolation) -> Self {
        let processes = match isolation {
            Isolation::Namespaces => proc::all_but_this(),
            Isolation::Mapped | Isolation::LoopbackOnly => proc::descendants().unwrap_or_default(),
        };
        let mut usage = Self {
            cpu_us: sys::reaped_cpu_us(),
            ..Self::default()
        };
        for process in processes {
            let Some(stat) = proc::Stat::of(process) else { continue };
            usage.processes.push((process, stat.resident));
            usage.cpu_us += stat.cpu_us();
            usage.own_cpu_us.insert((process, stat.began), stat.own_cpu_us());
            usage.tasks += stat.threads;
        }
        // The rest can be told from the machine's own only in a world of its own.
        if isolation == Isolation::Namespaces {
            usage.sockets = proc::sockets().unwrap_or(0);
            usage.last_id = proc::last_id().unwrap_or(0);
            if let Ok(storage) = rustix::fs::statvfs("/dev/shm") {
                usage.files = (storage.f_blocks - storage.f_bfree) * storage.f_frsize;
                usage.disk_full = storage.f_bavail == 0 || storage.f_ffree == 0;
            }
        }
        usage
    }
}

/// Processor time added up look by look.
///
/// What a process used is added to its parent's when that waits for it, and to nobody's where it does not: who ignores
/// `SIGCHLD` has children that vanish. So each is remembered as it was last seen.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    last: HashMap<(i32, u64), u64>,
    gone_us: u64,
}

impl Ledger {
    /// Processor time in microseconds of all processes seen so far. None is counted twice, but each only until it was
    /// seen last.
    pub(super) fn add_up(&mut self, own_cpu_us: &HashMap<(i32, u64), u64>) -> u64 {
        let gone = self
            .last
            .iter()
            .filter(|(process, _)| !own_cpu_us.contains_key(process));
        self.gone_us += gone.map(|(_, used)| used).sum::<u64>();
        self.last.clone_from(own_cpu_us);
        self.gone_us + own_cpu_us.values().sum::<u64>()
    }
}

/// Memory that is none of any process's pages: what the kernel keeps for their addresses, and what they could share
/// and gave up, though it is kept.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    /// The most that was ever mapped of each memory to share, by its inode: what is unmapped in part stays whole.
    shareable: HashMap<u64, u64>,
}

impl Hidden {
    /// How much there is, in bytes; of memory to share at most, as nobody tells how much of it is used.
    pub(super) fn bytes(&mut self, processes: &[(i32, u64)]) -> u64 {
        let (shared, tables) = proc::hidden_of_machine();
        // Only where the machine has as much can a session be it.
        if shared + tables <= MEMORY / 2 {
            return 0;
        }
        let all = |of: fn(i32) -> u64| processes.iter().map(|(process, _)| of(*process)).sum::<u64>();
        self.see(processes.iter().map(|(process, _)| proc::shareable_of(*process)));
        let shareable = self.shareable.values().sum::<u64>().min(shared);
        // What has pages is counted with them.
        all(proc::page_tables_of) + shareable.saturating_sub(all(proc::shared_memory_of))
    }

    /// Takes the parts that each process maps, with the inode of each, for the most that there is of it.
    fn see(&mut self, processes: impl Iterator<Item = Vec<(u64, u64)>>) {
        let mut mapped: HashMap<u64, u64> = HashMap::new();
        for parts in processes {
            let mut own: HashMap<u64, u64> = HashMap::new();
            for (inode, length) in parts {
                *own.entry(inode).or_default() += length;
            }
            for (inode, length) in own {
                let most = mapped.entry(inode).or_default();
                *most = length.max(*most);
            }
        }
        for (inode, length) in &mut mapped {
            *length = self.shareable.get(inode).copied().unwrap_or(0).max(*length);
        }
        self.shareable = mapped;
    }
}

/// Bytes, and files and folders, below a folder. What cannot be looked into is not counted.
pub(super) fn stored(folder: &Path) -> (u64, u64) {
    let (mut bytes, mut files) = (0, 0);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        files += 1;
        // Of a file with holes, what it takes.
        bytes += entry.metadata().map_or(0, |file| file.blocks() * 512);
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let below = stored(&entry.path());
            bytes += below.0;
            files += below.1;
        }
    }
    (bytes, files)
}

/// Processes whose memory is counted page by page: the largest, and as many of the others.
const COUNTED: usize = 32;

/// Memory in bytes that no file holds, each page once.
///
/// The kernel walks all pages of a process for this. So among many processes the largest are counted,
/// and of the others some, by which the rest is judged.
pub(super) fn memory_exactly(processes: &[(i32, u64)]) -> u64 {
    let exactly = |processes: &[(i32, u64)]| {
        processes
            .iter()
            .map(|(process, _)| proc::memory_of(*process))
            .sum::<u64>()
    };
    let mut processes = processes.to_vec();
    processes.sort_unstable_by_key(|(_, resident)| Reverse(*resident));
    let (largest, others) = processes.split_at(processes.len().min(COUNTED));
    let some: Vec<_> = others.iter().step_by(others.len() / COUNTED + 1).copied().collect();
    let resident = |processes: &[(i32, u64)]| processes.iter().map(|(_, resident)| resident / 1024).sum::<u64>();
    // In kilobytes: the product of two sums of bytes could be too large.
    exactly(largest) + exactly(&some) / 1024 * resident(others) / resident(&some).max(1) * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_to_share_is_as_large_as_it_ever_was_until_nobody_has_it() {
        let mut hidden = Hidden::default();
        let mut seen = |processes: &[&[(u64, u64)]]| {
            hidden.see(processes.iter().map(|parts| parts.to_vec()));
            hidden.shareable.values().sum::<u64>()
        };
        assert_eq!(seen(&[&[(1, 60), (1, 40), (2, 5)], &[(1, 100)]]), 105);
        assert_eq!(seen(&[&[(1, 4)]]), 100);
        assert_eq!(seen(&[&[]]), 0);
    }

    #[test]
    fn processor_time_of_processes_that_vanish_is_kept() {
        let mut ledger = Ledger::default();
        let mut seen = |processes: &[((i32, u64), u64)]| ledger.add_up(&processes.iter().copied().collect());
        assert_eq!(seen(&[((2, 10), 5), ((3, 11), 7)]), 12);
        assert_eq!(seen(&[((2, 10), 6)]), 13);
        // The same id, of another process.
        assert_eq!(seen(&[((2, 10), 6), ((3, 12), 1)]), 14);
        assert_eq!(seen(&[]), 14);
    }
}
