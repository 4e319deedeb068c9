//! Control groups: the kernel's own bound on what a session takes, where the machine delegates some.
//!
//! [`super::watch`] ends what takes too much, but looks only some times a second. A group of the session's
//! own bounds its memory a little above that, and its processes, before anything is taken. In it are the
//! programs under test alone: whatever the kernel ends there, it is none of the harness.
//!
//! Groups are made below the group this process is in, with plain writes to files, as the kernel's
//! `admin-guide/cgroup-v2.rst` and `admin-guide/cgroup-v1/` describe them. Whatever fails on the way means
//! that there are no groups; what fails for a session alone is counted, to be told at the end.

mod settings;

use self::settings::{PIDS, Setting, V1, V2};
use super::gate::Gate;
use super::own_group;
use crate::proc;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// What names all groups made here: `salon-PID-NUMBER`.
const PREFIX: &str = "salon-";
/// The numbers of the group this process moves itself into, if it must, and of one that is made to see whether
/// one can be. Those of sessions follow.
const OWN: u64 = 0;
const TRIAL: u64 = 1;

/// A hierarchy of groups: version 2 has one, version 1 has one for each controller.
#[derive(Debug)]
struct Hierarchy {
    /// The folder in which groups are made.
    parent: PathBuf,
    settings: &'static [&'static [Setting]],
}

impl Hierarchy {
    /// Makes a group.
    fn make(&self, name: &str) -> io::Result<PathBuf> {
        let folder = self.parent.join(name);
        fs::create_dir(&folder)?;
        for setting in self.settings.iter().copied().flatten() {
            let written = fs::write(folder.join(setting.file), setting.value.to_string());
            if let Err(error) = written
                && setting.needed
            {
                let _ = fs::remove_dir(&folder);
                return Err(error);
            }
        }
        Ok(folder)
    }

    /// Whether a group can be made.
    fn works(&self) -> bool {
        self.make(&name(TRIAL))
            .is_ok_and(|folder| fs::remove_dir(folder).is_ok())
    }
}

/// The groups that this process may make.
#[derive(Debug)]
pub struct Groups {
    /// Memory is bounded in the first.
    hierarchies: Vec<Hierarchy>,
    events: &'static str,
    bound_tasks: bool,
    made: AtomicU64,
    /// Sessions for which none could be made any more.
    failed: AtomicU64,
    /// Folders of groups in which something was not quite dead when their session ended.
    left: Mutex<Vec<PathBuf>>,
}

/// The groups that this process may make, found at the first call; `None` where the machine delegates none.
///
/// In version 2 this process may move itself into a group below its own: of a group with processes in it
/// the kernel divides nothing between groups below.
pub fn groups() -> Option<&'static Groups> {
    static FOUND: OnceLock<Option<Groups>> = OnceLock::new();
    FOUND.get_or_init(Groups::find).as_ref()
}

impl Groups {
    fn find() -> Option<Self> {
        let of_process = fs::read_to_string("/proc/self/cgroup").ok()?;
        let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
        let own = |controller| own_group::folder(&of_process, &mounts, controller);
        own(None)
            .and_then(Self::version_2)
            .or_else(|| Self::version_1(own(Some("memory"))?, own(Some("pids"))))
    }

    fn version_2(own: PathBuf) -> Option<Self> {
        remove_those_of_the_dead(&own);
        let controllers = own_group::share_out(&own, &name(OWN), &["memory", "pids"])?;
        let bound_tasks = controllers.contains(&"pids");
        let hierarchy = Hierarchy {
            parent: own,
            settings: if bound_tasks { &[V2.memory, PIDS] } else { &[V2.memory] },
        };
        Self::that_work(vec![hierarchy], V2.events, bound_tasks)
    }

    fn version_1(memory: PathBuf, pids: Option<PathBuf>) -> Option<Self> {
        remove_those_of_the_dead(&memory);
        let mut hierarchies = vec![Hierarchy {
            parent: memory,
            settings: &[V1.memory],
        }];
        // Mounted together they are one folder.
        if let Some(parent) = pids {
            remove_those_of_the_dead(&parent);
            if parent == hierarchies[0].parent {
                hierarchies[0].settings = &[V1.memory, PIDS];
            } else {
                let pids = Hierarchy {
                    parent,
                    settings: &[PIDS],
                };
                hierarchies.extend(pids.works().then_some(pids));
            }
        }
        let settings: usize = hierarchies.iter().map(|hierarchy| hierarchy.settings.len()).sum();
        Self::that_work(hierarchies, V1.events, settings > 1)
    }

