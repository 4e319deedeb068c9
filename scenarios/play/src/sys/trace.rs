//! Tracing other processes (`ptrace`), and hearing of their stops.

use rustix::io::Errno;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{FromRawFd, OwnedFd};
use std::ptr;

/// The registers of a thread.
pub(crate) type Registers = libc::user_regs_struct;

/// How a thread that is stopped goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Onward {
    /// Until something else stops it, with this signal if it is not 0.
    On(i32),
    /// Until the system call that it is in is over.
    ToEndOfCall,
    /// Not, as it was stopped by a signal; but it is told when it may.
    Halted,
}

/// Begins to trace a process and all that come of it. They end with the thread that traces them.
pub(crate) fn seize(process: i32) -> io::Result<()> {
    let options = libc::PTRACE_O_EXITKILL
        | libc::PTRACE_O_TRACESECCOMP
        | libc::PTRACE_O_TRACECLONE
        | libc::PTRACE_O_TRACEFORK
        | libc::PTRACE_O_TRACEVFORK
        | libc::PTRACE_O_TRACEEXEC
        | libc::PTRACE_O_TRACESYSGOOD;
    request(libc::PTRACE_SEIZE, process, 0, options.cast_unsigned() as usize)
}

/// Lets a thread that is stopped go on.
pub(crate) fn go_on(thread: i32, onward: Onward) -> io::Result<()> {
    match onward {
        Onward::On(signal) => request(libc::PTRACE_CONT, thread, 0, signal.cast_unsigned() as usize),
        Onward::ToEndOfCall => request(libc::PTRACE_SYSCALL, thread, 0, 0),
        Onward::Halted => request(libc::PTRACE_LISTEN, thread, 0, 0),
    }
}

/// The registers of a thread that is stopped.
pub(crate) fn registers(thread: i32) -> io::Result<Registers> {
    let mut registers = MaybeUninit::<Registers>::zeroed();
    request(libc::PTRACE_GETREGS, thread, 0, registers.as_mut_ptr() as usize)?;
    // SAFETY: zeros are valid registers, and the kernel has filled them in.
    Ok(unsafe { registers.assume_init() })
}

/// Changes the registers of a thread that is stopped.
pub(crate) fn set_registers(thread: i32, registers: &Registers) -> io::Result<()> {
    request(libc::PTRACE_SETREGS, thread, 0, ptr::from_ref(registers) as usize)
}

/// What the kernel says of the stop a thread is in: of one that has started another, which.
pub(crate) fn message(thread: i32) -> io::Result<u64> {
    let mut message: libc::c_ulong = 0;
    request(libc::PTRACE_GETEVENTMSG, thread, 0, (&raw mut message) as usize)?;
    Ok(message)
}

fn request(request: libc::c_uint, thread: i32, address: usize, data: usize) -> io::Result<()> {
    // SAFETY: the kernel writes to, or reads from, `data` where it is the address of a structure that lives for
    // the call and is the one of the request.
    let result = unsafe { libc::ptrace(request, thread, address, data) };
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Keeps this thread, and all that it starts, from being interrupted by the stop or the end of a child: it is to be
/// read from the descriptor instead. To be called before there are other threads.
pub(crate) fn ends_of_children() -> io::Result<OwnedFd> {
    let mut set = MaybeUninit::<libc::sigset_t>::zeroed();
    // SAFETY: the pointers are valid for the calls; zeros are the empty set.
    let descriptor = unsafe {
        libc::sigaddset(set.as_mut_ptr(), libc::SIGCHLD);
        libc::sigprocmask(libc::SIG_BLOCK, set.as_ptr(), ptr::null_mut());
        libc::signalfd(-1, set.as_ptr(), libc::SFD_CLOEXEC | libc::SFD_NONBLOCK)
    };
    if descriptor < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel has just made it, for us alone.
    Ok(unsafe { OwnedFd::from_raw_fd(descriptor) })
}

/// The next child or traced thread that has stopped or ended, with its status as the kernel writes it; `None` where
/// none has.
pub(crate) fn next_stop() -> Result<Option<(i32, i32)>, Errno> {
    let mut status = 0;
    // SAFETY: the pointer is valid for the call.
    let thread = unsafe { libc::waitpid(-1, &raw mut status, libc::WNOHANG | libc::__WALL | libc::WUNTRACED) };
    match thread {
        0 => Ok(None),
        1.. => Ok(Some((thread, status))),
        _ => match Errno::from_io_error(&io::Error::last_os_error()) {
            None | Some(Errno::CHILD) => Ok(None),
            Some(error) => Err(error),
        },
    }
}
