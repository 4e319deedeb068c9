//! Why messages do not come: to whom they do, and whether any do at all.

use super::talk::{missed, told_to_nobody};
use super::{Case, alone};
use salon_model::{Action, Cause, Deviation, Moment, Phase, Scenario, Step, Transcript, Verb};

/// Whether a message reached anybody but its author in a session.
pub(super) fn delivers(scenario: &Scenario, seen: &Transcript) -> bool {
    let started = |moment: &&Moment| moment.phase != Phase::Start;
    let steps = scenario.given.iter().chain(&scenario.when);
    steps.zip(seen.moments.iter().filter(started)).any(|(step, moment)| {
        let Some(Action {
            actor,
            verb: Verb::Says(text),
        }) = alone(step)
        else {
            return false;
        };
        let names = scenario.actors.iter().map(|actor| actor.name.as_str());
        let mut others = names.filter(|name| *name != scenario.actors[actor.0].name);
        others.any(|name| moment.received(name).concat().contains(text.trim()))
    })
}

/// A message that comes back to its author, and reaches none of those it should reach.
pub(super) fn only_author(case: &Case) -> Option<Cause> {
    let own = |step: &Step| {
        let Some(Action {
            actor,
            verb: Verb::Says(text),
        }) = alone(step)
        else {
            return false;
        };
        let author = &case.scenario.actors[actor.0].name;
        let received = |moment: &Moment| moment.received(author).concat().contains(text.trim());
        case.moment(step).is_some_and(received)
    };
    let back = |(kind, step): (&Deviation, Option<&Step>)| {
        let step = step.filter(|_| missed(kind).is_some());
        step.is_some_and(|step| told_to_nobody(case, step) && own(step))
    };
    case.judged().any(back).then_some(Cause::OnlyAuthor)
}

/// Why something does not come of which nothing else is known.
pub(super) fn silence(case: &Case) -> Option<Cause> {
    let silent: Vec<(&String, &Step)> = case
        .judged()
        .filter_map(|(kind, step)| Some((missed(kind)?, step?)))
        .collect();
    let (_, step) = *silent.first()?;
    let actions = step.stimulus.actions();
    let says = |action: &Action| matches!(action.verb, Verb::Says(_) | Verb::Sends(_));
    let said = !actions.is_empty() && actions.iter().all(says);
    if said && only_earlier(case) {
        return Some(Cause::OnlyEarlier);
    }
    if said && case.scenario.same_address {
        return Some(Cause::SameAddress);
    }
    let here = || silent.iter().filter(|(_, other)| other.line == step.line);
    if let Some((who, _)) = here().next().filter(|_| said && only_speakers(case, step, here())) {
        return Some(Cause::SilentListener { who: (*who).clone() });
    }
    if !told_to_nobody(case, step) {
        let who = here().map(|(actor, _)| (*actor).clone()).collect();
        return Some(Cause::NotToAll { who });
    }
    said.then_some(Cause::NeverDelivered)
}

/// Whether those who miss a message have sent nothing yet, in a stage without pseudos, and nobody has received anything
/// before having sent something.
fn only_speakers<'b>(case: &Case, step: &Step, mut missing: impl Iterator<Item = &'b (&'b String, &'b Step)>) -> bool {
    let speaks = |verb: &Verb| matches!(verb, Verb::Says(_) | Verb::Sends(_));
    let names = || case.scenario.actors.iter().map(|actor| &actor.name);
    let received = |(step, moment): (&Step, &Moment)| {
        names().any(|name| !moment.received(name).is_empty() && !case.has(name, step, speaks))
    };
    case.scenario.stage.handshake.is_none()
        && missing.all(|(who, _)| !case.has(who, step, speaks))
        && !case
            .steps()
            .take_while(|(played, _)| played.line <= step.line)
            .any(received)
}

/// Whether in every step in which somebody speaks, those receive it who came before; some do, and some do not.
fn only_earlier(case: &Case) -> bool {
    let comes = |action: &&Action| matches!(action.verb, Verb::Connects | Verb::Joins);
    let arrivals = case.steps().flat_map(|(step, _)| step.stimulus.actions()).filter(comes);
    let mut arrived: Vec<&str> = Vec::new();
    for action in arrivals {
        arrived.retain(|name| *name != case.actor(action));
        arrived.push(case.actor(action));
    }
    let place = |name: &str| arrived.iter().position(|other| *other == name);
    let (mut some, mut missing) = (false, false);
    for (step, moment) in case.steps() {
        let (Some(action), Some(expected)) = (alone(step), case.expected(step)) else {
            continue;
        };
        if !matches!(action.verb, Verb::Says(_)) {
            continue;
        }
        let author = case.actor(action);
        let due = arrived
            .iter()
            .filter(|name| **name != author && !expected.received(name).is_empty());
        for name in due {
            let receives = !moment.received(name).is_empty();
            if receives != (place(name) < place(author)) {
                return false;
            }
            some |= receives;
            missing |= !receives;
        }
    }
    some && missing
}

/// Nothing was sent to anybody in a session in which something should have been, and not only messages.
pub(super) fn answers_nothing(case: &Case) -> Option<Cause> {
    case.judged().find(|(kind, _)| missed(kind).is_some())?;
    let answers = |step: &Step| case.expected(step).is_some_and(|moment| !is_mute(case, moment));
    let of_other_things = |(step, _): (&Step, _)| {
        let says = |action: &Action| matches!(action.verb, Verb::Says(_) | Verb::Sends(_));
        answers(step) && !step.stimulus.actions().iter().any(says)
    };
    let silent = case.steps().any(of_other_things) && case.seen.moments.iter().all(|moment| is_mute(case, moment));
    let printed = case.seen.printed();
    let text = |action: &Action| match &action.verb {
        Verb::Says(text) => printed.iter().any(|line| line.contains(text.trim())),
        Verb::Joins => printed
            .iter()
            .any(|line| line.contains(&format!("'{}'", case.actor(action)))),
        _ => false,
    };
    let mut actions = case.steps().flat_map(|(step, _)| step.stimulus.actions());
    silent.then(|| Cause::Silent {
        reads: actions.any(text),
    })
}

fn is_mute(case: &Case, moment: &Moment) -> bool {
    let mut names = case.scenario.actors.iter().map(|actor| &actor.name);
    names.all(|name| moment.received(name).is_empty())
}