    fn that_work(hierarchies: Vec<Hierarchy>, events: &'static str, bound_tasks: bool) -> Option<Self> {
        hierarchies[0].works().then(|| Self {
            hierarchies,
            events,
            bound_tasks,
            made: AtomicU64::new(TRIAL),
            failed: AtomicU64::new(0),
            left: Mutex::default(),
        })
    }

    /// For how many sessions no group could be made, though others had one: what the programs took was watched, and not
    /// bounded by the kernel.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// A group for a session; `None` where the machine does not give one any more, which is counted.
    pub(super) fn make(&'static self) -> Option<Group> {
        self.remove_left();
        let made = self.try_make();
        if made.is_none() {
            self.failed.fetch_add(1, Ordering::Relaxed);
        }
        made
    }

    fn try_make(&'static self) -> Option<Group> {
        let name = name(self.made.fetch_add(1, Ordering::Relaxed) + 1);
        let mut group = Group {
            groups: self,
            folders: Vec::new(),
        };
        for hierarchy in &self.hierarchies {
            group.folders.push(hierarchy.make(&name).ok()?);
        }
        Some(group)
    }

    fn remove_left(&self) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.retain(|folder| !removed(folder));
    }
}

/// The group of one session, one folder in each hierarchy; removed when dropped.
#[derive(Debug)]
pub(super) struct Group {
    groups: &'static Groups,
    folders: Vec<PathBuf>,
}

impl Group {
    /// What the session needs of it.
    pub(super) fn gate(&self) -> Gate<PathBuf> {
        Gate {
            events: self.folders[0].join(self.groups.events),
            entrances: self.folders.iter().map(|folder| folder.join("cgroup.procs")).collect(),
            bounds_tasks: self.groups.bound_tasks,
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let mut left = self.groups.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.extend(self.folders.drain(..));
        drop(left);
        self.groups.remove_left();
    }
}

fn name(number: u64) -> String {
    format!("{PREFIX}{}-{number}", process::id())
}

/// Removes a group. Not while something in it is about to end (`EBUSY`); that is no reason to wait.
fn removed(folder: &Path) -> bool {
    match fs::remove_dir(folder) {
        Err(error) => error.kind() == ErrorKind::NotFound,
        Ok(()) => true,
    }
}

/// Removes what harnesses left that were killed. A group that is in use cannot be removed.
fn remove_those_of_the_dead(parent: &Path) {
    let own = process::id();
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let maker = entry.file_name().to_str().and_then(maker);
        if maker.is_some_and(|maker| maker == own || !proc::exists(maker)) {
            removed(&entry.path());
        }
    }
}

/// The process that made a group of this name.
fn maker(name: &str) -> Option<u32> {
    let (maker, number) = name.strip_prefix(PREFIX)?.split_once('-')?;
    number.parse::<u64>().ok()?;
    maker.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_groups_named_as_ours_are_ours() {
        assert_eq!(maker(&name(7)), Some(process::id()));
        for other in ["salon-", "salon-7", "salon-x-1", "salon-7-x", "user-7-1"] {
            assert_eq!(maker(other), None, "{other}");
        }
    }

    #[test]
    fn groups_of_processes_that_are_no_more_are_removed_and_no_others() {
        let parent = tempfile::tempdir().unwrap();
        // No process has this id: it is above the highest that Linux gives (`PID_MAX_LIMIT`).
        let (dead, alive, other) = ("salon-4194305-1", "salon-1-1", "other");
        for name in [dead, alive, other] {
            fs::create_dir(parent.path().join(name)).unwrap();
        }
        remove_those_of_the_dead(parent.path());
        let left = |name| parent.path().join(name).exists();
        assert_eq!((left(dead), left(alive), left(other)), (false, true, true));
    }
}
