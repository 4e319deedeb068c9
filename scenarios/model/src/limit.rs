//! What a subject may use of the machine, and what a machine cannot bound.

use serde::{Deserialize, Serialize};

/// A limit that a subject has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// What was reached, as transcripts say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Memory => "more than 1 GiB of memory",
            Self::Processor => "more than 60 s of processor time",
            Self::Processes => "more than 500 processes and threads",
            Self::Starts => "more than 2,000 processes or threads started",
            Self::Sockets => "more than 4,500 sockets",
            Self::Disk => "more than 128 MiB of files",
        }
    }

    /// Whether the session is ended when it is reached. Otherwise the subject is told no by the
    /// kernel, and goes on.
    pub fn ends(self) -> bool {
        !matches!(self, Self::Processes | Self::Starts | Self::Disk)
    }

    /// Whether what reaches it goes on making processes.
    pub fn multiplies(self) -> bool {
        matches!(self, Self::Processes | Self::Starts)
    }
}

/// A protection that this machine does not give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// Any isolation: programs run on the bare machine.
    Isolation,
    /// Namespaces: programs run on the machine, with addresses mapped, files guarded and calls traced.
    Namespaces,
    /// Keeping files of the machine from programs, without namespaces.
    Files,
    /// Refusing dangerous system calls.
    SystemCalls,
    /// Bounding the number of processes by the kernel.
    Processes,
    /// Bounding memory by the kernel. It is watched all the same.
    Memory,
}

impl Protection {
    /// Whether it matters only where many programs of others are run, and not to who runs a few at will.
    pub fn concerns_gradings_alone(self) -> bool {
        matches!(self, Self::Memory)
    }
}
