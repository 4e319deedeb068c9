//! The descriptors that the subject's processes hold.

use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags, pidfd_getfd, pidfd_open};
use std::collections::HashSet;
use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

/// The inodes of the sockets that some processes hold.
pub(crate) fn socket_inodes(processes: &[i32]) -> HashSet<u32> {
    let descriptors = processes
        .iter()
        .filter_map(|process| fs::read_dir(format!("/proc/{process}/fd")).ok());
    descriptors
        .flatten()
        .flatten()
        .filter_map(|entry| inode_behind(&entry.path()))
        .collect()
}

/// The inode of the socket that a process, or a thread, knows by this descriptor, if it is one.
#[cfg(target_arch = "x86_64")]
pub(crate) fn socket_inode(id: i32, descriptor: i32) -> Option<u32> {
    inode_behind(Path::new(&format!("/proc/{id}/fd/{descriptor}")))
}

fn inode_behind(link: &Path) -> Option<u32> {
    let target = fs::read_link(link).ok()?;
    target
        .to_str()?
        .strip_prefix("socket:[")?
        .strip_suffix(']')?
        .parse()
        .ok()
}

/// Whether one of a process's descriptors is a timer that will fire (`timerfd`), with the time left
/// in microseconds; the shortest of them.
pub(crate) fn shortest_timerfd_us(process: i32) -> Option<u64> {
    let descriptors = fs::read_dir(format!("/proc/{process}/fd")).ok()?;
    descriptors
        .flatten()
        .filter(|entry| fs::read_link(entry.path()).is_ok_and(|target| target == Path::new("anon_inode:[timerfd]")))
        .filter_map(|entry| {
            let info = fs::read_to_string(format!("/proc/{process}/fdinfo/{}", entry.file_name().to_str()?)).ok()?;
            time_left_us(&info)
        })
        .min()
}

/// Reads `it_value: (seconds, nanoseconds)`; zero means disarmed.
fn time_left_us(info: &str) -> Option<u64> {
    let value = info.lines().find_map(|line| line.strip_prefix("it_value:"))?;
    let (seconds, nanoseconds) = value.trim().trim_matches(['(', ')']).split_once(',')?;
    let left = seconds.trim().parse::<u64>().ok()? * 1_000_000 + nanoseconds.trim().parse::<u64>().ok()? / 1000;
    (left > 0).then_some(left)
}

/// A duplicate of one of a process's descriptors.
///
/// # Errors
/// Where it has none such, or the system does not let us have it (`EPERM`).
pub(crate) fn duplicate(process: Pid, descriptor: i32) -> io::Result<OwnedFd> {
    let process = pidfd_open(process, PidfdFlags::empty())?;
    Ok(pidfd_getfd(&process, descriptor, PidfdGetfdFlags::empty())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disarmed_timer_has_no_time_left() {
        assert_eq!(time_left_us("clockid: 1\nit_value: (0, 0)\n"), None);
        assert_eq!(
            time_left_us("it_value: (1, 500000000)\nit_interval: (0, 0)"),
            Some(1_500_000)
        );
    }
}
