//! An actor's connection to the subject.

use rustix::event::{PollFd, PollFlags};
use rustix::io::Errno;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, Shutdown, SocketFlags, SocketType, bind, connect, getsockname, recv, send,
    shutdown, socket_with, sockopt,
};
use std::io;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::time::Duration;

/// Bytes after which a subject that sends without end is left to wait for its turn.
const READ_AT_ONCE: usize = 1 << 20;

/// One connection of an actor. An actor that joins again has a new one.
#[derive(Debug)]
pub(super) struct Connection {
    socket: OwnedFd,
    pub(super) local: SocketAddr,
    /// What the subject's full receive window has kept from being sent.
    outbox: Vec<u8>,
    pub(super) connecting: bool,
    pub(super) stalled: bool,
    read_end_open: bool,
}

/// What reading a connection brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    Bytes(Vec<u8>),
    Closed,
    Reset,
}

impl Connection {
    /// Begins to connect, from an address and port if given. In a world of its own every session can use the
    /// same ports, which makes its events the same each time.
    pub(super) fn open(server: SocketAddr, from: Option<SocketAddr>) -> io::Result<Self> {
        let family = family_of(server);
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        let socket = socket_with(family, SocketType::STREAM, flags, None)?;
        if let Some(from) = from {
            sockopt::set_socket_reuseaddr(&socket, true)?;
            bind(&socket, &from)?;
        }
        // Each message its own segment, as far as TCP lets us.
        sockopt::set_tcp_nodelay(&socket, true)?;
        let connecting = match connect(&socket, &server) {
            Ok(()) => false,
            Err(Errno::INPROGRESS) => true,
            Err(error) => return Err(error.into()),
        };
        let local = SocketAddr::try_from(getsockname(&socket)?)?;
        Ok(Self {
            socket,
            local,
            outbox: Vec::new(),
            connecting,
            stalled: false,
            read_end_open: true,
        })
    }

    /// A connection that a client under test has made to us.
    pub(super) fn accepted(socket: OwnedFd, listening: SocketAddr) -> Self {
        let local = getsockname(&socket)
            .ok()
            .and_then(|local| SocketAddr::try_from(local).ok());
        // Each message its own segment, as far as TCP lets us.
        let _ = sockopt::set_tcp_nodelay(&socket, true);
        Self {
            socket,
            local: local.unwrap_or(listening),
            outbox: Vec::new(),
            connecting: false,
            stalled: false,
            read_end_open: true,
        }
    }

    /// What to wait for on this connection; `None` when nothing can come.
    pub(super) fn interest(&self) -> Option<PollFd<'_>> {
        let mut flags = PollFlags::empty();
        flags.set(PollFlags::OUT, self.connecting || !self.outbox.is_empty());
        flags.set(PollFlags::IN, self.read_end_open && !self.stalled && !self.connecting);
        (!flags.is_empty()).then(|| PollFd::new(&self.socket, flags))
    }

    /// Ends the connecting phase, if it is over.
    pub(super) fn connected(&mut self) -> Option<io::Result<()>> {
        let mut ready = [PollFd::new(&self.socket, PollFlags::OUT)];
        let over = rustix::event::poll(&mut ready, Some(&rustix::time::Timespec { tv_sec: 0, tv_nsec: 0 }));
        if !self.connecting || !over.is_ok_and(|ready| ready > 0) {
            return None;
        }
        self.connecting = false;
        let result = sockopt::socket_error(&self.socket)
            .map_err(io::Error::from)
            .and_then(|state| Ok(state?));
        if let Ok(Ok(local)) = getsockname(&self.socket).map(SocketAddr::try_from) {
            self.local = local;
        }
        Some(result)
    }

    pub(super) fn send(&mut self, bytes: &[u8]) {
        self.outbox.extend_from_slice(bytes);
        self.flush();
    }

    /// Sends what the subject's window has room for. An error here shows at the next read.
    pub(super) fn flush(&mut self) {
        while !self.connecting && !self.outbox.is_empty() {
            match send(&self.socket, &self.outbox, SendFlags::NOSIGNAL) {
                Ok(sent) => drop(self.outbox.drain(..sent)),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break,
                Err(_) => self.outbox.clear(),
            }
        }
    }

    /// What has arrived, as far as is read at once; nothing from a stalled actor.
    pub(super) fn read(&mut self) -> Vec<Arrival> {
        let mut arrivals = Vec::new();
        if self.stalled || self.connecting {
            return arrivals;
        }
        let mut buffer = [0; 16 * 1024];
        let mut room = READ_AT_ONCE;
        while self.read_end_open && room > 0 {
            match recv(&self.socket, &mut buffer, RecvFlags::empty()) {
                Ok((0, _)) => {
                    self.read_end_open = false;
                    arrivals.push(Arrival::Closed);
                }
                Ok((length, _)) => {
                    arrivals.push(Arrival::Bytes(buffer[..length].to_vec()));
                    room = room.saturating_sub(length);
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break,
                Err(_) => {
                    self.read_end_open = false;
                    arrivals.push(Arrival::Reset);
                }
            }
        }
        if !arrivals.is_empty() {
            // A late acknowledgement would hold a subject's second small write back for 40 ms
            // (Nagle's algorithm). The kernel forgets the option, hence each time.
            let _ = sockopt::set_tcp_quickack(&self.socket, true);
        }
        arrivals
    }

    /// Sends FIN and goes on reading.
    pub(super) fn close_write_side(&self) {
        let _ = shutdown(&self.socket, Shutdown::Write);
    }

    /// Closes in order. What has arrived must have been read: closing with bytes unread sends RST.
    pub(super) fn leave(self) {
        drop(self.socket);
    }

    /// Breaks off with RST.
    pub(super) fn drop_off(self) {
        let _ = sockopt::set_socket_linger(&self.socket, Some(Duration::ZERO));
        drop(self.socket);
    }
}

/// The family of sockets for an address.
pub(super) fn family_of(address: SocketAddr) -> AddressFamily {
    if address.is_ipv4() {
        AddressFamily::INET
    } else {
        AddressFamily::INET6
    }
}
