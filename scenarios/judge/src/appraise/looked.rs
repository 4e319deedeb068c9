//! A session looked at closely: what differs in it, and in what ways.

use super::Session;
use super::known::Known;
use super::symptom::{Symptom, Template, Texts};
use salon_model::{
    Action, Actor, ActorId, Difference, Exit, Expectation, Observation, Phase, SERVER, Scenario, SubjectKind, Verb,
    What,
};

/// A session, looked at closely.
pub(super) struct Looked<'a> {
    pub(super) session: Session<'a>,
    texts: Texts,
    /// Each difference that counts in this session, and in what ways.
    pub(super) differences: Vec<(&'a Difference, Vec<Symptom>)>,
}

/// Looks at every session, knowing what is said in all of them.
pub(super) fn look<'a>(sessions: &[Session<'a>]) -> Vec<Looked<'a>> {
    let texts: Vec<Texts> = sessions.iter().map(|session| Texts::of(session.scenario)).collect();
    let mut known = Known::default();
    for (session, texts) in sessions.iter().zip(&texts) {
        known.templates.extend(texts.templates(session.reference));
        for difference in session.all() {
            known.variants.extend(texts.variants(difference));
        }
    }
    let mut looked = Vec::with_capacity(sessions.len());
    for (session, texts) in sessions.iter().zip(texts) {
        known.saying = saying(session.scenario);
        let counting = session.all().iter().filter(|difference| difference.counts());
        let differences = counting
            .map(|difference| (difference, texts.symptoms(difference, &known)))
            .collect();
        looked.push(Looked {
            session: *session,
            texts,
            differences,
        });
    }
    looked
}

/// The lines of steps in which something is said.
fn saying(scenario: &Scenario) -> Vec<usize> {
    let steps = scenario.given.iter().chain(&scenario.when);
    let says = steps.filter(|step| {
        let mut actions = step.stimulus.actions().iter();
        actions.any(|action| matches!(action.verb, Verb::Says(_) | Verb::Sends(_)))
    });
    says.map(|step| step.line).collect()
}

impl Looked<'_> {
    pub(super) fn symptoms(&self) -> impl Iterator<Item = &Symptom> {
        self.differences.iter().flat_map(|(_, symptoms)| symptoms)
    }

    /// Whether the subject did anything that can be seen, but to start and to end in order.
    pub(super) fn does_something(&self) -> bool {
        let Some((seen, _)) = self.session.seen else {
            return false;
        };
        seen.observed()
            .any(|what| !matches!(what, What::Exits(Exit::Status(0))))
    }

    /// Whether some text that is judged came, be it in other words.
    pub(super) fn has_text(&self) -> bool {
        let mut due = self.judged_texts();
        due.retain(|template| *template != Template::Handshake);
        let is_due = |symptom: &&Symptom| matches!(symptom, Symptom::Missing(template) if due.contains(template));
        due.len() > self.symptoms().filter(is_due).count()
    }

    /// Whether some judged step in which something was to be seen went as it should.
    pub(super) fn is_alive(&self) -> bool {
        let scenario = self.session.scenario;
        let moments = self
            .session
            .reference
            .moments
            .iter()
            .filter(|moment| moment.phase == Phase::When);
        let mut steps = scenario.when.iter().zip(moments);
        steps.any(|(step, expected)| {
            let differs = |(difference, _): &(&Difference, Vec<Symptom>)| {
                difference.step.as_ref().is_some_and(|(_, line)| *line == step.line)
            };
            // What a server prints is its own affair: what it sends is to be seen.
            let sends = |(number, actor): (usize, &Actor)| {
                let optional = step.optional.contains(&Observation::Receives(ActorId(number)));
                !optional && !expected.received(&actor.name).is_empty()
            };
            let is_due = match scenario.subject() {
                SubjectKind::Server => scenario.actors.iter().enumerate().any(sends),
                SubjectKind::Client | SubjectKind::Program => !expected.seen.is_empty(),
            };
            is_due && !self.differences.iter().any(differs)
        })
    }

    /// The texts that its judged steps are about.
    pub(super) fn judged_texts(&self) -> Vec<Template> {
        let scenario = self.session.scenario;
        let moments = self.session.reference.moments.iter();
        let judged = moments.filter(|moment| moment.phase == Phase::When);
        let mut templates: Vec<Template> = Vec::new();
        for (step, moment) in scenario.when.iter().zip(judged) {
            for (number, actor) in scenario.actors.iter().enumerate() {
                if step.optional.contains(&Observation::Receives(ActorId(number))) {
                    continue;
                }
                let received = moment.received(&actor.name);
                templates.extend(
                    received
                        .iter()
                        .map(|text| Template::Sent(self.texts.template(text.trim()))),
                );
            }
            let joins = step.stimulus.actions().iter().any(|action| action.verb == Verb::Joins);
            templates.extend(joins.then_some(Template::Handshake));
            let saves = moment.seen.iter().any(|seen| matches!(seen.what, What::Saves { .. }));
            templates.extend(saves.then_some(Template::Saved));
            let shown = moment.seen.iter().any(|seen| matches!(seen.what, What::Sees(_)));
            let goes = |action: &Action| {
                scenario.actors[action.actor.0].name == SERVER && matches!(action.verb, Verb::Leaves | Verb::Drops)
            };
            let told = step.stimulus.actions().iter().any(goes);
            templates.extend(shown.then_some(if told { Template::Told } else { Template::Shown }));
        }
        templates.extend(scenario.then.iter().filter_map(|expectation| match expectation {
            Expectation::ServerPrints(text) => Some(Template::Printed(self.texts.template(text))),
            Expectation::ServerReceivesExactly(_) => Some(Template::ToTheByte),
            _ => None,
        }));
        templates
    }
}
