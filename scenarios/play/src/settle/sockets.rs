//! What is under way between the actors and the subject, by the kernel's socket diagnosis
//! (`sock_diag(7)`), which shows both ends of every connection of the world.

use crate::diagnosis::Diagnosis;
use netlink_packet_sock_diag::SockDiagMessage;
use netlink_packet_sock_diag::constants::{
    AF_INET, AF_INET6, IPPROTO_TCP, TCP_CLOSE, TCP_CLOSE_WAIT, TCP_ESTABLISHED, TCP_FIN_WAIT1, TCP_LISTEN,
    TCP_SYN_RECV, TCP_SYN_SENT, TCP_TIME_WAIT,
};
use netlink_packet_sock_diag::inet::nlas::Nla;
use netlink_packet_sock_diag::inet::{ExtensionFlags, InetRequest, InetResponse, SocketId, StateFlags};
use salon_model::Untaken;
use std::collections::{HashMap, HashSet};
use std::io;
use std::net::{IpAddr, SocketAddr};

/// One of the actors' ends of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Whose it is.
    pub actor: String,
    /// Its own address.
    pub local: SocketAddr,
}

/// The actors' ends of their connections, and where the subject listens.
#[derive(Debug, Clone, Default)]
pub struct Wires {
    /// The ends that are open.
    pub endpoints: Vec<Endpoint>,
    /// Where the subject listens; without namespaces, what tells its sockets from the machine's.
    pub server: Option<SocketAddr>,
    /// Whether every socket that can be seen is of this session.
    pub alone: bool,
    /// How the addresses of IPv4 begin that are this session's alone, if any are.
    pub network: Option<[u8; 3]>,
    /// Threads that are stopped by a signal, where that is not to be told from one that is traced.
    pub halted: HashSet<i32>,
}

impl Wires {
    fn of(&self, socket: &Tcp) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.local == socket.local)
    }

    fn concerns(&self, socket: &Tcp) -> bool {
        if let Some(network) = self.network {
            let ours = |address: SocketAddr| matches!(address.ip(), IpAddr::V4(ip) if ip.octets()[..3] == network);
            return ours(socket.local) || ours(socket.remote);
        }
        let port = |server: SocketAddr| server.port() == socket.local.port() || server.port() == socket.remote.port();
        self.alone || self.server.is_some_and(port)
    }
}

/// What is under way on the wires.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Traffic {
    /// Nothing.
    None,
    /// Something is on its way.
    Moving(String),
    /// Something has arrived that the subject has not taken, though nothing keeps it from it.
    Untaken(Vec<Untaken>),
}

impl Traffic {
    /// What the subject has not taken.
    pub(super) fn untaken(&self) -> Vec<Untaken> {
        match self {
            Self::Untaken(what) => what.clone(),
            Self::None | Self::Moving(_) => Vec::new(),
        }
    }
}

/// One end of a TCP connection, or a listener.
#[derive(Debug)]
struct Tcp {
    local: SocketAddr,
    remote: SocketAddr,
    state: u8,
    unread: u32,
    sent: u64,
    received: u64,
    unsent: u32,
    inode: u32,
    /// Whether the kernel still counts its bytes. Of an end that was closed, and waits for the other's FIN, it
    /// keeps little more than the address.
    counts: bool,
}

/// The connections of the world.
pub(super) struct Connections {
    kernel: Diagnosis,
}

impl Connections {
    pub(super) fn open() -> io::Result<Self> {
        let kernel = Diagnosis::open()?;
        Ok(Self { kernel })
    }

    /// Where anything listens, with the socket's inode.
    pub(super) fn listening(&self) -> io::Result<Vec<(SocketAddr, u32)>> {
        Ok(self
            .table(&StateFlags::LISTEN)?
            .into_iter()
            .map(|socket| (socket.local, socket.inode))
            .collect())
    }

    pub(super) fn traffic(&self, wires: &Wires) -> io::Result<Traffic> {
        // TIME_WAIT is the memory of a connection that is over.
        let mut table = self.table(&(StateFlags::all() - StateFlags::TIME_WAIT))?;
        table.retain(|socket| wires.concerns(socket));
        let places: HashMap<_, _> = table
            .iter()
            .enumerate()
            .map(|(place, socket)| ((socket.local, socket.remote), place))
            .collect();
        let mut untaken = Vec::new();
        for socket in &table {
            let peer = places.get(&(socket.remote, socket.local)).map(|&place| &table[place]);
            if let Some(moving) = socket.moving(peer, wires) {
                return Ok(Traffic::Moving(moving));
            }
            untaken.extend(socket.untaken(wires));
        }
        // The kernel's table has no order.
        untaken.sort();
        Ok(if untaken.is_empty() {
            Traffic::None
        } else {
            Traffic::Untaken(untaken)
        })
    }

