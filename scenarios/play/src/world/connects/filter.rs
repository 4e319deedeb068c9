//! The calls that a filter of system calls holds up.

use super::asked::{Asked, Held, How, Lead};
use super::call;
use crate::sys;
use rustix::event::{EventfdFlags, PollFd, PollFlags, eventfd, poll};
use rustix::io::Errno;
use rustix::time::Timespec;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// Most calls that one look answers by itself: a subject that asks without end for what is no TCP
/// connection must not keep the session here.
const CALLS_A_LOOK: usize = 64;

/// A filter's listener.
#[derive(Debug)]
pub(super) struct Filter {
    listener: Arc<OwnedFd>,
    leader: Sender<Lead>,
    /// Whether any call was taken since this was last asked.
    pub(super) stirred: bool,
}

impl Filter {
    pub(super) fn new(listener: OwnedFd, leader: Sender<Lead>) -> Self {
        Self {
            listener: Arc::new(listener),
            leader,
            stirred: false,
        }
    }

    pub(super) fn interest(&self) -> PollFd<'_> {
        PollFd::new(&self.listener, PollFlags::IN)
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Asked>> {
        for _ in 0..CALLS_A_LOOK {
            let found = self.look()?;
            if found.contains(PollFlags::HUP) && !found.contains(PollFlags::IN) {
                // Nobody is left to ask. The listener would count as readable for ever.
                self.listener = Arc::new(eventfd(0, EventfdFlags::CLOEXEC)?);
            }
            if !found.contains(PollFlags::IN) {
                return Ok(None);
            }
            let call = match sys::receive_call(&self.listener) {
                Ok(call) => call,
                // Who asked has been ended, or we were interrupted.
                Err(Errno::NOENT | Errno::INTR) => continue,
                Err(error) => return Err(error.into()),
            };
            self.stirred = true;
            let held = HeldCall {
                listener: Arc::clone(&self.listener),
                id: call.id,
                answer: Ruling::GoOn,
            };
            let Some((address, socket)) = call::tcp_connection(&call) else {
                continue;
            };
            // HeldCall up until now, it is this thread's memory and socket that were looked at, not those
            // of another that was given its id.
            if sys::is_held(&held.listener, held.id) {
                return Ok(Some(Asked {
                    address,
                    how: How::Held(Held {
                        socket,
                        call: held,
                        leader: self.leader.clone(),
                    }),
                }));
            }
        }
        Ok(None)
    }

    fn look(&self) -> io::Result<PollFlags> {
        let mut sources = [self.interest()];
        loop {
            match poll(&mut sources, Some(&Timespec::default())) {
                Ok(_) => return Ok(sources[0].revents()),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// A system call held up; answered when dropped.
#[derive(Debug)]
pub(super) struct HeldCall {
    listener: Arc<OwnedFd>,
    id: u64,
    pub(super) answer: Ruling,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Ruling {
    /// The kernel does what was asked.
    GoOn,
    /// The kernel does nothing, and the call returns this.
    Result(Result<(), Errno>),
}

impl Drop for HeldCall {
    fn drop(&mut self) {
        let result = match self.answer {
            Ruling::GoOn => None,
            Ruling::Result(result) => Some(result),
        };
        // Fails when who asked has gone, and then there is nobody to answer.
        let _ = sys::answer_call(&self.listener, self.id, result);
    }
}
