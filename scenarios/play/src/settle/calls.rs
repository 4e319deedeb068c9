//! The system calls in which threads block, and where each keeps its time-out.

use std::fmt;

/// A system call that is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Call {
    number: i64,
    name: &'static str,
}

impl Call {
    /// Whether it may last until a child goes on as another program, or ends.
    pub(super) fn is_for_child(self) -> bool {
        #[cfg(target_arch = "x86_64")]
        if self.number == libc::SYS_vfork {
            return true;
        }
        self.number == libc::SYS_clone
    }

    /// Whether it is the plain `read` with which programs wait for what is typed.
    pub(super) fn is_read(self) -> bool {
        self.number == libc::SYS_read
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Where a system call keeps its time-out.
pub(super) enum TimeOut {
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
    /// The same with a time of the real-time clock, absolute.
    Realtime(usize),
    /// `futex_waitv`: an absolute time in argument 3, its clock in argument 4.
    FutexWaitv,
    /// In the sockets named by the first and by this argument (`SO_RCVTIMEO`, `SO_SNDTIMEO`). A file is no wait: it ends
    /// when the disk, or another machine, has answered.
    Sockets(usize),
    /// In the socket named by the first argument.
    Socket,
    /// The path in this argument, relative to the folder in the argument before, if any: of a named pipe it waits
    /// without end, until the other side is opened; of a file until the disk has answered.
    Open {
        path: usize,
    },
    /// `fcntl`: it waits for locks alone, and without end.
    Lock,
    /// `clone`: it waits where it was asked to, until the child goes on as another program, or ends.
    Vfork,
}

/// The call of this number, if it is one of those in which threads block that are understood. A thread in any other
/// may go on by itself at any time, for all we know.
pub(super) fn known(number: i64) -> Option<(Call, TimeOut)> {
    let (name, timeout) = name_and_time_out(number)?;
    Some((Call { number, name }, timeout))
}

fn name_and_time_out(number: i64) -> Option<(&'static str, TimeOut)> {
    use TimeOut::{
        ClockSleep, Futex, FutexWaitv, Lock, Milliseconds, None, Open, Realtime, Relative, Socket, Sockets, Vfork,
    };
    #[cfg(target_arch = "x86_64")]
    match number {
        libc::SYS_poll => return Some(("poll", Milliseconds(2))),
        libc::SYS_select => return Some(("select", TimeOut::Timeval(4))),
        libc::SYS_epoll_wait => return Some(("epoll_wait", Milliseconds(3))),
        libc::SYS_pause => return Some(("pause", None)),
        libc::SYS_vfork => return Some(("vfork", None)),
        libc::SYS_open => return Some(("open", Open { path: 0 })),
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
        libc::SYS_recvmmsg => ("recvmmsg", Socket),
        libc::SYS_sendmmsg => ("sendmmsg", Socket),
        libc::SYS_sendfile => ("sendfile", Sockets(1)),
        libc::SYS_splice => ("splice", Sockets(2)),
        libc::SYS_tee => ("tee", None),
        libc::SYS_vmsplice => ("vmsplice", None),
        libc::SYS_preadv2 => ("preadv2", Socket),
        libc::SYS_pwritev2 => ("pwritev2", Socket),
        libc::SYS_fcntl => ("fcntl", Lock),
        libc::SYS_clone => ("clone", Vfork),
        libc::SYS_openat => ("openat", Open { path: 1 }),
        libc::SYS_openat2 => ("openat2", Open { path: 1 }),
        libc::SYS_futex_waitv => ("futex_waitv", FutexWaitv),
        libc::SYS_io_getevents => ("io_getevents", Relative(4)),
        libc::SYS_semop => ("semop", None),
        libc::SYS_semtimedop => ("semtimedop", Relative(3)),
        libc::SYS_msgrcv => ("msgrcv", None),
        libc::SYS_msgsnd => ("msgsnd", None),
        libc::SYS_mq_timedreceive => ("mq_receive", Realtime(4)),
        libc::SYS_mq_timedsend => ("mq_send", Realtime(4)),
        _ => return Option::None,
    })
}
