//! How the listener gets from the subject role, which installs the filter on itself, to the session.
//!
//! The role is started with one end of a pair of sockets as its standard error. That end thus exists in
//! no other process, without a moment in which another could inherit it, and it is gone from the role as
//! soon as the terminal takes its place.

use super::asked::{Connects, Lead, start_leader};
use rustix::io::{Errno, IoSlice, IoSliceMut};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags, SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
};
use rustix::stdio;
use salon_model::WorldError;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};
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

    /// Waits until the role has handed its listener over.
    ///
    /// # Errors
    /// What kept the role from it; that it ended, if it does not say.
    pub(crate) fn accept(self) -> Result<Connects, WorldError> {
        Ok(Connects::new(receive(&self.end)?, self.leader))
    }
}

/// Gives the session what became of the filter, and takes the terminal for standard error.
pub(in crate::world) fn give(listener: &Result<OwnedFd, WorldError>) -> Result<(), WorldError> {
    send(stdio::stderr(), listener)?;
    stdio::dup2_stderr(stdio::stdin()).map_err(WorldError::at("taking the terminal for standard error"))
}

fn send(end: impl AsFd, listener: &Result<OwnedFd, WorldError>) -> Result<(), WorldError> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut rights = SendAncillaryBuffer::new(&mut space);
    let descriptor;
    // An empty packet would be the end of the stream.
    let text = match listener {
        Ok(listener) => {
            descriptor = [listener.as_fd()];
            rights.push(SendAncillaryMessage::ScmRights(&descriptor));
            "{}".to_owned()
        }
        Err(error) => serde_json::to_string(error).map_err(WorldError::at(STEP))?,
    };
    sendmsg(end, &[IoSlice::new(text.as_bytes())], &mut rights, SendFlags::NOSIGNAL).map_err(WorldError::at(STEP))?;
    Ok(())
}

fn receive(end: impl AsFd) -> Result<OwnedFd, WorldError> {
    let mut text = [0; 4096];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut rights = RecvAncillaryBuffer::new(&mut space);
    let length = loop {
        let mut parts = [IoSliceMut::new(&mut text)];
        match recvmsg(&end, &mut parts, &mut rights, RecvFlags::CMSG_CLOEXEC) {
            Ok(message) => break message.bytes,
            Err(Errno::INTR) => {}
            Err(error) => return Err(WorldError::at(STEP)(error)),
        }
    };
    let listener = rights.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut descriptors) => descriptors.next(),
        _ => None,
    });
    listener.ok_or_else(|| {
        serde_json::from_slice(&text[..length]).unwrap_or_else(|_| WorldError {
            step: STEP.to_owned(),
            cause: "the subject's process ended before its program was started".to_owned(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;

    #[test]
    fn a_listener_arrives_and_is_not_inherited() {
        let (handover, theirs) = Handover::open().unwrap();
        let file = File::open("/dev/null").unwrap().into();
        send(&theirs, &Ok(file)).unwrap();
        let connects = handover.accept().unwrap();
        let flags = rustix::io::fcntl_getfd(connects.interest().as_fd()).unwrap();
        assert!(flags.contains(rustix::io::FdFlags::CLOEXEC));
    }

    #[test]
    fn what_kept_the_role_from_it_is_told() {
        let (handover, theirs) = Handover::open().unwrap();
        let error = WorldError {
            step: "filtering".to_owned(),
            cause: "not permitted".to_owned(),
        };
        send(&theirs, &Err(error.clone())).unwrap();
        assert_eq!(handover.accept().unwrap_err(), error);
    }

    #[test]
    fn a_role_that_ends_before_holds_nobody_up() {
        let (handover, theirs) = Handover::open().unwrap();
        drop(theirs);
        let error = handover.accept().unwrap_err();
        assert!(error.cause.contains("ended"), "{error}");
    }
}
