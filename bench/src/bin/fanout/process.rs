//! Processor time and memory of a process and its descendants, as `/proc` tells them.

use std::fs;
use std::time::Duration;

use rustix::process::{Resource, getrlimit, setrlimit};

use super::Result;

/// Descriptors that a program needs beside those of its clients.
const OTHERS: u64 = 64;

/// Lets this program, and those it starts, have so many connections.
pub(super) fn allow_descriptors(clients: usize) -> Result<()> {
    let needed = clients as u64 + OTHERS;
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= needed) {
        return Ok(());
    }
    if let Some(maximum) = limit.maximum
        && maximum < needed
    {
        return Err(
            format!("{clients} clients need {needed} descriptors, and {maximum} are allowed (ulimit -Hn)").into(),
        );
    }
    limit.current = Some(needed);
    Ok(setrlimit(Resource::Nofile, limit)?)
}

/// A process and its descendants.
pub(super) fn tree(process: u32) -> Vec<u32> {
    let mut all = vec![process];
    let mut next = 0;
    while let Some(&process) = all.get(next) {
        next += 1;
        for task in tasks(process) {
            let children = fs::read_to_string(format!("{task}/children")).unwrap_or_default();
            all.extend(
                children
                    .split_whitespace()
                    .filter_map(|child| child.parse::<u32>().ok()),
            );
        }
    }
    all
}

/// How long these processes have kept a processor busy, themselves and in the system.
pub(super) fn processor_time(process: u32) -> Result<Duration> {
    let mut total = Duration::ZERO;
    for process in tree(process) {
        for task in tasks(process) {
            // A task may end meanwhile.
            let times = fs::read_to_string(format!("{task}/schedstat")).unwrap_or_default();
            let nanoseconds = times.split_whitespace().next().and_then(|time| time.parse().ok());
            total += Duration::from_nanos(nanoseconds.unwrap_or(0));
        }
    }
    if total.is_zero() {
        return Err(format!("the system does not tell the processor time of process {process}").into());
    }
    Ok(total)
}

/// The memory of these processes that is in use, in kilobytes.
pub(super) fn resident(process: u32) -> u64 {
    tree(process).into_iter().map(resident_alone).sum()
}

fn resident_alone(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let value = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    value
        .and_then(|value| value.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

fn tasks(process: u32) -> Vec<String> {
    let entries = fs::read_dir(format!("/proc/{process}/task"));
    let entries = entries.into_iter().flatten().flatten();
    entries.map(|entry| entry.path().display().to_string()).collect()
}
