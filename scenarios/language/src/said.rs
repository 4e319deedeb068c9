//! What stands after the colon of a phrase: the text of a verb, or nothing.

use super::diagnostics::{Mistake, Wrong, say};
use super::escape;
use super::node::{Content, Entry, Node};
use super::phrase::with_sample;
use super::step::Phrase;
use salon_model::{Key, Verb, VerbWord};

/// Gives a verb its text.
pub(super) fn with_text(phrase: &Phrase, entry: &Entry, source: &str) -> Result<Verb, Wrong> {
    let (word, value) = (phrase.word, &entry.value);
    let text = if word.takes_text() {
        said(&phrase.who.name, word.name(), entry)?
    } else {
        nothing_below(word.name(), value)?;
        ""
    };
    Ok(match word {
        VerbWord::Connects => Verb::Connects,
        VerbWord::Joins => Verb::Joins,
        VerbWord::Leaves | VerbWord::Closes | VerbWord::Stops => Verb::Leaves,
        VerbWord::Drops => Verb::Drops,
        VerbWord::ClosesWriteSide => Verb::ClosesWriteSide,
        VerbWord::Stalls => Verb::Stalls,
        VerbWord::Resumes => Verb::Resumes,
        VerbWord::Says => Verb::Says(text.to_owned()),
        VerbWord::Sends => Verb::Sends(bytes(text, value, source)?),
        VerbWord::Types => Verb::Types(typed(text, value)?),
        VerbWord::Presses => Verb::Presses(pressed(text, value)?),
    })
}

/// Checks that nothing stands below a phrase that takes no text.
pub(super) fn nothing_below(verb: &str, value: &Node) -> Result<(), Wrong> {
    if value.is_null() {
        return Ok(());
    }
    let message = match value.text() {
        Some(_) => say::no_text_taken(verb),
        None => say::too_deep(),
    };
    Err(value.wrong(message))
}

/// The text of a verb that takes one.
pub(super) fn said<'n>(actor: &str, verb: &str, entry: &'n Entry) -> Result<&'n str, Wrong> {
    match entry.value.content {
        Content::List(_) | Content::Map(_) => Err(entry.value.wrong(say::not_text())),
        Content::Null(_) | Content::Scalar(_) => {
            let missing = || say::no_text(verb, &with_sample(actor, verb));
            entry.value.text().ok_or_else(|| entry.key.wrong(missing()))
        }
    }
}

/// The bytes a text with escapes stands for.
fn bytes(text: &str, node: &Node, source: &str) -> Result<Vec<u8>, Wrong> {
    if let Some(part) = escape::quoted_byte(source.get(node.at.clone()).unwrap_or_default()) {
        let at = node.at.start + part.start..node.at.start + part.end;
        return Err(Mistake::at(&at, say::quoted_byte()));
    }
    escape::decode(text).map_err(|(wrong, part)| Mistake::at(&node.part(source, part), wrong.message()))
}

/// A line that can be typed. A control character would be a key of its own, and what it does depends
/// on the terminal's mode.
fn typed(text: &str, node: &Node) -> Result<String, Wrong> {
    if text.contains(char::is_control) {
        return Err(node.wrong(say::not_typable()));
    }
    Ok(text.to_owned())
}

fn pressed(text: &str, node: &Node) -> Result<Key, Wrong> {
    let key = Key::ALL.into_iter().find(|key| key.name() == text);
    key.ok_or_else(|| node.wrong(say::unknown_key(text).among(text, Key::ALL.map(Key::name))))
}
