//! What this machine has for sessions, found out before any is played.

use crate::turns::{Turn, Turns};
use rustix::fs::statvfs;
use rustix::process::{Resource, getrlimit};
use salon_model::Shortage;
use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::sync::LazyLock;

/// Terminals that a session may want: its program, and as many clients as a chat of the labs has.
const TERMINALS: u64 = 12;
/// Descriptors that this process needs for a session, most of them while it starts, and of its own.
const DESCRIPTORS: u64 = 8;
const OWN_DESCRIPTORS: u64 = 32;
/// What a program and its session take, unless they are given to taking more.
const MEMORY: u64 = 128 << 20;
/// Room for the results of hundreds of submissions.
const ROOM: u64 = 64 << 20;

/// Of what there may be too little for this many sessions at once, with results in `folder`. What the machine does
/// not tell is not missing.
pub fn shortages(jobs: NonZero<usize>, folder: &Path) -> Vec<Shortage> {
    let descriptors = too_few_descriptors(jobs);
    let jobs = jobs.get() as u64;
    let terminals = free_terminals().filter(|free| *free < jobs * TERMINALS);
    let memory = free_memory().filter(|free| *free < jobs * MEMORY);
    let room = statvfs(folder).ok().map(|disk| disk.f_bavail * disk.f_frsize);
    let shortages = [
        terminals.map(|free| Shortage::Terminals {
            free,
            wanted: jobs * TERMINALS,
        }),
        descriptors,
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

/// Whether so many sessions at once want more descriptors than this process may have.
pub fn too_few_descriptors(jobs: NonZero<usize>) -> Option<Shortage> {
    let wanted = OWN_DESCRIPTORS + jobs.get() as u64 * DESCRIPTORS;
    let most = getrlimit(Resource::Nofile).current.filter(|most| *most < wanted)?;
    Some(Shortage::Descriptors { most, wanted })
}

/// Waits until there are descriptors for a session, or for looking through a submission: with too few, a session would
/// fail, and a file would not be found.
pub fn descriptors() -> Turn<'static> {
    static TURNS: LazyLock<Turns> = LazyLock::new(|| {
        let most = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        let sessions = most.saturating_sub(OWN_DESCRIPTORS) / DESCRIPTORS;
        let sessions = usize::try_from(sessions).unwrap_or(usize::MAX);
        Turns::new(NonZero::new(sessions).unwrap_or(NonZero::<usize>::MIN))
    });
    TURNS.take()
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
