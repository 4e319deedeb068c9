//! Why a conversation went wrong, from who received something and who did not.

use super::delivery::{answers_nothing, only_author};
use super::encoding::{braces_unfilled, not_utf8};
use super::wording::{author, cut, representation};
use super::{Case, Rule, alone, leaves, never_awaited, spins, verb};
use salon_model::Cause;
use salon_model::{Action, Deviation, Difference, Moment, Step, Untaken, Verb};

/// Those of which it is a consequence that something does not happen.
pub(super) const ROOTS: [Rule; 7] = [
    dies,
    spins,
    never_awaited,
    one_client_at_a_time,
    thrown_out,
    unread,
    answers_nothing,
];

/// In the order in which they are told.
pub(super) const RULES: [Rule; 10] = [
    departure_untold,
    twice,
    late,
    only_author,
    sender_hears_itself,
    stranger_heard,
    wrong_recipient,
    braces_unfilled,
    author,
    after_wording,
];

fn after_wording(case: &Case) -> Option<Cause> {
    representation(case).or_else(|| not_utf8(case)).or_else(|| cut(case))
}

fn dies(case: &Case) -> Option<Cause> {
    case.unexpected_end(|line| Cause::ServerDies { line })
}

/// A connection that waits while somebody else is served.
fn one_client_at_a_time(case: &Case) -> Option<Cause> {
    let waiting = |untaken: &Untaken| matches!(untaken, Untaken::Connections(_));
    let difference = case
        .differences
        .iter()
        .find(|difference| matches!(&difference.kind, Deviation::Neglects(left) if left.iter().any(waiting)))?;
    let step = case.step(difference)?;
    let comes = |action: &&Action| matches!(action.verb, Verb::Connects | Verb::Joins);
    let come = case.until(step).flat_map(|step| step.stimulus.actions()).filter(comes);
    (come.count() > 1).then_some(Cause::OneClientAtATime)
}

fn unread(case: &Case) -> Option<Cause> {
    let who = case.judged().find_map(|(kind, _)| match kind {
        Deviation::Neglects(left) => left.iter().find_map(|untaken| match untaken {
            Untaken::Bytes { from, .. } => Some(from),
            _ => None,
        }),
        _ => None,
    })?;
    Some(Cause::Unread { who: who.clone() })
}

/// Those who should have received something in a step and got nothing, where nobody else got anything either.
pub(super) fn told_to_nobody(case: &Case, step: &Step) -> bool {
    let nothing = |moment: &Moment| {
        let names = case.scenario.actors.iter().map(|actor| &actor.name);
        let own = |name: &String| alone(step).is_some_and(|action| case.actor(action) == name);
        names
            .filter(|name| !own(name))
            .all(|name| moment.received(name).is_empty())
    };
    case.moment(step).is_none_or(nothing)
}

/// Whom a text did not reach.
pub(super) fn missed(kind: &Deviation) -> Option<&String> {
    match kind {
        Deviation::Received { actor, expected, seen } if !expected.is_empty() && seen.is_empty() => Some(actor),
        _ => None,
    }
}

fn departure_untold(case: &Case) -> Option<Cause> {
    let silent = case.judged().filter(|(kind, _)| missed(kind).is_some());
    let step = silent
        .filter_map(|(_, step)| step)
        .find(|step| verb(step).is_some_and(leaves) && told_to_nobody(case, step))?;
    Some(match verb(step) {
        Some(Verb::Drops) => Cause::ResetUnhandled,
        _ => Cause::EofUnanswered,
    })
}

/// Who sends something is disconnected for it; in the scene, where it is missed later. Where somebody has left before
/// and nobody was told, it is written to still, and that fails.
fn thrown_out(case: &Case) -> Option<Cause> {
    let silent = || case.judged().any(|(kind, _)| missed(kind).is_some());
    let (who, step) = case.differences.iter().find_map(|difference| {
        let Deviation::Disconnected { actor, expected: false } = &difference.kind else {
            return None;
        };
        let own = |action: &Action| {
            case.actor(action) == actor && matches!(action.verb, Verb::Joins | Verb::Says(_) | Verb::Sends(_))
        };
        let step = case.step(difference)?;
        let judged = !difference.given || silent();
        (judged && step.stimulus.actions().iter().any(own)).then_some((actor, step))
    })?;
    let untold = |difference: &Difference| {
        let left = case.step(difference).filter(|left| left.line < step.line);
        missed(&difference.kind).is_some() && left.and_then(verb).is_some_and(leaves)
    };
    Some(if case.differences.iter().any(untold) {
        Cause::DepartedKept
    } else {
        let joins = |action: &Action| case.actor(action) == who && matches!(action.verb, Verb::Joins);
        Cause::SenderDisconnected {
            who: who.clone(),
            hello: has_pseudos(case) && step.stimulus.actions().iter().any(joins),
        }
    })
}

