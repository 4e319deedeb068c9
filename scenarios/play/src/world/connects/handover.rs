//! How the listener gets from the subject role, which installs the filter on itself, to the session.
//!
//! The role is started with one end of a pair of sockets as its standard error. That end thus exists in
//! no other process, without a moment in which another could inherit it, and it is gone from the role as
//! soon as the terminal takes its place.

use super::asked::{Connects, Lead, start_leader};
use crate::proc;
use rustix::io::Errno;
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, send, socketpair};
use rustix::process::Pid;
use rustix::stdio;
use salon_model::WorldError;
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::sync::mpsc::Sender;

const STEP: &str = "watching for connections";

/// The session's end.
#[derive(Debug)]
pub(crate) struct Handover {
    end: OwnedFd,
    leader: Sender<Lead>,
}

impl Handover {
    /// Prepares to watch a subject that is not started yet, and gives the end that is to be the standard
    /// error of its role, and of nobody else.
    pub(crate) fn open() -> Result<(Self, OwnedFd), WorldError> {
        let (end, theirs) = socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)
            .map_err(WorldError::at(STEP))?;
        let leader = start_leader().map_err(WorldError::at(STEP))?;
        Ok((Self { end, leader }, theirs))
    }

    /// Waits until the role, which is this process, has its listener, and takes it.
    ///
    /// # Errors
    /// What kept the role from it; that it ended, if it does not say.
    pub(crate) fn accept(self, role: Pid) -> Result<Connects, WorldError> {
        let listener = answer(&self.end)?;
        let listener = proc::duplicate(role, listener).map_err(WorldError::at(STEP))?;
        // Where the role has ended meanwhile, its end says so.
        let _ = send(&self.end, &[0], SendFlags::NOSIGNAL);
        Ok(Connects::new(listener, self.leader))
    }
}

/// Gives the session what became of the filter, and takes the terminal for standard error.
pub(in crate::world) fn give(listener: &Result<OwnedFd, WorldError>) -> Result<(), WorldError> {
    tell(stdio::stderr(), listener)?;
    stdio::dup2_stderr(stdio::stdin()).map_err(WorldError::at("taking the terminal for standard error"))
}

/// Says which descriptor the listener is, and waits until the session has taken it. It is not sent: how many
/// descriptors may be on their way in sockets is counted for all processes of a user, and a program under test can use
/// that up.
fn tell(end: impl AsFd, listener: &Result<OwnedFd, WorldError>) -> Result<(), WorldError> {
    let handed: Result<RawFd, &WorldError> = listener.as_ref().map(AsRawFd::as_raw_fd);
    // An empty packet would be the end of the stream.
    let text = serde_json::to_string(&handed).map_err(WorldError::at(STEP))?;
    send(&end, text.as_bytes(), SendFlags::NOSIGNAL).map_err(WorldError::at(STEP))?;
    if listener.is_ok() {
        read_packet(end, &mut [0])?;
    }
    Ok(())
}

fn answer(end: impl AsFd) -> Result<RawFd, WorldError> {
    let mut text = [0; 4096];
    let length = read_packet(end, &mut text)?;
    serde_json::from_slice(&text[..length]).unwrap_or_else(|_| {
        Err(WorldError {
            step: STEP.to_owned(),
            cause: "the subject's process ended before its program was started".to_owned(),
        })
    })
}

fn read_packet(end: impl AsFd, buffer: &mut [u8]) -> Result<usize, WorldError> {
    loop {
        match recv(&end, &mut *buffer, RecvFlags::empty()) {
            Ok((length, _)) => return Ok(length),
            Err(Errno::INTR) => {}
            Err(error) => return Err(WorldError::at(STEP)(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::getpid;
    use std::fs::File;
    use std::thread;

    /// What the session gets of a role that tells this.
    fn handed(told: Result<OwnedFd, WorldError>) -> Result<Connects, WorldError> {
        let (handover, theirs) = Handover::open().unwrap();
        thread::scope(|scope| {
            scope.spawn(move || tell(&theirs, &told));
            handover.accept(getpid())
        })
    }

    #[test]
    fn a_listener_arrives_and_is_not_inherited() {
        let file = File::open("/dev/null").unwrap().into();
        let connects = handed(Ok(file)).unwrap();
        let flags = rustix::io::fcntl_getfd(connects.interest().as_fd()).unwrap();
        assert!(flags.contains(rustix::io::FdFlags::CLOEXEC));
    }

    #[test]
    fn what_kept_the_role_from_it_is_told() {
        let error = WorldError {
            step: "filtering".to_owned(),
            cause: "not permitted".to_owned(),
        };
        assert_eq!(handed(Err(error.clone())).unwrap_err(), error);
    }

    #[test]
    fn a_role_that_ends_before_holds_nobody_up() {
        let (handover, theirs) = Handover::open().unwrap();
        drop(theirs);
        let error = handover.accept(getpid()).unwrap_err();
        assert!(error.cause.contains("ended"), "{error}");
    }
}
