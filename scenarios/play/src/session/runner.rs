//! The session itself: gives the stimuli one by one, collects all that follows each, and orders
//! the events.

use super::cast::Cast;
use super::clients::Clients;
use super::fake_server::FakeServer;
use super::log::Log;
use super::patience::{HORIZON, Patience, RUN_HORIZON, START_HORIZON};
use super::subject::{self, Subject};
use super::terminals::Terminals;
use super::web::Web;
use super::{Method, Task};
use crate::settle::{Finding, Probe, Stage, Wires};
use crate::world::{Ground, Order, Shim, Watch};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::time::Timespec;
use salon_model::{EventKind, Isolation, Scenario, SubjectKind, WorldError};
use std::net::SocketAddr;
use std::time::Duration;

/// A session under way.
pub(super) struct Runner<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) shim: &'a Shim,
    pub(super) method: Method,
    pub(super) ground: Ground,
    pub(super) log: Log,
    /// `None` before a program is run.
    pub(super) subject: Option<Subject>,
    pub(super) probe: Probe,
    pub(super) watch: Watch,
    pub(super) limited: bool,
    /// Whether the subject has come to where the script can begin.
    begun: bool,
    pub(super) cast: Cast<'a>,
    pub(super) patience: Patience,
    pub(super) slowest_reaction: Duration,
    /// The longest that a program that counts asked to wait.
    pub(super) longest_wait: Duration,
}

impl<'a> Runner<'a> {
    pub(super) fn new(
        task: &'a Task,
        order: &Order<Task>,
        ground: Ground,
        log: Log,
        watch: Watch,
    ) -> Result<Self, WorldError> {
        let Task { scenario, shim, .. } = task;
        let fault_seed = match task.method {
            Method::Impaired(seed) => Some(seed),
            Method::Proof | Method::Silence => None,
        };
        let probe = Probe::new(fault_seed).map_err(WorldError::at("opening the kernel's socket diagnosis"))?;
        let cast = match scenario.subject() {
            SubjectKind::Server => match &task.client {
                Some(client) => Cast::Terminals(Terminals::new(scenario, client, ground.clone())),
                None => Cast::Clients(Clients::new(scenario, ground.clone())),
            },
            SubjectKind::Client => Cast::FakeServer(FakeServer::new(scenario, ground.clone())),
            SubjectKind::Program => Cast::Web(Web::prepare(scenario, shim, order, ground.clone())?),
        };
        Ok(Self {
            scenario,
            shim,
            method: task.method,
            ground,
            log,
            subject: None,
            probe,
            watch,
            limited: false,
            begun: scenario.subject() == SubjectKind::Program,
            cast,
            patience: Patience::START,
            slowest_reaction: Duration::ZERO,
            longest_wait: Duration::ZERO,
        })
    }

    /// Plays the script to its end.
    pub(super) fn play(mut self) -> Result<(), WorldError> {
        if self.begin()? {
            self.begun = true;
            self.patience = match self.scenario.subject() {
                _ if self.limited => Patience::LIMITED,
                SubjectKind::Program => Patience::RUN,
                SubjectKind::Server | SubjectKind::Client => Patience::STIMULUS,
            };
            let steps = self.scenario.given.iter().chain(&self.scenario.when);
            for (number, step) in steps.enumerate() {
                self.log.stimulus(number);
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
        let cpu_us = self.cpu_us();
        self.log.record(EventKind::Finished { running, cpu_us });
        Ok(())
    }

    /// Processor time that the subject has used, in microseconds: by what its processes were waited for with, or by what
    /// was seen of them, where nobody waits. Both leave something out, and count nothing twice.
    pub(super) fn cpu_us(&self) -> u64 {
        self.probe.cpu_us().max(self.watch.cpu_us())
    }

    /// Whether the subject counts with pauses, so that it is at work while its timer runs. One that waits for pages
    /// may look at a clock meanwhile.
    pub(super) fn counts(&self) -> bool {
        matches!(&self.cast, Cast::Web(web) if !web.is_waited_for())
    }

    /// Tells the probe what timers that always start again mean.
    pub(super) fn set_stage(&mut self) {
        self.probe.set_stage(match self.begun {
            _ if self.counts() => Stage::Counting,
            true => Stage::Serving,
            false => Stage::Starting,
        });
    }

    /// How far ahead the timers of a finding are waited for.
    pub(super) fn horizon(&mut self, finding: &Finding) -> Result<Duration, WorldError> {
        if !self.begun && !finding.timers().is_empty() {
            self.begun = self.could_begin()?;
        }
        Ok(match self.begun {
            _ if self.counts() => RUN_HORIZON,
            true => HORIZON,
            false => START_HORIZON,
        })
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
        let ended = match self.ground.ended() {
            Some(ended) => ended?,
            None => subject::reap(),
        };
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
            alone: self.ground.isolation == Isolation::Namespaces,
            network: self.ground.network(),
            halted: self.ground.halted(),
        }
    }
}
