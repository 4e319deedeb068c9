//! Where addresses are in a program's memory, and room for those that the kernel tells.

use super::{form, memory};
use crate::world::sockaddr;
use std::net::SocketAddr;

/// Most messages that one call can send or receive (`UIO_MAXIOV`), and the length of a `mmsghdr`.
const MESSAGES: u32 = 1024;
const MESSAGE: u64 = 64;

/// Room for an address in a program's memory.
#[derive(Debug)]
pub(super) struct Room {
    address: u64,
    /// Where its length is.
    length_at: u64,
    length: u32,
}

impl Room {
    pub(super) fn at(thread: i32, address: u64, length_at: u64) -> Option<Self> {
        let length = memory::read_u32(thread, length_at).ok()?;
        (address != 0).then_some(Self {
            address,
            length_at,
            length,
        })
    }

    /// Of a `msghdr`, which begins with the address and its length.
    pub(super) fn of_message(thread: i32, header: u64) -> Option<Self> {
        Self::at(thread, memory::read_u64(thread, header).ok()?, header + 8)
    }

    /// Tells the address that the kernel has put here as what it stands for.
    pub(super) fn name(&self, thread: i32, named: impl FnOnce(SocketAddr) -> SocketAddr) {
        let written = memory::read_u32(thread, self.length_at).unwrap_or(0).min(self.length);
        let Some(bytes) = sockaddr::read(thread.cast_unsigned(), self.address, written.into()) else {
            return;
        };
        if let Some(real) = sockaddr::parse(&bytes) {
            let canonical = SocketAddr::new(real.ip().to_canonical(), real.port());
            let named = named(real);
            if named != real && named != canonical {
                let _ = memory::write(thread, self.address, &form::with(&bytes, named));
            }
        }
    }
}

/// The address in a message (`msghdr`), with its length.
pub(super) fn name_of(thread: i32, header: u64) -> Vec<(u64, u64)> {
    let room = Room::of_message(thread, header);
    room.map(|room| (room.address, room.length.into()))
        .into_iter()
        .collect()
}

/// Room for the addresses of so many messages (`mmsghdr`).
pub(super) fn of_messages(thread: i32, headers: u64, count: u64) -> impl Iterator<Item = Room> {
    each(headers, count).filter_map(move |header| Room::of_message(thread, header))
}

/// Where each message of a call is.
fn each(headers: u64, count: u64) -> impl Iterator<Item = u64> {
    // The kernel takes the low half of an argument that is an `int`.
    let numbers = 0..(count as u32).min(MESSAGES);
    numbers.map(move |number| headers + u64::from(number) * MESSAGE)
}

/// Those in so many messages (`mmsghdr`).
pub(super) fn names_of(thread: i32, headers: u64, count: u64) -> Vec<(u64, u64)> {
    each(headers, count)
        .flat_map(|header| name_of(thread, header))
        .collect()
}
