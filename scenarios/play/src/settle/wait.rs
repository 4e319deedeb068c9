//! How long a blocked thread will wait, read from the system call it is blocked in.

use crate::proc::{self, Thread};
use rustix::net::sockopt::{Timeout, socket_timeout};
use rustix::process::Pid;
use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// A wait that will end by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// What waits, for people: `python3 in epoll_wait`.
    pub who: String,
    /// The whole length of the wait, from when it was first seen.
    pub length: Duration,
}

/// How a blocked thread's wait can end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wait {
    /// Only by something from outside.
    Forever(&'static str),
    /// By itself, after this time.
    Timed(&'static str, Duration),
    /// It is not blocked.
    Running,
    /// In a way we cannot tell: an unknown system call, or memory we may not read.
    Unknown(String),
}

/// Where a system call keeps its time-out.
enum TimeOut {
    None,
    /// An `int` of milliseconds in this argument, negative for none.
    Milliseconds(usize),
    /// A pointer in this argument to a relative `timespec`, null for none.
    Relative(usize),
    /// A pointer in this argument to a `timeval`, null for none.
    Timeval(usize),
    /// `clock_nanosleep`: clock, flags, time.
    ClockSleep,
    /// `futex`: the operation says what the time means.
    Futex,
    /// In the socket named by the first argument (`SO_RCVTIMEO`, `SO_SNDTIMEO`).
    Socket,
}

/// The calls in which programs of the lab block, with their names.
fn known(number: i64) -> Option<(&'static str, TimeOut)> {
    use TimeOut::{ClockSleep, Futex, Milliseconds, None, Relative, Socket};
    #[cfg(target_arch = "x86_64")]
    match number {
        libc::SYS_poll => return Some(("poll", Milliseconds(2))),
        libc::SYS_select => return Some(("select", TimeOut::Timeval(4))),
        libc::SYS_epoll_wait => return Some(("epoll_wait", Milliseconds(3))),
        libc::SYS_pause => return Some(("pause", None)),
        _ => {}
    }
    Some(match number {
        libc::SYS_epoll_pwait => ("epoll_pwait", Milliseconds(3)),
        libc::SYS_epoll_pwait2 => ("epoll_pwait2", Relative(3)),
        libc::SYS_ppoll => ("ppoll", Relative(2)),
        libc::SYS_pselect6 => ("pselect", Relative(4)),
        libc::SYS_futex => ("futex", Futex),
        libc::SYS_nanosleep => ("nanosleep", Relative(0)),
        libc::SYS_clock_nanosleep => ("clock_nanosleep", ClockSleep),
        libc::SYS_read => ("read", Socket),
        libc::SYS_readv => ("readv", Socket),
        libc::SYS_write => ("write", Socket),
        libc::SYS_writev => ("writev", Socket),
        libc::SYS_recvfrom => ("recv", Socket),
        libc::SYS_recvmsg => ("recvmsg", Socket),
        libc::SYS_sendto => ("send", Socket),
        libc::SYS_sendmsg => ("sendmsg", Socket),
        libc::SYS_accept | libc::SYS_accept4 => ("accept", Socket),
        libc::SYS_connect => ("connect", Socket),
        libc::SYS_wait4 => ("wait4", None),
        libc::SYS_waitid => ("waitid", None),
        libc::SYS_rt_sigsuspend => ("sigsuspend", None),
        libc::SYS_rt_sigtimedwait => ("sigtimedwait", Relative(2)),
        libc::SYS_flock => ("flock", None),
        _ => return Option::None,
    })
}

impl Wait {
    /// Reads what a thread is blocked in.
    ///
    /// # Errors
    /// When the thread has ended, or the system does not let us look (`EPERM`).
    pub(super) fn of(thread: Thread) -> std::io::Result<Self> {
        Ok(Self::parse(&thread.system_call()?, thread))
    }

    fn parse(text: &str, thread: Thread) -> Self {
        let mut fields = text.split_ascii_whitespace();
        let number = match fields.next() {
            None | Some("running") => return Self::Running,
            Some(number) => number.parse::<i64>(),
        };
        let arguments: Vec<u64> = fields
            .map_while(|field| u64::from_str_radix(field.trim_start_matches("0x"), 16).ok())
            .collect();
        let (Ok(number), true) = (number, arguments.len() >= 6) else {
            return Self::Unknown(text.trim_end().to_owned());
        };
        let Some((name, timeout)) = known(number) else {
            return Self::Unknown(format!("system call {number}"));
        };
        match time_left(&timeout, &arguments, thread) {
            Ok(None) => Self::Forever(name),
            Ok(Some(length)) => Self::Timed(name, length),
            Err(cause) => Self::Unknown(format!("{name} ({cause})")),
        }
    }
}

fn time_left(timeout: &TimeOut, arguments: &[u64], thread: Thread) -> std::io::Result<Option<Duration>> {
    match *timeout {
        TimeOut::None => Ok(None),
        // The kernel hands an int on as 64 bits; only the low half is the argument.
        TimeOut::Milliseconds(place) => Ok(u64::try_from((arguments[place] as u32).cast_signed())
            .ok()
            .map(Duration::from_millis)),
        TimeOut::Relative(place) => pointed_to(thread, arguments[place], 1),
        TimeOut::Timeval(place) => pointed_to(thread, arguments[place], 1000),
        TimeOut::ClockSleep => {
            let absolute = arguments[1] & 1 == 1;
            let time = pointed_to(thread, arguments[2], 1)?;
            let realtime = arguments[0] == 0;
            Ok(time.map(|time| if absolute { until(time, realtime) } else { time }))
        }
        TimeOut::Futex => {
            // FUTEX_WAIT is 0 and relative; FUTEX_WAIT_BITSET is 9, FUTEX_LOCK_PI 6, LOCK_PI2 13, all
            // absolute; 256 is FUTEX_CLOCK_REALTIME, which LOCK_PI implies (futex(2)).
            let operation = arguments[1] & 0x7f;
            let time = pointed_to(thread, arguments[3], 1)?;
            let realtime = arguments[1] & 256 != 0 || operation == 6;
            Ok(time.map(|time| if operation == 0 { time } else { until(time, realtime) }))
        }
        TimeOut::Socket => Ok(socket_time_out(thread, arguments[0])),
    }
}

fn until(time: Duration, realtime: bool) -> Duration {
    let clock = if realtime {
        ClockId::Realtime
    } else {
        ClockId::Monotonic
    };
    let now = clock_gettime(clock);
    let now = Duration::new(now.tv_sec.cast_unsigned(), u32::try_from(now.tv_nsec).unwrap_or(0));
    time.saturating_sub(now)
}

/// The time at an address of the thread's memory: seconds, and a fraction in units of `unit`
/// nanoseconds.
fn pointed_to(thread: Thread, address: u64, unit: u64) -> std::io::Result<Option<Duration>> {
    if address == 0 {
        return Ok(None);
    }
    let mut bytes = [0; 16];
    proc::read_memory(thread.process.cast_unsigned(), address, &mut bytes)?;
    let [seconds, fraction] = [&bytes[..8], &bytes[8..]].map(|half| {
        half.iter()
            .rev()
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    });
    let nanoseconds = u32::try_from(fraction.saturating_mul(unit))
        .unwrap_or(u32::MAX)
        .min(999_999_999);
    Ok(Some(Duration::new(seconds, nanoseconds)))
}

/// The time-out set on a socket of the subject; none where the descriptor is no socket.
fn socket_time_out(thread: Thread, descriptor: u64) -> Option<Duration> {
    let socket = proc::duplicate(Pid::from_raw(thread.process)?, i32::try_from(descriptor).ok()?)?;
    let receive = socket_timeout(&socket, Timeout::Recv).ok()?;
    let send = socket_timeout(&socket, Timeout::Send).ok()?;
    [receive, send].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Thread = Thread {
        process: i32::MAX,
        id: i32::MAX,
    };

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn a_poll_without_end_waits_forever_and_one_with_an_end_does_not() {
        let forever = "7 0x7ffd 0x1 0xffffffff 0x0 0x0 0x0 0x7ffc 0x7fab\n";
        assert_eq!(Wait::parse(forever, NOBODY), Wait::Forever("poll"));
        let second = "7 0x7ffd 0x1 0x3e8 0x0 0x0 0x0 0x7ffc 0x7fab\n";
        assert_eq!(Wait::parse(second, NOBODY), Wait::Timed("poll", Duration::from_secs(1)));
    }

    #[test]
    fn a_running_thread_and_an_unknown_call_prove_nothing() {
        assert_eq!(Wait::parse("running\n", NOBODY), Wait::Running);
        assert!(matches!(
            Wait::parse("99999 0x0 0x0 0x0 0x0 0x0 0x0 0x1 0x2", NOBODY),
            Wait::Unknown(_)
        ));
        assert!(matches!(Wait::parse("-1 0x1 0x2", NOBODY), Wait::Unknown(_)));
    }
}
