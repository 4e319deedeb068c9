//! The session itself: gives the stimuli one by one, collects all that follows each, and orders
//! the events.

use super::cast::Cast;
use super::clients::Clients;
use super::log::Log;
use super::patience::{HORIZON, Patience, RUN_HORIZON};
use super::room::Room;
use super::subject::{self, Subject};
use super::terminals::Terminals;
use super::web::Web;
use super::{Method, Request};
use crate::settle::{Probe, Wires};
use crate::world::{Shim, Watch};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::time::Timespec;
use salon_model::{Action, Key, Scenario, Stimulus, SubjectKind, Verb};
use salon_model::{Activity, Settling};
use salon_model::{Doing, EventKind, Exit};
use salon_model::{Isolation, WorldError};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long a program that has not listened, or asked for a connection, yet may wait for a timer
/// before it does.
const START_HORIZON: Duration = Duration::from_secs(10);

/// Most pages, one after the other, that a program is given in a run: one that asks without end is not
/// waited for.
const ANSWERS: u32 = 200;

/// A session under way.
pub(super) struct Runner<'a> {
    scenario: &'a Scenario,
    shim: &'a Shim,
    pub(super) method: Method,
    isolation: Isolation,
    pub(super) log: Log,
    /// `None` before a program is run.
    pub(super) subject: Option<Subject>,
    pub(super) probe: Probe,
    pub(super) watch: Watch,
    pub(super) limited: bool,
    pub(super) cast: Cast<'a>,
    pub(super) patience: Patience,
    pub(super) slowest_reaction: Duration,
}

impl<'a> Runner<'a> {
    pub(super) fn new(
        request: &'a Request,
        keep: &[PathBuf],
        isolation: Isolation,
        log: Log,
        watch: Watch,
    ) -> Result<Self, WorldError> {
        let Request { scenario, shim, .. } = request;
        let probe = Probe::new().map_err(WorldError::at("opening the kernel's socket diagnosis"))?;
        let cast = match scenario.subject() {
            SubjectKind::Server => match &request.client {
                Some(client) => Cast::Terminals(Terminals::new(scenario, client)),
                None => Cast::Clients(Clients::new(scenario, isolation)),
            },
            SubjectKind::Client => Cast::Room(Room::new(scenario, isolation)),
            SubjectKind::Program => Cast::Web(Web::prepare(scenario, shim, keep, isolation)?),
        };
        Ok(Self {
            scenario,
            shim,
            method: request.method,
            isolation,
            log,
            subject: None,
            probe,
            watch,
            limited: false,
            cast,
            patience: Patience::START,
            slowest_reaction: Duration::ZERO,
        })
    }

    /// Plays the script to its end.
    pub(super) fn play(mut self) -> Result<(), WorldError> {
        if self.begin()? {
            self.patience = match self.scenario.subject() {
                _ if self.limited => Patience::LIMITED,
                SubjectKind::Program => Patience::RUN,
                SubjectKind::Server | SubjectKind::Client => Patience::STIMULUS,
            };
            let steps = self.scenario.given.iter().chain(&self.scenario.when);
            for (number, step) in steps.enumerate() {
                self.log.stimulus(number);
                self.probe.begin(asks_to_end(&step.stimulus));
                self.give(&step.stimulus)?;
            }
            self.judge_silence();
        }
        self.note_limits(true);
        for limit in self.watch.last_look() {
            self.log.record(EventKind::Limited { limit });
        }
        let ended = self.subject.as_ref().is_none_or(|subject| subject.exit.is_some());
        let running = !ended || self.probe.alive();
        self.probe.kill_all();
        let cpu_us = self.probe.cpu_us();
        self.log.record(EventKind::Finished { running, cpu_us });
        Ok(())
    }

