//! The clients of a server under test.

use super::actor::{Arrival, Connection};
use super::log::Log;
use super::terminals::reachable;
use crate::settle::Endpoint;
use crate::world::Ground;
use rustix::event::PollFd;
use salon_model::EventKind;
use salon_model::bytes::Bytes;
use salon_model::{Action, ActorId, Scenario, Verb};
use std::net::SocketAddr;

/// The first of the ports from which actors connect in a world of their own. Five digits, so that
/// a port is not mistaken for a number in a message.
const FIRST_PORT: u16 = 50_001;

/// Every actor's connection to the server under test.
pub(super) struct Clients<'a> {
    scenario: &'a Scenario,
    connections: Vec<Option<Connection>>,
    pub(super) server: Option<SocketAddr>,
    /// `None` where the ports are the machine's.
    next_port: Option<u16>,
    ground: Ground,
}

impl<'a> Clients<'a> {
    pub(super) fn new(scenario: &'a Scenario, ground: Ground) -> Self {
        Self {
            scenario,
            connections: scenario.actors.iter().map(|_| None).collect(),
            server: None,
            next_port: ground.has_addresses().then_some(FIRST_PORT),
            ground,
        }
    }

    pub(super) fn act(&mut self, action: &Action, log: &mut Log) {
        let actor = action.actor;
        match &action.verb {
            Verb::Connects => self.connect(actor, log),
            Verb::Joins => {
                self.connect(actor, log);
                if let Some(handshake) = &self.scenario.stage.handshake {
                    let hello = handshake.replace("{pseudo}", &self.scenario.actors[actor.0].name);
                    self.send(actor, hello.as_bytes(), log);
                }
            }
            Verb::Says(text) => self.send(actor, text.as_bytes(), log),
            Verb::Sends(bytes) => self.send(actor, bytes, log),
            Verb::Leaves => {
                // Closing with unread bytes would send RST.
                if let Some(connection) = &mut self.connections[actor.0] {
                    connection.stalled = false;
                }
                self.read(actor, log);
                if let Some(connection) = self.connections[actor.0].take() {
                    connection.leave();
                }
            }
            Verb::Drops => {
                if let Some(connection) = self.connections[actor.0].take() {
                    connection.drop_off();
                }
            }
            Verb::ClosesWriteSide => {
                if let Some(connection) = &self.connections[actor.0] {
                    connection.close_write_side();
                }
            }
            Verb::Stalls => self.stall(actor, true),
            Verb::Resumes => self.stall(actor, false),
            // What only the user of a client does.
            Verb::Types(_) | Verb::Presses(_) => {}
        }
    }

    fn stall(&mut self, actor: ActorId, stalled: bool) {
        if let Some(connection) = &mut self.connections[actor.0] {
            connection.stalled = stalled;
        }
    }

    fn connect(&mut self, actor: ActorId, log: &mut Log) {
        let Some(server) = self.server else { return };
        let port = self.next_port;
        self.next_port = port.map(|port| port + 1);
        let own = (!self.scenario.same_address).then_some(actor);
        let server = reachable(server);
        let from = port.and_then(|port| self.ground.source(server, port, own));
        match Connection::open(server, from) {
            Ok(connection) => self.connections[actor.0] = Some(connection),
            Err(error) => log.record(EventKind::ConnectFailed {
                actor,
                cause: error.to_string(),
            }),
        }
    }

    fn send(&mut self, actor: ActorId, bytes: &[u8], log: &mut Log) {
        if let Some(connection) = &mut self.connections[actor.0] {
            connection.send(bytes);
            log.record(EventKind::Sent {
                actor,
                bytes: Bytes(bytes.to_vec()),
            });
        }
    }

    pub(super) fn interest<'s>(&'s self, sources: &mut Vec<PollFd<'s>>) {
        sources.extend(self.connections.iter().flatten().filter_map(Connection::interest));
    }

    pub(super) fn pump(&mut self, log: &mut Log) -> bool {
        let mut seen = false;
        for actor in (0..self.connections.len()).map(ActorId) {
            seen |= self.finish_connecting(actor, log);
            if let Some(connection) = &mut self.connections[actor.0] {
                connection.flush();
            }
            seen |= self.read(actor, log);
        }
        seen
    }

    fn finish_connecting(&mut self, actor: ActorId, log: &mut Log) -> bool {
        let Some(connection) = &mut self.connections[actor.0] else {
            return false;
        };
        match connection.connected() {
            None => return false,
            Some(Ok(())) => {
                let address = self.ground.named(connection.local);
                log.record(EventKind::Connected { actor, address });
            }
            Some(Err(error)) => {
                self.connections[actor.0] = None;
                log.record(EventKind::ConnectFailed {
                    actor,
                    cause: error.to_string(),
                });
            }
        }
        true
    }

    fn read(&mut self, actor: ActorId, log: &mut Log) -> bool {
        let Some(connection) = &mut self.connections[actor.0] else {
            return false;
        };
        let arrivals = connection.read();
        let seen = !arrivals.is_empty();
        for arrival in arrivals {
            match arrival {
                Arrival::Bytes(bytes) => log.received(actor, &bytes),
                Arrival::Closed | Arrival::Reset => {
                    // A client that reads the end of the stream closes too.
                    self.connections[actor.0] = None;
                    log.record(EventKind::Disconnected {
                        actor,
                        reset: arrival == Arrival::Reset,
                    });
                }
            }
        }
        seen
    }

    /// Whether any of them has a connection that the server has not ended.
    pub(super) fn any_connected(&self) -> bool {
        self.connections.iter().any(Option::is_some)
    }

    pub(super) fn endpoints(&self) -> Vec<Endpoint> {
        let ends = self.scenario.actors.iter().zip(&self.connections);
        let endpoints = ends.filter_map(|(actor, connection)| {
            Some(Endpoint {
                actor: actor.name.clone(),
                local: connection.as_ref()?.local,
            })
        });
        endpoints.collect()
    }
}
