//! What a `connect` that is held up asks for: read from the memory and the descriptors of who asks.

use crate::proc;
use rustix::net::sockopt::{socket_domain, socket_type};
use rustix::net::{AddressFamily, SocketType};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::{AsFd, OwnedFd};

/// Length of the kernel's `sockaddr_storage`: it refuses longer addresses.
const LONGEST: usize = 128;
/// Lengths from which on the kernel takes an address; IPv6 with or without a scope.
const IPV4: usize = 16;
const IPV6: usize = 24;
const IPV6_WITH_SCOPE: usize = 28;

/// The TCP connection that a call asks for, with a duplicate of its socket. None for all the rest: for
/// what we cannot read, too, the kernel has its own answer.
pub(super) fn tcp_connection(call: &libc::seccomp_notif) -> Option<(SocketAddr, OwnedFd)> {
    let [descriptor, pointer, length, ..] = call.data.args;
    // The kernel takes the low half of an argument that is an `int`.
    let length = usize::try_from((length as u32).cast_signed()).ok()?;
    let address = parse(&memory(call.pid, pointer, length)?)?;
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

fn memory(thread: u32, pointer: u64, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; Some(length).filter(|length| (IPV4..=LONGEST).contains(length))?];
    proc::read_memory(thread, pointer, &mut bytes).ok()?;
    Some(bytes)
}

fn parse(bytes: &[u8]) -> Option<SocketAddr> {
    let two = |at: usize| Some([*bytes.get(at)?, *bytes.get(at + 1)?]);
    let four = |at: usize| bytes.get(at..at + 4)?.try_into().ok();
    let port = u16::from_be_bytes(two(2)?);
    match i32::from(u16::from_ne_bytes(two(0)?)) {
        libc::AF_INET if bytes.len() >= IPV4 => {
            let ip = Ipv4Addr::from(u32::from_be_bytes(four(4)?));
            Some(SocketAddrV4::new(ip, port).into())
        }
        libc::AF_INET6 if bytes.len() >= IPV6 => {
            let flow = u32::from_be_bytes(four(4)?);
            let ip: [u8; 16] = bytes.get(8..24)?.try_into().ok()?;
            let scope = if bytes.len() >= IPV6_WITH_SCOPE {
                u32::from_ne_bytes(four(24)?)
            } else {
                0
            };
            Some(SocketAddrV6::new(Ipv6Addr::from(ip), port, flow, scope).into())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(family: i32, rest: &[u8]) -> Vec<u8> {
        let family = u16::try_from(family).unwrap().to_ne_bytes();
        [family.as_slice(), rest].concat()
    }

    #[test]
    fn an_ipv4_address_is_read_with_its_port() {
        let bytes = address(libc::AF_INET, &[0x22, 0xb8, 10, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(parse(&bytes), "10.2.2.2:8888".parse().ok());
    }

    #[test]
    fn an_ipv6_address_is_read_without_a_scope_too() {
        let mut rest = vec![0x22, 0xb8, 0, 0, 0, 0];
        rest.extend("2001:db8::7".parse::<Ipv6Addr>().unwrap().octets());
        assert_eq!(
            parse(&address(libc::AF_INET6, &rest)),
            "[2001:db8::7]:8888".parse().ok()
        );
        rest.extend(3_u32.to_ne_bytes());
        assert_eq!(
            parse(&address(libc::AF_INET6, &rest)),
            "[2001:db8::7%3]:8888".parse().ok()
        );
    }

    #[test]
    fn another_family_and_an_address_cut_short_are_none() {
        assert_eq!(parse(&address(libc::AF_UNIX, b"/run/somewhere")), None);
        assert_eq!(parse(&address(libc::AF_UNSPEC, &[0; 14])), None);
        assert_eq!(parse(&address(libc::AF_INET6, &[0; 14])), None);
        assert_eq!(parse(&address(libc::AF_INET, &[0; 6])), None);
    }
}
