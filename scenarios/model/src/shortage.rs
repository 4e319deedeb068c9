//! What a machine has little of.

use std::path::PathBuf;

/// Something of which this machine has less than the sessions of a grading may want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shortage {
    /// Pseudo-terminals.
    Terminals {
        /// That nobody has.
        free: u64,
        /// That the sessions may want at once.
        wanted: u64,
    },
    /// Open files of this process.
    Descriptors {
        /// That it may have.
        most: u64,
        /// That the sessions may want at once.
        wanted: u64,
    },
    /// Memory, in bytes.
    Memory {
        /// That programs can have without others having to give way.
        free: u64,
        /// That ordinary programs want at once.
        wanted: u64,
    },
    /// Control groups: for some sessions none could be made.
    Groups {
        /// How many.
        sessions: u64,
    },
    /// Room for results on a disk, in bytes.
    Disk {
        /// Where.
        folder: PathBuf,
        /// That is left to this user.
        free: u64,
    },
}
