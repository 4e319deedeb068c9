//! What is wrong with how a text was made: bytes of another encoding, braces that were to be filled in.

use super::Case;
use super::wording::reworded;
use salon_model::{Cause, Deviation};

/// Bytes that are no UTF-8 where letters beyond ASCII should be, and all the rest as it should be.
pub(super) fn not_utf8(case: &Case) -> Option<Cause> {
    let other_bytes = |expected: &str, seen: &str| {
        let ascii: String = expected.chars().filter(char::is_ascii).collect();
        ascii != expected
            && !expected.contains("\\x")
            && seen.contains("\\x")
            && without_bytes(seen.trim_end_matches("\\n")) == ascii
    };
    reworded(case)
        .any(|(_, expected, seen, _)| other_bytes(&expected, &seen))
        .then_some(Cause::NotUtf8)
}

/// An escaped text without the bytes in it that are no text.
fn without_bytes(text: &str) -> String {
    let mut parts = text.split("\\x");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.get(2..).unwrap_or_default())
}

/// `{pseudo} a dit : {msg}`: the name of a value, where the value should be.
pub(super) fn braces_unfilled(case: &Case) -> Option<Cause> {
    let text = case.judged().find_map(|(kind, _)| match kind {
        Deviation::Received { expected, seen, .. } => seen
            .iter()
            .filter(|_| !expected.concat().contains('{'))
            .find_map(|text| in_braces(text)),
        Deviation::NotPrinted { expected, seen } if !expected.contains('{') => {
            seen.iter().find_map(|line| in_braces(line))
        }
        _ => None,
    })?;
    Some(Cause::BracesUnfilled { text })
}

/// The first name between braces in a text; what JSON has between them is in quotes, or is more than one.
fn in_braces(text: &str) -> Option<String> {
    text.match_indices('{').find_map(|(at, _)| {
        let end = text[at..].find('}')?;
        let inner = &text[at + 1..at + end];
        let is_name = inner.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
        let simple = |letter: char| letter.is_alphanumeric() || "_.[]()'\"".contains(letter);
        (is_name && inner.chars().all(simple)).then(|| format!("{{{inner}}}"))
    })
}
