//! The calls that are held up, and their answers.

use super::call;
use super::filter::{Filter, HeldCall, Ruling};
#[cfg(target_arch = "x86_64")]
use crate::world::mapped::{Ask, Asks};
use rustix::event::PollFd;
use rustix::io::Errno;
use rustix::net::connect;
use salon_model::WorldError;
use std::io;
use std::mem;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// Most calls answered in a turn, before everything else has its own: many threads can ask without end.
const CALLS_A_TURN: usize = 64;
/// How long the session waits for a connection that it leads elsewhere: on loopback it takes some
/// microseconds, but for ever where the other end accepts nobody.
const LEADING: Duration = Duration::from_millis(200);

/// The connections that a subject and all its descendants ask for.
///
/// To be kept until the subject has ended: without it, the kernel tells the subject that there is no
/// such call as `connect`.
#[derive(Debug)]
pub(crate) struct Connects {
    source: Source,
    stirred: bool,
}

/// Who tells of them.
#[derive(Debug)]
enum Source {
    /// The kernel, by a filter of system calls.
    Filter(Filter),
    /// The tracer, where addresses are mapped.
    #[cfg(target_arch = "x86_64")]
    Tracer(Asks),
}

impl Connects {
    pub(super) fn new(listener: OwnedFd, leader: Sender<Lead>) -> Self {
        let filter = Filter::new(listener, leader);
        Self {
            source: Source::Filter(filter),
            stirred: false,
        }
    }

    #[cfg(target_arch = "x86_64")]
    pub(in crate::world) fn traced(asks: Asks) -> Self {
        Self {
            source: Source::Tracer(asks),
            stirred: false,
        }
    }

    /// Readable when a connection is asked for.
    pub(crate) fn interest(&self) -> PollFd<'_> {
        match &self.source {
            Source::Filter(filter) => filter.interest(),
            #[cfg(target_arch = "x86_64")]
            Source::Tracer(asks) => asks.interest(),
        }
    }

    /// Has all connections answered that are asked for now; never blocks. Whether any call was taken, be it
    /// one that went on unseen.
    ///
    /// # Errors
    /// When the kernel fails us, or `answer` does.
    pub(crate) fn answer(
        &mut self,
        mut answer: impl FnMut(Asked) -> Result<(), WorldError>,
    ) -> Result<bool, WorldError> {
        for _ in 0..CALLS_A_TURN {
            let asked = self
                .next()
                .map_err(WorldError::at("seeing where the client connects"))?;
            let Some(asked) = asked else { break };
            answer(asked)?;
        }
        Ok(self.stirred())
    }

    /// The next TCP connection asked for; never blocks. What is no TCP connection over IPv4 or IPv6
    /// goes on by itself, unseen. A program that asks again while its connection is being made is
    /// told again.
    ///
    /// # Errors
    /// When the kernel fails us. What the subject does, or that it ended, is never an error.
    pub(crate) fn next(&mut self) -> io::Result<Option<Asked>> {
        match &mut self.source {
            Source::Filter(filter) => {
                let next = filter.next();
                self.stirred |= mem::take(&mut filter.stirred);
                next
            }
            #[cfg(target_arch = "x86_64")]
            Source::Tracer(asks) => {
                let asked = asks.next();
                self.stirred |= asked.is_some();
                Ok(asked.map(|ask| Asked {
                    address: ask.address,
                    how: How::Traced(ask),
                }))
            }
        }
    }

    /// Whether any call was taken since this was last asked, be it one that went on unseen. A thread that
    /// is held up looks like one that waits for its connection for ever: who holds the subject to be
    /// settled must make sure afterwards that no call was waiting for us.
    pub(crate) fn stirred(&mut self) -> bool {
        mem::take(&mut self.stirred)
    }
}

/// A connection asked for. The thread that asks is held up until this is answered; dropped, it goes on.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Where the connection would go; an IPv4 address written as an IPv6 one is told as IPv4.
    pub(crate) address: SocketAddr,
    pub(super) how: How,
}

#[derive(Debug)]
pub(super) enum How {
    Held(Held),
    #[cfg(target_arch = "x86_64")]
    Traced(Ask),
}

/// A connection that a filter holds up.
#[derive(Debug)]
pub(super) struct Held {
    /// A duplicate of the subject's socket. Closed before the answer (fields are dropped in this order),
    /// so that a subject that closes its own closes the last.
    pub(super) socket: OwnedFd,
    pub(super) call: HeldCall,
    pub(super) leader: Sender<Lead>,
}

impl Asked {
    /// The kernel connects as asked.
    pub(crate) fn go_on(self) {
        drop(self);
    }

    /// The subject is told that nobody listens there.
    pub(crate) fn refuse(self) {
        match self.how {
            How::Held(mut held) => held.call.answer = Ruling::Result(Err(Errno::CONNREFUSED)),
            #[cfg(target_arch = "x86_64")]
            How::Traced(ask) => ask.refuse(),
        }
    }

    /// Connects the subject's socket to this address instead, and gives the subject the kernel's answer.
    /// A socket that was told to wait waits, and only its own thread with it.
    pub(crate) fn lead_to(self, address: SocketAddr) {
        let held = match self.how {
            How::Held(held) => held,
            #[cfg(target_arch = "x86_64")]
            How::Traced(ask) => return ask.lead_to(address),
        };
        let (done, end) = channel();
        let leader = held.leader.clone();
        let lead = Lead {
            held,
            address,
            _done: done,
        };
        if leader.send(lead).is_ok() {
            // Nothing is ever sent: it ends when the lead is dropped, answered.
            let _ = end.recv_timeout(LEADING);
        }
    }
}

/// A connection to be led elsewhere.
#[derive(Debug)]
pub(super) struct Lead {
    held: Held,
    address: SocketAddr,
    /// Dropped when the lead is answered.
    _done: Sender<()>,
}

/// Starts the thread that leads connections elsewhere. Whether a connect blocks is the subject's choice,
/// which it can change at any moment: the session itself must not make one on its socket.
///
/// To be called before the subject is started, so that in a world of its own the ids of its processes
/// are above the harness's.
pub(super) fn start_leader() -> io::Result<Sender<Lead>> {
    let (leader, leads): (_, Receiver<Lead>) = channel();
    thread::Builder::new()
        .name("leader".to_owned())
        .stack_size(128 * 1024)
        .spawn(move || {
            for mut lead in leads {
                let address = call::as_seen_by(&lead.held.socket, lead.address);
                lead.held.call.answer = Ruling::Result(connect(&lead.held.socket, &address));
            }
        })?;
    Ok(leader)
}
