//! What a subject may use of the machine, and what this machine cannot bound.
//!
//! Two layers. The kernel's limits of a process (`setrlimit`), of a PID namespace and of a file system
//! hold whatever else happens, but count one thing each. [`super::watch`] adds up what all processes
//! use together. Control groups count that in the kernel, and [`super::groups`] sets their bounds; but few
//! machines hand them to their users in a form that a program started from a shell or in a container can use.

use super::{WorldError, seccomp};
use crate::plan::Text;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fs;

/// A limit that a subject has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Memory, files in memory and unread socket data included: `MEMORY`.
    Memory,
    /// Processor time of the whole session: `PROCESSOR`.
    Processor,
    /// Processes and threads: `TASKS`.
    Processes,
    /// Processes and threads started, one after the other too: `STARTS`.
    Starts,
    /// Sockets: `SOCKETS`.
    Sockets,
    /// Room for files.
    Disk,
}

impl Limit {
    /// Whether the session is ended when it is reached. Otherwise the subject is told no by the
    /// kernel, and goes on.
    pub fn ends(self) -> bool {
        !matches!(self, Self::Processes | Self::Starts | Self::Disk)
    }

    /// Whether what reaches it goes on making processes.
    pub(crate) fn multiplies(self) -> bool {
        matches!(self, Self::Processes | Self::Starts)
    }

    /// What was reached, for people.
    pub fn text(self) -> Text {
        let (fr, en) = match self {
            Self::Memory => ("plus de 1 Gio de mémoire", "more than 1 GiB of memory"),
            Self::Processor => ("plus de 60 s de processeur", "more than 60 s of processor time"),
            Self::Processes => (
                "plus de 500 processus et fils d'exécution",
                "more than 500 processes and threads",
            ),
            Self::Starts => (
                "plus de 2 000 processus ou fils d'exécution démarrés",
                "more than 2,000 processes or threads started",
            ),
            Self::Sockets => ("plus de 4 500 sockets", "more than 4,500 sockets"),
            Self::Disk => ("plus de 128 Mio de fichiers", "more than 128 MiB of files"),
        };
        text(fr, en)
    }
}

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

/// A protection that this machine does not give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// Refusing dangerous system calls.
    SystemCalls,
    /// Bounding the number of processes by the kernel.
    Processes,
    /// Bounding memory by the kernel. It is watched all the same.
    Memory,
}

impl Protection {
    /// What is missing and what that means, for people.
    pub fn text(self) -> Text {
        match self {
            Self::SystemCalls => text(
                "ce noyau ne filtre pas les appels système (seccomp) : un programme hostile peut s'attaquer au noyau",
                "this kernel does not filter system calls (seccomp): a hostile program can attack the kernel",
            ),
            Self::Processes => text(
                "lancé par root sur un noyau antérieur à 6.14, salon ne peut limiter d'avance le nombre de processus : \
                 une « fork bomb » est arrêtée après coup",
                "run by root on a kernel before 6.14, salon cannot bound the number of processes beforehand: a fork \
                 bomb is ended after the fact",
            ),
            Self::Memory => text(
                "aucun groupe de contrôle n'est délégué à salon : la mémoire est surveillée, mais pas bornée par le noyau, \
                 et ce qui grossit très vite peut en prendre beaucoup avant d'être arrêté ; lancer par \
                 « systemd-run --user --scope -p Delegate=yes salon … »",
                "no control group is delegated to salon: memory is watched, but not bounded by the kernel, and what \
                 grows very fast can take much of it before it is ended; start with \
                 `systemd-run --user --scope -p Delegate=yes salon …`",
            ),
        }
    }

    /// Whether it matters only where many programs of others are run, and not to who runs a few at will.
    pub fn concerns_gradings_alone(self) -> bool {
        matches!(self, Self::Memory)
    }
}

fn text(fr: &str, en: &str) -> Text {
    Text {
        fr: fr.to_owned(),
        en: en.to_owned(),
    }
}

/// Bounds the world as a whole, as its first process; returns what could not be.
pub(super) fn bound_world() -> Vec<Protection> {
    // A subject that could make a user namespace would be root in it, with more of the kernel to attack.
    // Where this cannot be written, the filter of system calls refuses it.
    let _ = fs::write("/proc/sys/user/max_user_namespaces", "0");
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
