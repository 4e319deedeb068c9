//! What a subject's processes use, added up from `/proc`.

use super::{Isolation, sys};
use crate::settle;
use std::cmp::Reverse;
use std::fs;

/// What is used at one moment.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    /// Each with its memory in bytes; what several share is counted for each.
    pub(super) processes: Vec<(i32, u64)>,
    /// Bytes of files in memory.
    pub(super) files: u64,
    pub(super) disk_full: bool,
    /// Processor time in microseconds, of processes that ended too.
    pub(super) cpu_us: u64,
    /// Processes and threads.
    pub(super) tasks: u64,
    pub(super) sockets: u64,
    /// The last id given to a process or thread; 0 where it is not known.
    pub(super) last_id: u64,
}

impl Usage {
    pub(super) fn of_subject(isolation: Isolation) -> Self {
        let processes = match isolation {
            Isolation::Namespaces => all_but_this(),
            Isolation::LoopbackOnly => settle::descendants().unwrap_or_default(),
        };
        let mut usage = Self {
            cpu_us: sys::reaped_cpu_us(),
            ..Self::default()
        };
        for process in processes {
            let Some(stat) = Stat::of(process) else { continue };
            usage.processes.push((process, stat.resident));
            usage.cpu_us += stat.cpu_us;
            usage.tasks += stat.threads;
        }
        // The rest can be told from the machine's own only in a world of its own.
        if isolation == Isolation::Namespaces {
            usage.sockets = sockets().unwrap_or(0);
            usage.last_id = settle::last_id().unwrap_or(0);
            if let Ok(storage) = rustix::fs::statvfs("/dev/shm") {
                usage.files = (storage.f_blocks - storage.f_bfree) * storage.f_frsize;
                usage.disk_full = storage.f_bavail == 0 || storage.f_ffree == 0;
            }
        }
        usage
    }
}

/// In a PID namespace of its own, every process but the first is the subject's: quicker than
/// following who started whom.
fn all_but_this() -> Vec<i32> {
    let own = std::process::id().cast_signed();
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|process| *process != own)
        .collect()
}

/// The fields of `/proc/PID/stat` that count.
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    cpu_us: u64,
    threads: u64,
    resident: u64,
}

impl Stat {
    fn of(process: i32) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
    }

    /// Fields 14 to 17, 20 and 24 of proc(5); what follows the name, which may hold anything, begins
    /// with field 3. Times are in ticks of 10 ms.
    fn parse(stat: &str) -> Option<Self> {
        let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split_ascii_whitespace().collect();
        let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
        Some(Self {
            cpu_us: (14..=17).filter_map(field).sum::<u64>() * 10_000,
            threads: field(20)?,
            resident: field(24)? * rustix::param::page_size() as u64,
        })
    }
}

/// Processes whose memory is counted page by page: the largest, and as many of the others.
const COUNTED: usize = 32;

/// Memory in bytes that no file holds, each page once.
///
/// The kernel walks all pages of a process for this. So among many processes the largest are counted,
/// and of the others some, by which the rest is judged.
pub(super) fn memory_exactly(processes: &[(i32, u64)]) -> u64 {
    let exactly = |processes: &[(i32, u64)]| processes.iter().map(|(process, _)| memory_of(*process)).sum::<u64>();
    let mut processes = processes.to_vec();
    processes.sort_unstable_by_key(|(_, resident)| Reverse(*resident));
    let (largest, others) = processes.split_at(processes.len().min(COUNTED));
    let some: Vec<_> = others.iter().step_by(others.len() / COUNTED + 1).copied().collect();
    let resident = |processes: &[(i32, u64)]| processes.iter().map(|(_, resident)| resident / 1024).sum::<u64>();
    // In kilobytes: the product of two sums of bytes could be too large.
    exactly(largest) + exactly(&some) / 1024 * resident(others) / resident(&some).max(1) * 1024
}

fn memory_of(process: i32) -> u64 {
    own_pages(&fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default())
}

/// The shares of anonymous and shared memory in a `smaps_rollup`.
fn own_pages(rollup: &str) -> u64 {
    let kilobytes = |line: &str| {
        let (name, value) = line.split_once(':')?;
        matches!(name, "Pss_Anon" | "Pss_Shmem" | "SwapPss").then_some(())?;
        value.trim().trim_end_matches(" kB").parse::<u64>().ok()
    };
    rollup.lines().filter_map(kilobytes).sum::<u64>() * 1024
}

/// Sockets of this network namespace: `sockets: used 12`.
fn sockets() -> Option<u64> {
    let text = fs::read_to_string("/proc/net/sockstat").ok()?;
    text.lines().next()?.rsplit(' ').next()?.parse().ok()
}

/// Bytes that lie in the kernel, unread or unsent.
pub(super) fn socket_bytes() -> u64 {
    ["tcp", "tcp6", "udp", "udp6"]
        .iter()
        .filter_map(|table| fs::read_to_string(format!("/proc/net/{table}")).ok())
        .map(|text| text.lines().filter_map(queued).sum::<u64>())
        .sum()
}

/// The fifth field of a line of `/proc/net/tcp`: `tx_queue:rx_queue`, in hexadecimal.
fn queued(line: &str) -> Option<u64> {
    let (sent, received) = line.split_ascii_whitespace().nth(4)?.split_once(':')?;
    let bytes = |text| u64::from_str_radix(text, 16).ok();
    Some(bytes(sent)? + bytes(received)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_the_rest_of_the_line_is_only_a_name() {
        let line = "7 (a) R 1 (b) S 1 7 7 0 -1 0 0 0 0 0 1 2 3 4 20 0 5 0 100 4096 10 0 0";
        let expected = Stat {
            cpu_us: 100_000,
            threads: 5,
            resident: 10 * rustix::param::page_size() as u64,
        };
        assert_eq!(Stat::parse(line), Some(expected));
        assert_eq!(Stat::parse("7 (a) S"), None);
    }

    #[test]
    fn files_in_memory_count_and_mapped_programs_do_not() {
        let rollup = "Rss: 9 kB\nPss: 8 kB\nPss_Anon:       4 kB\nPss_File: 3 kB\nPss_Shmem:  1 kB\n";
        assert_eq!(own_pages(rollup), 5 * 1024);
    }

    #[test]
    fn both_queues_of_a_socket_count() {
        let line = "   0: 0100007F:1F90 00000000:0000 0A 00000010:00000001 00:00000000 00000000 0 0 1";
        assert_eq!(queued(line), Some(17));
        assert_eq!(
            queued("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when"),
            None
        );
    }
}
