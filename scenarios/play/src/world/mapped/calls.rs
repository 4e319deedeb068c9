//! What becomes of the calls that a traced thread is stopped at.
//!
//! An address that a program names is put into its memory in the form that the kernel is to get, in its own place, and
//! what was there comes back when the call is over. So there is nothing to be allocated in the program, and a call
//! that is interrupted and starts again finds what it had found at first. Two threads may name the same place of
//! memory at once: then the last call that is over brings back what was there.

use super::asks::Ruling;
use super::bounds::aim;
use super::changes::Changes;
use super::exchange::{Before, Exchanged, arguments, exchange, exchange_address};
use super::rooms::{Room, name_of, names_of, of_messages};
use super::tracees::Tracees;
use super::unix::{UnixSockets, address_with_path, with_real_path};
use super::{Shared, form, locked};
use crate::proc;
use crate::sys::trace::Registers;
use crate::world::limits::TASKS;
use crate::world::seccomp::paths_of;
use crate::world::sockaddr;
use std::collections::HashMap;
use std::net::{SocketAddr, SocketAddrV4};
use std::path::PathBuf;
use std::sync::Arc;

/// A call that is under way.
#[derive(Debug, Default)]
pub(super) struct Entered {
    /// Places of memory that were changed for the time of the call.
    changed: Vec<u64>,
    /// Its arguments, where others were given to the kernel.
    pub(super) before: Option<Before>,
    then: Then,
}

/// What is to be done with what a call has found out.
#[derive(Debug, Default)]
enum Then {
    #[default]
    Nothing,
    /// Addresses to be told as what they stand for: one of a call, or one of each message.
    Name(Vec<Room>),
    /// A socket of this type was made.
    Know(i32),
}

/// How a call goes on.
#[derive(Debug)]
pub(super) enum Course {
    /// As it was asked for.
    On,
    /// The same, and at its end there is something to be done.
    ToEnd(Entered),
    /// With these registers, and the same.
    With(Box<Registers>, Entered),
    /// Not: this is its result.
    Refused(i32),
    /// A connection of TCP is asked for.
    Connects(SocketAddr),
}

/// What is known of the calls made so far.
#[derive(Debug)]
pub(super) struct Calls {
    shared: Arc<Shared>,
    /// Which sockets are of another type than TCP's, by their number.
    types: HashMap<u32, i32>,
    changes: Changes,
    unix: UnixSockets,
}

impl Calls {
    pub(super) fn new(shared: Arc<Shared>, folder: PathBuf) -> Self {
        Self {
            shared,
            types: HashMap::new(),
            changes: Changes::default(),
            unix: UnixSockets::new(folder),
        }
    }

    /// A thread of a process asks for what its registers say.
    pub(super) fn enter(&mut self, thread: i32, registers: &Registers, tracees: &Tracees, process: i32) -> Course {
        let who = (thread, process);
        let arguments = arguments(registers);
        let [first, second, third, fourth, fifth, sixth] = arguments;
        let call = registers.orig_rax.cast_signed();
        match call {
            libc::SYS_bind | libc::SYS_connect => match address_with_path(thread, second, third) {
                Some(bytes) => self.meet_at_path(who, registers, &bytes),
                None if call == libc::SYS_bind => self.bind(who, second, third),
                None => match self.tcp_connection(thread, arguments) {
                    Some(address) => Course::Connects(address),
                    None => self.send(who, first, &[(second, third)]),
                },
            },
            libc::SYS_sendto => self.send(who, first, &[(fifth, sixth)]),
            libc::SYS_sendmsg => self.send(who, first, &name_of(thread, second)),
            libc::SYS_sendmmsg => self.send(who, first, &names_of(thread, second, third)),
            libc::SYS_accept | libc::SYS_accept4 | libc::SYS_getsockname | libc::SYS_getpeername => {
                named(Room::at(thread, second, third))
            }
            libc::SYS_recvfrom => named(Room::at(thread, fifth, sixth)),
            libc::SYS_recvmsg => named(Room::of_message(thread, second)),
            libc::SYS_recvmmsg => named(of_messages(thread, second, third)),
            libc::SYS_socket => Course::ToEnd(Entered {
                // The low bits are the type, and others flags.
                then: Then::Know(second as i32 & 0xf),
                ..Entered::default()
            }),
            // A socket for IPv6 alone could have no address of IPv4's loopback.
            libc::SYS_setsockopt => self.change(who, fourth, &[0; 4], Course::On),
            libc::SYS_clone | libc::SYS_fork | libc::SYS_vfork => {
                if tracees.count() as u64 >= TASKS {
                    Course::Refused(libc::EAGAIN)
                } else {
                    Course::On
                }
            }
            _ if !paths_of(call).is_empty() => self.exchange(who, registers, paths_of(call)),
            _ => aim(call, &arguments, tracees).map_or_else(Course::Refused, |()| Course::On),
        }
    }

