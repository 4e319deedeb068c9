//! The subject's processes, as `/proc` shows them.

use super::stat::{Stat, TICK_US};
use crate::sys;
use rustix::io::Errno;
use rustix::process::{WaitId, WaitIdOptions, waitid};
use std::fs;
use std::io;
use std::path::Path;

/// The descendants of this process, whoever their parents were: as PID 1 of the world, or as
/// subreaper, it inherits the orphans.
pub(crate) fn descendants() -> io::Result<Vec<i32>> {
    let own = std::process::id().cast_signed();
    let mut processes: Vec<(i32, i32)> = Vec::new();
    for entry in fs::read_dir("/proc")? {
        if let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse().ok())
            && id != own
            && let Some(Stat { parent, .. }) = Stat::of(id)
        {
            processes.push((id, parent));
        }
    }
    let mut tree = vec![own];
    let mut grown = 0;
    while grown < tree.len() {
        let parent = tree[grown];
        tree.extend(
            processes
                .iter()
                .filter(|process| process.1 == parent)
                .map(|process| process.0),
        );
        grown += 1;
    }
    tree.remove(0);
    tree.sort_unstable();
    Ok(tree)
}

/// In a PID namespace of its own, every process but the first is the subject's: quicker than
/// following who started whom.
pub(crate) fn all_but_this() -> Vec<i32> {
    let own = std::process::id().cast_signed();
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|process| *process != own)
        .collect()
}

/// The processor time that a process has used, and the children it waited for, in microseconds.
///
/// Its own is exact; that of its children is in the kernel's ticks of 10 ms. Nobody counts the children of a process that
/// asked not to be told of their end.
pub(crate) fn cpu_us(process: i32) -> u64 {
    let ticks = Stat::of(process).map_or(0, |stat| stat.children_ticks);
    sys::process_cpu_us(process).unwrap_or(0) + ticks * TICK_US
}

/// Whether this process has no descendants, dead ones that were not waited for included.
///
/// The list of processes can miss one that is started while it is read, and whose parent ends before it
/// is looked at. This cannot: as PID 1 of the world, or as subreaper, this process becomes the parent of
/// an orphan at the moment at which its parent ends.
pub(crate) fn childless() -> bool {
    let any = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    matches!(waitid(WaitId::All, any), Err(Errno::CHILD))
}

/// The id last given to a process or thread of this PID namespace: the last field of `/proc/loadavg`.
pub(crate) fn last_id() -> Option<u64> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.trim_end().rsplit(' ').next()?.parse().ok()
}

/// Whether there is such a process.
pub(crate) fn exists(process: u32) -> bool {
    Path::new(&format!("/proc/{process}")).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_among_the_descendants() {
        let mut child = std::process::Command::new("cat")
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        assert!(descendants().unwrap().contains(&child.id().cast_signed()));
        drop(child.stdin.take());
        child.wait().unwrap();
    }
}
