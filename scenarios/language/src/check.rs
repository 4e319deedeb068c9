//! The order of actions: whether each step can happen after those before it.

use super::diagnostics::Findings;
use super::expect::Seen;
use super::fault::OrderFault;
use super::near::nearest;
use super::node::Node;
use super::script::{Deed, Event, Line, Script};
use super::state::State;
use salon_model::{Action, Actor, ActorId, Expectation, Observation, SERVER, SITE, Step, Stimulus, SubjectKind, USER};
use salon_model::{Role, VerbWord};
use std::collections::HashMap;
use std::ops::Range;

/// How many actors an unknown name is compared with.
const NAMES_COMPARED: usize = 100;

/// Goes through a script and follows each actor.
pub(super) struct Check<'f, 'a> {
    findings: &'f mut Findings<'a>,
    actors: Vec<Actor>,
    ids: HashMap<String, ActorId>,
    states: Vec<State>,
    /// Where the server under test is stopped.
    stopped: Option<Range<usize>>,
    /// Where the server of a client under test has closed the connection.
    closed: Option<Range<usize>>,
}

/// The checked steps.
pub(super) struct Checked {
    pub(super) actors: Vec<Actor>,
    pub(super) given: Vec<Step>,
    pub(super) when: Vec<Step>,
}

impl<'f, 'a> Check<'f, 'a> {
    /// Goes through no step yet, but knows all who take part.
    pub(super) fn new(script: &Script, kind: SubjectKind, findings: &'f mut Findings<'a>) -> Self {
        let mut check = Self {
            findings,
            actors: Vec::new(),
            ids: HashMap::new(),
            states: Vec::new(),
            stopped: None,
            closed: None,
        };
        check.cast(script, kind);
        for name in &script.doubtful {
            let actor = check.introduce(name, State::Free);
            check.states[actor.0] = State::Free;
        }
        check
    }

    /// Those who take part: the clients that connect to a server somewhere; all that a script for a
    /// client names, with the server and the user first; the web site of a program.
    fn cast(&mut self, script: &Script, kind: SubjectKind) {
        let always: &[&str] = match kind {
            SubjectKind::Server => &[],
            SubjectKind::Client => &[SERVER, USER],
            SubjectKind::Program => &[SITE],
        };
        for name in always {
            self.introduce(name, State::Free);
        }
        for deed in script.given.iter().chain(&script.when).flat_map(Line::deeds) {
            match deed.role {
                Role::Visitor if deed.word.opens() => self.introduce(&deed.name, State::Away),
                Role::Other => self.introduce(&deed.name, State::Somewhere),
                _ => continue,
            };
        }
    }

    fn introduce(&mut self, name: &str, state: State) -> ActorId {
        if let Some(known) = self.ids.get(name) {
            return *known;
        }
        let actor = ActorId(self.actors.len());
        self.ids.insert(name.to_owned(), actor);
        self.actors.push(Actor { name: name.to_owned() });
        self.states.push(state);
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
            Event::Run(arguments) => Some(Stimulus::Run(arguments)),
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
        if let Some(closed) = self.closed.clone().filter(|_| deed.role != Role::User) {
            self.findings.add_related(deed.at, closed, OrderFault::ServerClosed);
            return None;
        }
        if deed.role == Role::Host && matches!(deed.word, VerbWord::Closes | VerbWord::Drops) {
            self.closed = Some(deed.at.clone());
        }
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

impl Line {
    /// What actors do in it.
    fn deeds(&self) -> &[Deed] {
        match &self.event {
            Event::Act(deed) => std::slice::from_ref(deed),
            Event::Together(deeds) => deeds,
            Event::ServerStops | Event::Run(_) => &[],
        }
    }
}
