//! The threads of the subject's processes.

use super::stat::{Stat, malformed};
use rustix::process::Pid;
use std::fs;
use std::io;
use std::path::PathBuf;

/// A thread, by its process and its own id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Thread {
    pub(crate) process: i32,
    pub(crate) id: i32,
}

impl Thread {
    fn file(self, name: &str) -> PathBuf {
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

/// The process that a thread belongs to.
pub(crate) fn process_of(thread: u32) -> Option<Pid> {
    let status = fs::read_to_string(format!("/proc/{thread}/status")).ok()?;
    let process = status.lines().find_map(|line| line.strip_prefix("Tgid:"))?;
    Pid::from_raw(process.trim().parse().ok()?)
}