    /// Brings the subject to where the script can begin. Whether it got there.
    fn begin(&mut self) -> Result<bool, WorldError> {
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

    fn start(&mut self, shim: &Shim) -> Result<(), WorldError> {
        let mut subject = Subject::start(shim)?;
        if let Cast::Room(room) = &mut self.cast {
            room.watch(subject.connects.take());
        }
        self.subject = Some(subject);
        let words = std::iter::once(shim.program.to_string_lossy().into_owned()).chain(shim.arguments.iter().cloned());
        self.log.record(EventKind::Started {
            command: words.collect::<Vec<_>>().join(" "),
        });
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
                self.cast.meet(address);
                self.log.record(EventKind::Listening { address });
                return Ok(true);
            }
            if matches!(settling, Settling::Horizon { .. }) && began.elapsed() < START_HORIZON {
                continue;
            }
            let doing = self.instead(settling);
            self.log.record(EventKind::NotListening { doing });
            return Ok(false);
        }
    }

    /// Waits until a client has nothing to do but wait for its user or its server. It may ask for a
    /// connection before it asks for the pseudo, or after.
    fn wait_for_client(&mut self) -> Result<bool, WorldError> {
        let began = Instant::now();
        loop {
            let settling = self.settle_and_record()?;
            if self.has_asked() {
                return Ok(true);
            }
            if let Some(address) = self.refused() {
                let doing = Doing::Refused(address);
                self.log.record(EventKind::NeverAsks { doing });
                return Ok(false);
            }
            match settling {
                // A virtual machine has timers of its own while it waits for its user.
                Settling::Horizon { .. } if began.elapsed() < START_HORIZON && !self.probe.reads_keyboard() => {}
                Settling::Exit | Settling::Never { .. } => {
                    let doing = self.instead(settling);
                    self.log.record(EventKind::NeverAsks { doing });
                    return Ok(false);
                }
                _ => return Ok(true),
            }
        }
    }

    fn has_asked(&self) -> bool {
        matches!(&self.cast, Cast::Room(room) if room.was_asked())
    }

    fn refused(&self) -> Option<SocketAddr> {
        match &self.cast {
            Cast::Room(room) => room.refused,
            _ => None,
        }
    }

    /// Says of a client that it never asked for a connection in the whole session.
    fn judge_silence(&mut self) {
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

    /// Gives a stimulus, and collects all that follows.
    fn give(&mut self, stimulus: &Stimulus) -> Result<(), WorldError> {
        match stimulus {
            Stimulus::Act(_) | Stimulus::Together(_) => self.act(stimulus.actions())?,
            Stimulus::ServerStops => {
                if let Some(subject) = &self.subject {
                    subject.interrupt();
                }
            }
            Stimulus::Run(arguments) => return self.run(arguments),
        }
        self.settle_and_record().map(drop)
    }

    /// Lets actors act, without waiting for the subject in between.
    fn act(&mut self, actions: &[Action]) -> Result<(), WorldError> {
        for action in actions {
            match &action.verb {
                // The Enter key sends a carriage return, of which the terminal makes a line feed.
                Verb::Types(text) => self.press(format!("{text}\r").as_bytes()),
                Verb::Presses(key) => self.press(match key {
                    Key::CtrlC => b"\x03",
                    Key::CtrlD => b"\x04",
                    Key::Enter => b"\r",
                }),
                _ => self.cast.act(action, &mut self.log)?,
            }
        }
        // Some clients lose what is typed before they ask for it.
        if matches!(&self.cast, Cast::Terminals(terminals) if terminals.is_nameless()) {
            self.settle()?;
            if let Cast::Terminals(terminals) = &mut self.cast {
                terminals.say_pseudos(&mut self.log);
            }
        }
        Ok(())
    }

    fn press(&mut self, keys: &[u8]) {
        if let Some(subject) = &self.subject {
            subject.type_bytes(keys);
            self.log.typed(None, keys);
        }
    }

    /// Runs a program to its end, or to where it will do nothing more.
    fn run(&mut self, arguments: &[String]) -> Result<(), WorldError> {
        if let Some(before) = self.subject.take() {
            before.kill();
        }
        let Cast::Web(web) = &mut self.cast else { return Ok(()) };
        let shim = web.run(self.shim, arguments);
        self.start(&shim)?;
        let mut answers = 0;
        loop {
            let settling = self.settle()?;
            let Cast::Web(web) = &mut self.cast else { return Ok(()) };
            let over = matches!(settling, Settling::Exit | Settling::Never { .. });
            if !over && answers < ANSWERS && web.answer(&mut self.log) {
                answers += 1;
                continue;
            }
            web.look_for_pages(&mut self.log);
            self.record(if !over && answers == ANSWERS {
                let doing = Activity::Lingers(format!("{ANSWERS} pages"));
                Settling::Never { doing }
            } else {
                settling
            });
            return Ok(());
        }
    }

    /// How far ahead timers are waited for, and whether one that always starts again counts.
    pub(super) fn horizon(&mut self) -> Duration {
        // A program that counts with pauses is at work while its timer runs; one that waits for pages
        // may look at a clock meanwhile.
        let counts = matches!(&self.cast, Cast::Web(web) if !web.is_waited_for());
        self.probe.count_housekeeping(counts);
        if counts { RUN_HORIZON } else { HORIZON }
    }

    /// Waits at most `pause` for anything to come, and takes all that has. Whether there was any.
    pub(super) fn pump(&mut self, pause: Duration) -> Result<bool, WorldError> {
        self.wait_for_input(pause);
        let mut seen = false;
        if let Some(subject) = &self.subject {
            let output = subject.read();
            self.log.printed(&output);
            seen = !output.is_empty();
        }
        seen |= self.cast.pump(&mut self.log)?;
        let ended = subject::reap();
        // Before the ends, of which they may be the reason.
        self.note_limits(!ended.is_empty());
        for (process, exit) in ended {
            match &mut self.subject {
                Some(subject) if subject.is(process) => {
                    subject.exit = Some(exit);
                    self.log.record(EventKind::Exited { exit });
                    seen = true;
                }
                _ => self.cast.ended(process, exit, &mut self.log),
            }
        }
        Ok(seen)
    }

    fn wait_for_input(&self, pause: Duration) {
        let stdin = rustix::stdio::stdin();
        let mut sources: Vec<PollFd<'_>> = vec![PollFd::new(&stdin, PollFlags::empty())];
        sources.extend(self.subject.as_ref().map(Subject::interest));
        self.cast.interest(&mut sources);
        let pause = Timespec {
            tv_sec: 0,
            tv_nsec: i64::from(pause.subsec_nanos()),
        };
        let _ = poll(&mut sources, Some(&pause));
        if sources[0].revents().contains(PollFlags::HUP) {
            // The harness has gone; nothing here may outlive it. As PID 1 we take all with us.
            if let Some(subject) = &self.subject {
                subject.kill();
            }
            std::process::exit(0);
        }
    }

    /// Where the server is, if there is one yet.
    pub(super) fn server(&self) -> Option<SocketAddr> {
        self.cast.server()
    }

    pub(super) fn wires(&self) -> Wires {
        Wires {
            endpoints: self.cast.endpoints(),
            server: self.server(),
            alone: self.isolation == Isolation::Namespaces,
        }
    }
}

/// Whether the subject should end of a stimulus, or may.
fn asks_to_end(stimulus: &Stimulus) -> bool {
    let ends = |action: &Action| {
        matches!(
            action.verb,
            Verb::Presses(Key::CtrlC | Key::CtrlD) | Verb::Leaves | Verb::Drops
        )
    };
    *stimulus == Stimulus::ServerStops || stimulus.actions().iter().any(ends)
}
