//! How long a blocked thread will wait, read from the system call it is blocked in.

use super::calls::{Call, TimeOut, known};
use super::files::{is_pipe, opened, socket_time_out};
use crate::proc::{self, Thread};
use rustix::time::{ClockId, clock_gettime};
use std::fmt;
use std::io;
use std::time::Duration;

/// A wait that will end by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// What waits, for people: `python3 in epoll_wait`.
    pub who: String,
    /// The whole length of the wait, from when it was first seen; `None` where the system does not tell.
    pub length: Option<Duration>,
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length {
            Some(length) => write!(f, "{} for {length:?}", self.who),
            None => write!(f, "{}, nobody can tell how long", self.who),
        }
    }
}

/// How a blocked thread's wait can end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wait {
    /// Only by something from outside.
    Forever(Call),
    /// By itself, after this time.
    Timed(Call, Duration),
    /// It is not blocked.
    Running,
    /// Nobody can tell how: in a system call that is not known, or with a time-out that could not be read. It
    /// may end by itself.
    Unknown(String),
}

impl Wait {
    /// Reads what a thread is blocked in.
    ///
    /// # Errors
    /// When the thread has ended, or the system does not let us look (`EPERM`).
    pub(super) fn of(thread: Thread) -> io::Result<Self> {
        Self::parse(&thread.system_call()?, thread)
    }

    /// Whether it lasts until a child goes on as another program, or ends.
    pub(super) fn is_for_child(&self) -> bool {
        matches!(self, Self::Forever(call) if call.is_for_child())
    }

    fn parse(text: &str, thread: Thread) -> io::Result<Self> {
        let mut fields = text.split_ascii_whitespace();
        let number = match fields.next() {
            None | Some("running") => return Ok(Self::Running),
            Some(number) => number.parse::<i64>(),
        };
        let arguments: Vec<u64> = fields
            .map_while(|field| u64::from_str_radix(field.trim_start_matches("0x"), 16).ok())
            .collect();
        let (Ok(number), true) = (number, arguments.len() >= 6) else {
            return Ok(Self::Unknown(text.trim_end().to_owned()));
        };
        let Some((call, timeout)) = known(number) else {
            return Ok(Self::Unknown(format!("system call {number}")));
        };
        Ok(match time_left(&timeout, &arguments, thread) {
            Ok(None) => Self::Forever(call),
            Ok(Some(length)) => Self::Timed(call, length),
            Err(cause) if cause.kind() == io::ErrorKind::PermissionDenied => return Err(cause),
            Err(cause) => Self::Unknown(format!("{call} ({cause})")),
        })
    }
}

fn time_left(timeout: &TimeOut, arguments: &[u64], thread: Thread) -> io::Result<Option<Duration>> {
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
        TimeOut::Realtime(place) => Ok(pointed_to(thread, arguments[place], 1)?.map(|time| until(time, true))),
        TimeOut::FutexWaitv => {
            let time = pointed_to(thread, arguments[3], 1)?;
            Ok(time.map(|time| until(time, arguments[4] == 0)))
        }
        TimeOut::Socket => socket_time_out(thread, arguments[0]),
        TimeOut::Sockets(other) => {
            let [one, other] = [arguments[0], arguments[other]].map(|socket| socket_time_out(thread, socket));
            Ok([one?, other?].into_iter().flatten().min())
        }
        TimeOut::Open { path } => {
            let folder = path.checked_sub(1).map(|place| arguments[place]);
            if is_pipe(&opened(thread, folder, arguments[path])?)? {
                return Ok(None);
            }
            Err(io::Error::other("of a file"))
        }
        TimeOut::Lock if waits_for_lock(arguments[1]) => Ok(None),
        TimeOut::Vfork if arguments[0] & VFORK != 0 => Ok(None),
        TimeOut::Lock | TimeOut::Vfork => Err(io::Error::other("with other arguments than those that block")),
    }
}

/// The flag of `clone` with which the caller waits for the child (`CLONE_VFORK`).
const VFORK: u64 = libc::CLONE_VFORK as u64;

