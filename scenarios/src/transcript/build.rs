//! From a session's events to its transcript.

use super::model::{Moment, Observer, Phase, Seen, Transcript, What};
use super::normalize::Addresses;
use super::together::{self, Trace};
use crate::bytes::escape;
use crate::event::{Event, EventKind};
use crate::plan::{ActorId, Scenario, Step, Stimulus, Verb};
use crate::settle::Settling;
use crate::world::WorldError;

/// Makes the transcript of a session of `scenario`.
///
/// # Errors
/// What kept the harness from playing it to its end.
pub fn build(scenario: &Scenario, events: &[Event]) -> Result<Transcript, WorldError> {
    let mut builder = Builder {
        scenario,
        addresses: Addresses::default(),
        transcript: Transcript {
            scenario: scenario.id(),
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
    transcript: Transcript,
}

impl Builder<'_> {
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
        let actors = (0..self.scenario.actors.len()).map(ActorId);
        let mut seen: Vec<Seen> = actors.flat_map(|actor| self.actor(actor, events, &traces)).collect();
        seen.extend(self.server(events, &traces).into_iter().map(|what| Seen {
            observer: Observer::Server,
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
                EventKind::Listening { address } => self.addresses.learn("server", *address),
                EventKind::Connected { actor, address } => {
                    self.addresses.learn(&self.scenario.actors[actor.0].name, *address);
                }
                _ => {}
            }
        }
    }

    fn name(&self, actor: ActorId) -> &'_ str {
        &self.scenario.actors[actor.0].name
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

    fn actor(&self, actor: ActorId, events: &[Event], traces: &[Trace]) -> Vec<Seen> {
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
        let whats = texts.into_iter().map(What::Receives).chain(rest);
        whats
            .map(|what| Seen {
                observer: Observer::Actor(self.name(actor).to_owned()),
                what,
            })
            .collect()
    }

    fn server(&self, events: &[Event], traces: &[Trace]) -> Vec<What> {
        let mut printed = Vec::new();
        let mut rest = Vec::new();
        for event in events {
            match &event.kind {
                EventKind::Printed { bytes } => printed.extend_from_slice(&bytes.0),
                EventKind::Exited { exit } => rest.push(What::Exits(*exit)),
                EventKind::Truncated { bytes } => rest.push(What::Truncated(*bytes)),
                EventKind::NotListening { doing } => rest.push(What::DoesNotListen(doing.clone())),
                EventKind::Settled {
                    settling: Settling::Neglect { what },
                } => {
                    rest.push(What::Neglects(what.clone()));
                }
                EventKind::Settled {
                    settling: Settling::Never { doing },
                } => {
                    rest.push(What::NeverSettles(doing.clone()));
                }
                _ => {}
            }
        }
        let mut lines: Vec<String> = printed
            .split(|&byte| byte == b'\n')
            .map(|line| self.addresses.text(line.strip_suffix(b"\r").unwrap_or(line)))
            .filter(|line| !line.trim().is_empty())
            .collect();
        together::sort_lines(&mut lines, traces);
        lines.into_iter().map(What::Prints).chain(rest).collect()
    }
}
