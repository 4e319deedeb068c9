//! Why a client did not do as it should, from what the server received and the user saw.

use super::encoding::braces_unfilled;
use super::start::never_connects;
use super::{Case, Rule, alone, never_awaited, show_bytes, spins, verb};
use salon_model::bytes::escape;
use salon_model::{Cause, Deviation, Key, Moment, SERVER, Step, USER, Untaken, Verb};

/// Those of which it is a consequence that something does not happen.
pub(super) const ROOTS: [Rule; 6] = [
    connects_never,
    spins,
    dies,
    never_awaited,
    waits_to_send,
    waits_for_keyboard,
];

/// In the order in which they are told.
pub(super) const RULES: [Rule; 12] = [
    hello_with_line_end,
    survives_server,
    swallows_interrupt,
    says_nothing,
    braces_unfilled,
    sends_late,
    sends_other_text,
    sends_nothing,
    representation,
    author_not_shown,
    shows_only_first,
    not_shown,
];

fn connects_never(case: &Case) -> Option<Cause> {
    case.kinds()
        .any(|kind| matches!(kind, Deviation::NeverAsks(_)))
        .then(never_connects)
}

fn hello_with_line_end(case: &Case) -> Option<Cause> {
    case.kinds()
        .any(|kind| matches!(kind, Deviation::NotExactly { .. }))
        .then_some(Cause::NotToTheByte)
}

/// The step in which the client should have ended.
fn should_have_ended<'a>(case: &Case<'a>) -> Option<&'a Step> {
    case.judged().find_map(|(kind, step)| match kind {
        Deviation::Ended { expected: true, .. } => step,
        _ => None,
    })
}

fn survives_server(case: &Case) -> Option<Cause> {
    let step = should_have_ended(case)?;
    matches!(verb(step), Some(Verb::Leaves | Verb::Drops)).then_some(Cause::StaysWithoutServer)
}

fn swallows_interrupt(case: &Case) -> Option<Cause> {
    let step = should_have_ended(case)?;
    matches!(verb(step), Some(Verb::Presses(Key::CtrlC))).then_some(Cause::SurvivesCtrlC)
}

fn dies(case: &Case) -> Option<Cause> {
    case.unexpected_end(|line| Cause::ClientEndsEarly { line })
}

fn waits_for_keyboard(case: &Case) -> Option<Cause> {
    let unread = |untaken: &Untaken| matches!(untaken, Untaken::Bytes { .. } | Untaken::Departure(_));
    let neglects = |kind: &Deviation| matches!(kind, Deviation::Neglects(left) if left.iter().any(unread));
    case.judged()
        .any(|(kind, _)| neglects(kind))
        .then_some(Cause::BlockedInInput)
}

/// What it should send as it starts, when nobody has typed anything, does not come.
fn waits_to_send(case: &Case) -> Option<Cause> {
    case.judged().find_map(|(kind, step)| match kind {
        Deviation::Received { actor, expected, seen }
            if actor == SERVER && step.is_none() && !expected.is_empty() && seen.is_empty() =>
        {
            Some(Cause::WaitsToSend {
                text: expected.concat(),
            })
        }
        _ => None,
    })
}

fn says_nothing(case: &Case) -> Option<Cause> {
    case.judged()
        .any(|(kind, _)| matches!(kind, Deviation::SaysNothing))
        .then_some(Cause::DepartureUntold)
}

/// What the server received instead, the step in which it did, and what the user typed in it.
fn sent<'a>(case: &Case<'a>) -> impl Iterator<Item = (String, String, Option<&'a Step>, Option<&'a str>)> {
    case.judged().filter_map(|(kind, step)| match kind {
        Deviation::Received { actor, expected, seen } if actor == SERVER => {
            let typed = step.and_then(verb).and_then(|verb| match verb {
                Verb::Types(text) => Some(text.as_str()),
                _ => None,
            });
            Some((expected.concat(), seen.concat(), step, typed))
        }
        _ => None,
    })
}

/// What was typed reaches the server in a later step, in which nobody typed it.
fn sends_late(case: &Case) -> Option<Cause> {
    let late = |(expected, seen, step, typed): (String, String, Option<&Step>, Option<&str>)| {
        let Some(step) = step.filter(|_| seen.is_empty() && typed.is_some()) else {
            return false;
        };
        let has = |moment: &Moment| moment.received(SERVER).concat().contains(expected.trim());
        let later = case.steps().filter(|(later, _)| later.line > step.line);
        let mut unexpected = later.filter(|(later, _)| !case.expected(later).is_some_and(has));
        unexpected.any(|(_, moment)| has(moment))
    };
    sent(case).any(late).then_some(Cause::SentLate)
}

