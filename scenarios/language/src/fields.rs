//! The one reader of fields: a mapping by the names of its fields, and what a field can hold.
//!
//! Whoever reads a field gets what is written there, or nothing. What is wrong is noted in the findings,
//! so that nothing read counts before [`Findings::finish`] has seen that nothing was noted. The price: a
//! reader cannot tell what is wrong from what was left out, and need not.

use super::diagnostics::{Findings, Message, Mistake, PlanError, Wrong, say};
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
        let entries = findings.keep(entries(node, allowed))?;
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

    /// What a field holds, unless nothing is written in it.
    pub(super) fn read<T>(
        &mut self,
        name: &str,
        findings: &mut Findings<'_>,
        read: impl FnOnce(&Entry) -> Result<T, Wrong>,
    ) -> Option<T> {
        self.written(name).and_then(|entry| findings.keep(read(&entry)))
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
            findings.add(Mistake::after(Some(&first.key.at), &other.key.at, second()));
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

/// What a mapping holds.
pub(super) fn entries(node: Node, allowed: &[&str]) -> Result<Vec<Entry>, Wrong> {
    match node.content {
        Content::Map(entries) => Ok(entries),
        _ => Err(node.wrong(say::not_a_mapping().allowed(allowed))),
    }
}

/// What is said of a field that is not known.
pub(super) fn unknown_field(key: &Node, allowed: &[&str]) -> Message {
    match key.text() {
        Some(name) => say::unknown_field(name).among(name, allowed.iter().copied()),
        None => say::no_field_name(),
    }
}

/// A text in both languages.
pub(super) fn bilingual(entry: Entry, findings: &mut Findings<'_>) -> Option<Text> {
    let name = entry.key.text().unwrap_or_default();
    let Content::Map(_) = entry.value.content else {
        let example = format!("{name}: {{fr: \"…\", en: \"…\"}}");
        findings.note(&entry.held().at, say::no_languages(name, &example));
        return None;
    };
    let mut fields = Fields::of(entry.value, LANGUAGES, findings)?;
    let mut in_language = |language, missing: fn(&str) -> Message| {
        let found = fields.take(language).ok_or_else(|| entry.key.wrong(missing(name)));
        findings.keep(found.and_then(|entry| text(&entry).map(str::to_owned)))
    };
    let fr = in_language("fr", say::no_french);
    let en = in_language("en", say::no_english);
    Some(Text { fr: fr?, en: en? })
}

/// A text that is not empty.
pub(super) fn text(entry: &Entry) -> Result<&str, Wrong> {
    match &entry.value.content {
        Content::List(_) | Content::Map(_) => Err(entry.value.wrong(say::not_text())),
        Content::Scalar(_) | Content::Null(_) => {
            let text = entry.value.text().filter(|text| !text.trim().is_empty());
            text.ok_or_else(|| entry.held().wrong(say::empty_text()))
        }
    }
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
pub(super) fn number<N>(value: &Node, range: RangeInclusive<N>, wrong: fn() -> Message) -> Result<N, Wrong>
where
    N: FromStr + PartialOrd,
{
    let number = value.text().and_then(|text| text.parse().ok());
    let number = number.filter(|number| range.contains(number));
    number.ok_or_else(|| value.wrong(wrong()))
}

/// What a scenario or a stage is worth.
pub(super) fn points(entry: &Entry) -> Result<u32, Wrong> {
    number(&entry.value, 1..=100, say::points)
}

/// Whether something is so.
pub(super) fn truth(entry: &Entry) -> Result<bool, Wrong> {
    match entry.value.text() {
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        _ => Err(entry.held().wrong(say::truth())),
    }
}

/// The words of a command.
pub(super) fn words(entry: &Entry) -> Result<Vec<String>, Wrong> {
    let words = shell_words::split(text(entry)?).ok();
    let words = words.filter(|words| !words.is_empty());
    words.ok_or_else(|| entry.value.wrong(say::command()))
}
