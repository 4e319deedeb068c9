//! What becomes of the calls that a traced thread is stopped at.
//!
//! An address that a program names is put into its memory in the form that the kernel is to get, in its own place, and
//! what was there comes back when the call is over. So there is nothing to be allocated in the program, and a call
//! that is interrupted and starts again finds what it had found at first. Two threads may name the same place of
//! memory at once: then the last call that is over brings back what was there.

use super::asks::Ruling;
use super::tracees::Tracees;
use super::{Shared, locked, memory, sockaddr};
use crate::sys::trace::Registers;
use crate::world::limits::TASKS;
use crate::world::mounts::SYSTEM;
use crate::world::seccomp::aimed_at;
use salon_model::WorldError;
use std::collections::{HashMap, HashSet};
use std::net::{SocketAddr, SocketAddrV4};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Most messages that one call can send or receive (`UIO_MAXIOV`), and the length of a `mmsghdr`.
const MESSAGES: u64 = 1024;
const MESSAGE: u64 = 64;

/// A call that is under way.
#[derive(Debug, Default)]
pub(super) struct Entered {
    /// Places of memory that were changed for the time of the call.
    changed: Vec<u64>,
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

/// Room for an address in a program's memory.
#[derive(Debug)]
struct Room {
    address: u64,
    /// Where its length is.
    length_at: u64,
    length: u32,
}

/// How a call goes on.
#[derive(Debug)]
pub(super) enum Course {
    /// As it was asked for.
    On,
    /// The same, and at its end there is something to be done.
    ToEnd(Entered),
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
    types: HashMap<u64, i32>,
    /// What stood in the places of memory that are changed for a while, and for how many calls.
    changed: HashMap<(i32, u64), (Vec<u8>, usize)>,
    /// Names of Unix sockets that are no files, as far as they are of these programs.
    abstract_names: HashSet<Vec<u8>>,
    /// Where the files are that they may connect to.
    folder: PathBuf,
}

impl Calls {
    pub(super) fn new(shared: Arc<Shared>, folder: PathBuf) -> Self {
        Self {
            shared,
            types: HashMap::new(),
            changed: HashMap::new(),
            abstract_names: HashSet::new(),
            folder,
        }
    }

    /// A thread of a process asks for what its registers say.
    pub(super) fn enter(&mut self, thread: i32, registers: &Registers, tracees: &Tracees, process: i32) -> Course {
        let who = (thread, process);
        let arguments = arguments(registers);
        let [first, second, third, fourth, fifth, sixth] = arguments;
        let call = registers.orig_rax.cast_signed();
        match call {
            libc::SYS_bind => self.bind(who, second, third),
            libc::SYS_connect => match self.tcp_connection(thread, arguments) {
                Some(address) => Course::Connects(address),
                None => self.send(who, first, &[(second, third)]),
            },
            libc::SYS_sendto => self.send(who, first, &[(fifth, sixth)]),
            libc::SYS_sendmsg => self.send(who, first, &name_of(thread, second)),
            libc::SYS_sendmmsg => self.send(who, first, &names_of(thread, second, third)),
            libc::SYS_accept | libc::SYS_accept4 | libc::SYS_getsockname | libc::SYS_getpeername => {
                named(Room::at(thread, second, third))
            }
            libc::SYS_recvfrom => named(Room::at(thread, fifth, sixth)),
            libc::SYS_recvmsg => named(Room::of_message(thread, second)),
            libc::SYS_recvmmsg => {
                let rooms = (0..(third as u32).into()).take(MESSAGES as usize);
                let rooms = rooms.filter_map(|number: u64| Room::of_message(thread, second + number * MESSAGE));
                named(rooms)
            }
            libc::SYS_socket => Course::ToEnd(Entered {
                // The low bits are the type, and others flags.
                then: Then::Know(second as i32 & 0xf),
                ..Entered::default()
            }),
            // A socket for IPv6 alone could have no address of IPv4's loopback.
            libc::SYS_setsockopt => self.change(who, fourth, &[0; 4]).map_or(Course::On, Course::ToEnd),
            libc::SYS_clone | libc::SYS_fork | libc::SYS_vfork => {
                if tracees.count() as u64 >= TASKS {
                    Course::Refused(libc::EAGAIN)
                } else {
                    Course::On
                }
            }
            libc::SYS_open | libc::SYS_creat | libc::SYS_mkdir => self.write_at(thread, first),
            libc::SYS_openat | libc::SYS_mkdirat => self.write_at(thread, second),
            _ => aim(call, &arguments, tracees),
        }
    }