fn sends_other_text(case: &Case) -> Option<Cause> {
    sent(case).find_map(|(expected, seen, _, typed)| {
        if seen.is_empty() {
            return None;
        }
        if expected.is_empty() {
            return Some(Cause::SendsUnasked { text: seen });
        }
        // At a stage's handshake, what is typed is only a part of what is sent.
        let typed = escape(typed?.as_bytes());
        let sent = seen.trim_end_matches("\\n").trim_end_matches("\\r");
        match (expected == typed, sent.trim() == typed.trim(), seen.contains(&typed)) {
            (false, true, _) => Some(Cause::HelloMissing),
            (false, ..) => None,
            (true, _, true) => Some(Cause::AddsToInput),
            (true, _, false) => Some(Cause::SendsOtherText),
        }
    })
}

fn sends_nothing(case: &Case) -> Option<Cause> {
    if sends_late(case).is_some() {
        return None;
    }
    let nothing =
        |(_, seen, _, typed): (String, String, Option<&Step>, Option<&str>)| seen.is_empty() && typed.is_some();
    sent(case).any(nothing).then_some(Cause::SendsNothing)
}

/// What should be on the screen and is not, what came there instead, and the step.
fn hidden<'a>(case: &Case<'a>) -> impl Iterator<Item = (&'a [String], &'a [String], &'a Step)> {
    case.judged().filter_map(|(kind, step)| match kind {
        Deviation::NotShown { actor, expected, seen } if actor == USER => {
            Some((expected.as_slice(), seen.as_slice(), step?))
        }
        _ => None,
    })
}

/// `b'…'` on the screen, where other letters than those of English are missing: a value was shown instead of its
/// contents.
fn representation(case: &Case) -> Option<Cause> {
    let shown = |(missing, seen, _): (&[String], &[String], &Step)| {
        show_bytes(seen)
            && missing
                .iter()
                .any(|text| !text.is_ascii() || text.contains(['\'', '\\']))
    };
    hidden(case).any(shown).then_some(Cause::StrayCharacters)
}

/// Whether this is who acts in a step, and not what is said in it.
fn is_name(case: &Case, step: &Step, text: &str) -> bool {
    alone(step).is_some_and(|action| case.actor(action) == text)
}

/// A message is there, and not whose it is.
fn author_not_shown(case: &Case) -> Option<Cause> {
    let (missing, ..) = hidden(case).find(|(missing, seen, step)| {
        let said = |verb: &Verb| matches!(verb, Verb::Says(text) if seen.iter().any(|line| line.contains(text.trim())));
        missing.iter().all(|text| is_name(case, step, text)) && verb(step).is_some_and(said)
    })?;
    Some(Cause::AuthorNotShown {
        who: missing.first()?.clone(),
    })
}

/// Of several messages the first is on the screen, and nothing of those behind.
fn shows_only_first(case: &Case) -> Option<Cause> {
    let said = |step: &Step| {
        let action = alone(step).filter(|action| case.actor(action) != USER)?;
        match &action.verb {
            Verb::Says(text) => Some(text.trim().to_owned()),
            Verb::Sends(bytes) => Some(String::from_utf8_lossy(bytes).trim().to_owned()),
            _ => None,
        }
    };
    let said: Vec<(String, &Step)> = case.steps().filter_map(|(step, _)| Some((said(step)?, step))).collect();
    let shown = |(text, step): &(String, &Step)| {
        let mut moments = case.moment(step).into_iter().chain(case.later(step));
        moments.any(|moment| moment.printed().iter().any(|line| line.contains(text)))
    };
    let (first, behind) = said.split_first()?;
    let only_first = shown(first) && !behind.is_empty() && !behind.iter().any(shown);
    (only_first && hidden(case).next().is_some()).then_some(Cause::ShowsOnlyFirst)
}

/// A message that does not appear, appears later, or in other letters.
fn not_shown(case: &Case) -> Option<Cause> {
    if author_not_shown(case)
        .or_else(|| shows_only_first(case))
        .or_else(|| representation(case))
        .is_some()
    {
        return None;
    }
    let (text, seen, step) = hidden(case).find_map(|(missing, seen, step)| {
        // A name that comes again says nothing.
        let said = missing.iter().find(|text| !is_name(case, step, text));
        Some((said.or(missing.first())?, seen, step))
    })?;
    let shown = |moment: &Moment| moment.printed().iter().any(|line| line.contains(text.as_str()));
    let later = !is_name(case, step, text) && case.later(step).any(shown);
    Some(if later {
        Cause::ShownLate
    } else if seen.iter().any(|line| has_ascii_part(line, text)) {
        Cause::NotDecoded { text: text.clone() }
    } else {
        Cause::NeverShown { text: text.clone() }
    })
}

/// Whether a line has what is ASCII in a text that is not all of it.
fn has_ascii_part(line: &str, text: &str) -> bool {
    let parts = text.split(|letter: char| !letter.is_ascii()).map(str::trim);
    !text.is_ascii() && parts.filter(|part| part.len() > 3).any(|part| line.contains(part))
}
