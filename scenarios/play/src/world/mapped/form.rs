//! Writing addresses as they lie in a program's memory.

use crate::world::sockaddr::family;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4};

/// The same bytes with this address of loopback in them, in the form that their family has for it.
pub(super) fn with_real(bytes: &[u8], real: SocketAddrV4) -> Vec<u8> {
    with(bytes, SocketAddr::V4(real))
}

/// The same bytes with another address in them, as far as it has a form in their family: what a program sees of
/// who comes from an address of the other family is loopback.
pub(super) fn with(bytes: &[u8], address: SocketAddr) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let is_ipv4 = family(&bytes) == Some(libc::AF_INET);
    bytes[2..4].copy_from_slice(&address.port().to_be_bytes());
    if is_ipv4 {
        let ip = match address.ip().to_canonical() {
            IpAddr::V4(ip) => ip,
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv4Addr::UNSPECIFIED,
            IpAddr::V6(_) => Ipv4Addr::LOCALHOST,
        };
        bytes[4..8].copy_from_slice(&ip.octets());
    } else {
        let ip = match address.ip() {
            IpAddr::V4(ip) => ip.to_ipv6_mapped(),
            IpAddr::V6(ip) => ip,
        };
        bytes[8..24].copy_from_slice(&ip.octets());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::sockaddr::parse;

    fn bytes(family: i32, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        bytes[..2].copy_from_slice(&u16::try_from(family).unwrap().to_ne_bytes());
        bytes
    }

    #[test]
    fn an_address_is_written_as_it_is_read() {
        let ipv4 = with(&bytes(libc::AF_INET, 16), "10.2.2.2:8888".parse().unwrap());
        assert_eq!(ipv4[2..8], [0x22, 0xb8, 10, 2, 2, 2]);
        assert_eq!(parse(&ipv4), "10.2.2.2:8888".parse().ok());
        let ipv6 = with(&bytes(libc::AF_INET6, 28), "[2001:db8::7]:1".parse().unwrap());
        assert_eq!(parse(&ipv6), "[2001:db8::7]:1".parse().ok());
        let mapped = with_real(&bytes(libc::AF_INET6, 28), "127.7.9.1:1".parse().unwrap());
        assert_eq!(parse(&mapped), "[::ffff:127.7.9.1]:1".parse().ok());
    }
}
