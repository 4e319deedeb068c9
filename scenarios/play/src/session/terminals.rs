//! Real clients in place of scripted ones: every actor is a student's client in a terminal of its own,
//! led to the server under test wherever it wants to connect.

use super::log::Log;
use super::subject::Subject;
use crate::world::{Connects, Ground, Shim};
use rustix::event::PollFd;
use rustix::process::Pid;
use salon_model::WorldError;
use salon_model::{Action, ActorId, Scenario, Verb};
use salon_model::{EventKind, Exit};
use std::net::SocketAddr;

/// A client in its terminal.
struct Seat {
    subject: Subject,
    connects: Option<Connects>,
    /// Whether it was told to end.
    leaving: bool,
}

/// The terminals of all actors.
pub(super) struct Terminals<'a> {
    scenario: &'a Scenario,
    shim: Shim,
    ground: Ground,
    seats: Vec<Option<Seat>>,
    /// Those who are about to be asked for their pseudo.
    nameless: Vec<ActorId>,
    pub(super) server: Option<SocketAddr>,
}

impl<'a> Terminals<'a> {
    pub(super) fn new(scenario: &'a Scenario, client: &Shim, ground: Ground) -> Self {
        Self {
            scenario,
            shim: Shim {
                watch_connects: true,
                ..client.clone()
            },
            ground,
            seats: scenario.actors.iter().map(|_| None).collect(),
            nameless: Vec::new(),
            server: None,
        }
    }

    /// # Errors
    /// When a client cannot be started.
    pub(super) fn act(&mut self, action: &Action, log: &mut Log) -> Result<(), WorldError> {
        let actor = action.actor;
        match &action.verb {
            Verb::Joins => self.sit_down(actor)?,
            Verb::Says(text) => self.press(actor, &format!("{text}\r"), log),
            Verb::Leaves => {
                if let Some(seat) = &mut self.seats[actor.0] {
                    seat.leaving = true;
                }
                self.press(actor, "\x03", log);
            }
            Verb::Drops => {
                if let Some(seat) = &mut self.seats[actor.0] {
                    seat.leaving = true;
                    seat.subject.kill();
                }
            }
            // No user of a client can do these; such scenarios are not played with clients.
            _ => {}
        }
        Ok(())
    }

    fn sit_down(&mut self, actor: ActorId) -> Result<(), WorldError> {
        let mut subject = Subject::start(&self.shim, &self.ground)?;
        let connects = subject.connects.take();
        self.seats[actor.0] = Some(Seat {
            subject,
            connects,
            leaving: false,
        });
        let asks = self.scenario.stage.handshake.as_ref();
        if asks.is_some_and(|handshake| handshake.contains("{pseudo}")) {
            self.nameless.push(actor);
        }
        Ok(())
    }

    /// Answers the question for the pseudo, once the clients have had the time to ask. Whether any had
    /// to be asked.
    pub(super) fn say_pseudos(&mut self, log: &mut Log) {
        for actor in std::mem::take(&mut self.nameless) {
            let pseudo = &self.scenario.actors[actor.0].name;
            self.press(actor, &format!("{pseudo}\r"), log);
        }
    }

    /// Whether someone is about to be asked for the pseudo.
    pub(super) fn is_nameless(&self) -> bool {
        !self.nameless.is_empty()
    }

    fn press(&self, actor: ActorId, keys: &str, log: &mut Log) {
        if let Some(seat) = &self.seats[actor.0] {
            seat.subject.type_bytes(keys.as_bytes());
            log.typed(Some(actor), keys.as_bytes());
        }
    }

    pub(super) fn interest<'s>(&'s self, sources: &mut Vec<PollFd<'s>>) {
        for seat in self.seats.iter().flatten() {
            sources.push(seat.subject.interest());
            sources.extend(seat.connects.iter().map(Connects::interest));
        }
    }

    pub(super) fn pump(&mut self, log: &mut Log) -> Result<bool, WorldError> {
        let mut seen = false;
        for (number, seat) in self.seats.iter_mut().enumerate() {
            let Some(seat) = seat else { continue };
            if let Some(connects) = &mut seat.connects {
                seen |= connects.answer(|asked| {
                    match self.server {
                        Some(server) => asked.lead_to(reachable(server)),
                        None => asked.go_on(),
                    }
                    Ok(())
                })?;
            }
            let output = seat.subject.read();
            seen |= !output.is_empty();
            log.shown(ActorId(number), &output);
        }
        Ok(seen)
    }

    /// What is still on its way through the terminals. Whether there was any.
    pub(super) fn take_last_words(&mut self, log: &mut Log) -> bool {
        let mut seen = false;
        for (number, seat) in self.seats.iter_mut().enumerate() {
            let Some(seat) = seat else { continue };
            let output = seat.subject.read_to_mark();
            seen |= !output.is_empty();
            log.shown(ActorId(number), &output);
        }
        seen
    }

    /// Whether any client still runs.
    pub(super) fn any_seated(&self) -> bool {
        self.seats.iter().any(Option::is_some)
    }

    /// Takes note of a client that has ended.
    pub(super) fn ended(&mut self, process: Pid, _: Exit, log: &mut Log) {
        for (number, place) in self.seats.iter_mut().enumerate() {
            if !place.as_ref().is_some_and(|seat| seat.subject.is(process)) {
                continue;
            }
            if let Some(mut seat) = place.take() {
                log.shown(ActorId(number), &seat.subject.read_to_mark());
                if !seat.leaving {
                    log.record(EventKind::Disconnected {
                        actor: ActorId(number),
                        reset: false,
                    });
                }
            }
        }
    }
}

/// The address at which a listener is reached.
pub(super) fn reachable(server: SocketAddr) -> SocketAddr {
    if !server.ip().is_unspecified() {
        return server;
    }
    let loopback = if server.is_ipv4() {
        "127.0.0.1".parse()
    } else {
        "::1".parse()
    };
    SocketAddr::new(loopback.unwrap_or(server.ip()), server.port())
}
