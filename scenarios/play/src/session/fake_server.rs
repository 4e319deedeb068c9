//! The scripted server that a client under test talks to.
//!
//! It listens at whatever address the client asks for, from the moment it asks: students write
//! addresses into their programs.

use super::actor::{Arrival, Connection, family_of};
use super::log::Log;
use crate::settle::Endpoint;
use crate::world::{Asked, Connects, Ground};
use rustix::event::{PollFd, PollFlags};
use rustix::io::Errno;
use rustix::net::{SocketFlags, SocketType, acceptfrom_with, bind, listen, socket_with, sockopt};
use salon_model::EventKind;
use salon_model::bytes::Bytes;
use salon_model::{Action, ActorId, SERVER, Scenario, Verb};
use salon_model::{Isolation, WorldError};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::OwnedFd;

/// Most addresses at which it listens: a client that tries others one after the other is after
/// something else than a chat.
const ADDRESSES: usize = 16;

/// Where it listens.
struct Listener {
    /// The address that the client asked for.
    named: SocketAddr,
    /// What that is on this machine.
    real: SocketAddr,
    socket: OwnedFd,
}

/// The scripted server.
pub(super) struct FakeServer<'a> {
    scenario: &'a Scenario,
    ground: Ground,
    me: ActorId,
    connects: Option<Connects>,
    listeners: Vec<Listener>,
    connections: Vec<Connection>,
    /// Whether the client has asked for a connection that the kernel itself answers, as nobody could listen there.
    asked_in_vain: bool,
    /// Whether it has gone, so that nobody listens any more.
    gone: bool,
    /// Where the client wanted to connect though the session does not allow it.
    pub(super) refused: Option<SocketAddr>,
}

impl<'a> FakeServer<'a> {
    pub(super) fn new(scenario: &'a Scenario, ground: Ground) -> Self {
        let me = scenario.actors.iter().position(|actor| actor.name == SERVER);
        Self {
            scenario,
            ground,
            me: ActorId(me.unwrap_or_default()),
            connects: None,
            listeners: Vec::new(),
            connections: Vec::new(),
            asked_in_vain: false,
            gone: false,
            refused: None,
        }
    }

    /// Watches what the subject asks for.
    pub(super) fn watch(&mut self, connects: Option<Connects>) {
        self.connects = connects;
    }

    /// Whether the client has asked for a connection.
    pub(super) fn was_asked(&self) -> bool {
        self.gone || self.asked_in_vain || !self.listeners.is_empty()
    }

    pub(super) fn act(&mut self, action: &Action, log: &mut Log) {
        match &action.verb {
            Verb::Sends(bytes) => self.send(action.actor, bytes, log),
            Verb::Leaves if action.actor == self.me => self.close(log),
            Verb::Drops => self.drop_off(),
            verb => {
                let pseudo = &self.scenario.actors[action.actor.0].name;
                if let Some(text) = self.scenario.stage.told(pseudo, verb) {
                    self.send(action.actor, text.as_bytes(), log);
                }
            }
        }
    }

    fn send(&mut self, actor: ActorId, bytes: &[u8], log: &mut Log) {
        // One client has one connection; one that came back is spoken to where it is now.
        if let Some(connection) = self.connections.last_mut() {
            connection.send(bytes);
            log.record(EventKind::Sent {
                actor,
                bytes: Bytes(bytes.to_vec()),
            });
        }
    }

    fn close(&mut self, log: &mut Log) {
        // Closing with unread bytes would send RST.
        self.read(log);
        self.leave_all(Connection::leave);
    }

    fn drop_off(&mut self) {
        self.leave_all(Connection::drop_off);
    }

    fn leave_all(&mut self, leave: fn(Connection)) {
        self.gone = true;
        self.listeners.clear();
        self.connections.drain(..).for_each(leave);
    }

