//! The way into a session's control group, from where groups are made to the program under test.
//!
//! In a world the groups' files are read-only, for the harness too. So the first process of a world opens
//! what the group is entered by while it is still on the machine, and hands the descriptors down, each role
//! to the next. The last one writes to them, of itself, and closes them before it becomes the program. The
//! kernel asks for the permission of who opened the file and not of who writes to it.

use crate::sys;
use rustix::io::{FdFlags, fcntl_setfd};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io;
use std::os::fd::{IntoRawFd, RawFd};
use std::path::PathBuf;

/// What a session needs of its group, with the entrances as files, or as descriptors this process was
/// started with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Gate<Entrance> {
    /// The file that says how many processes the kernel has ended in it.
    pub(super) events: PathBuf,
    pub(super) entrances: Vec<Entrance>,
    /// Whether the number of processes is bounded as well as memory.
    pub(super) bounds_tasks: bool,
}

impl Gate<PathBuf> {
    /// Opens the entrances for this process and all that it starts.
    ///
    /// # Errors
    /// As the system answers; what was opened until then stays open.
    pub(super) fn open(self) -> io::Result<Gate<RawFd>> {
        let entrance = |path: PathBuf| {
            let file = File::options().write(true).open(path)?;
            fcntl_setfd(&file, FdFlags::empty())?;
            Ok(file.into_raw_fd())
        };
        Ok(Gate {
            events: self.events,
            entrances: self.entrances.into_iter().map(entrance).collect::<io::Result<_>>()?,
            bounds_tasks: self.bounds_tasks,
        })
    }
}

/// Moves this process into the groups of these entrances.
///
/// # Errors
/// `ENODEV` where a group is no more, `EACCES` where the machine does not let this process change it.
pub(super) fn enter(entrances: &[RawFd]) -> io::Result<()> {
    // 0 stands for the process that writes.
    entrances
        .iter()
        .try_for_each(|&entrance| sys::write_inherited(entrance, b"0"))
}

/// A session's group as its watch sees it.
#[derive(Debug, Clone, Default)]
pub(crate) struct GroupEvents(Option<PathBuf>);

impl GroupEvents {
    pub(super) fn of(gate: Option<&Gate<RawFd>>) -> Self {
        Self(gate.map(|gate| gate.events.clone()))
    }

    /// How many processes of the group the kernel has ended for the memory they took.
    pub(super) fn ended(&self) -> u64 {
        let text = self.0.as_ref().and_then(|path| fs::read_to_string(path).ok());
        text.as_deref().and_then(ended).unwrap_or(0)
    }
}

/// The line `oom_kill NUMBER` of `memory.events` and `memory.oom_control`.
fn ended(events: &str) -> Option<u64> {
    let number = events.lines().find_map(|line| line.strip_prefix("oom_kill "))?;
    number.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_say_how_many_were_ended() {
        assert_eq!(ended("oom_kill_disable 0\nunder_oom 0\noom_kill 3\n"), Some(3));
        assert_eq!(ended("max 7\noom 2\noom_kill 1\noom_group_kill 1\n"), Some(1));
        assert_eq!(ended("under_oom 0\n"), None);
    }

    #[test]
    fn without_a_group_nothing_is_ended() {
        assert_eq!(GroupEvents::default().ended(), 0);
    }
}
