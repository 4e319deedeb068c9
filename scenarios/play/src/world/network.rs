//! The world's network: loopback up, and every address of IPv4 and IPv6 local.

use netlink_packet_core::{NLM_F_ACK, NLM_F_CREATE, NLM_F_REQUEST, NetlinkMessage, NetlinkPayload};
use netlink_packet_route::link::{LinkFlags, LinkMessage};
use netlink_packet_route::route::{RouteAttribute, RouteMessage, RouteProtocol, RouteScope, RouteType};
use netlink_packet_route::{AddressFamily, RouteNetlinkMessage};
use netlink_sys::{Socket, SocketAddr, protocols::NETLINK_ROUTE};
use salon_model::WorldError;
use std::fs;

/// Index of `lo`, which is the first interface of every network namespace.
const LOOPBACK: u32 = 1;
/// The routing table of addresses that are the machine's own (`RT_TABLE_LOCAL`).
const LOCAL_TABLE: u8 = 255;

/// Brings the network of a fresh namespace up.
pub(super) fn bring_up() -> Result<(), WorldError> {
    let socket = connect().map_err(WorldError::at("opening a routing socket"))?;
    let mut link = LinkMessage::default();
    link.header.index = LOOPBACK;
    link.header.flags = LinkFlags::Up;
    link.header.change_mask = LinkFlags::Up;
    request(&socket, RouteNetlinkMessage::SetLink(link)).map_err(WorldError::at("bringing loopback up"))?;
    request(
        &socket,
        RouteNetlinkMessage::NewRoute(everything_local(AddressFamily::Inet)),
    )
    .map_err(WorldError::at("making every IPv4 address local"))?;
    // A machine without IPv6 has no program that needs it.
    let _ = request(
        &socket,
        RouteNetlinkMessage::NewRoute(everything_local(AddressFamily::Inet6)),
    );
    // IPv6 asks for an address of an interface, whatever the routes say, unless told not to.
    let _ = fs::write("/proc/sys/net/ipv6/ip_nonlocal_bind", "1");
    // Students' servers may listen on port 80; the limit protects nobody here.
    let _ = fs::write("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
    Ok(())
}

/// `ip route add local default dev lo`.
fn everything_local(family: AddressFamily) -> RouteMessage {
    let mut route = RouteMessage::default();
    route.header.address_family = family;
    route.header.table = LOCAL_TABLE;
    route.header.protocol = RouteProtocol::Static;
    route.header.scope = RouteScope::Host;
    route.header.kind = RouteType::Local;
    route.attributes.push(RouteAttribute::Oif(LOOPBACK));
    route
}

fn connect() -> std::io::Result<Socket> {
    let mut socket = Socket::new(NETLINK_ROUTE)?;
    socket.bind_auto()?;
    socket.connect(&SocketAddr::new(0, 0))?;
    Ok(socket)
}

/// Sends one request and waits for the kernel's acknowledgement.
fn request(socket: &Socket, message: RouteNetlinkMessage) -> std::io::Result<()> {
    let mut packet = NetlinkMessage::from(message);
    packet.header.flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE;
    packet.finalize();
    let mut bytes = vec![0; packet.buffer_len()];
    packet.serialize(&mut bytes);
    socket.send(&bytes, 0)?;
    let (answer, _) = socket.recv_from_full()?;
    match NetlinkMessage::<RouteNetlinkMessage>::deserialize(&answer).map(|answer| answer.payload) {
        Ok(NetlinkPayload::Error(error)) if error.code.is_some() => Err(error.to_io()),
        Ok(_) => Ok(()),
        Err(error) => Err(std::io::Error::other(error.to_string())),
    }
}
