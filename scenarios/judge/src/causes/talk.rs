//! Why a conversation went wrong, from what came and what did not.

use super::{Case, Rule, show_bytes, verb};
use salon_model::Cause;
use salon_model::Deviation;
use salon_model::Untaken;
use salon_model::{Step, Stimulus, Verb};

/// In the order in which they are told.
pub(super) const RULES: [Rule; 14] = [
    dies,
    resets_unhandled,
    busy,
    one_client_at_a_time,
    departure_unanswered,
    thrown_out,
    twice,
    late,
    sender_hears_itself,
    wrong_recipient,
    representation,
    cut,
    prints_late,
    never_delivered,
];

/// Those of which it is a consequence that something is not delivered.
const EXPLAIN_SILENCE: [Rule; 7] = [
    dies,
    resets_unhandled,
    busy,
    one_client_at_a_time,
    departure_unanswered,
    thrown_out,
    late,
];

impl Case<'_> {
    fn judged(&self) -> impl Iterator<Item = &Deviation> {
        self.differences
            .iter()
            .filter(|difference| !difference.given)
            .map(|difference| &difference.kind)
    }
}

fn dies(case: &Case) -> Option<Cause> {
    let last = case.unexpected_end()?;
    if last.contains("ConnectionResetError") || last.contains("BrokenPipeError") {
        return Some(Cause::ResetKillsServer { line: last });
    }
    Some(Cause::ServerDies { line: last })
}

fn resets_unhandled(case: &Case) -> Option<Cause> {
    let drops = |step: &Step| matches!(verb(step), Some(Verb::Drops));
    let silent = |kind: &Deviation| matches!(kind, Deviation::Received { expected, seen, .. } if !expected.is_empty() && seen.is_empty());
    let step = case.step_of(silent)?;
    drops(step).then_some(Cause::ResetUnhandled)
}

fn busy(case: &Case) -> Option<Cause> {
    case.kinds()
        .any(|kind| matches!(kind, Deviation::NeverSettles(_)))
        .then_some(Cause::BusyLoop)
}

fn one_client_at_a_time(case: &Case) -> Option<Cause> {
    let waiting = |untaken: &Untaken| matches!(untaken, Untaken::Connections(_));
    let neglects = |kind: &Deviation| matches!(kind, Deviation::Neglects(left) if left.iter().any(waiting));
    case.kinds().any(neglects).then_some(Cause::OneClientAtATime)
}

fn departure_unanswered(case: &Case) -> Option<Cause> {
    let silent = |kind: &Deviation| matches!(kind, Deviation::Received { expected, seen, .. } if !expected.is_empty() && seen.is_empty());
    let step = case.step_of(silent)?;
    matches!(verb(step), Some(Verb::Leaves | Verb::ClosesWriteSide)).then(|| Cause::EofUnanswered)
}

fn twice(case: &Case) -> Option<Cause> {
    let doubled = |kind: &Deviation| match kind {
        Deviation::Received { expected, seen, .. } => {
            let (expected, seen) = (expected.concat(), seen.concat());
            !expected.is_empty() && seen.matches(expected.trim()).count() > 1
        }
        _ => false,
    };
    case.judged().any(doubled).then_some(Cause::DeliveredTwice)
}

/// What was missing in one step came in a later one.
fn late(case: &Case) -> Option<Cause> {
    let missing = case.differences.iter().find_map(|difference| match &difference.kind {
        Deviation::Received { actor, expected, seen } if seen.is_empty() => {
            Some((actor, expected.concat(), difference.step.as_ref()?.1))
        }
        _ => None,
    })?;
    let (actor, text, line) = missing;
    let played = case.steps().zip(case.seen.moments.iter().skip(1));
    let arrived = played
        .filter(|(step, _)| step.line > line)
        .any(|(_, moment)| moment.received(actor).concat().contains(text.trim()));
    (arrived && !text.trim().is_empty()).then_some(Cause::DeliveredLate)
}