    /// Paths are named.
    fn exchange(&mut self, who: (i32, i32), registers: &Registers, places: &[usize]) -> Course {
        exchange(who, registers, places, &locked(&self.shared.paths), &mut self.changes).into()
    }

    /// A Unix socket that is a file is to be made, or connected to.
    fn meet_at_path(&mut self, who: (i32, i32), registers: &Registers, bytes: &[u8]) -> Course {
        let real = match with_real_path(bytes, &locked(&self.shared.paths)) {
            Ok(real) => real,
            Err(error) => return Course::Refused(error),
        };
        let connects = registers.orig_rax.cast_signed() == libc::SYS_connect;
        if connects && !self.unix.may_reach(who.0, real.as_deref().unwrap_or(bytes)) {
            return Course::Refused(libc::ECONNREFUSED);
        }
        match real {
            Some(real) => exchange_address(who, registers, &real, &mut self.changes)
                .map(Some)
                .into(),
            None => Course::On,
        }
    }

    fn bind(&mut self, who: (i32, i32), address: u64, length: u64) -> Course {
        let Some(bytes) = sockaddr::read(who.0.cast_unsigned(), address, length) else {
            return Course::On;
        };
        match sockaddr::family(&bytes) {
            // Taken by the kernel for the wildcard of IPv4.
            Some(libc::AF_UNSPEC) => return Course::Refused(libc::EAFNOSUPPORT),
            Some(libc::AF_UNIX) => {
                self.unix.learn(bytes);
                return Course::On;
            }
            _ => {}
        }
        let Some(named) = sockaddr::parse(&bytes) else {
            return Course::On;
        };
        let real = locked(&self.shared.addresses).real(named);
        self.put(who, address, &bytes, real)
    }

    /// Has the kernel connect, or send, to what stands for these addresses.
    fn send(&mut self, who: (i32, i32), descriptor: u64, places: &[(u64, u64)]) -> Course {
        let mut all = Entered::default();
        for &(address, length) in places {
            let Some(bytes) = sockaddr::read(who.0.cast_unsigned(), address, length) else {
                continue;
            };
            if sockaddr::family(&bytes) == Some(libc::AF_UNIX) && !self.unix.may_reach(who.0, &bytes) {
                self.changes.bring_back(who, &all.changed);
                return Course::Refused(libc::ECONNREFUSED);
            }
            let Some(named) = sockaddr::parse(&bytes) else {
                continue;
            };
            let protocol = if self.is_tcp(who.0, descriptor) { "tcp" } else { "udp" };
            let real = locked(&self.shared.addresses).reached(named, protocol);
            match self.put(who, address, &bytes, real) {
                Course::ToEnd(entered) => all.changed.extend(entered.changed),
                other => {
                    self.changes.bring_back(who, &all.changed);
                    return other;
                }
            }
        }
        Course::ToEnd(all)
    }

