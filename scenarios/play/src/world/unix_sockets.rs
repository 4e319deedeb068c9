//! Unix sockets of a world, by the kernel's socket diagnosis (`sock_diag(7)`): no other table tells what lies in them.

use crate::diagnosis::Diagnosis;
use netlink_packet_sock_diag::SockDiagMessage;
use netlink_packet_sock_diag::unix::nlas::Nla;
use netlink_packet_sock_diag::unix::{ShowFlags, StateFlags, UnixRequest};
use std::io;

/// Memory in bytes that the kernel keeps for what was sent on Unix sockets of this network namespace and not read.
///
/// # Errors
/// When the kernel does not answer.
pub(super) fn unread_bytes() -> io::Result<u64> {
    let request = UnixRequest {
        state_flags: StateFlags::all(),
        inode: 0,
        show_flags: ShowFlags::MEMINFO | ShowFlags::RQLEN,
        // Of any socket.
        cookie: [0xff; 8],
    };
    // The kernel counts it with those who sent it, who may be no more, and without its own part of it with those who have
    // not read it.
    let (mut sent, mut unread) = (0, 0);
    Diagnosis::open()?.ask(SockDiagMessage::UnixRequest(request), |answer| {
        let SockDiagMessage::UnixResponse(socket) = answer else {
            return;
        };
        for attribute in &socket.nlas {
            match attribute {
                Nla::MemInfo(memory) => sent += u64::from(memory.alloc),
                Nla::ReceiveQueueLength(bytes, _) => unread += u64::from(*bytes),
                _ => {}
            }
        }
    })?;
    Ok(sent.max(unread))
}
