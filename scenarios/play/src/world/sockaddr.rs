//! Addresses as they lie in a program's memory (`sockaddr_in`, `sockaddr_in6`).

use crate::proc;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

/// Length of the kernel's `sockaddr_storage`: it refuses longer addresses.
const LONGEST: usize = 128;
/// Length of what tells the family, with which every address begins.
const FAMILY: usize = 2;
/// Lengths from which on the kernel takes an address; IPv6 with or without a scope.
const IPV4: usize = 16;
const IPV6: usize = 24;
const IPV6_WITH_SCOPE: usize = 28;

/// The address at a place of the memory of a process, or of a thread; `None` where it cannot be read, and where the kernel
/// would not take one of such a length.
pub(super) fn read(id: u32, place: u64, length: u64) -> Option<Vec<u8>> {
    // The kernel takes the low half of an argument that is an `int`.
    let length = usize::try_from((length as u32).cast_signed()).ok()?;
    let mut bytes = vec![0; Some(length).filter(|length| (FAMILY..=LONGEST).contains(length))?];
    proc::read_memory(id, place, &mut bytes).ok()?;
    Some(bytes)
}

/// What kind of address it is: `AF_INET`.
pub(super) fn family(bytes: &[u8]) -> Option<i32> {
    Some(i32::from(u16::from_ne_bytes(bytes.get(..FAMILY)?.try_into().ok()?)))
}

/// The address in these bytes; `None` where they are of another family, or cut short.
pub(super) fn parse(bytes: &[u8]) -> Option<SocketAddr> {
    let two = |at: usize| Some([*bytes.get(at)?, *bytes.get(at + 1)?]);
    let four = |at: usize| bytes.get(at..at + 4)?.try_into().ok();
    let port = u16::from_be_bytes(two(2)?);
    match family(bytes)? {
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
        assert_eq!(parse(&[0]), None);
    }
}
