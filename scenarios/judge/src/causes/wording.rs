//! What is wrong with texts that do come from a server: whose name they bear, how much of a message they hold.

use super::{Case, alone, show_bytes};
use salon_model::bytes::{escape, unescape};
use salon_model::{Action, Cause, Deviation, Step, Verb};

/// A text that came in place of another, and the step of one actor in which it did.
pub(super) fn reworded<'a>(case: &'a Case<'a>) -> impl Iterator<Item = (&'a str, String, String, &'a Action)> {
    case.judged().filter_map(|(kind, step)| match kind {
        Deviation::Received { actor, expected, seen } if !expected.is_empty() && !seen.is_empty() => {
            Some((actor.as_str(), expected.concat(), seen.concat(), alone(step?)?))
        }
        _ => None,
    })
}

/// What is said in an action, escaped as in transcripts.
fn said(action: &Action) -> Option<String> {
    let text = match &action.verb {
        Verb::Says(text) => escape(text.trim().as_bytes()),
        Verb::Sends(bytes) => escape(bytes.trim_ascii()),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A text that bears another's name, or nobody's, where it should bear that of who acts. An address has its owner's
/// name in transcripts, so that both are found alike.
pub(super) fn author(case: &Case) -> Option<Cause> {
    reworded(case).find_map(|(receiver, expected, seen, action)| {
        let who = case.actor(action);
        let said = said(action);
        // The message is no name, whatever is said in it.
        let rest = |text: &str| said.as_ref().map_or(text.to_owned(), |said| text.replacen(said, "", 1));
        if said.as_ref().is_some_and(|said| !seen.contains(said)) {
            return None;
        }
        let (expected, seen) = (rest(&expected), rest(&seen));
        if !names(&expected, who) || names(&seen, who) {
            return None;
        }
        let others = case.scenario.actors.iter().map(|actor| actor.name.as_str());
        let other = others.filter(|other| *other != who).find(|other| names(&seen, other));
        // Without a message, it may be another text altogether: nothing but the name may differ.
        let same_but_for = |other: &str| seen.replace(other, who) == expected;
        if said.is_none() && !other.is_some_and(same_but_for) {
            return None;
        }
        match other {
            Some(other) => Some(Cause::WrongAuthor {
                who: who.to_owned(),
                seen: other.to_owned(),
                receiver: other == receiver,
            }),
            None => Some(Cause::AuthorMissing { who: who.to_owned() }),
        }
    })
}

/// Whether a name is in a text, and no part of a longer word.
fn names(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// `b'salut'`: a value was sent or printed instead of its contents.
pub(super) fn representation(case: &Case) -> Option<Cause> {
    let of_step = |step: Option<&Step>| -> Vec<String> {
        let steps = step
            .into_iter()
            .chain(case.scenario.when.iter().filter(|_| step.is_none()));
        steps
            .flat_map(|step| step.stimulus.actions())
            .filter_map(said)
            .collect()
    };
    let shown = |(kind, step): (&Deviation, Option<&Step>)| match kind {
        Deviation::Received { expected, seen, .. } => show_bytes(seen) && !show_bytes(expected),
        Deviation::NotPrinted { seen, .. } => of_step(step).iter().any(|said| {
            let as_bytes = |line: &String| {
                [format!("b'{said}"), format!("b\"{said}")]
                    .iter()
                    .any(|text| line.contains(text))
            };
            let bare = |line: &String| line.contains(said.as_str()) && !as_bytes(line);
            seen.iter().any(as_bytes) && !seen.iter().any(bare)
        }),
        _ => false,
    };
    case.judged().any(shown).then_some(Cause::StrayCharacters)
}

/// A message that comes in pieces, or of which the beginning comes: what is read at once is too little.
pub(super) fn cut(case: &Case) -> Option<Cause> {
    reworded(case).find_map(|(_, _, seen, action)| {
        let said = said(action)?;
        let start: String = said.chars().take(4).collect();
        let (words, _) = seen.split_once(&start)?;
        if seen.contains(&said) || said.chars().count() < 8 {
            return None;
        }
        let pieces: Vec<&str> = if words.is_empty() {
            vec![seen.as_str()]
        } else {
            seen.split(words).filter(|piece| !piece.is_empty()).collect()
        };
        let joined: String = pieces.iter().map(|piece| piece.trim_end_matches("\\n")).collect();
        let first = pieces.first()?.trim_end_matches("\\n");
        let bytes = unescape(first).len();
        let in_pieces = pieces.len() > 1 && joined == said;
        // What ends with a word or before a sign was parted there, and not by the number of its bytes.
        let inside = |left: &str| {
            let (before, behind) = (joined.chars().next_back(), left.chars().next());
            let in_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
            in_word(before) && in_word(behind)
        };
        let begins = joined == first && said.strip_prefix(&joined).is_some_and(inside);
        (in_pieces || begins).then_some(Cause::MessageCut { bytes })
    })
}
