//! What this machine has for sessions, found out before any is played.

use rustix::fs::statvfs;
use rustix::process::{Resource, getrlimit};
use salon_model::Shortage;
use std::fs;
use std::num::NonZero;
use std::path::Path;

/// Terminals that a session may want: its program, and as many clients as a chat of the labs has.
const TERMINALS: u64 = 12;
/// Descriptors that this process holds of a session, and of its own.
const DESCRIPTORS: u64 = 8;
const OWN_DESCRIPTORS: u64 = 32;
/// What a program and its session take, unless they are given to taking more.
const MEMORY: u64 = 128 << 20;
/// Room for the results of hundreds of submissions.
const ROOM: u64 = 64 << 20;

/// Of what there may be too little for this many sessions at once, with results in `folder`. What the machine does
/// not tell is not missing.
pub fn shortages(jobs: NonZero<usize>, folder: &Path) -> Vec<Shortage> {
    let jobs = jobs.get() as u64;
    let terminals = free_terminals().filter(|free| *free < jobs * TERMINALS);
    let wanted = OWN_DESCRIPTORS + jobs * DESCRIPTORS;
    let descriptors = getrlimit(Resource::Nofile).current.filter(|most| *most < wanted);
    let memory = free_memory().filter(|free| *free < jobs * MEMORY);
    let room = statvfs(folder).ok().map(|disk| disk.f_bavail * disk.f_frsize);
    let shortages = [
        terminals.map(|free| Shortage::Terminals {
            free,
            wanted: jobs * TERMINALS,
        }),
        descriptors.map(|most| Shortage::Descriptors { most, wanted }),
        memory.map(|free| Shortage::Memory {
            free,
            wanted: jobs * MEMORY,
        }),
        room.filter(|free| *free < ROOM).map(|free| Shortage::Disk {
            folder: folder.to_owned(),
            free,
        }),
    ];
    shortages.into_iter().flatten().collect()
}

/// Pseudo-terminals that the machine has left (`pty(7)`).
fn free_terminals() -> Option<u64> {
    let number = |name| {
        fs::read_to_string(format!("/proc/sys/kernel/pty/{name}"))
            .ok()?
            .trim()
            .parse::<u64>()
            .ok()
    };
    Some(number("max")?.saturating_sub(number("nr")?))
}

/// `MemAvailable` of `proc_meminfo(5)`, in bytes.
fn free_memory() -> Option<u64> {
    let memory = fs::read_to_string("/proc/meminfo").ok()?;
    let line = memory.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}
