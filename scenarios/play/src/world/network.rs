//! The world's network: loopback up, and every address of IPv4 and IPv6 local.
//!
//! Three requests of rtnetlink(7), their bodies written here byte by byte: a crate with types for all of
//! rtnetlink costs more to build than these are worth. The layouts are the kernel's interface to programs, and
//! do not change.

use crate::sys;
use netlink_packet_core::{
    DecodeError, NLM_F_ACK, NLM_F_CREATE, NLM_F_REQUEST, NetlinkDeserializable, NetlinkHeader, NetlinkMessage,
    NetlinkPayload, NetlinkSerializable,
};
use netlink_sys::{Socket, SocketAddr, protocols::NETLINK_ROUTE};
use salon_model::WorldError;
use std::fs;
use std::io;

/// Index of `lo`, which is the first interface of every network namespace.
const LOOPBACK: u32 = 1;

/// Buckets of the world's own table of TCP connections: many times a session's connections.
const BUCKETS: &str = "512";

/// Leaves for a network whose TCP connections are not in the table of the whole machine, which the kernel walks,
/// bucket by bucket, each time it is asked what is under way. Linux makes such a table for the namespaces made
/// below one that asks for it, since 6.1; where it does not, the session costs some milliseconds more.
pub(super) fn keep_a_table_of_its_own() {
    if fs::write("/proc/sys/net/ipv4/tcp_child_ehash_entries", BUCKETS).is_ok() {
        let _ = sys::leave_network();
    }
}

/// Brings the network of a fresh namespace up.
pub(super) fn bring_up() -> Result<(), WorldError> {
    let socket = connect().map_err(WorldError::at("opening a routing socket"))?;
    request(&socket, loopback_up()).map_err(WorldError::at("bringing loopback up"))?;
    request(&socket, everything_local(libc::AF_INET)).map_err(WorldError::at("making every IPv4 address local"))?;
    // A machine without IPv6 has no program that needs it.
    let _ = request(&socket, everything_local(libc::AF_INET6));
    // IPv6 asks for an address of an interface, whatever the routes say, unless told not to.
    let _ = fs::write("/proc/sys/net/ipv6/ip_nonlocal_bind", "1");
    // Students' servers may listen on port 80; the limit protects nobody here.
    let _ = fs::write("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
    Ok(())
}

/// A message of rtnetlink: its type, and what follows the header that all netlink messages have.
#[derive(Debug, PartialEq, Eq)]
struct Routing {
    message_type: u16,
    body: Vec<u8>,
}

/// `ip link set lo up`: an `ifinfomsg`.
fn loopback_up() -> Routing {
    let up = libc::IFF_UP.cast_unsigned();
    // The family, a byte of padding, and the link's type: none of them says which link.
    let mut body = vec![0; 4];
    // Which link, its flags, and which of them change.
    body.extend([LOOPBACK, up, up].map(u32::to_ne_bytes).as_flattened());
    Routing {
        message_type: libc::RTM_SETLINK,
        body,
    }
}

/// `ip route add local default dev lo`: an `rtmsg`, with the interface as its one attribute.
fn everything_local(family: i32) -> Routing {
    // Lengths of destination and source, both 0 as all addresses are meant, and the type of service.
    let mut body = vec![family.cast_unsigned() as u8, 0, 0, 0];
    body.extend([
        libc::RT_TABLE_LOCAL,
        libc::RTPROT_STATIC,
        libc::RT_SCOPE_HOST,
        libc::RTN_LOCAL,
    ]);
    let flags = 0_u32;
    body.extend(flags.to_ne_bytes());
    // The attribute's length counts its own two numbers.
    let length = 8_u16;
    body.extend([length, libc::RTA_OIF].map(u16::to_ne_bytes).as_flattened());
    body.extend(LOOPBACK.to_ne_bytes());
    Routing {
        message_type: libc::RTM_NEWROUTE,
        body,
    }
}

impl NetlinkSerializable for Routing {
    fn message_type(&self) -> u16 {
        self.message_type
    }

    fn buffer_len(&self) -> usize {
        self.body.len()
    }

    fn serialize(&self, buffer: &mut [u8]) {
        buffer.copy_from_slice(&self.body);
    }
}

impl NetlinkDeserializable for Routing {
    type Error = DecodeError;

    fn deserialize(header: &NetlinkHeader, payload: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self {
            message_type: header.message_type,
            body: payload.to_vec(),
        })
    }
}

fn connect() -> io::Result<Socket> {
    let mut socket = Socket::new(NETLINK_ROUTE)?;
    socket.bind_auto()?;
    socket.connect(&SocketAddr::new(0, 0))?;
    Ok(socket)
}

/// Sends one request and waits for the kernel's acknowledgement.
fn request(socket: &Socket, message: Routing) -> io::Result<()> {
    socket.send(&packet(message), 0)?;
    let (answer, _) = socket.recv_from_full()?;
    match NetlinkMessage::<Routing>::deserialize(&answer).map(|answer| answer.payload) {
        Ok(NetlinkPayload::Error(error)) if error.code.is_some() => Err(error.to_io()),
        Ok(_) => Ok(()),
        Err(error) => Err(io::Error::other(error.to_string())),
    }
}

fn packet(message: Routing) -> Vec<u8> {
    let mut packet = NetlinkMessage::new(NetlinkHeader::default(), NetlinkPayload::InnerMessage(message));
    packet.header.flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE;
    packet.finalize();
    let mut bytes = vec![0; packet.buffer_len()];
    packet.serialize(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers as they lie in memory on this machine.
    fn laid_out(numbers: &[(u32, usize)]) -> Vec<u8> {
        let bytes = numbers.iter().flat_map(|&(number, width)| match width {
            1 => vec![number as u8],
            2 => (number as u16).to_ne_bytes().to_vec(),
            _ => number.to_ne_bytes().to_vec(),
        });
        bytes.collect()
    }

    /// Length, type, flags (`NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE`), sequence number and port.
    fn header(length: u32, message_type: u32) -> Vec<u8> {
        laid_out(&[(length, 4), (message_type, 2), (0x405, 2), (0, 4), (0, 4)])
    }

    #[test]
    fn loopback_is_brought_up_by_an_ifinfomsg() {
        let body = laid_out(&[(0, 1), (0, 1), (0, 2), (1, 4), (1, 4), (1, 4)]);
        assert_eq!(packet(loopback_up()), [header(32, 19), body].concat());
    }

    #[test]
    fn every_address_is_local_by_an_rtmsg_with_the_interface() {
        for (family, number) in [(libc::AF_INET, 2), (libc::AF_INET6, 10)] {
            let route = laid_out(&[
                (number, 1),
                (0, 1),
                (0, 1),
                (0, 1),
                (255, 1),
                (4, 1),
                (254, 1),
                (2, 1),
                (0, 4),
            ]);
            let interface = laid_out(&[(8, 2), (4, 2), (1, 4)]);
            let expected = [header(36, 24), route, interface].concat();
            assert_eq!(packet(everything_local(family)), expected);
        }
    }
}
