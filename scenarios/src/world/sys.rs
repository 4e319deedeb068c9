//! The system calls that no safe crate wraps.

use rustix::thread::UnshareFlags;
use std::ffi::CString;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Leaves the machine's user, network, mount, PID, IPC and UTS namespaces.
///
/// # Errors
/// `EINVAL` in a process with threads, `EPERM` or `ENOSPC` where the machine forbids it.
pub(super) fn leave_namespaces(with_user: bool) -> io::Result<()> {
    let mut flags =
        UnshareFlags::NEWNET | UnshareFlags::NEWNS | UnshareFlags::NEWPID | UnshareFlags::NEWIPC | UnshareFlags::NEWUTS;
    if with_user {
        flags |= UnshareFlags::NEWUSER;
    }
    // SAFETY: the unsafety of `unshare` lies in CLONE_FILES, which would part the descriptor
    // tables of threads; it is not asked for, and the process has one thread.
    unsafe { rustix::thread::unshare_unsafe(flags) }.map_err(io::Error::from)
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

/// Gives every signal its default disposition. An ignored signal is inherited through `exec`: a
/// harness started in the background would hand its ignored SIGINT on, and no Ctrl-C would work.
pub(super) fn default_signals() {
    for signal in 1..=31 {
        // SAFETY: SIG_DFL installs no handler, so no code of ours can run in signal context.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
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

/// Ends every process of this PID namespace but the caller, its first one, at one stroke: no process
/// can start another meanwhile. Does nothing in any other process.
pub(super) fn kill_all_others() {
    if std::process::id() == 1 {
        // SAFETY: a call on numbers. As process 1 of a namespace, "all" are those of the namespace.
        unsafe { libc::kill(-1, libc::SIGKILL) };
    }
}
