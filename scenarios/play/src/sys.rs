//! The system calls that no safe crate wraps.

#[cfg(target_arch = "x86_64")]
pub(crate) mod trace;

use rustix::io::Errno;
use rustix::ioctl::{Opcode, Updater, ioctl, opcode};
use rustix::process::Pid;
use rustix::thread::UnshareFlags;
use seccompiler::sock_filter;
use std::ffi::CString;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Proof that this process has one thread.
#[derive(Debug)]
pub(super) struct OneThread(());

/// Leaves the machine's user, network, mount, PID, IPC and UTS namespaces.
///
/// # Errors
/// `EINVAL` in a process with threads, `EPERM` or `ENOSPC` where the machine forbids it.
pub(super) fn leave_namespaces() -> io::Result<OneThread> {
    let flags = UnshareFlags::NEWUSER
        | UnshareFlags::NEWNET
        | UnshareFlags::NEWNS
        | UnshareFlags::NEWPID
        | UnshareFlags::NEWIPC
        | UnshareFlags::NEWUTS;
    // SAFETY: the unsafety of `unshare` lies in CLONE_FILES, which would part the descriptor tables of threads; it
    // is not asked for.
    unsafe { rustix::thread::unshare_unsafe(flags) }?;
    // A process with threads may not leave its user namespace.
    Ok(OneThread(()))
}

/// Leaves the network namespace for a new one.
///
/// # Errors
/// `EPERM` without privileges in one's user namespace, `ENOSPC` where the machine has its limit of them.
pub(super) fn leave_network() -> io::Result<()> {
    // SAFETY: as above.
    unsafe { rustix::thread::unshare_unsafe(UnshareFlags::NEWNET) }.map_err(io::Error::from)
}

/// Goes on as two processes: `None` in the new one, and in the old one the other's number.
///
/// # Errors
/// `EAGAIN` where the machine has its limit of processes.
pub(super) fn fork(OneThread(()): OneThread) -> io::Result<Option<Pid>> {
    // SAFETY: no other thread can hold a lock that the new process would wait for.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        process => Ok(Pid::from_raw(process)),
    }
}

/// Makes a mount and all below it read-only, keeping every other attribute.
///
/// # Errors
/// `ENOSYS` before Linux 5.12.
pub(super) fn make_read_only(path: &Path) -> io::Result<()> {
    let path = CString::new(path.as_os_str().as_bytes())?;
    let attributes = libc::mount_attr {
        attr_set: libc::MOUNT_ATTR_RDONLY,
        attr_clr: 0,
        propagation: 0,
        userns_fd: 0,
    };
    // SAFETY: both pointers are valid for the call, and the size is that of the structure.
    let result = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            path.as_ptr(),
            libc::AT_RECURSIVE,
            &raw const attributes,
            size_of::<libc::mount_attr>(),
        )
    };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// Lets every signal through, and gives each its default disposition. An ignored signal is inherited through `exec`: a
/// harness started in the background would hand its ignored SIGINT on, and no Ctrl-C would work.
pub(super) fn default_signals() {
    for signal in 1..=31 {
        // SAFETY: SIG_DFL installs no handler, so no code of ours can run in signal context.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    // SAFETY: zeros are the empty set, and the pointers are valid for the call.
    unsafe {
        let none = MaybeUninit::<libc::sigset_t>::zeroed();
        libc::sigprocmask(libc::SIG_SETMASK, none.as_ptr(), std::ptr::null_mut());
    }
}

/// Closes every descriptor but the three standard ones: what the harness's own parent left open is
/// not for a subject. To be called before anything is opened.
///
/// # Errors
/// `ENOSYS` before Linux 5.9.
pub(super) fn close_others() -> io::Result<()> {
    // SAFETY: this process has only just begun, and holds no descriptor but the three.
    let result = unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, 0) };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// Writes to a descriptor that this process was started with, all at once.
///
/// # Errors
/// `EBADF` where there is no such descriptor, and whatever the file answers.
pub(super) fn write_inherited(descriptor: RawFd, bytes: &[u8]) -> io::Result<()> {
    // SAFETY: it is used for this call alone, and nothing in this process owns or closes it meanwhile.
    let descriptor = unsafe { BorrowedFd::borrow_raw(descriptor) };
    rustix::io::write(descriptor, bytes)?;
    Ok(())
}

/// Ends every process of this PID namespace but the caller, its first one, at one stroke: no process
/// can start another meanwhile. Does nothing in any other process; whether it did.
pub(crate) fn kill_all_others() -> bool {
    let first = std::process::id() == 1;
    if first {
        // SAFETY: a call on numbers. As process 1 of a namespace, "all" are those of the namespace.
        unsafe { libc::kill(-1, libc::SIGKILL) };
    }
    first
}

