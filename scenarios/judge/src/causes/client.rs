//! Why a client did not do as it should, from what the server received and the user saw.

use super::start::never_connects;
use super::{Case, Rule, show_bytes, verb};
use salon_model::Cause;
use salon_model::Deviation;
use salon_model::Untaken;
use salon_model::{Key, Verb};

/// In the order in which they are told.
pub(super) const RULES: [Rule; 13] = [
    connects_never,
    hello_with_line_end,
    busy,
    survives_server,
    swallows_interrupt,
    traceback,
    dies,
    waits_for_keyboard,
    says_nothing,
    sends_other_text,
    sends_nothing,
    representation,
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

fn busy(case: &Case) -> Option<Cause> {
    case.kinds()
        .any(|kind| matches!(kind, Deviation::NeverSettles(_)))
        .then_some(Cause::BusyLoop)
}

fn should_end(kind: &Deviation) -> bool {
    matches!(kind, Deviation::Ended { expected: true, .. })
}

fn survives_server(case: &Case) -> Option<Cause> {
    let step = case.step_of(should_end)?;
    matches!(verb(step), Some(Verb::Leaves | Verb::Drops)).then(|| Cause::StaysWithoutServer)
}

fn swallows_interrupt(case: &Case) -> Option<Cause> {
    let step = case.step_of(should_end)?;
    matches!(verb(step), Some(Verb::Presses(Key::CtrlC))).then(|| Cause::SurvivesCtrlC)
}

fn traceback(case: &Case) -> Option<Cause> {
    let line = case.kinds().find_map(|kind| match kind {
        Deviation::Traceback(line) => Some(line),
        _ => None,
    })?;
    if line.contains("KeyboardInterrupt") {
        return Some(Cause::InterruptUncaught);
    }
    Some(Cause::ErrorUncaught { line: line.clone() })
}

fn dies(case: &Case) -> Option<Cause> {
    let last = case.unexpected_end()?;
    Some(Cause::ClientEndsEarly { line: last })
}

fn waits_for_keyboard(case: &Case) -> Option<Cause> {
    let unread = |untaken: &Untaken| matches!(untaken, Untaken::Bytes { .. } | Untaken::Departure(_));
    let neglects = |kind: &Deviation| matches!(kind, Deviation::Neglects(left) if left.iter().any(unread));
    case.kinds().any(neglects).then_some(Cause::BlockedInInput)
}

fn says_nothing(case: &Case) -> Option<Cause> {
    case.kinds()
        .any(|kind| matches!(kind, Deviation::SaysNothing))
        .then_some(Cause::DepartureUntold)
}

fn sends_other_text(case: &Case) -> Option<Cause> {
    let other = |kind: &Deviation| matches!(kind, Deviation::Received { seen, .. } if !seen.is_empty());
    let Deviation::Received { expected, .. } = case.kinds().find(|kind| other(kind))? else {
        return None;
    };
    if expected.is_empty() {
        return Some(Cause::SendsUnasked);
    }
    Some(Cause::SendsOtherText)
}

fn sends_nothing(case: &Case) -> Option<Cause> {
    let nothing = |kind: &Deviation| matches!(kind, Deviation::Received { seen, .. } if seen.is_empty());
    case.kinds().any(nothing).then_some(Cause::SendsNothing)
}

/// `b'…'` on the screen: a value was shown instead of its contents.
fn representation(case: &Case) -> Option<Cause> {
    let shown = |kind: &Deviation| matches!(kind, Deviation::NotShown { seen, .. } if show_bytes(seen));
    case.kinds().any(shown).then_some(Cause::StrayCharacters)
}

fn not_shown(case: &Case) -> Option<Cause> {
    let missing = case.kinds().find_map(|kind| match kind {
        Deviation::NotShown { expected, .. } => expected.first(),
        _ => None,
    })?;
    let later = case.seen.printed().iter().any(|line| line.contains(missing.as_str()));
    let escaped = !missing.is_ascii() && !later;
    Some(if later {
        Cause::ShownLate
    } else if escaped {
        Cause::NotDecoded { text: missing.clone() }
    } else {
        Cause::NeverShown { text: missing.clone() }
    })
}
