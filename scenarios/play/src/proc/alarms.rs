//! Timers that end in a signal: `alarm`, `setitimer` and POSIX timers. The kernel does not tell how long they
//! still run.

use std::fs;

const SIGALRM: u64 = 1 << 13;
/// Nobody handles these two but a runtime that handles every signal it can, as Go's does: that it handles SIGALRM
/// tells nothing.
const ODD_ONES: u64 = 1 << 15 | 1 << 29;

/// Whether a process may be woken by a timer that nobody can see: it handles SIGALRM, or has POSIX timers.
///
/// Since Linux 2.6.17 the field of `stat` for `ITIMER_REAL` is always 0, and nothing else shows one.
pub(crate) fn may_be_alarmed(process: i32) -> bool {
    let handles = fs::read_to_string(format!("/proc/{process}/status")).is_ok_and(|status| handles_alarm(&status));
    // The file lists timers that are not armed, too.
    handles || fs::read_to_string(format!("/proc/{process}/timers")).is_ok_and(|timers| !timers.trim().is_empty())
}

fn handles_alarm(status: &str) -> bool {
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    caught.is_some_and(|caught| caught & SIGALRM != 0 && caught & ODD_ONES != ODD_ONES)
}

#[cfg(test)]
mod tests {
    use super::handles_alarm;

    #[test]
    fn who_handles_alarms_may_be_alarmed_and_a_runtime_that_handles_all_signals_is_not_meant() {
        assert!(handles_alarm("SigIgn:\t0000000001001000\nSigCgt:\t0000000000002002\n"));
        assert!(!handles_alarm("SigCgt:\t0000000000000002\n"));
        assert!(!handles_alarm("SigCgt:\tfffffffd7fc1feff\n"));
    }
}
