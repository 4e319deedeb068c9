//! From a session's events to its transcript.

use super::normalize::Addresses;
use super::program;
use super::screen::Screen;
use super::together::{self, Trace};
use salon_model::Settling;
use salon_model::WorldError;
use salon_model::bytes::escape;
use salon_model::{ActorId, SERVER, Scenario, Step, Stimulus, SubjectKind, USER, Verb};
use salon_model::{Event, EventKind};
use salon_model::{Moment, Observer, Phase, Seen, Transcript, What};

/// Makes the transcript of a session of `scenario`.
///
/// # Errors
/// What kept the harness from playing it to its end.
pub fn build(scenario: &Scenario, events: &[Event]) -> Result<Transcript, WorldError> {
    let mut builder = Builder {
        scenario,
        addresses: Addresses::default(),
        screens: scenario.actors.iter().map(|_| None).collect(),
        transcript: Transcript {
            scenario: scenario.id(),
            subject: scenario.subject(),
            moments: Vec::new(),
            running: false,
        },
    };
    let mut finished = false;
    let mut begin = 0;
    for (place, event) in events.iter().enumerate() {
        match &event.kind {
            EventKind::Harness { error } => return Err(error.clone()),
            EventKind::Stimulus { .. } => {
                builder.moment(&events[begin..place]);
                begin = place;
            }
            EventKind::Finished { running, .. } => {
                builder.transcript.running = *running;
                finished = true;
            }
            _ => {}
        }
    }
    builder.moment(&events[begin..]);
    if finished {
        Ok(builder.transcript)
    } else {
        Err(WorldError {
            step: "playing the session".to_owned(),
            cause: "it ended in the middle".to_owned(),
        })
    }
}

struct Builder<'a> {
    scenario: &'a Scenario,
    addresses: Addresses,
    /// Of the user of a client, and of actors whose part a client takes, from their first output on.
    screens: Vec<Option<Screen>>,
    transcript: Transcript,
}

impl<'a> Builder<'a> {
    /// Adds the moment that these events make up.
    fn moment(&mut self, events: &[Event]) {
        let (phase, step) = match events.first().map(|event| &event.kind) {
            Some(EventKind::Stimulus { step }) => match self.step(*step) {
                Some((phase, step)) => (phase, Some(step.clone())),
                None => return,
            },
            _ => (Phase::Start, None),
        };
        self.learn(events);
        let traces = step.as_ref().map(|step| self.traces(step)).unwrap_or_default();
        let mut shown = self.shown(events);
        if let Some(Stimulus::Together(_)) = step.as_ref().map(|step| &step.stimulus) {
            // What comes at once can be shown in any order.
            for lines in &mut shown {
                lines.sort();
            }
        }
        let actors = (0..self.scenario.actors.len()).map(ActorId);
        let mut seen: Vec<Seen> = actors
            .flat_map(|actor| self.actor(actor, events, &traces, &shown))
            .collect();
        seen.extend(self.subject(events, &traces).into_iter().map(|what| Seen {
            observer: Observer::Subject(self.scenario.subject()),
            what,
        }));
        let stimulus = step.map(|step| step.source).unwrap_or_default();
        self.transcript.moments.push(Moment { phase, stimulus, seen });
    }

    fn step(&self, number: usize) -> Option<(Phase, &Step)> {
        let given = self.scenario.given.len();
        match number.checked_sub(given) {
            None => Some((Phase::Given, self.scenario.given.get(number)?)),
            Some(number) => Some((Phase::When, self.scenario.when.get(number)?)),
        }
    }

    /// Learns the addresses these events make known, before any text is shown with them.
    fn learn(&mut self, events: &[Event]) {
        for event in events {
            match &event.kind {
                EventKind::Listening { address } | EventKind::Asks { address } => {
                    self.addresses.learn(SERVER, *address);
                }
                EventKind::Connected { actor, address } => {
                    let name = match self.name(*actor) {
                        // The address that the server sees is the client's.
                        SERVER => SubjectKind::Client.name(),
                        name => name,
                    };
                    self.addresses.learn(name, *address);
                }
                _ => {}
            }
        }
    }

