//! The session itself: gives the stimuli one by one, collects all that follows each, and orders
//! the events.

use super::Method;
use super::actor::{Arrival, Connection};
use super::log::Log;
use super::patience::Patience;
use super::subject::Subject;
use crate::bytes::Bytes;
use crate::event::{Doing, EventKind};
use crate::plan::{Action, ActorId, Scenario, Stimulus, Verb};
use crate::settle::{Endpoint, Probe, Settling, Wires};
use crate::world::{Isolation, Shim, Watch, WorldError};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::time::Timespec;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// The first of the ports from which actors connect in a world of their own. Five digits, so that
/// a port is not mistaken for a number in a message.
const FIRST_PORT: u16 = 50_001;
/// How long a program that has not listened yet may wait for a timer before it does.
const START_HORIZON: Duration = Duration::from_secs(10);

/// A session under way.
pub(super) struct Runner<'a> {
    scenario: &'a Scenario,
    pub(super) method: Method,
    isolation: Isolation,
    pub(super) log: Log,
    pub(super) subject: Subject,
    pub(super) probe: Probe,
    pub(super) watch: Watch,
    pub(super) limited: bool,
    connections: Vec<Option<Connection>>,
    pub(super) server: Option<SocketAddr>,
    next_port: u16,
    pub(super) patience: Patience,
    pub(super) slowest_reaction: Duration,
}

impl<'a> Runner<'a> {
    pub(super) fn start(
        scenario: &'a Scenario,
        shim: &Shim,
        method: Method,
        isolation: Isolation,
        mut log: Log,
    ) -> Result<Self, WorldError> {
        let probe = Probe::new().map_err(WorldError::at("opening the kernel's socket diagnosis"))?;
        // Before the subject, so that in a world of its own its ids are above the harness's.
        let watch = Watch::start(isolation)?;
        let subject = Subject::start(shim)?;
        let words = std::iter::once(shim.program.to_string_lossy().into_owned()).chain(shim.arguments.iter().cloned());
        log.record(EventKind::Started {
            command: words.collect::<Vec<_>>().join(" "),
        });
        Ok(Self {
            scenario,
            method,
            isolation,
            log,
            subject,
            probe,
            watch,
            limited: false,
            connections: scenario.actors.iter().map(|_| None).collect(),
            server: None,
            next_port: FIRST_PORT,
            patience: Patience::START,
            slowest_reaction: Duration::ZERO,
        })
    }

    /// Plays the script to its end.
    pub(super) fn play(mut self) -> Result<(), WorldError> {
        if self.wait_for_listener()? {
            self.patience = if self.limited {
                Patience::LIMITED
            } else {
                Patience::STIMULUS
            };
            let steps = self.scenario.given.iter().chain(&self.scenario.when);
            for (number, step) in steps.enumerate() {
                self.log.stimulus(number);
                self.probe.begin();
                self.give(&step.stimulus);
                self.settle_and_record()?;
            }
        }
        self.note_limits();
        for limit in self.watch.last_look() {
            self.log.record(EventKind::Limited { limit });
        }
        let running = self.subject.exit.is_none() || self.probe.alive();
        let cpu_us = self.probe.cpu_us();
        self.log.record(EventKind::Finished { running, cpu_us });
        self.subject.kill();
        if self.isolation == Isolation::LoopbackOnly {
            self.probe.kill_all();
        }
        Ok(())
    }

    /// Waits until the subject listens and is idle. Never by connecting: that would be a client.
    fn wait_for_listener(&mut self) -> Result<bool, WorldError> {
        let began = Instant::now();
        loop {
            let settling = self.settle_and_record()?;
            let listeners = self
                .probe
                .listening()
                .map_err(WorldError::at("looking for a listening socket"))?;
            // IPv4 first, as students' clients speak it.
            if let Some(&address) = listeners.iter().find(|address| address.is_ipv4()).or(listeners.first()) {
                if self.isolation == Isolation::LoopbackOnly && !address.ip().is_loopback() {
                    self.log.record(EventKind::NotListening {
                        doing: Doing::Refused(address),
                    });
                    return Ok(false);
                }
                self.server = Some(address);
                self.log.record(EventKind::Listening { address });
                return Ok(true);
            }
            let doing = match settling {
                Settling::Horizon { .. } if began.elapsed() < START_HORIZON => continue,
                Settling::Exit => match self.subject.exit {
                    Some(exit) => Doing::Ended(exit),
                    None => Doing::Waits(Vec::new()),
                },
                Settling::Never { doing } => Doing::NeverSettles(doing),
                _ if self.probe.reads_keyboard() => Doing::ReadsKeyboard,
                _ => Doing::Waits(self.probe.waits()),
            };
            self.log.record(EventKind::NotListening { doing });
            return Ok(false);
        }
    }

    fn give(&mut self, stimulus: &Stimulus) {
        match stimulus {
            Stimulus::Act(action) => self.act(action),
            Stimulus::Together(actions) => actions.iter().for_each(|action| self.act(action)),
            Stimulus::ServerStops => self.subject.interrupt(),
        }
    }