    /// The connection of TCP that a call asks for.
    fn tcp_connection(&self, thread: i32, [descriptor, address, length, ..]: [u64; 6]) -> Option<SocketAddr> {
        let named = sockaddr::parse(&sockaddr::read(thread.cast_unsigned(), address, length)?)?;
        self.is_tcp(thread, descriptor)
            .then(|| SocketAddr::new(named.ip().to_canonical(), named.port()))
    }

    fn is_tcp(&self, thread: i32, descriptor: u64) -> bool {
        let known = socket_of(thread, descriptor).and_then(|socket| self.types.get(&socket));
        known.is_none_or(|known| *known == libc::SOCK_STREAM)
    }

    /// Goes on with a connection that was told as [`Course::Connects`].
    pub(super) fn connect(&mut self, who: (i32, i32), registers: &Registers, ruling: Ruling) -> Course {
        let [descriptor, address, length, ..] = arguments(registers);
        match ruling {
            Ruling::GoOn => self.send(who, descriptor, &[(address, length)]),
            Ruling::Refuse => Course::Refused(libc::ECONNREFUSED),
            Ruling::LeadTo(real) => match sockaddr::read(who.0.cast_unsigned(), address, length) {
                Some(bytes) if sockaddr::parse(&bytes).is_some() => self.put(who, address, &bytes, Some(real)),
                _ => Course::On,
            },
        }
    }

    fn put(&mut self, who: (i32, i32), address: u64, bytes: &[u8], real: Option<SocketAddrV4>) -> Course {
        let Some(real) = real else {
            return Course::Refused(libc::EADDRNOTAVAIL);
        };
        self.change(
            who,
            address,
            &form::with_real(bytes, real),
            Course::Refused(libc::EFAULT),
        )
    }

    fn change(&mut self, who: (i32, i32), place: u64, bytes: &[u8], otherwise: Course) -> Course {
        if !self.changes.make(who, place, bytes) {
            return otherwise;
        }
        Course::ToEnd(Entered {
            changed: vec![place],
            ..Entered::default()
        })
    }

    /// A call that was entered is over, with this result.
    pub(super) fn leave(&mut self, who: (i32, i32), entered: &Entered, result: i64) {
        self.changes.bring_back(who, &entered.changed);
        if result < 0 {
            return;
        }
        match &entered.then {
            Then::Nothing => {}
            Then::Name(rooms) => {
                for room in rooms {
                    room.name(who.0, |real| locked(&self.shared.addresses).named(real));
                }
            }
            Then::Know(kind) => {
                if let Some(socket) = socket_of(who.0, result.cast_unsigned()) {
                    self.types.insert(socket, *kind);
                }
            }
        }
    }

    /// Forgets a call that will never be over, as its thread has ended.
    pub(super) fn forget(&mut self, process: i32, entered: &Entered) {
        self.changes.forget(process, &entered.changed);
    }
}

impl From<Result<Option<Exchanged>, i32>> for Course {
    fn from(exchanged: Result<Option<Exchanged>, i32>) -> Self {
        match exchanged {
            Ok(None) => Self::On,
            Ok(Some(exchanged)) => Self::With(
                Box::new(exchanged.registers),
                Entered {
                    changed: exchanged.changed,
                    before: Some(exchanged.before),
                    then: Then::Nothing,
                },
            ),
            Err(error) => Self::Refused(error),
        }
    }
}

fn named(rooms: impl IntoIterator<Item = Room>) -> Course {
    let rooms: Vec<Room> = rooms.into_iter().collect();
    if rooms.is_empty() {
        return Course::On;
    }
    Course::ToEnd(Entered {
        then: Then::Name(rooms),
        ..Entered::default()
    })
}

/// The inode of the socket that a thread knows by this descriptor.
fn socket_of(thread: i32, descriptor: u64) -> Option<u32> {
    proc::socket_inode(thread, (descriptor as u32).cast_signed())
}
