//! The subject's processes and threads, as `/proc` shows them.

use super::stat::{Stat, TICK_US};
use crate::sys;
use rustix::io::Errno;
use rustix::process::{WaitId, WaitIdOptions, waitid};
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A thread, by its process and its own id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Thread {
    pub(crate) process: i32,
    pub(crate) id: i32,
}

impl Thread {
    pub(crate) fn file(self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/task/{}/{name}", self.process, self.id))
    }

    /// How often the thread was put on a processor: any activity at all changes it.
    pub(crate) fn scheduled(self) -> io::Result<u64> {
        let text = fs::read_to_string(self.file("schedstat"))?;
        text.split_ascii_whitespace()
            .nth(2)
            .and_then(|count| count.parse().ok())
            .ok_or_else(|| malformed("schedstat"))
    }

    /// The scheduler's letter for its state: `S` sleeps, `R` runs or is about to.
    pub(crate) fn state(self) -> io::Result<char> {
        Ok(Stat::read(&self.file("stat"))?.state)
    }

    /// The system call it is blocked in, as `/proc` writes it.
    pub(crate) fn system_call(self) -> io::Result<String> {
        fs::read_to_string(self.file("syscall"))
    }

    /// Whether the descriptor it reads, the first argument of its system call, is a terminal.
    pub(crate) fn reads_terminal(self) -> bool {
        let Ok(call) = self.system_call() else { return false };
        let descriptor = call
            .split_ascii_whitespace()
            .nth(1)
            .and_then(|text| text.strip_prefix("0x"));
        let Some(descriptor) = descriptor.and_then(|text| u32::from_str_radix(text, 16).ok()) else {
            return false;
        };
        fs::read_link(format!("/proc/{}/fd/{descriptor}", self.process))
            .is_ok_and(|target| target.starts_with("/dev/pts"))
    }

    pub(crate) fn name(self) -> String {
        fs::read_to_string(self.file("comm"))
            .map(|name| name.trim_end().to_owned())
            .unwrap_or_default()
    }
}

/// The descendants of this process, whoever their parents were: as PID 1 of the world, or as
/// subreaper, it inherits the orphans.
pub(crate) fn descendants() -> io::Result<Vec<i32>> {
    let own = std::process::id().cast_signed();
    let mut processes: Vec<(i32, i32)> = Vec::new();
    for entry in fs::read_dir("/proc")? {
        if let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse().ok())
            && id != own
            && let Some(Stat { parent, .. }) = Stat::of(id)
        {
            processes.push((id, parent));
        }
    }
    let mut tree = vec![own];
    let mut grown = 0;
    while grown < tree.len() {
        let parent = tree[grown];
        tree.extend(
            processes
                .iter()
                .filter(|process| process.1 == parent)
                .map(|process| process.0),
        );
        grown += 1;
    }
    tree.remove(0);
    tree.sort_unstable();
    Ok(tree)
}

/// In a PID namespace of its own, every process but the first is the subject's: quicker than
/// following who started whom.
pub(crate) fn all_but_this() -> Vec<i32> {
    let own = std::process::id().cast_signed();
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|process| *process != own)
        .collect()
}

/// The threads of some processes. A process or thread that ends meanwhile is left out.
pub(crate) fn threads(processes: &[i32]) -> Vec<Thread> {
    let mut threads = Vec::new();
    for &process in processes {
        let Ok(entries) = fs::read_dir(format!("/proc/{process}/task")) else {
            continue;
        };
        let ids = entries
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        threads.extend(ids.map(|id| Thread { process, id }));
    }
    threads.sort_unstable();
    threads
}

/// The inodes of the sockets that some processes hold.
pub(crate) fn socket_inodes(processes: &[i32]) -> HashSet<u32> {
    let descriptors = processes
        .iter()
        .filter_map(|process| fs::read_dir(format!("/proc/{process}/fd")).ok());
    descriptors
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let target = fs::read_link(entry.path()).ok()?;
            target
                .to_str()?
                .strip_prefix("socket:[")?
                .strip_suffix(']')?
                .parse()
                .ok()
        })
        .collect()
}

/// The processor time that a process has used, and the children it waited for, in microseconds.
///
/// Its own is exact; that of its children is in the kernel's ticks of 10 ms. Nobody counts the children of a process that
/// asked not to be told of their end.
pub(crate) fn cpu_us(process: i32) -> u64 {
    let ticks = Stat::of(process).map_or(0, |stat| stat.children_ticks);
    sys::process_cpu_us(process).unwrap_or(0) + ticks * TICK_US
}

/// Whether this process has no descendants, dead ones that were not waited for included.
///
/// The list of processes can miss one that is started while it is read, and whose parent ends before it
/// is looked at. This cannot: as PID 1 of the world, or as subreaper, this process becomes the parent of
/// an orphan at the moment at which its parent ends.
pub(crate) fn childless() -> bool {
    let any = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    matches!(waitid(WaitId::All, any), Err(Errno::CHILD))
}

/// The id last given to a process or thread of this PID namespace: the last field of `/proc/loadavg`.
pub(crate) fn last_id() -> Option<u64> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.trim_end().rsplit(' ').next()?.parse().ok()
}

/// Whether one of a process's descriptors is a timer that will fire (`timerfd`), with the time left
/// in microseconds; the shortest of them.
pub(crate) fn shortest_timerfd_us(process: i32) -> Option<u64> {
    let descriptors = fs::read_dir(format!("/proc/{process}/fd")).ok()?;
    descriptors
        .flatten()
        .filter(|entry| fs::read_link(entry.path()).is_ok_and(|target| target == Path::new("anon_inode:[timerfd]")))
        .filter_map(|entry| {
            let info = fs::read_to_string(format!("/proc/{process}/fdinfo/{}", entry.file_name().to_str()?)).ok()?;
            time_left_us(&info)
        })
        .min()
}

/// Reads `it_value: (seconds, nanoseconds)`; zero means disarmed.
fn time_left_us(info: &str) -> Option<u64> {
    let value = info.lines().find_map(|line| line.strip_prefix("it_value:"))?;
    let (seconds, nanoseconds) = value.trim().trim_matches(['(', ')']).split_once(',')?;
    let left = seconds.trim().parse::<u64>().ok()? * 1_000_000 + nanoseconds.trim().parse::<u64>().ok()? / 1000;
    (left > 0).then_some(left)
}

/// Of a file of `/proc` that cannot be understood.
pub(super) fn malformed(file: &str) -> io::Error {
    io::Error::other(format!("/proc's {file} has a form we do not know"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disarmed_timer_has_no_time_left() {
        assert_eq!(time_left_us("clockid: 1\nit_value: (0, 0)\n"), None);
        assert_eq!(
            time_left_us("it_value: (1, 500000000)\nit_interval: (0, 0)"),
            Some(1_500_000)
        );
    }

    #[test]
    fn a_child_is_among_the_descendants() {
        let mut child = std::process::Command::new("cat")
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        assert!(descendants().unwrap().contains(&child.id().cast_signed()));
        drop(child.stdin.take());
        child.wait().unwrap();
    }
}
