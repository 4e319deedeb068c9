//! The order of actions: whether each step can happen after those before it.

use super::diagnostics::{Findings, Mistake, Wrong, say};
use super::node::Node;
use super::state::State;
use super::step::{Deed, Event, Line, Seen};
use salon_model::{Action, Actor, ActorId, Expectation, Observation, SERVER, SITE, Step, Stimulus, SubjectKind, USER};
use salon_model::{Role, VerbWord};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// How many actors an unknown name is compared with.
const NAMES_COMPARED: usize = 100;

/// Goes through a script and follows each actor.
pub(super) struct Check<'f, 'a> {
    findings: &'f mut Findings<'a>,
    pub(super) actors: Vec<Actor>,
    ids: HashMap<String, ActorId>,
    states: Vec<State>,
    /// Where the server under test is stopped.
    stopped: Option<Range<usize>>,
    /// Where the server of a client under test has closed the connection.
    closed: Option<Range<usize>>,
}

impl<'f, 'a> Check<'f, 'a> {
    /// Goes through no step yet, but knows all who take part: the clients that connect to a server
    /// somewhere; all that a script for a client names, with the server and the user first; the web
    /// site of a program; and those of whom a step could not be read.
    pub(super) fn new<'l>(
        script: impl Iterator<Item = &'l Line>,
        doubtful: &BTreeSet<String>,
        kind: SubjectKind,
        findings: &'f mut Findings<'a>,
    ) -> Self {
        let mut check = Self {
            findings,
            actors: Vec::new(),
            ids: HashMap::new(),
            states: Vec::new(),
            stopped: None,
            closed: None,
        };
        let always: &[&str] = match kind {
            SubjectKind::Server => &[],
            SubjectKind::Client => &[SERVER, USER],
            SubjectKind::Program => &[SITE],
        };
        for name in always {
            check.introduce(name, State::Free);
        }
        for deed in script.flat_map(|line| line.event.deeds()) {
            match deed.phrase.role {
                Role::Visitor if deed.phrase.word.opens() => check.introduce(&deed.phrase.who.name, State::Away),
                Role::Other => check.introduce(&deed.phrase.who.name, State::Somewhere),
                _ => continue,
            };
        }
        for name in doubtful {
            let actor = check.introduce(name, State::Free);
            check.states[actor.0] = State::Free;
        }
        check
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

    /// Checks steps that follow those checked before.
    pub(super) fn steps(&mut self, lines: Vec<Line>) -> Vec<Step> {
        lines.into_iter().filter_map(|line| self.step(line)).collect()
    }

    /// The actor of a name.
    fn actor(&self, name: &str, at: &Range<usize>) -> Result<ActorId, Wrong> {
        self.ids.get(name).copied().ok_or_else(|| {
            let compared = if self.findings.is_full() { 0 } else { NAMES_COMPARED };
            let known = self.actors.iter().map(|actor| actor.name.as_str());
            Mistake::at(at, say::unknown_actor(name).among(name, known.take(compared)))
        })
    }

    /// Checks the addresses (`<vince.addr>`) in an expectation.
    pub(super) fn addresses(&mut self, node: &Node, expectation: &Expectation) {
        let Expectation::ServerPrints(text) = expectation else {
            return;
        };
        for (end, _) in text.match_indices(".addr>") {
            if let Some(start) = text[..end].rfind('<') {
                let at = node.part(self.findings.source(), start + 1..end);
                let actor = self.actor(&text[start + 1..end], &at);
                self.findings.keep(actor);
            }
        }
    }

    fn step(&mut self, line: Line) -> Option<Step> {
        if let Some(stopped) = &self.stopped {
            let stopped = Mistake::after(Some(stopped), &line.at, say::server_stopped());
            return self.findings.keep(Err(stopped));
        }
        let (source, number) = (line.event.source(), self.findings.line(line.at.start));
        let stimulus = match line.event {
            Event::Act(deed) => self.act(deed, None).map(Stimulus::Act),
            Event::Together(deeds) => {
                let block = Some(line.at.start);
                let actions = deeds.into_iter().filter_map(|deed| self.act(deed, block)).collect();
                Some(Stimulus::Together(actions))
            }
            Event::ServerStops => {
                self.stopped = Some(line.at);
                Some(Stimulus::ServerStops)
            }
            Event::Run(arguments) => Some(Stimulus::Run(arguments)),
        };
        let optional = line.optional.into_iter().filter_map(|seen| {
            let seen = self.observation(&seen);
            self.findings.keep(seen)
        });
        Some(Step {
            source,
            line: number,
            optional: optional.collect(),
            stimulus: stimulus?,
        })
    }

    fn observation(&self, Seen { who, disconnected }: &Seen) -> Result<Observation, Wrong> {
        let actor = self.actor(&who.name, &who.at)?;
        if self.states[actor.0] == State::Away {
            return Err(Mistake::at(&who.at, say::not_yet_there(&who.name)));
        }
        Ok(if *disconnected {
            Observation::Disconnected(actor)
        } else {
            Observation::Receives(actor)
        })
    }

    /// Follows one action. `block` is where the block it is part of begins.
    fn act(&mut self, deed: Deed, block: Option<usize>) -> Option<Action> {
        let actor = self.follow(&deed, block);
        let actor = self.findings.keep(actor)?;
        Some(Action { actor, verb: deed.verb })
    }

    fn follow(&mut self, deed: &Deed, block: Option<usize>) -> Result<ActorId, Wrong> {
        if let Some(closed) = self.closed.as_ref().filter(|_| deed.phrase.role != Role::User) {
            return Err(Mistake::after(Some(closed), &deed.at, say::server_closed()));
        }
        if deed.phrase.role == Role::Host && matches!(deed.phrase.word, VerbWord::Closes | VerbWord::Drops) {
            self.closed = Some(deed.at.clone());
        }
        let actor = self.actor(&deed.phrase.who.name, &deed.phrase.who.at)?;
        let state = &mut self.states[actor.0];
        state.allows(deed, block)?;
        state.follow(deed.phrase.word, &deed.at);
        Ok(actor)
    }
}