    pub(super) fn interest<'s>(&'s self, sources: &mut Vec<PollFd<'s>>) {
        sources.extend(self.connects.iter().map(Connects::interest));
        sources.extend(
            self.listeners
                .iter()
                .map(|listener| PollFd::new(&listener.socket, PollFlags::IN)),
        );
        sources.extend(self.connections.iter().filter_map(Connection::interest));
    }

    /// # Errors
    /// When it cannot listen where the client asks, though it may.
    pub(super) fn pump(&mut self, log: &mut Log) -> Result<bool, WorldError> {
        let mut seen = self.answer(log)?;
        seen |= self.accept(log);
        for connection in &mut self.connections {
            connection.flush();
        }
        Ok(self.read(log) || seen)
    }

    fn answer(&mut self, log: &mut Log) -> Result<bool, WorldError> {
        let Some(mut connects) = self.connects.take() else {
            return Ok(false);
        };
        let taken = connects.answer(|asked| {
            if self.is_settled_for(&asked, log)? {
                asked.go_on();
            } else {
                asked.refuse();
            }
            Ok(())
        });
        self.connects = Some(connects);
        taken
    }

    /// Listens at the address asked for, from now on. Whether the connection may go on: to us, or where nobody can
    /// listen but the client itself, to whatever the kernel answers.
    fn is_settled_for(&mut self, asked: &Asked, log: &mut Log) -> Result<bool, WorldError> {
        let address = reached(asked.address);
        if self.listeners.iter().any(|listener| listener.named == address) {
            return Ok(true);
        }
        if self.gone || address.port() == 0 || self.listeners.len() == ADDRESSES {
            return Ok(false);
        }
        log.met(EventKind::Asks { address: asked.address });
        if self.ground.isolation == Isolation::LoopbackOnly && !address.ip().is_loopback() {
            self.refused = Some(address);
            return Ok(false);
        }
        if !is_somebodys(address.ip()) {
            self.asked_in_vain = true;
            return Ok(true);
        }
        let whose = match self.ground.isolation {
            Isolation::Namespaces | Isolation::Mapped => "",
            // A server that does not ask for SO_REUSEADDR leaves it unusable for as long as TIME_WAIT lasts.
            Isolation::LoopbackOnly => " (another program may have this port, or have had it a minute ago)",
        };
        let Some(real) = self.ground.real(address) else {
            return Ok(false);
        };
        match open(real) {
            Ok(socket) => self.listeners.push(Listener {
                named: address,
                real,
                socket,
            }),
            Err(error) if is_ours(error, self.ground.has_addresses()) => {
                let step = format!("listening at {address} for the client{whose}");
                return Err(WorldError::at(step)(error));
            }
            Err(_) => self.asked_in_vain = true,
        }
        Ok(true)
    }

    fn accept(&mut self, log: &mut Log) -> bool {
        let mut seen = false;
        for listener in &self.listeners {
            let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
            while let Ok((socket, peer)) = acceptfrom_with(&listener.socket, flags) {
                let peer = peer.and_then(|peer| SocketAddr::try_from(peer).ok());
                log.met(EventKind::Connected {
                    actor: self.me,
                    address: peer.map_or(listener.named, |peer| self.ground.named(peer)),
                });
                self.connections.push(Connection::accepted(socket, listener.real));
                seen = true;
            }
        }
        seen
    }

    fn read(&mut self, log: &mut Log) -> bool {
        let mut seen = false;
        let me = self.me;
        self.connections.retain_mut(|connection| {
            let mut open = true;
            for arrival in connection.read() {
                seen = true;
                match arrival {
                    Arrival::Bytes(bytes) => log.received(me, &bytes),
                    Arrival::Closed | Arrival::Reset => {
                        open = false;
                        log.met(EventKind::Disconnected {
                            actor: me,
                            reset: arrival == Arrival::Reset,
                        });
                    }
                }
            }
            open
        });
        seen
    }

    pub(super) fn endpoints(&self) -> Vec<Endpoint> {
        let listening = self.listeners.iter().map(|listener| listener.real);
        let locals = listening.chain(self.connections.iter().map(|connection| connection.local));
        let endpoint = |local| Endpoint {
            actor: SERVER.to_owned(),
            local,
        };
        locals.map(endpoint).collect()
    }

    /// Where it listens, which without namespaces tells its sockets from the machine's.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        self.listeners.first().map(|listener| listener.real)
    }
}

/// Where a connection to an address leads: to no address in particular, it leads to this machine.
fn reached(asked: SocketAddr) -> SocketAddr {
    let ip = match asked.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, asked.port())
}

/// Whether it is an address that one machine can have: not that of many, nor one that says nothing without a link.
fn is_somebodys(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !ip.is_multicast() && !ip.is_broadcast(),
        IpAddr::V6(ip) => !ip.is_multicast() && !ip.is_unicast_link_local(),
    }
}

/// Whether it is the machine's fault that nobody can listen. Else it is the address: there is none of the kind, or
/// somebody has it already, and where the session's addresses are `its_own` that is the client.
fn is_ours(error: Errno, its_own: bool) -> bool {
    match error {
        Errno::MFILE | Errno::NFILE | Errno::NOBUFS | Errno::NOMEM => true,
        Errno::ADDRINUSE | Errno::ACCESS | Errno::PERM => !its_own,
        _ => false,
    }
}

fn open(address: SocketAddr) -> rustix::io::Result<OwnedFd> {
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    let socket = socket_with(family_of(address), SocketType::STREAM, flags, None)?;
    sockopt::set_socket_reuseaddr(&socket, true)?;
    bind(&socket, &address)?;
    listen(&socket, 16)?;
    Ok(socket)
}
