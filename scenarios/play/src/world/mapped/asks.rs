//! Connections that the session answers before they are made.

use super::{Order, Orders, new_bell, ring, silence};
use rustix::event::{PollFd, PollFlags};
use salon_model::WorldError;
use std::net::{SocketAddr, SocketAddrV4};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// The tracer's end.
#[derive(Debug)]
pub(super) struct Watched {
    sender: Sender<(u64, SocketAddr)>,
    bell: Arc<OwnedFd>,
}

impl Watched {
    /// Tells of a connection to an address, by a number; whether anybody heard it.
    pub(super) fn ask(&self, number: u64, address: SocketAddr) -> bool {
        let heard = self.sender.send((number, address)).is_ok();
        ring(&self.bell);
        heard
    }
}

/// The session's end.
#[derive(Debug)]
pub(in crate::world) struct Asks {
    asked: Receiver<(u64, SocketAddr)>,
    bell: Arc<OwnedFd>,
    orders: Orders,
}

pub(super) fn pair(orders: Orders) -> Result<(Asks, Watched), WorldError> {
    let (sender, asked) = channel();
    let bell = new_bell()?;
    let watched = Watched {
        sender,
        bell: Arc::clone(&bell),
    };
    Ok((Asks { asked, bell, orders }, watched))
}

impl Asks {
    /// Readable when a connection is asked for.
    pub(in crate::world) fn interest(&self) -> PollFd<'_> {
        PollFd::new(&self.bell, PollFlags::IN)
    }

    /// The next connection asked for; never blocks.
    pub(in crate::world) fn next(&self) -> Option<Ask> {
        // Silenced first: what is asked for meanwhile rings again.
        silence(&self.bell);
        let (number, address) = self.asked.try_recv().ok()?;
        ring(&self.bell);
        Some(Ask {
            address,
            number,
            orders: self.orders.clone(),
            ruling: Ruling::GoOn,
        })
    }
}

/// A connection asked for; its thread goes on with it when this is dropped.
#[derive(Debug)]
pub(in crate::world) struct Ask {
    pub(in crate::world) address: SocketAddr,
    number: u64,
    orders: Orders,
    ruling: Ruling,
}

/// What becomes of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ruling {
    /// It is made to where it was asked for.
    GoOn,
    /// Nobody listens there.
    Refuse,
    /// It is made to this address of the machine.
    LeadTo(SocketAddrV4),
}

#[derive(Debug)]
pub(super) struct Answer {
    pub(super) number: u64,
    pub(super) ruling: Ruling,
}

impl Ask {
    pub(in crate::world) fn refuse(mut self) {
        self.ruling = Ruling::Refuse;
    }

    pub(in crate::world) fn lead_to(mut self, real: SocketAddr) {
        if let SocketAddr::V4(real) = real {
            self.ruling = Ruling::LeadTo(real);
        }
    }
}

impl Drop for Ask {
    fn drop(&mut self) {
        self.orders.send(Order::Answer(Answer {
            number: self.number,
            ruling: self.ruling,
        }));
    }
}
