//! What a thread waits for that reads, writes or opens something: a socket, a pipe, or a file.

use crate::proc::{self, Thread};
use rustix::io::Errno;
use rustix::net::sockopt::{Timeout, socket_timeout};
use rustix::process::Pid;
use std::fs;
use std::io;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is at a path that a thread opens, which it may have given relative to a folder of its own.
pub(super) fn opened(thread: Thread, folder: Option<u64>, address: u64) -> io::Result<PathBuf> {
    let path = proc::read_path(thread.process.cast_unsigned(), address)?;
    let process = PathBuf::from(format!("/proc/{}", thread.process));
    let folder = match folder.map(|folder| (folder as u32).cast_signed()) {
        _ if path.is_absolute() => process.join("root"),
        None | Some(libc::AT_FDCWD) => process.join("cwd"),
        Some(descriptor) => process.join(format!("fd/{descriptor}")),
    };
    Ok(folder.join(path.strip_prefix("/").unwrap_or(&path)))
}

pub(super) fn is_pipe(path: &Path) -> io::Result<bool> {
    Ok(path.metadata()?.file_type().is_fifo())
}

/// Whether reading and writing take as long as a disk takes, or another machine that has the files.
fn is_file(thread: Thread, descriptor: i32) -> io::Result<bool> {
    let kind = fs::metadata(format!("/proc/{}/fd/{descriptor}", thread.process))?.file_type();
    Ok(kind.is_file() || kind.is_dir() || kind.is_block_device())
}

/// The time-out set on a socket of the subject; none where the descriptor is no socket. What cannot be looked at is
/// an error: it may have one. So is a file.
pub(super) fn socket_time_out(thread: Thread, descriptor: u64) -> io::Result<Option<Duration>> {
    let descriptor = (descriptor as u32).cast_signed();
    if is_file(thread, descriptor)? {
        return Err(io::Error::other("of a file"));
    }
    let process = Pid::from_raw(thread.process).ok_or(Errno::SRCH)?;
    let socket = proc::duplicate(process, descriptor)?;
    let of = |which| match socket_timeout(&socket, which) {
        Err(Errno::NOTSOCK) => Ok(None),
        time_out => time_out,
    };
    let both = [of(Timeout::Recv)?, of(Timeout::Send)?];
    Ok(both.into_iter().flatten().min())
}
