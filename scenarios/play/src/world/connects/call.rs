//! What a `connect` that is held up asks for: read from the memory and the descriptors of who asks.

use crate::proc;
use crate::world::sockaddr;
use rustix::net::sockopt::{socket_domain, socket_type};
use rustix::net::{AddressFamily, SocketType};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::{AsFd, OwnedFd};

/// The TCP connection that a call asks for, with a duplicate of its socket. None for all the rest: for
/// what we cannot read, too, the kernel has its own answer.
pub(super) fn tcp_connection(call: &libc::seccomp_notif) -> Option<(SocketAddr, OwnedFd)> {
    let [descriptor, pointer, length, ..] = call.data.args;
    let address = sockaddr::parse(&sockaddr::read(call.pid, pointer, length)?)?;
    let socket = proc::duplicate(proc::process_of(call.pid)?, (descriptor as u32).cast_signed()).ok()?;
    let family = match address {
        SocketAddr::V4(_) => AddressFamily::INET,
        SocketAddr::V6(_) => AddressFamily::INET6,
    };
    // Between the two families the kernel connects nothing.
    let tcp = socket_type(&socket) == Ok(SocketType::STREAM) && socket_domain(&socket) == Ok(family);
    tcp.then(|| (SocketAddr::new(address.ip().to_canonical(), address.port()), socket))
}

/// An address in the form in which a socket can be connected to it: an IPv6 socket takes no IPv4 address
/// as it is, and an IPv4 socket reaches one who listens for both by an IPv4 address only.
pub(super) fn as_seen_by(socket: impl AsFd, address: SocketAddr) -> SocketAddr {
    match (address, socket_domain(socket)) {
        (SocketAddr::V4(v4), Ok(AddressFamily::INET6)) => SocketAddr::new(v4.ip().to_ipv6_mapped().into(), v4.port()),
        (SocketAddr::V6(v6), Ok(AddressFamily::INET)) if v6.ip().is_loopback() => {
            SocketAddr::new(Ipv4Addr::LOCALHOST.into(), v6.port())
        }
        _ => address,
    }
}