    fn act(&mut self, action: &Action) {
        let actor = action.actor;
        match &action.verb {
            Verb::Connects => self.connect(actor),
            Verb::Joins => {
                self.connect(actor);
                if let Some(handshake) = &self.scenario.stage.handshake {
                    let hello = handshake.replace("{pseudo}", &self.scenario.actors[actor.0].name);
                    self.send(actor, hello.as_bytes());
                }
            }
            Verb::Says(text) => self.send(actor, text.as_bytes()),
            Verb::Sends(bytes) => self.send(actor, bytes),
            Verb::Leaves => {
                // Closing with unread bytes would send RST.
                if let Some(connection) = &mut self.connections[actor.0] {
                    connection.stalled = false;
                }
                self.read_actor(actor);
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
        }
    }

    fn stall(&mut self, actor: ActorId, stalled: bool) {
        if let Some(connection) = &mut self.connections[actor.0] {
            connection.stalled = stalled;
        }
    }

    fn connect(&mut self, actor: ActorId) {
        let Some(server) = self.server else { return };
        let reachable = if server.ip().is_unspecified() {
            let loopback = if server.is_ipv4() {
                "127.0.0.1".parse()
            } else {
                "::1".parse()
            };
            SocketAddr::new(loopback.unwrap_or(server.ip()), server.port())
        } else {
            server
        };
        let port = (self.isolation == Isolation::Namespaces).then_some(self.next_port);
        self.next_port += 1;
        match Connection::open(reachable, port) {
            Ok(connection) => self.connections[actor.0] = Some(connection),
            Err(error) => self.log.record(EventKind::ConnectFailed {
                actor,
                cause: error.to_string(),
            }),
        }
    }

    fn send(&mut self, actor: ActorId, bytes: &[u8]) {
        if let Some(connection) = &mut self.connections[actor.0] {
            connection.send(bytes);
            self.log.record(EventKind::Sent {
                actor,
                bytes: Bytes(bytes.to_vec()),
            });
        }
    }

    /// Waits at most `pause` for anything to come, and takes all that has. Whether there was any.
    pub(super) fn pump(&mut self, pause: Duration) -> bool {
        self.wait_for_input(pause);
        let output = self.subject.read();
        self.log.printed(&output);
        let mut seen = !output.is_empty();
        for actor in (0..self.connections.len()).map(ActorId) {
            seen |= self.finish_connecting(actor);
            if let Some(connection) = &mut self.connections[actor.0] {
                connection.flush();
            }
            seen |= self.read_actor(actor);
        }
        self.note_limits();
        if let Some(exit) = self.subject.reap() {
            self.log.record(EventKind::Exited { exit });
            seen = true;
        }
        seen
    }

    fn wait_for_input(&self, pause: Duration) {
        let stdin = rustix::stdio::stdin();
        let mut sources: Vec<PollFd<'_>> = vec![PollFd::new(&stdin, PollFlags::empty()), self.subject.interest()];
        sources.extend(self.connections.iter().flatten().filter_map(Connection::interest));
        let pause = Timespec {
            tv_sec: 0,
            tv_nsec: i64::from(pause.subsec_nanos()),
        };
        let _ = poll(&mut sources, Some(&pause));
        if sources[0].revents().contains(PollFlags::HUP) {
            // The harness has gone; nothing here may outlive it. As PID 1 we take all with us.
            self.subject.kill();
            std::process::exit(0);
        }
    }

    fn finish_connecting(&mut self, actor: ActorId) -> bool {
        let Some(connection) = &mut self.connections[actor.0] else {
            return false;
        };
        match connection.connected() {
            None => return false,
            Some(Ok(())) => {
                let address = connection.local;
                self.log.record(EventKind::Connected { actor, address });
            }
            Some(Err(error)) => {
                self.connections[actor.0] = None;
                self.log.record(EventKind::ConnectFailed {
                    actor,
                    cause: error.to_string(),
                });
            }
        }
        true
    }

    fn read_actor(&mut self, actor: ActorId) -> bool {
        let Some(connection) = &mut self.connections[actor.0] else {
            return false;
        };
        let arrivals = connection.read();
        let seen = !arrivals.is_empty();
        for arrival in arrivals {
            match arrival {
                Arrival::Bytes(bytes) => self.log.received(actor, &bytes),
                Arrival::Closed | Arrival::Reset => {
                    // A client that reads the end of the stream closes too.
                    self.connections[actor.0] = None;
                    self.log.record(EventKind::Disconnected {
                        actor,
                        reset: arrival == Arrival::Reset,
                    });
                }
            }
        }
        seen
    }

    pub(super) fn wires(&self) -> Wires {
        let ends = self.scenario.actors.iter().zip(&self.connections);
        let endpoints = ends.filter_map(|(actor, connection)| {
            Some(Endpoint {
                actor: actor.name.clone(),
                local: connection.as_ref()?.local,
            })
        });
        Wires {
            endpoints: endpoints.collect(),
            server: self.server,
            alone: self.isolation == Isolation::Namespaces,
        }
    }
}
