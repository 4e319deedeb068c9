//! Mistakes in YAML itself, before a file's meaning is looked at.
//!
//! The usual slips of people who write scenarios have words of their own; the rest is said in the
//! words of the YAML reader.

use super::diagnostics::{Message, Mistake, Wrong, say};
use serde_saphyr::Error;
use std::ops::Range;

/// A usual slip.
struct Slip {
    /// What the reader's message holds.
    heard: &'static [&'static str],
    /// What is said instead.
    said: fn() -> Message,
    /// What may have begun it, where the reader notices it only later.
    begun: &'static [char],
}

const fn slip(heard: &'static [&'static str], said: fn() -> Message, begun: &'static [char]) -> Slip {
    Slip { heard, said, begun }
}

/// The slips, the first that is heard counts. The reader's version is pinned, and each of these has a
/// test: a message that changes is repeated as it is.
const SLIPS: &[Slip] = &[
    slip(&["tab", "disallowed"], say::tab, &[]),
    slip(&["tabs"], say::tab, &[]),
    slip(&["mapping values are not allowed"], say::colon, &[]),
    slip(&["simple key expected ':'"], say::colon, &[]),
    slip(&["unclosed quote"], say::open_quote, &['"', '\'']),
    slip(&["multiline quoted scalar"], say::open_quote, &['"', '\'']),
    slip(&["unclosed bracket"], say::open_bracket, &[]),
    slip(&["did not find expected ',' or"], say::open_bracket, &[]),
    slip(&["invalid trailing content"], say::after_quote, &[]),
    slip(&["unknown escape"], say::yaml_escape, &[]),
    slip(&["did not find expected '-' indicator"], say::indent, &[]),
    slip(&["did not find expected key"], say::indent, &[]),
    slip(&["unsupported tag"], say::reserved_start, &['!']),
    slip(&["`@'"], say::reserved_start, &[]),
    slip(&["``'"], say::reserved_start, &[]),
    slip(&["`%'"], say::reserved_start, &[]),
    slip(&["recursion limit"], say::beyond_limits, &[]),
    slip(&["nesting limit"], say::beyond_limits, &[]),
];

/// What is said of an error, and of which place: that is not always where it was noticed.
pub(super) fn explained(error: &Error, noticed: Range<usize>, source: &str) -> Wrong {
    let message = match error.without_snippet() {
        Error::DuplicateMappingKey { key: None, .. } => say::written_twice(),
        Error::DuplicateMappingKey { key: Some(key), .. } if key.contains(' ') => say::step_twice(key),
        Error::DuplicateMappingKey { key: Some(key), .. } => say::field_twice(key),
        Error::MultipleDocuments { .. } => say::second_document(),
        Error::UnknownAnchor { .. } => say::reserved_start(),
        Error::Budget { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => say::beyond_limits(),
        Error::AliasError { error, .. } => return explained(error, noticed, source),
        Error::ExternalMessage { msg, .. } | Error::Message { msg, .. } => return heard(msg, noticed, source),
        other => return heard(&first_line(&other.to_string()), noticed, source),
    };
    Mistake::at(&noticed, message)
}

/// The same for an error of which only the message tells what it is.
fn heard(message: &str, noticed: Range<usize>, source: &str) -> Wrong {
    let is_heard = |slip: &&Slip| slip.heard.iter().all(|part| message.contains(part));
    let Some(slip) = SLIPS.iter().find(is_heard) else {
        return Mistake::at(&noticed, say::invalid_yaml(&first_line(message)));
    };
    let (before, after) = source.split_at(source.floor_char_boundary(noticed.start));
    let begun = before.rfind(slip.begun).filter(|_| !after.starts_with(slip.begun));
    Mistake::at(&begun.map_or(noticed, |at| at..at + 1), (slip.said)())
}

fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    line.chars().take(200).filter(|next| !next.is_control()).collect()
}
