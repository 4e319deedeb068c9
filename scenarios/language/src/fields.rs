//! The one reader of fields: a mapping by the names of its fields, and what a field can hold.
//!
//! Whoever reads a field gets what is written there, or nothing. What is wrong is noted in the findings,
//! so that nothing read counts before [`Findings::finish`] has seen that nothing was noted. The price: a
//! reader cannot tell what is wrong from what was left out, and need not.

use super::diagnostics::{Findings, Message, PlanError, say};
use super::node::{Content, Entry, Node};
use salon_model::Text;
use std::ops::{Range, RangeInclusive};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

/// The languages of a text.
const LANGUAGES: &[&str] = &["fr", "en"];

/// The fields of a mapping, each until it is taken.
pub(super) struct Fields {
    /// Where they begin.
    start: Range<usize>,
    entries: Vec<Entry>,
}

impl Fields {
    /// Takes a mapping apart, and notes the fields that are not allowed in it.
    pub(super) fn of(node: Node, allowed: &[&str], findings: &mut Findings<'_>) -> Option<Self> {
        Self::explained(node, allowed, findings, |_| None)
    }

    /// The same where there is more to say of some fields that are not allowed.
    pub(super) fn explained(
        node: Node,
        allowed: &[&str],
        findings: &mut Findings<'_>,
        explain: impl Fn(&str) -> Option<Message>,
    ) -> Option<Self> {
        let start = node.at.clone();
        let entries = entries(node, allowed, findings)?;
        for Entry { key, .. } in &entries {
            match key.text() {
                Some(name) if allowed.contains(&name) => {}
                name => {
                    let message = name.and_then(&explain);
                    findings.note(&key.at, message.unwrap_or_else(|| unknown_field(key, allowed)));
                }
            }
        }
        Some(Self {
            start: entries.first().map_or(start, |entry| entry.key.at.clone()),
            entries,
        })
    }

    /// A field.
    pub(super) fn take(&mut self, name: &str) -> Option<Entry> {
        self.entries
            .extract_if(.., |entry| entry.key.text() == Some(name))
            .last()
    }

    /// A field, unless nothing is written in it.
    pub(super) fn written(&mut self, name: &str) -> Option<Entry> {
        self.take(name).filter(|entry| !entry.value.is_null())
    }

    /// A field that must be there.
    pub(super) fn required(&mut self, name: &str, findings: &mut Findings<'_>) -> Option<Entry> {
        let found = self.take(name);
        if found.is_none() {
            findings.note(&self.start, say::missing_field(name));
        }
        found
    }

    /// The one field of several; `second` is said of others.
    pub(super) fn one_of(
        &mut self,
        names: &[&str],
        second: fn() -> Message,
        findings: &mut Findings<'_>,
    ) -> Option<Entry> {
        let is_one = |entry: &mut Entry| entry.key.text().is_some_and(|name| names.contains(&name));
        let mut found = self.entries.extract_if(.., is_one);
        let first = found.next()?;
        for other in found {
            findings.note_related(&other.key.at, Some(&first.key.at), second());
        }
        Some(first)
    }
}

/// Reads a document: the value, or all that is wrong with it.
pub(super) fn document<T>(
    path: &Path,
    source: &Arc<str>,
    read: impl FnOnce(Node, &mut Findings<'_>) -> Option<T>,
) -> Result<T, PlanError> {
    let document = Node::read(path, source)?;
    let mut findings = Findings::new(path, source);
    let value = read(document, &mut findings);
    findings.finish(value)
}

/// What a mapping holds; notes where there is none.
pub(super) fn entries(node: Node, allowed: &[&str], findings: &mut Findings<'_>) -> Option<Vec<Entry>> {
    if let Content::Map(entries) = node.content {
        return Some(entries);
    }
    findings.note(&node.at, say::not_a_mapping().allowed(allowed));
    None
}

/// What is said of a field that is not known.
pub(super) fn unknown_field(key: &Node, allowed: &[&str]) -> Message {
    match key.text() {
        Some(name) => say::unknown_field(name).among(name, allowed.iter().copied()),
        None => say::no_field_name(),
    }
}

/// A text in both languages.
pub(super) fn bilingual(Entry { key, value }: Entry, findings: &mut Findings<'_>) -> Option<Text> {
    let name = key.text().unwrap_or_default();
    let Content::Map(_) = value.content else {
        let at = if value.is_null() { &key.at } else { &value.at };
        let example = format!("{name}: {{fr: \"…\", en: \"…\"}}");
        findings.note(at, say::no_languages(name, &example));
        return None;
    };
    let mut fields = Fields::of(value, LANGUAGES, findings)?;
    let mut in_language = |language, missing: fn(&str) -> Message| {
        let entry = fields.take(language);
        if entry.is_none() {
            findings.note(&key.at, missing(name));
        }
        text(&entry?, findings).map(str::to_owned)
    };
    let fr = in_language("fr", say::no_french);
    let en = in_language("en", say::no_english);
    Some(Text { fr: fr?, en: en? })
}

/// A text that is not empty.
pub(super) fn text<'n>(Entry { key, value }: &'n Entry, findings: &mut Findings<'_>) -> Option<&'n str> {
    match value.text().filter(|text| !text.trim().is_empty()) {
        Some(text) => return Some(text),
        None if value.is_null() => findings.note(&key.at, say::empty_text()),
        None if matches!(value.content, Content::Scalar(_)) => findings.note(&value.at, say::empty_text()),
        None => findings.note(&value.at, say::not_text()),
    }
    None
}

/// The items of a list; nothing written is an empty list.
pub(super) fn items(value: Node, example: &str, findings: &mut Findings<'_>) -> Vec<Node> {
    match value.content {
        Content::List(items) => return items,
        Content::Null(_) => {}
        Content::Scalar(_) | Content::Map(_) => findings.note(&value.at, say::not_a_list().example([example])),
    }
    Vec::new()
}

/// The items of a list, or the one text that stands for a list of it.
pub(super) fn one_or_more(value: Node, example: &str, findings: &mut Findings<'_>) -> Vec<Node> {
    if value.text().is_some() {
        return vec![value];
    }
    items(value, example, findings)
}

/// A number in a range; `wrong` is said of anything else.
pub(super) fn number<N: FromStr + PartialOrd>(
    value: &Node,
    range: RangeInclusive<N>,
    wrong: fn() -> Message,
    findings: &mut Findings<'_>,
) -> Option<N> {
    let number = value.text().and_then(|text| text.parse().ok());
    let number = number.filter(|number| range.contains(number));
    if number.is_none() {
        findings.note(&value.at, wrong());
    }
    number
}

/// What a scenario or a stage is worth.
pub(super) fn points(Entry { value, .. }: &Entry, findings: &mut Findings<'_>) -> Option<u32> {
    number(value, 1..=100, say::points, findings)
}

/// The words of a command.
pub(super) fn words(entry: &Entry, findings: &mut Findings<'_>) -> Option<Vec<String>> {
    let command = text(entry, findings)?;
    let words = shell_words::split(command).ok().filter(|words| !words.is_empty());
    if words.is_none() {
        findings.note(&entry.value.at, say::command());
    }
    words
}