fn twice(case: &Case) -> Option<Cause> {
    let doubled = |kind: &Deviation| match kind {
        Deviation::Received { expected, seen, .. } => {
            let (expected, seen) = (expected.concat(), seen.concat());
            !expected.trim().is_empty() && seen.matches(expected.trim()).count() > 1
        }
        _ => false,
    };
    case.judged()
        .any(|(kind, _)| doubled(kind))
        .then_some(Cause::DeliveredTwice)
}

/// What was missing in one step came in a later one, in which the reference does not say it.
fn late(case: &Case) -> Option<Cause> {
    let comes_late = |difference: &Difference| {
        let Deviation::Received { actor, expected, seen } = &difference.kind else {
            return None;
        };
        let text = expected.concat();
        let step = case
            .step(difference)
            .filter(|_| seen.is_empty() && !text.trim().is_empty())?;
        let has = |moment: &Moment| moment.received(actor).concat().contains(text.trim());
        let later = case.steps().filter(|(later, _)| later.line > step.line);
        let mut unexpected = later.filter(|(later, _)| !case.expected(later).is_some_and(has));
        unexpected.any(|(_, moment)| has(moment)).then_some(())
    };
    case.differences.iter().find_map(comes_late)?;
    case.judged().next().map(|_| Cause::DeliveredLate)
}

fn sender_hears_itself(case: &Case) -> Option<Cause> {
    let echoed = |(kind, step): (&Deviation, Option<&Step>)| {
        let Deviation::Received { actor, expected, seen } = kind else {
            return false;
        };
        let own = |action: &Action| match &action.verb {
            Verb::Says(text) => {
                let has = |texts: &[String]| texts.concat().contains(text.as_str());
                case.actor(action) == actor && has(seen) && !has(expected)
            }
            _ => false,
        };
        step.is_some_and(|step| step.stimulus.actions().iter().any(own))
    };
    let any = case.judged().any(echoed) && only_author(case).is_none();
    any.then_some(Cause::SenderHearsItself)
}

/// Whether this is a stage in which one introduces oneself.
fn has_pseudos(case: &Case) -> bool {
    let handshake = case.scenario.stage.handshake.as_deref();
    handshake.is_some_and(|handshake| handshake.contains("{pseudo}"))
}

fn is_stranger(case: &Case, actor: &str, step: &Step) -> bool {
    has_pseudos(case) && !case.has(actor, step, |verb| matches!(verb, Verb::Joins))
}

/// A text that somebody gets to whom nothing should be sent, and its step.
fn unwanted<'a>(case: &'a Case<'a>) -> impl Iterator<Item = (&'a str, &'a [String], &'a Step)> {
    case.judged().filter_map(|(kind, step)| match kind {
        Deviation::Received { actor, expected, seen } if expected.is_empty() && !seen.is_empty() => {
            Some((actor.as_str(), seen.as_slice(), step?))
        }
        _ => None,
    })
}

fn stranger_heard(case: &Case) -> Option<Cause> {
    let who = unwanted(case).find_map(|(actor, _, step)| {
        let acts = case.actor(alone(step)?);
        (acts != actor && is_stranger(case, acts, step) && !is_stranger(case, actor, step)).then_some(acts)
    })?;
    Some(Cause::StrangerHeard { who: who.to_owned() })
}

fn wrong_recipient(case: &Case) -> Option<Cause> {
    let (who, seen, step) = unwanted(case).find(|(actor, _, step)| {
        let acts = |action: &Action| case.actor(action) == *actor;
        let stranger = alone(step).is_some_and(|action| is_stranger(case, case.actor(action), step));
        !stranger && !step.stimulus.actions().iter().any(acts)
    })?;
    Some(if is_stranger(case, who, step) {
        Cause::UnregisteredRecipient { who: who.to_owned() }
    } else {
        Cause::WrongRecipient {
            who: who.to_owned(),
            text: seen.concat(),
        }
    })
}
