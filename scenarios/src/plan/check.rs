//! The order of actions: whether each step can happen after those before it.

use super::expect::Seen;
use super::fault::OrderFault;
use super::model::{Action, Actor, ActorId, Expectation, Observation, Step, Stimulus};
use super::near::nearest;
use super::node::Node;
use super::raw::Findings;
use super::script::{Deed, Event, Line, Script};
use super::vocabulary::VerbWord;
use std::collections::HashMap;
use std::ops::Range;

/// How many actors an unknown name is compared with.
const NAMES_COMPARED: usize = 100;

/// What is known of an actor at some point of the script.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Not connected yet.
    Away,
    /// Connected.
    There {
        since: Range<usize>,
        write_closed: Option<Range<usize>>,
        stalled: Option<Range<usize>>,
    },
    /// Has left, here.
    Gone(Range<usize>),
    /// Did something that could not be read: anything may follow.
    Unknown,
}

/// Goes through a script and follows each actor.
pub(super) struct Check<'f, 'a> {
    findings: &'f mut Findings<'a>,
    actors: Vec<Actor>,
    ids: HashMap<String, ActorId>,
    states: Vec<State>,
    stopped: Option<Range<usize>>,
}

/// The checked steps.
pub(super) struct Checked {
    pub(super) actors: Vec<Actor>,
    pub(super) given: Vec<Step>,
    pub(super) when: Vec<Step>,
}

impl<'f, 'a> Check<'f, 'a> {
    /// Those who take part are those who connect somewhere, in the order in which steps name them.
    pub(super) fn new(script: &Script, findings: &'f mut Findings<'a>) -> Self {
        let mut check = Self {
            findings,
            actors: Vec::new(),
            ids: HashMap::new(),
            states: Vec::new(),
            stopped: None,
        };
        for deed in script.given.iter().chain(&script.when).flat_map(Line::deeds) {
            if deed.word.opens() {
                check.introduce(&deed.name);
            }
        }
        for name in &script.doubtful {
            let actor = check.introduce(name);
            check.states[actor.0] = State::Unknown;
        }
        check
    }

    fn introduce(&mut self, name: &str) -> ActorId {
        if let Some(known) = self.ids.get(name) {
            return *known;
        }
        let actor = ActorId(self.actors.len());
        self.ids.insert(name.to_owned(), actor);
        self.actors.push(Actor { name: name.to_owned() });
        self.states.push(State::Away);
        actor
    }

    /// Checks all steps.
    pub(super) fn run(mut self, script: Script) -> Checked {
        let given = script.given.into_iter().filter_map(|line| self.line(line)).collect();
        let when = script.when.into_iter().filter_map(|line| self.line(line)).collect();
        Checked {
            actors: self.actors,
            given,
            when,
        }
    }

    /// The actor of a name; notes a problem where there is none.
    fn actor(&mut self, name: &str, at: &Range<usize>) -> Option<ActorId> {
        let found = self.ids.get(name).copied();
        if found.is_none() && !self.findings.is_full() {
            let known: Vec<String> = self
                .actors
                .iter()
                .take(NAMES_COMPARED)
                .map(|actor| actor.name.clone())
                .collect();
            let nearest = nearest(name, known.iter().map(String::as_str));
            let fault = OrderFault::UnknownActor {
                name: name.to_owned(),
                nearest,
                known,
            };
            self.findings.add(at.clone(), fault);
        }
        found
    }

    /// Checks the addresses (`<vince.addr>`) in an expectation.
    pub(super) fn addresses(&mut self, node: &Node, expectation: &Expectation) {
        let Expectation::ServerPrints(text) = expectation else {
            return;
        };
        for (end, _) in text.match_indices(".addr>") {
            if let Some(start) = text[..end].rfind('<') {
                let at = node.part(self.findings.source(), start + 1..end);
                self.actor(&text[start + 1..end], &at);
            }
        }
    }

