//! What is written to the files of a group, in both versions of control groups.

use crate::world::limits::{MEMORY, TASKS};

/// Most memory of a group in bytes: a quarter above where the watch ends a session, so that the watch,
/// which counts more exactly, usually tells first.
const MOST: u64 = MEMORY / 4 * 5;

/// A file of a group and what is written to it.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) file: &'static str,
    pub(super) value: u64,
    /// Whether a group without it is of no use. The others do not exist on every machine.
    pub(super) needed: bool,
}

const fn setting(file: &'static str, value: u64) -> Setting {
    Setting {
        file,
        value,
        needed: true,
    }
}

const fn if_there_is(file: &'static str, value: u64) -> Setting {
    Setting {
        file,
        value,
        needed: false,
    }
}

/// What the two versions call the same things.
pub(super) struct Version {
    pub(super) memory: &'static [Setting],
    /// The file with a line `oom_kill NUMBER`.
    pub(super) events: &'static str,
}

pub(super) const V2: Version = Version {
    memory: &[
        setting("memory.max", MOST),
        if_there_is("memory.swap.max", 0),
        // All of it is ended at once, as by the watch.
        if_there_is("memory.oom.group", 1),
    ],
    events: "memory.events",
};
pub(super) const V1: Version = Version {
    memory: &[
        setting("memory.limit_in_bytes", MOST),
        // Memory and swap together.
        if_there_is("memory.memsw.limit_in_bytes", MOST),
    ],
    events: "memory.oom_control",
};
/// The same in both.
pub(super) const PIDS: &[Setting] = &[setting("pids.max", TASKS)];