    fn name(&self, actor: ActorId) -> &'a str {
        &self.scenario.actors[actor.0].name
    }

    /// What each actor sees that was not on the screen before: the user of a client under test, and those
    /// whose part a client takes.
    fn shown(&mut self, events: &[Event]) -> Vec<Vec<String>> {
        let user = self.scenario.actors.iter().position(|actor| actor.name == USER);
        for event in events {
            let (actor, bytes) = match &event.kind {
                EventKind::Printed { bytes } => (user, bytes),
                EventKind::Shown { actor, bytes } => (Some(actor.0), bytes),
                _ => continue,
            };
            if let Some(actor) = actor {
                self.screens[actor].get_or_insert_with(Screen::new).show(&bytes.0);
            }
        }
        let news: Vec<Vec<String>> = self
            .screens
            .iter_mut()
            .map(|screen| screen.as_mut().map(Screen::news).unwrap_or_default())
            .collect();
        let text = |line: &String| self.addresses.text(line.as_bytes());
        news.iter().map(|lines| lines.iter().map(text).collect()).collect()
    }

    /// For steps that happen together, what each speaker leaves in the texts it causes.
    fn traces(&self, step: &Step) -> Vec<Trace> {
        let Stimulus::Together(actions) = &step.stimulus else {
            return Vec::new();
        };
        let mut traces: Vec<Trace> = actions
            .iter()
            .map(|action| {
                let text = match &action.verb {
                    Verb::Says(text) => escape(text.as_bytes()),
                    Verb::Sends(bytes) => escape(bytes),
                    _ => self.name(action.actor).to_owned(),
                };
                Trace {
                    text,
                    speaker: action.actor.0,
                }
            })
            .collect();
        // A line that names no text of the speaker's may name its address.
        traces.extend(actions.iter().map(|action| {
            let text = format!("<{}.", self.name(action.actor));
            Trace {
                text,
                speaker: action.actor.0,
            }
        }));
        traces
    }

    fn actor(&self, actor: ActorId, events: &[Event], traces: &[Trace], shown: &[Vec<String>]) -> Vec<Seen> {
        let seen = |what: What| Seen {
            observer: Observer::Actor(self.name(actor).to_owned()),
            what,
        };
        match (self.scenario.subject(), self.name(actor)) {
            (SubjectKind::Client, USER) => return shown[actor.0].iter().cloned().map(What::Sees).map(seen).collect(),
            (SubjectKind::Program, _) => return program::site(events).into_iter().map(seen).collect(),
            _ => {}
        }
        let mut received = Vec::new();
        let mut rest = Vec::new();
        for event in events {
            match &event.kind {
                EventKind::Received { actor: who, bytes } if *who == actor => received.extend_from_slice(&bytes.0),
                EventKind::Disconnected { actor: who, reset } if *who == actor => {
                    rest.push(What::Disconnected { reset: *reset });
                }
                EventKind::ConnectFailed { actor: who, cause } if *who == actor => {
                    rest.push(What::CannotConnect(cause.clone()));
                }
                _ => {}
            }
        }
        let text = self.addresses.text(&received);
        // What a speaker said, not where it speaks from, cuts messages.
        let said: Vec<Trace> = traces
            .iter()
            .filter(|trace| !trace.text.starts_with('<'))
            .map(|trace| Trace {
                text: trace.text.clone(),
                speaker: trace.speaker,
            })
            .collect();
        let texts = if text.is_empty() {
            Vec::new()
        } else {
            together::sort(&text, &said)
        };
        let received = texts.into_iter().map(What::Receives);
        let on_screen = shown[actor.0].iter().cloned().map(What::Sees);
        received.chain(on_screen).chain(rest).map(seen).collect()
    }

    fn subject(&self, events: &[Event], traces: &[Trace]) -> Vec<What> {
        let lines = match self.scenario.subject() {
            SubjectKind::Server => {
                let mut lines = program::lines(events, &self.addresses);
                together::sort_lines(&mut lines, traces);
                lines
            }
            // Its user sees them.
            SubjectKind::Client => Vec::new(),
            SubjectKind::Program => program::lines_by_round(events, &self.addresses),
        };
        let mut whats: Vec<What> = lines.into_iter().map(What::Prints).collect();
        if self.scenario.subject() == SubjectKind::Program {
            whats.extend(program::work(events));
        }
        whats.extend(events.iter().filter_map(fate));
        whats
    }
}

/// What became of the subject.
fn fate(event: &Event) -> Option<What> {
    Some(match &event.kind {
        EventKind::InterruptedAgain => What::InterruptedAgain,
        EventKind::Exited { exit } => What::Exits(*exit),
        EventKind::Truncated { bytes } => What::Truncated(*bytes),
        EventKind::Limited { limit } => What::Limited(*limit),
        EventKind::NotListening { doing } => What::DoesNotListen(doing.clone()),
        EventKind::NeverAsks { doing } => What::NeverAsks(doing.clone()),
        EventKind::Settled {
            settling: Settling::Neglect { what },
        } => What::Neglects(what.clone()),
        EventKind::Settled {
            settling: Settling::Never { doing },
        } => What::NeverSettles(doing.clone()),
        _ => return None,
    })
}
