//! The kernel's socket diagnosis (`sock_diag(7)`): what sockets there are in this network namespace.

use netlink_packet_core::{NLM_F_DUMP, NLM_F_REQUEST, NetlinkMessage, NetlinkPayload};
use netlink_packet_sock_diag::SockDiagMessage;
use netlink_sys::{Socket, SocketAddr, protocols::NETLINK_SOCK_DIAG};
use std::io;

/// A window into the kernel's tables of sockets.
pub(crate) struct Diagnosis {
    netlink: Socket,
}

impl Diagnosis {
    /// Opens it, for the network namespace of this process.
    ///
    /// # Errors
    /// When the system gives no such socket.
    pub(crate) fn open() -> io::Result<Self> {
        let mut netlink = Socket::new(NETLINK_SOCK_DIAG)?;
        netlink.bind_auto()?;
        netlink.connect(&SocketAddr::new(0, 0))?;
        Ok(Self { netlink })
    }

    /// Asks for a table, and hands on each entry of it.
    ///
    /// # Errors
    /// When the kernel refuses, or answers what cannot be understood.
    pub(crate) fn ask(&self, request: SockDiagMessage, mut each: impl FnMut(SockDiagMessage)) -> io::Result<()> {
        let mut packet = NetlinkMessage::from(request);
        packet.header.flags = NLM_F_REQUEST | NLM_F_DUMP;
        packet.finalize();
        let mut bytes = vec![0; packet.buffer_len()];
        packet.serialize(&mut bytes);
        self.netlink.send(&bytes, 0)?;
        loop {
            let (answer, _) = self.netlink.recv_from_full()?;
            let mut rest = answer.as_slice();
            while !rest.is_empty() {
                let message = NetlinkMessage::<SockDiagMessage>::deserialize(rest).map_err(io::Error::other)?;
                // Messages are padded to four bytes (netlink(7)).
                let length = (message.header.length as usize).next_multiple_of(4).min(rest.len());
                match message.payload {
                    NetlinkPayload::InnerMessage(entry) => each(entry),
                    NetlinkPayload::Done(_) => return Ok(()),
                    NetlinkPayload::Error(error) => return Err(error.to_io()),
                    _ => {}
                }
                rest = &rest[length.max(1)..];
            }
        }
    }
}
