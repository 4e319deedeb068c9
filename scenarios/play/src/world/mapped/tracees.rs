//! Whom the tracer traces.

use super::calls::Entered;
use crate::proc;
use rustix::process::{Pid, getpgid};
use std::collections::HashMap;

/// A thread that is traced.
#[derive(Debug)]
pub(super) struct Tracee {
    /// Its process.
    pub(super) process: i32,
    /// The process that was started by the session, of which it comes.
    pub(super) root: i32,
    /// Whether it has gone on since it is traced: before, it is stopped only to be taken up.
    pub(super) begun: bool,
    /// The call it is in, where something is to be done when that is over.
    pub(super) entered: Option<Entered>,
}

/// All of them, by their ids.
#[derive(Debug, Default)]
pub(super) struct Tracees(HashMap<i32, Tracee>);

impl Tracees {
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    pub(super) fn knows(&self, thread: i32) -> bool {
        self.0.contains_key(&thread)
    }

    pub(super) fn add_root(&mut self, process: i32) {
        self.0.insert(
            process,
            Tracee {
                process,
                root: process,
                begun: false,
                entered: None,
            },
        );
    }

    /// A thread that was started by one that is known, or by one that has ended since.
    pub(super) fn learn(&mut self, thread: i32, starter: Option<i32>) {
        if self.knows(thread) {
            return;
        }
        let process = proc::process_of(thread.cast_unsigned()).map_or(thread, Pid::as_raw_pid);
        let parent = proc::Stat::of(process).map(|stat| stat.parent);
        let relatives = [Some(process), starter, parent];
        let root = relatives
            .into_iter()
            .flatten()
            .find_map(|relative| Some(self.0.get(&relative)?.root));
        // Of the orphans of ended ones nothing more is known: they are of the first that there is.
        let root = root
            .or_else(|| self.0.values().map(|tracee| tracee.root).min())
            .unwrap_or(process);
        self.0.insert(
            thread,
            Tracee {
                process,
                root,
                begun: true,
                entered: None,
            },
        );
    }

    pub(super) fn get(&mut self, thread: i32) -> Option<&mut Tracee> {
        self.0.get_mut(&thread)
    }

    pub(super) fn forget(&mut self, thread: i32) {
        self.0.remove(&thread);
    }

    /// Whether a number by which a call aims at a process, a thread or a group aims at none but these. 0 is the one
    /// that calls, and is not asked for here.
    pub(super) fn may_be_aimed_at(&self, target: i32) -> bool {
        match target {
            // Every process of the user.
            -1 | i32::MIN => false,
            ..0 => self.has_group(-target),
            _ => self.has_process(target),
        }
    }

    pub(super) fn has_process(&self, target: i32) -> bool {
        self.knows(target) || self.0.values().any(|tracee| tracee.process == target)
    }

    /// A group is within one session, and each of these sessions was begun by one of them.
    pub(super) fn has_group(&self, group: i32) -> bool {
        let of = |process| {
            let pid = Pid::from_raw(process)?;
            getpgid(Some(pid)).ok()
        };
        self.0
            .values()
            .any(|tracee| of(tracee.process).is_some_and(|pid| pid.as_raw_pid() == group))
    }
}