fn waits_for_lock(command: u64) -> bool {
    [libc::F_SETLKW, libc::F_OFD_SETLKW].contains(&(command as u32).cast_signed())
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
fn pointed_to(thread: Thread, address: u64, unit: u64) -> io::Result<Option<Duration>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Thread = Thread {
        process: i32::MAX,
        id: i32::MAX,
    };

    fn parse(text: &str) -> Wait {
        Wait::parse(text, NOBODY).unwrap()
    }

    #[cfg(target_arch = "x86_64")]
    fn call(number: i64) -> Call {
        known(number).unwrap().0
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn a_poll_without_end_waits_forever_and_one_with_an_end_does_not() {
        let forever = "7 0x7ffd 0x1 0xffffffff 0x0 0x0 0x0 0x7ffc 0x7fab\n";
        assert_eq!(parse(forever), Wait::Forever(call(libc::SYS_poll)));
        let second = "7 0x7ffd 0x1 0x3e8 0x0 0x0 0x0 0x7ffc 0x7fab\n";
        assert_eq!(parse(second), Wait::Timed(call(libc::SYS_poll), Duration::from_secs(1)));
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn a_wait_for_a_lock_or_a_child_of_vfork_has_no_end_and_the_same_calls_otherwise_are_unknown() {
        assert_eq!(
            parse("72 0x3 0x7 0x7ffc 0x0 0x0 0x0 0x1 0x2"),
            Wait::Forever(call(libc::SYS_fcntl))
        );
        assert!(matches!(parse("72 0x3 0x4 0x0 0x0 0x0 0x0 0x1 0x2"), Wait::Unknown(_)));
        assert_eq!(
            parse("58 0x0 0x0 0x0 0x0 0x0 0x0 0x1 0x2"),
            Wait::Forever(call(libc::SYS_vfork))
        );
        assert_eq!(
            parse("56 0x4111 0x0 0x0 0x0 0x0 0x0 0x1 0x2"),
            Wait::Forever(call(libc::SYS_clone))
        );
    }

    /// A line of `/proc/PID/syscall` of this very thread.
    #[cfg(target_arch = "x86_64")]
    fn own(number: i64, arguments: [u64; 2]) -> Wait {
        let this = Thread {
            process: i32::try_from(std::process::id()).unwrap(),
            id: i32::try_from(std::process::id()).unwrap(),
        };
        let [first, second] = arguments;
        Wait::parse(
            &format!("{number} {first:#x} {second:#x} 0x0 0x0 0x0 0x0 0x1 0x2"),
            this,
        )
        .unwrap()
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn whoever_reads_a_file_waits_for_a_disk_and_whoever_reads_a_pipe_for_ever() {
        use std::os::fd::AsRawFd;
        let read = |descriptor: &dyn AsRawFd| own(libc::SYS_read, [descriptor.as_raw_fd().cast_unsigned().into(), 0]);
        let (reader, _writer) = std::io::pipe().unwrap();
        assert_eq!(read(&reader), Wait::Forever(call(libc::SYS_read)));
        assert!(matches!(read(&tempfile::tempfile().unwrap()), Wait::Unknown(_)));
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn whoever_opens_a_file_waits_for_a_disk_and_whoever_opens_a_named_pipe_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let [pipe, file] = ["pipe", "file"].map(|name| folder.path().join(name));
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR,
            0,
        )
        .unwrap();
        std::fs::write(&file, "").unwrap();
        let open = |path: &std::path::Path| {
            let path = std::ffi::CString::new(path.as_os_str().as_encoded_bytes()).unwrap();
            let here = u64::from(libc::AT_FDCWD.cast_unsigned());
            own(libc::SYS_openat, [here, path.as_ptr() as u64])
        };
        assert_eq!(open(&pipe), Wait::Forever(call(libc::SYS_openat)));
        assert!(matches!(open(&file), Wait::Unknown(_)));
    }

    #[test]
    fn a_running_thread_and_an_unknown_call_prove_nothing() {
        assert_eq!(parse("running\n"), Wait::Running);
        assert!(matches!(
            parse("99999 0x0 0x0 0x0 0x0 0x0 0x0 0x1 0x2"),
            Wait::Unknown(_)
        ));
        assert!(matches!(parse("-1 0x1 0x2"), Wait::Unknown(_)));
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn a_socket_that_cannot_be_looked_at_may_have_a_time_out() {
        assert!(matches!(parse("45 0x3 0x0 0x0 0x0 0x0 0x0 0x1 0x2"), Wait::Unknown(_)));
    }
}