    fn line(&mut self, line: Line) -> Option<Step> {
        if let Some(stopped) = self.stopped.clone() {
            self.findings.add_related(line.at, stopped, OrderFault::ServerStopped);
            return None;
        }
        let stimulus = match line.event {
            Event::Act(deed) => self.act(deed, None).map(Stimulus::Act),
            Event::Together(deeds) => {
                let block = line.at.clone();
                let actions: Vec<_> = deeds
                    .into_iter()
                    .map(|deed| self.act(deed, Some(block.start)))
                    .collect();
                actions.into_iter().collect::<Option<_>>().map(Stimulus::Together)
            }
            Event::ServerStops => {
                self.stopped = Some(line.at);
                Some(Stimulus::ServerStops)
            }
        };
        let optional = line
            .optional
            .into_iter()
            .filter_map(|seen| self.observation(&seen))
            .collect();
        Some(Step {
            source: line.source,
            line: line.number,
            stimulus: stimulus?,
            optional,
        })
    }

    fn observation(&mut self, seen: &Seen) -> Option<Observation> {
        let actor = self.actor(&seen.name, &seen.name_at)?;
        if self.states[actor.0] == State::Away {
            self.findings.add(
                seen.name_at.clone(),
                OrderFault::NotYetThere {
                    name: seen.name.clone(),
                },
            );
            return None;
        }
        Some(if seen.disconnected {
            Observation::Disconnected(actor)
        } else {
            Observation::Receives(actor)
        })
    }

    /// Follows one action. `block` is where the block it is part of begins.
    fn act(&mut self, deed: Deed, block: Option<usize>) -> Option<Action> {
        let actor = self.actor(&deed.name, &deed.name_at)?;
        let state = &mut self.states[actor.0];
        match state.refusal(&deed, block) {
            None => state.follow(deed.word, &deed.at),
            Some((fault, Some(earlier))) => {
                self.findings.add_related(deed.at, earlier, fault);
                return None;
            }
            Some((fault, None)) => {
                self.findings.add(deed.at, fault);
                return None;
            }
        }
        Some(Action { actor, verb: deed.verb })
    }
}

impl State {
    /// Why an action cannot happen now, and the earlier place that rules it out.
    fn refusal(&self, deed: &Deed, block: Option<usize>) -> Option<(OrderFault, Option<Range<usize>>)> {
        let name = deed.name.clone();
        let (fault, earlier) = match (self, deed.word) {
            (Self::There { since, .. }, word) if word.opens() => {
                let at_once = block.is_some_and(|block| since.start > block);
                (OrderFault::AlreadyThere { name, at_once }, Some(since))
            }
            (Self::Away, word) if !word.opens() => (OrderFault::NotYetThere { name }, None),
            (Self::Gone(left), word) if !word.opens() => (OrderFault::Gone { name }, Some(left)),
            (
                Self::There {
                    write_closed: Some(closed),
                    ..
                },
                VerbWord::Says | VerbWord::Sends | VerbWord::ClosesWriteSide,
            ) => (OrderFault::WriteClosed { name }, Some(closed)),
            (
                Self::There {
                    stalled: Some(since), ..
                },
                VerbWord::Stalls,
            ) => (OrderFault::AlreadyStalled { name }, Some(since)),
            (Self::There { stalled: None, .. }, VerbWord::Resumes) => (OrderFault::NotStalled { name }, None),
            _ => return None,
        };
        Some((fault, earlier.cloned()))
    }

    /// What an action makes of a state that allows it.
    fn follow(&mut self, word: VerbWord, at: &Range<usize>) {
        match (self, word) {
            (Self::Unknown, _) => {}
            (state, VerbWord::Connects | VerbWord::Joins) => {
                *state = Self::There {
                    since: at.clone(),
                    write_closed: None,
                    stalled: None,
                };
            }
            (state, VerbWord::Leaves | VerbWord::Drops) => *state = Self::Gone(at.clone()),
            (Self::There { write_closed, .. }, VerbWord::ClosesWriteSide) => {
                *write_closed = Some(at.clone());
            }
            (Self::There { stalled, .. }, VerbWord::Stalls) => *stalled = Some(at.clone()),
            (Self::There { stalled, .. }, VerbWord::Resumes) => *stalled = None,
            _ => {}
        }
    }
}

impl Line {
    /// What actors do in it.
    fn deeds(&self) -> &[Deed] {
        match &self.event {
            Event::Act(deed) => std::slice::from_ref(deed),
            Event::Together(deeds) => deeds,
            Event::ServerStops => &[],
        }
    }
}