/// Adds a filter to this thread and all that comes of it, for ever. The calls that the filter holds up
/// are told by the descriptor, and answered there. The thread must have given up new privileges.
///
/// # Errors
/// `EINVAL` before Linux 5.0, `EBUSY` where another program already listens to this thread's calls.
pub(super) fn filter_with_listener(program: &[sock_filter]) -> io::Result<OwnedFd> {
    let program = libc::sock_fprog {
        len: u16::try_from(program.len()).map_err(io::Error::other)?,
        // Both are the kernel's `struct sock_filter`, and the kernel only reads it.
        filter: program.as_ptr().cast_mut().cast(),
    };
    let listener = libc::SECCOMP_FILTER_FLAG_NEW_LISTENER;
    // Since Linux 5.19 a call that was told is interrupted by nothing but the end of its process: none is
    // half answered when a signal comes.
    for flags in [listener | libc::SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, listener] {
        // SAFETY: the pointers are valid for the call, and the length is that of the array.
        let result = unsafe {
            libc::syscall(
                libc::SYS_seccomp,
                libc::SECCOMP_SET_MODE_FILTER,
                flags,
                &raw const program,
            )
        };
        if let Ok(descriptor @ 0..) = i32::try_from(result) {
            // SAFETY: the kernel has just made the descriptor, for us alone. It is close-on-exec.
            return Ok(unsafe { OwnedFd::from_raw_fd(descriptor) });
        }
        let error = io::Error::last_os_error();
        if error.raw_os_error() != Some(libc::EINVAL) {
            return Err(error);
        }
    }
    Err(io::Error::from_raw_os_error(libc::EINVAL))
}

const RECEIVE: Opcode = opcode::read_write::<libc::seccomp_notif>(b'!', 0);
const ANSWER: Opcode = opcode::read_write::<libc::seccomp_notif_resp>(b'!', 1);
/// With the direction that was first published, the wrong one, which every kernel takes.
const IS_HELD: Opcode = opcode::read::<u64>(b'!', 2);

/// The next call held up. Blocks unless the listener is readable.
///
/// # Errors
/// `ENOENT` when the thread that made it has been ended meanwhile.
pub(super) fn receive_call(listener: impl AsFd) -> Result<libc::seccomp_notif, Errno> {
    let mut call = libc::seccomp_notif {
        id: 0,
        pid: 0,
        flags: 0,
        data: libc::seccomp_data {
            nr: 0,
            arch: 0,
            instruction_pointer: 0,
            args: [0; 6],
        },
    };
    // SAFETY: the request carries the size of the structure, which thus is the one the kernel writes.
    unsafe { ioctl(listener, Updater::<RECEIVE, _>::new(&mut call)) }?;
    Ok(call)
}

/// Answers a call held up: with a result, or else the kernel does what was asked.
///
/// # Errors
/// `ENOENT` when nobody waits for the answer any more.
pub(super) fn answer_call(listener: impl AsFd, id: u64, result: Option<Result<(), Errno>>) -> Result<(), Errno> {
    let mut answer = libc::seccomp_notif_resp {
        id,
        val: 0,
        error: result.and_then(Result::err).map_or(0, |error| -error.raw_os_error()),
        flags: if result.is_none() {
            libc::SECCOMP_USER_NOTIF_FLAG_CONTINUE as u32
        } else {
            0
        },
    };
    // SAFETY: the request carries the size of the structure, which the kernel reads.
    unsafe { ioctl(listener, Updater::<ANSWER, _>::new(&mut answer)) }
}

/// Whether a call is still held up.
pub(super) fn is_held(listener: impl AsFd, id: u64) -> bool {
    let mut id = id;
    // SAFETY: the request carries the size of the number, which the kernel reads.
    unsafe { ioctl(listener, Updater::<IS_HELD, _>::new(&mut id)) }.is_ok()
}

/// Processor time in microseconds of all children that ended and were waited for, with those they had
/// waited for themselves.
pub(crate) fn reaped_cpu_us() -> u64 {
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the pointer is valid for the call, and zeros are a valid `rusage`.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_CHILDREN, usage.as_mut_ptr());
        usage.assume_init()
    };
    [usage.ru_utime, usage.ru_stime]
        .iter()
        .map(|time| time.tv_sec.cast_unsigned() * 1_000_000 + time.tv_usec.cast_unsigned())
        .sum()
}

/// Processor time in microseconds of all threads of a process, ended ones too; `None` where there is no
/// such process.
pub(crate) fn process_cpu_us(process: i32) -> Option<u64> {
    let mut clock = 0;
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: both pointers are valid for the calls.
    let known = unsafe {
        libc::clock_getcpuclockid(process, &raw mut clock) == 0 && libc::clock_gettime(clock, &raw mut time) == 0
    };
    known.then(|| time.tv_sec.cast_unsigned() * 1_000_000 + time.tv_nsec.cast_unsigned() / 1000)
}