    /// A file is to be written. In a place that a world of namespaces lends to programs, and this machine cannot, a
    /// program cannot be judged; elsewhere it is refused in either.
    fn write_at(&self, thread: i32, path: u64) -> Course {
        let path = memory::read_text(thread, path).map(PathBuf::from);
        if let Some(path) = path.filter(|path| lent_in_a_world(path) && !path.starts_with(&self.folder)) {
            locked(&self.shared.failure).get_or_insert_with(|| WorldError {
                step: format!("lending the program a place to write {}", path.display()),
                cause: "without namespaces, all that are run would share it".to_owned(),
            });
        }
        Course::On
    }

    fn bind(&mut self, who: (i32, i32), address: u64, length: u64) -> Course {
        let Some(bytes) = memory::read_address(who.0, address, length) else {
            return Course::On;
        };
        match sockaddr::family(&bytes) {
            // Taken by the kernel for the wildcard of IPv4.
            Some(libc::AF_UNSPEC) => return Course::Refused(libc::EAFNOSUPPORT),
            Some(libc::AF_UNIX) if bytes.get(2) == Some(&0) => {
                self.abstract_names.insert(bytes);
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
    fn send(&mut self, who: (i32, i32), descriptor: u64, names: &[(u64, u64)]) -> Course {
        let mut all = Entered::default();
        for &(address, length) in names {
            let Some(bytes) = memory::read_address(who.0, address, length) else {
                continue;
            };
            if sockaddr::family(&bytes) == Some(libc::AF_UNIX) && !self.may_reach(who.0, &bytes) {
                self.bring_back(who, &all.changed);
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
                    self.bring_back(who, &all.changed);
                    return other;
                }
            }
        }
        Course::ToEnd(all)
    }

    /// Whether a Unix socket is one of these programs' own, and not of a service of the machine.
    fn may_reach(&self, thread: i32, bytes: &[u8]) -> bool {
        match bytes.get(2) {
            None => true,
            Some(0) => self.abstract_names.contains(bytes),
            Some(_) => {
                use std::os::unix::ffi::OsStrExt;
                let path = bytes[2..].split(|byte| *byte == 0).next().unwrap_or_default();
                let path = PathBuf::from(format!("/proc/{thread}/cwd")).join(std::ffi::OsStr::from_bytes(path));
                let path = std::fs::canonicalize(path);
                matches!((path, std::fs::canonicalize(&self.folder)), (Ok(path), Ok(own)) if path.starts_with(&own))
            }
        }
    }

    /// The connection of TCP that a call asks for.
    fn tcp_connection(&self, thread: i32, [descriptor, address, length, ..]: [u64; 6]) -> Option<SocketAddr> {
        let named = sockaddr::parse(&memory::read_address(thread, address, length)?)?;
        self.is_tcp(thread, descriptor)
            .then(|| SocketAddr::new(named.ip().to_canonical(), named.port()))
    }

    fn is_tcp(&self, thread: i32, descriptor: u64) -> bool {
        let known = memory::socket(thread, descriptor).and_then(|socket| self.types.get(&socket));
        known.is_none_or(|known| *known == libc::SOCK_STREAM)
    }

    /// Goes on with a connection that was told as [`Course::Connects`].
    pub(super) fn connect(&mut self, who: (i32, i32), registers: &Registers, ruling: Ruling) -> Course {
        let [descriptor, address, length, ..] = arguments(registers);
        match ruling {
            Ruling::GoOn => self.send(who, descriptor, &[(address, length)]),
            Ruling::Refuse => Course::Refused(libc::ECONNREFUSED),
            Ruling::LeadTo(real) => match memory::read_address(who.0, address, length) {
                Some(bytes) if sockaddr::parse(&bytes).is_some() => self.put(who, address, &bytes, Some(real)),
                _ => Course::On,
            },
        }
    }

    fn put(&mut self, who: (i32, i32), address: u64, bytes: &[u8], real: Option<SocketAddrV4>) -> Course {
        let Some(real) = real else {
            return Course::Refused(libc::EADDRNOTAVAIL);
        };
        self.change(who, address, &sockaddr::with_real(bytes, real))
            .map_or(Course::Refused(libc::EFAULT), Course::ToEnd)
    }

    fn change(&mut self, (thread, process): (i32, i32), place: u64, bytes: &[u8]) -> Option<Entered> {
        let before = memory::read(thread, place, bytes.len()).ok()?;
        memory::write(thread, place, bytes).ok()?;
        self.changed.entry((process, place)).or_insert((before, 0)).1 += 1;
        Some(Entered {
            changed: vec![place],
            then: Then::Nothing,
        })
    }

    /// A call that was entered is over, with this result.
    pub(super) fn leave(&mut self, who: (i32, i32), entered: &Entered, result: i64) {
        self.bring_back(who, &entered.changed);
        if result < 0 {
            return;
        }
        match &entered.then {
            Then::Nothing => {}
            Then::Name(rooms) => {
                for room in rooms {
                    self.name(who.0, room);
                }
            }
            Then::Know(kind) => {
                if let Some(socket) = memory::socket(who.0, result.cast_unsigned()) {
                    self.types.insert(socket, *kind);
                }
            }
        }
    }

    fn bring_back(&mut self, (thread, process): (i32, i32), places: &[u64]) {
        for &place in places {
            let Some((before, users)) = self.changed.get_mut(&(process, place)) else {
                continue;
            };
            *users -= 1;
            if *users == 0 {
                let _ = memory::write(thread, place, before);
                self.changed.remove(&(process, place));
            }
        }
    }

    /// Forgets a call that will never be over, as its thread has ended.
    pub(super) fn forget(&mut self, process: i32, entered: &Entered) {
        for &place in &entered.changed {
            if let Some((_, users)) = self.changed.get_mut(&(process, place)) {
                *users -= 1;
                if *users == 0 {
                    self.changed.remove(&(process, place));
                }
            }
        }
    }

    fn name(&self, thread: i32, room: &Room) {
        let written = memory::read_u32(thread, room.length_at).unwrap_or(0).min(room.length);
        let Some(bytes) = memory::read_address(thread, room.address, written.into()) else {
            return;
        };
        if let Some(real) = sockaddr::parse(&bytes) {
            let named = locked(&self.shared.addresses).named(real);
            let canonical = SocketAddr::new(real.ip().to_canonical(), real.port());
            if named != real && named != canonical {
                let _ = memory::write(thread, room.address, &sockaddr::with(&bytes, named));
            }
        }
    }
}

impl Room {
    fn at(thread: i32, address: u64, length_at: u64) -> Option<Self> {
        let length = memory::read_u32(thread, length_at).ok()?;
        (address != 0).then_some(Self {
            address,
            length_at,
            length,
        })
    }

    /// Of a `msghdr`, which begins with the address and its length.
    fn of_message(thread: i32, header: u64) -> Option<Self> {
        Self::at(thread, memory::read_u64(thread, header).ok()?, header + 8)
    }
}

fn named(rooms: impl IntoIterator<Item = Room>) -> Course {
    let rooms: Vec<Room> = rooms.into_iter().collect();
    if rooms.is_empty() {
        return Course::On;
    }
    Course::ToEnd(Entered {
        changed: Vec::new(),
        then: Then::Name(rooms),
    })
}

fn name_of(thread: i32, header: u64) -> Vec<(u64, u64)> {
    let room = Room::of_message(thread, header);
    room.map(|room| (room.address, room.length.into()))
        .into_iter()
        .collect()
}

fn names_of(thread: i32, headers: u64, count: u64) -> Vec<(u64, u64)> {
    let numbers = 0..u64::from(count as u32).min(MESSAGES);
    numbers
        .flat_map(|number| name_of(thread, headers + number * MESSAGE))
        .collect()
}

/// Whether a place is empty in a world of namespaces, and can be written to.
fn lent_in_a_world(path: &Path) -> bool {
    let mut parts = path.components().skip(1).filter_map(|part| part.as_os_str().to_str());
    let is_lent = match (parts.next(), parts.next()) {
        (Some("dev"), second) => second == Some("shm"),
        (Some(top), _) => !SYSTEM.contains(&top),
        (None, _) => false,
    };
    path.is_absolute() && is_lent
}

/// Whether a call may aim at whom it does.
fn aim(call: i64, arguments: &[u64; 6], tracees: &Tracees) -> Course {
    let number = |place: usize| (arguments[place] as u32).cast_signed();
    let (kind, target) = (number(0), number(1));
    let may = match call {
        libc::SYS_setpriority => match kind {
            0 => tracees.has_process(target),
            _ => kind == 1 && tracees.has_group(target),
        },
        libc::SYS_ioprio_set => match kind {
            1 => tracees.has_process(target),
            _ => kind == 2 && tracees.has_group(target),
        },
        // Of all processes that it may signal there is none but itself, and itself is not meant.
        libc::SYS_kill if kind == -1 => return Course::Refused(libc::ESRCH),
        _ => aimed_at(call).is_none_or(|place| tracees.may_be_aimed_at(number(place))),
    };
    if may { Course::On } else { Course::Refused(libc::EPERM) }
}

fn arguments(registers: &Registers) -> [u64; 6] {
    [
        registers.rdi,
        registers.rsi,
        registers.rdx,
        registers.r10,
        registers.r8,
        registers.r9,
    ]
}
