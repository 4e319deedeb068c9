//! Bringing the subject to where the script can begin, and saying what it does instead.

use super::cast::Cast;
use super::runner::Runner;
use super::subject::Subject;
use crate::world::Shim;
use salon_model::{Doing, EventKind, Exit, Isolation, Settling, SubjectKind, WorldError};
use std::net::SocketAddr;

impl Runner<'_> {
    /// Brings the subject to where the script can begin. Whether it got there.
    pub(super) fn begin(&mut self) -> Result<bool, WorldError> {
        match self.scenario.subject() {
            SubjectKind::Server => {
                self.start(self.shim)?;
                self.wait_for_listener()
            }
            SubjectKind::Client => {
                let shim = Shim {
                    watch_connects: true,
                    ..self.shim.clone()
                };
                self.start(&shim)?;
                self.wait_for_client()
            }
            SubjectKind::Program => Ok(true),
        }
    }

    pub(super) fn start(&mut self, shim: &Shim) -> Result<(), WorldError> {
        let mut subject = Subject::start(shim, &self.ground)?;
        if let Cast::FakeServer(server) = &mut self.cast {
            server.watch(subject.connects.take());
        }
        self.subject = Some(subject);
        let words = std::iter::once(shim.program.to_string_lossy().into_owned()).chain(shim.arguments.iter().cloned());
        self.log.record(EventKind::Started {
            command: words.collect::<Vec<_>>().join(" "),
        });
        Ok(())
    }

    /// Whether the subject is where the script can begin, be it that it still has timers. A virtual machine has
    /// timers of its own while it waits for its user.
    pub(super) fn could_begin(&self) -> Result<bool, WorldError> {
        Ok(match self.scenario.subject() {
            SubjectKind::Server => !self.listeners()?.is_empty(),
            SubjectKind::Client => self.has_asked() || self.refused().is_some() || self.probe.reads_keyboard(),
            SubjectKind::Program => true,
        })
    }

    pub(super) fn listeners(&self) -> Result<Vec<SocketAddr>, WorldError> {
        self.probe
            .listening()
            .map_err(WorldError::at("looking for a listening socket"))
    }

    /// Waits until the subject listens and is idle. Never by connecting: that would be a client.
    fn wait_for_listener(&mut self) -> Result<bool, WorldError> {
        let settling = self.settle_and_record()?;
        let listeners = self.listeners()?;
        let named: Vec<SocketAddr> = listeners.iter().map(|&real| self.ground.named(real)).collect();
        // IPv4 first, as students' clients speak it.
        let place = named.iter().position(SocketAddr::is_ipv4).unwrap_or(0);
        let (Some(&address), Some(&real)) = (named.get(place), listeners.get(place)) else {
            let doing = self.instead(settling);
            self.log.record(EventKind::NotListening { doing });
            return Ok(false);
        };
        if self.ground.isolation == Isolation::LoopbackOnly && !address.ip().is_loopback() {
            self.log.record(EventKind::NotListening {
                doing: Doing::Refused(address),
            });
            return Ok(false);
        }
        self.cast.meet(real);
        self.log.record(EventKind::Listening { address });
        Ok(true)
    }

    /// Waits until a client has nothing to do but wait for its user or its server. It may ask for a
    /// connection before it asks for the pseudo, or after.
    fn wait_for_client(&mut self) -> Result<bool, WorldError> {
        let settling = self.settle_and_record()?;
        if self.has_asked() {
            return Ok(true);
        }
        let doing = match (self.refused(), &settling) {
            (Some(address), _) => Doing::Refused(address),
            (None, Settling::Exit | Settling::Never { .. }) => self.instead(settling),
            _ => return Ok(true),
        };
        self.log.record(EventKind::NeverAsks { doing });
        Ok(false)
    }

    fn has_asked(&self) -> bool {
        matches!(&self.cast, Cast::FakeServer(server) if server.was_asked())
    }

    fn refused(&self) -> Option<SocketAddr> {
        match &self.cast {
            Cast::FakeServer(server) => server.refused,
            _ => None,
        }
    }

    /// Says of a client that it never asked for a connection in the whole session.
    pub(super) fn judge_silence(&mut self) {
        if self.scenario.subject() != SubjectKind::Client || self.has_asked() {
            return;
        }
        let doing = match (self.refused(), self.exit()) {
            (Some(address), _) => Doing::Refused(address),
            (None, Some(exit)) => Doing::Ended(exit),
            (None, None) => self.at_rest(),
        };
        self.log.record(EventKind::NeverAsks { doing });
    }

    /// What the subject does instead of what it was waited for to do.
    fn instead(&self, settling: Settling) -> Doing {
        match (settling, self.exit()) {
            (Settling::Exit, Some(exit)) => Doing::Ended(exit),
            (Settling::Exit, None) => Doing::Waits(Vec::new()),
            (Settling::Never { doing }, _) => Doing::NeverSettles(doing),
            _ => self.at_rest(),
        }
    }

    /// What a subject at rest waits for.
    fn at_rest(&self) -> Doing {
        if self.probe.reads_keyboard() {
            Doing::ReadsKeyboard
        } else {
            Doing::Waits(self.probe.waits())
        }
    }

    fn exit(&self) -> Option<Exit> {
        self.subject.as_ref().and_then(|subject| subject.exit)
    }
}