/// Who sends something is disconnected for it.
fn thrown_out(case: &Case) -> Option<Cause> {
    let own_doing = |actor: &str, step: &Step| {
        step.stimulus.actions().iter().any(|action| {
            let own = case.scenario.actors[action.actor.0].name == actor;
            own && matches!(action.verb, Verb::Says(_) | Verb::Sends(_))
        })
    };
    let who = case
        .differences
        .iter()
        .filter(|difference| !difference.given)
        .find_map(|difference| {
            let Deviation::Disconnected { actor, expected: false } = &difference.kind else {
                return None;
            };
            own_doing(actor, case.step(difference)?).then_some(actor)
        })?;
    Some(Cause::SenderDisconnected { who: who.clone() })
}

fn sender_hears_itself(case: &Case) -> Option<Cause> {
    let mut echoed = case
        .differences
        .iter()
        .filter(|difference| !difference.given)
        .filter_map(|difference| {
            let Deviation::Received { actor, seen, .. } = &difference.kind else {
                return None;
            };
            let step = case.step(difference)?;
            step.stimulus.actions().iter().find(|action| {
                let own = case.scenario.actors[action.actor.0].name == *actor;
                own && matches!(&action.verb, Verb::Says(text) if seen.concat().contains(text.as_str()))
            })
        });
    echoed.next().map(|_| Cause::SenderHearsItself)
}

fn wrong_recipient(case: &Case) -> Option<Cause> {
    let unwanted = case.judged().find_map(|kind| match kind {
        Deviation::Received { actor, expected, seen } if expected.is_empty() && !seen.is_empty() => Some(actor.clone()),
        _ => None,
    })?;
    let registered = case.steps().any(|step| match &step.stimulus {
        Stimulus::Act(action) => {
            case.scenario.actors[action.actor.0].name == unwanted && matches!(action.verb, Verb::Joins)
        }
        _ => false,
    });
    Some(if registered {
        Cause::WrongRecipient { who: unwanted }
    } else {
        Cause::UnregisteredRecipient { who: unwanted }
    })
}

/// `b'salut'` or quotation marks around a text: a value was shown instead of its contents.
fn representation(case: &Case) -> Option<Cause> {
    let shown = |kind: &Deviation| match kind {
        Deviation::Received { seen, .. } | Deviation::NotPrinted { seen, .. } => show_bytes(seen),
        _ => false,
    };
    case.judged().any(shown).then_some(Cause::StrayCharacters)
}

fn cut(case: &Case) -> Option<Cause> {
    let shorter = |kind: &Deviation| match kind {
        Deviation::Received { expected, seen, .. } => {
            let (expected, seen) = (expected.concat(), seen.concat());
            let start: String = expected.chars().take(40).collect();
            expected.len() > 200 && seen != expected && seen.starts_with(&start)
        }
        _ => false,
    };
    case.judged().any(shorter).then_some(Cause::MessageCut)
}

/// The line expected on the terminal came in another step than the one that is judged.
fn prints_late(case: &Case) -> Option<Cause> {
    let missing = case.kinds().find_map(|kind| match kind {
        Deviation::NotPrinted { expected, .. } => Some(expected),
        _ => None,
    })?;
    let anywhere = case.seen.printed().iter().any(|line| line.contains(missing));
    anywhere.then_some(Cause::BufferedOutput)
}

fn never_delivered(case: &Case) -> Option<Cause> {
    if EXPLAIN_SILENCE.iter().any(|rule| rule(case).is_some()) {
        return None;
    }
    let silent = |kind: &Deviation| matches!(kind, Deviation::Received { expected, seen, .. } if !expected.is_empty() && seen.is_empty());
    let step = case.step_of(silent)?;
    let said =
        matches!(verb(step), Some(Verb::Says(_) | Verb::Sends(_))) || matches!(step.stimulus, Stimulus::Together(_));
    let heard_before = case
        .reference
        .moments
        .iter()
        .zip(&case.seen.moments)
        .any(|(reference, seen)| {
            case.scenario
                .actors
                .iter()
                .any(|actor| !reference.received(&actor.name).is_empty() && !seen.received(&actor.name).is_empty())
        });
    Some(match (said, heard_before) {
        (true, _) => Cause::NeverDelivered,
        (false, true) => Cause::AnnouncementMissing,
        (false, false) => Cause::Silent,
    })
}
