//! What a subject may use of the machine, and what this machine cannot bound.
//!
//! Two layers. The kernel's limits of a process (`setrlimit`), of a PID namespace and of a file system
//! hold whatever else happens, but count one thing each. [`super::watch`] adds up what all processes
//! use together. Control groups count that in the kernel, and [`super::groups`] sets their bounds; but few
//! machines hand them to their users in a form that a program started from a shell or in a container can use.

use super::seccomp;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use salon_model::{Protection, WorldError};
use std::fs;

/// Most memory of a session, in bytes.
pub(super) const MEMORY: u64 = 1 << 30;
/// Most processor time of a session, in microseconds.
pub(super) const PROCESSOR: u64 = 60_000_000;
/// Processes and threads at which the kernel says no, and a little less, at which that is noticed.
pub(super) const TASKS: u64 = 512;
pub(super) const TASKS_NOTICED: u64 = 490;
/// Processes and threads started in a session, from which on it is not watched for long any more. What
/// comes and goes quickly is never seen at rest.
pub(super) const STARTS: u64 = 2_000;
/// Ids that a PID namespace can give. The kernel keeps those below 300 back after the first round.
pub(super) const IDS: u64 = RESERVED_IDS + TASKS;
pub(super) const RESERVED_IDS: u64 = 300;
/// Most sockets of a session. Each can hold hundreds of kilobytes in the kernel.
pub(super) const SOCKETS: u64 = 4_500;

/// What a session may write where no file system of its own bounds that: bytes, and files and folders.
pub(super) const DISK: u64 = 128 << 20;
pub(super) const FILES: u64 = 20_000;

/// Bounds the world as a whole, as its first process; returns what could not be.
pub(super) fn bound_world() -> Vec<Protection> {
    // A subject that could make a user namespace would be root in it, with more of the kernel to attack.
    // Where this cannot be written, the filter of system calls refuses it.
    let _ = fs::write("/proc/sys/user/max_user_namespaces", "0");
    // Of these the machine's user has a number for all namespaces together, which one session must not use up.
    let _ = fs::write("/proc/sys/user/max_inotify_instances", "32");
    let _ = fs::write("/proc/sys/user/max_inotify_watches", "8192");
    // A number of each namespace's own since Linux 6.14; before, the machine's, and not ours to write.
    let ids = fs::write("/proc/sys/kernel/pid_max", IDS.to_string()).is_ok();
    let mut missing = Vec::new();
    if !seccomp::available() {
        missing.push(Protection::SystemCalls);
    }
    // RLIMIT_NPROC does not hold for the machine's root.
    if !ids && is_the_machines_root() {
        missing.push(Protection::Processes);
    }
    missing
}

fn is_the_machines_root() -> bool {
    fs::read_to_string("/proc/self/uid_map").is_ok_and(|map| map.split_ascii_whitespace().nth(1) == Some("0"))
}

/// Bounds this process and all that come of it.
///
/// Of memory, what is private and written (`RLIMIT_DATA`): the address space cannot be bounded, as
/// virtual machines (Java, Node, Go) reserve many times what they use, and a thread has 8 MiB for its
/// stack. It stops what grows too fast to be watched.
pub(super) fn bound_subject() -> Result<(), WorldError> {
    let limits = [
        (Resource::Core, 0),
        (Resource::Cpu, PROCESSOR / 1_000_000),
        (Resource::Data, 8 * MEMORY),
        (Resource::Fsize, 64 << 20),
        (Resource::Memlock, 8 << 20),
        (Resource::Msgqueue, 0),
        (Resource::Nofile, 4096),
        // Counted for each user namespace since Linux 5.14, so that sessions do not count together.
        (Resource::Nproc, TASKS),
        (Resource::Sigpending, 4096),
    ];
    for (resource, most) in limits {
        if matches!(resource, Resource::Nproc) && !counts_apart() {
            continue;
        }
        // Never above what the machine already sets.
        let most = getrlimit(resource).maximum.map_or(most, |hard| hard.min(most));
        setrlimit(
            resource,
            Rlimit {
                current: Some(most),
                maximum: Some(most),
            },
        )
        .map_err(WorldError::at("limiting resources"))?;
    }
    Ok(())
}

/// Whether the processes of a user are counted for each user namespace, and this is one.
fn counts_apart() -> bool {
    let system = rustix::system::uname();
    let release = system.release().to_string_lossy();
    let mut numbers = release.split(['.', '-']).map_while(|number| number.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    rustix::process::getppid() == Some(rustix::process::Pid::INIT) && version >= (5, 14)
}