    fn table(&self, states: &StateFlags) -> io::Result<Vec<Tcp>> {
        let mut table = Vec::new();
        for family in [AF_INET, AF_INET6] {
            self.dump(family, states, &mut table)?;
        }
        Ok(table)
    }

    fn dump(&self, family: u8, states: &StateFlags, table: &mut Vec<Tcp>) -> io::Result<()> {
        let request = InetRequest {
            family,
            protocol: IPPROTO_TCP,
            extensions: ExtensionFlags::INFO,
            states: states.clone(),
            socket_id: if family == AF_INET {
                SocketId::new_v4()
            } else {
                SocketId::new_v6()
            },
        };
        self.kernel.ask(SockDiagMessage::InetRequest(request), |answer| {
            if let SockDiagMessage::InetResponse(response) = answer {
                table.push(Tcp::from(*response));
            }
        })
    }
}

impl From<InetResponse> for Tcp {
    fn from(response: InetResponse) -> Self {
        let id = &response.header.socket_id;
        // A listener for both families sees IPv4 clients under addresses such as ::ffff:127.0.0.1.
        let mut tcp = Self {
            local: SocketAddr::new(id.source_address.to_canonical(), id.source_port),
            remote: SocketAddr::new(id.destination_address.to_canonical(), id.destination_port),
            state: response.header.state,
            unread: response.header.recv_queue,
            sent: 0,
            received: 0,
            unsent: 0,
            inode: response.header.inode,
            counts: false,
        };
        for nla in &response.nlas {
            if let Nla::TcpInfo(info) = nla {
                tcp.sent = info.bytes_sent.saturating_sub(info.bytes_retrans);
                tcp.received = info.bytes_received;
                tcp.unsent = info.notsent_bytes;
                tcp.counts = true;
            }
        }
        tcp
    }
}

impl Tcp {
    /// Whether something this end sent has not arrived at the other.
    fn moving(&self, peer: Option<&Self>, wires: &Wires) -> Option<String> {
        match self.state {
            TCP_LISTEN | TCP_CLOSE | TCP_TIME_WAIT => return None,
            // 12 is TCP_NEW_SYN_RECV, a request the kernel has not turned into a socket yet.
            TCP_SYN_SENT | TCP_SYN_RECV | 12 => return Some(format!("{} is being connected", self.name(wires))),
            _ => {}
        }
        let Some(peer) = peer else {
            // The other end is gone, and its FIN or RST has not reached this one.
            let open = matches!(self.state, TCP_ESTABLISHED | TCP_CLOSE_WAIT);
            return (open && wires.of(self).is_none()).then(|| format!("{} is being closed", self.name(wires)));
        };
        if self.state == TCP_FIN_WAIT1 && peer.state == TCP_ESTABLISHED && peer.unread == 0 {
            return Some(format!("{} is being closed", self.name(wires)));
        }
        // A full window stops the sender: that is the reader's doing, not a delay.
        let reader_stands_still = peer.unread > 0;
        let under_way = self.unsent > 0 || self.sent > peer.received;
        (under_way && peer.counts && !reader_stands_still)
            .then(|| format!("{} bytes to {}", self.sent, peer.name(wires)))
    }

    /// What the subject has not taken from this end of its own.
    fn untaken(&self, wires: &Wires) -> Option<Untaken> {
        if wires.of(self).is_some() || self.unread == 0 {
            return None;
        }
        let client = wires.endpoints.iter().find(|endpoint| endpoint.local == self.remote);
        match (self.state, client) {
            (TCP_LISTEN, _) => Some(Untaken::Connections(self.unread)),
            // The end of the stream counts as one byte.
            (TCP_CLOSE_WAIT, Some(client)) if self.unread == 1 => Some(Untaken::Departure(client.actor.clone())),
            (_, Some(client)) => Some(Untaken::Bytes {
                count: self.unread,
                from: client.actor.clone(),
            }),
            // Of a connection that no actor has any more; the listener's line stands for those
            // that were never accepted.
            (TCP_CLOSE_WAIT, None) => Some(Untaken::End),
            (_, None) => None,
        }
    }

    fn name(&self, wires: &Wires) -> String {
        wires
            .of(self)
            .map_or_else(|| self.local.to_string(), |endpoint| endpoint.actor.clone())
    }
}
