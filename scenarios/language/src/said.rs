//! What stands after the colon of a phrase: the text of a verb, or nothing.

use super::diagnostics::{Findings, say};
use super::escape;
use super::node::{Content, Node};
use super::phrase::{Phrase, with_sample};
use salon_model::{Key, Verb, VerbWord};

/// Gives a verb its text.
pub(super) fn with_text(
    phrase: &Phrase,
    key: &Node,
    value: Option<&Node>,
    findings: &mut Findings<'_>,
) -> Option<Verb> {
    let verb = match phrase.word {
        VerbWord::Connects => Verb::Connects,
        VerbWord::Joins => Verb::Joins,
        VerbWord::Leaves | VerbWord::Closes => Verb::Leaves,
        VerbWord::Drops => Verb::Drops,
        VerbWord::ClosesWriteSide => Verb::ClosesWriteSide,
        VerbWord::Stalls => Verb::Stalls,
        VerbWord::Resumes => Verb::Resumes,
        VerbWord::Stops => return None,
        word @ (VerbWord::Says | VerbWord::Sends | VerbWord::Types | VerbWord::Presses) => {
            let (text, node) = said(&phrase.who.name, word.name(), key, value, findings)?;
            return match word {
                VerbWord::Sends => bytes(text, node, findings).map(Verb::Sends),
                VerbWord::Types => typed(text, node, findings).map(Verb::Types),
                VerbWord::Presses => pressed(text, node, findings).map(Verb::Presses),
                _ => Some(Verb::Says(text.to_owned())),
            };
        }
    };
    nothing_below(phrase.word.name(), value, findings).then_some(verb)
}

/// Whether nothing stands below a phrase that takes no text.
pub(super) fn nothing_below(verb: &str, value: Option<&Node>, findings: &mut Findings<'_>) -> bool {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return true;
    };
    let message = match value.text() {
        Some(_) => say::no_text_taken(verb),
        None => say::too_deep(),
    };
    findings.note(&value.at, message);
    false
}

/// The text of a verb that takes one, and where it is.
pub(super) fn said<'n>(
    actor: &str,
    verb: &str,
    key: &Node,
    value: Option<&'n Node>,
    findings: &mut Findings<'_>,
) -> Option<(&'n str, &'n Node)> {
    match value {
        Some(node) if node.text().is_some() => return Some((node.text()?, node)),
        Some(node) if matches!(node.content, Content::List(_) | Content::Map(_)) => {
            findings.note(&node.at, say::not_text());
        }
        _ => findings.note(&key.at, say::no_text(verb, &with_sample(actor, verb))),
    }
    None
}

/// The bytes a text with escapes stands for.
fn bytes(text: &str, node: &Node, findings: &mut Findings<'_>) -> Option<Vec<u8>> {
    let written = findings.source().get(node.at.clone()).unwrap_or_default();
    if let Some(part) = escape::quoted_byte(written) {
        let at = node.at.start + part.start..node.at.start + part.end;
        findings.note(&at, say::quoted_byte());
        return None;
    }
    escape::decode(text)
        .map_err(|(wrong, part)| findings.note(&node.part(findings.source(), part), wrong.message()))
        .ok()
}

/// A line that can be typed. A control character would be a key of its own, and what it does depends
/// on the terminal's mode.
fn typed(text: &str, node: &Node, findings: &mut Findings<'_>) -> Option<String> {
    if text.contains(char::is_control) {
        findings.note(&node.at, say::not_typable());
        return None;
    }
    Some(text.to_owned())
}

fn pressed(text: &str, node: &Node, findings: &mut Findings<'_>) -> Option<Key> {
    let key = Key::ALL.into_iter().find(|key| key.name() == text);
    if key.is_none() {
        let keys = Key::ALL.map(Key::name);
        findings.note(&node.at, say::unknown_key(text).among(text, keys));
    }
    key
}
