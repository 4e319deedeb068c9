//! A YAML document as a tree that knows where each of its parts was written.
//!
//! Files are read into this tree first and looked at afterwards, so that one reading finds every
//! mistake, and so that a word means what is written: in `vince says: no` the text is `no`, not
//! the truth value YAML makes of it.

use super::diagnostics::{Message, Mistake, PlanError, Problem, Wrong, say};
use super::yaml;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::{MergeKeyPolicy, NonFiniteFloatPolicy};
use serde_saphyr::{Location, Options, Spanned};
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// How deep lists and mappings may nest; a scenario needs six levels.
const DEEPEST: usize = 24;
/// How many words, lists and mappings a file may hold.
const MOST_NODES: usize = 50_000;
/// How many of these may come from aliases (`*name`).
const MOST_REPEATED: usize = 10_000;

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// Where it is written, in bytes; for an alias, where the alias is.
    pub(super) at: Range<usize>,
    /// What is written.
    pub(super) content: Content,
}

/// What a part of a document holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing, or a word that YAML takes for nothing (`~`, `null`), as written.
    Null(String),
    /// A text, a number or a truth value, as written.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Map(Vec<Entry>),
}

/// A field of a mapping, or what is written like one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name.
    pub(super) key: Node,
    /// What it holds.
    pub(super) value: Node,
}

impl Entry {
    /// A name without anything.
    pub(super) fn bare(key: Node) -> Self {
        let value = Node {
            at: key.at.end..key.at.end,
            content: Content::Null(String::new()),
        };
        Self { key, value }
    }

    /// Where something is missing: at the name where nothing is written.
    pub(super) fn held(&self) -> &Node {
        if self.value.is_null() { &self.key } else { &self.value }
    }
}

impl Node {
    /// Reads a document, all of it or nothing.
    pub(super) fn read(path: &Path, source: &Arc<str>) -> Result<Self, PlanError> {
        match serde_saphyr::from_str_with_options::<Spanned<Loose>>(source, options()) {
            Ok(loose) if matches!(loose.value, Loose::Null) => Err(Problem::of_file(path, say::empty_file()).into()),
            Ok(loose) => Ok(Self::from_loose(loose, source)),
            Err(error) => {
                let noticed = error.location().map_or(0..0, |location| range(location, source));
                Err(Problem::in_source(path, source, yaml::explained(&error, noticed, source)).into())
            }
        }
    }

    /// What is wrong with it.
    pub(super) fn wrong(&self, message: Message) -> Wrong {
        Mistake::at(&self.at, message)
    }

    /// Whether nothing is written, or a word for nothing.
    pub(super) fn is_null(&self) -> bool {
        matches!(self.content, Content::Null(_))
    }

    /// Whether nothing is written, or a list of nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.is_null() || matches!(&self.content, Content::List(items) if items.is_empty())
    }

    /// The text that is written, which is not empty.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Null(text) | Content::Scalar(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// The text that is written, even an empty one.
    pub(super) fn any_text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(text) => Some(text),
            _ => self.text(),
        }
    }

    /// Where a part of the text is written: exact where the source reads like the text, else the
    /// whole.
    pub(super) fn part(&self, source: &str, part: Range<usize>) -> Range<usize> {
        let (Some(text), Some(written)) = (self.text(), source.get(self.at.clone())) else {
            return self.at.clone();
        };
        let inner = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
        if written == text {
            self.at.start + part.start..self.at.start + part.end
        } else if inner == text {
            self.at.start + 1 + part.start..self.at.start + 1 + part.end
        } else if written.starts_with('\'') && inner.replace("''", "'") == text {
            let place = |at: usize| self.at.start + 1 + at + text[..at].matches('\'').count();
            place(part.start)..place(part.end)
        } else {
            self.at.clone()
        }
    }

    fn from_loose(loose: Spanned<Loose>, source: &str) -> Self {
        let written = || source.get(range(loose.defined, source)).unwrap_or_default().to_owned();
        let content = match loose.value {
            Loose::Null => Content::Null(written()),
            Loose::Inferred => Content::Scalar(written()),
            Loose::Text(text) => Content::Scalar(text),
            Loose::List(items) => Content::List(items.into_iter().map(|item| Self::from_loose(item, source)).collect()),
            Loose::Map(entries) => {
                let entry = |(key, value)| Entry {
                    key: Self::from_loose(key, source),
                    value: Self::from_loose(value, source),
                };
                Content::Map(entries.into_iter().map(entry).collect())
            }
        };
        Self {
            at: range(loose.referenced, source),
            content,
        }
    }
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: DEEPEST, max_nodes: MOST_NODES },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: MOST_REPEATED },
        merge_keys: MergeKeyPolicy::AsOrdinary,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        reject_unsupported_tags: true,
        with_snippet: false,
    }
}

/// A place in the source, in bytes. Errors tell theirs in characters only.
fn range(location: Location, source: &str) -> Range<usize> {
    let span = location.span();
    let start = span.byte_offset().and_then(|offset| usize::try_from(offset).ok());
    let length = span.byte_len().and_then(|length| usize::try_from(length).ok());
    let of_character = || source.char_indices().nth(usize::try_from(span.offset()).ok()?);
    let start = start.or_else(|| of_character().map(|(at, _)| at));
    let start = start.unwrap_or(source.len()).min(source.len());
    start..start.saturating_add(length.unwrap_or(0)).min(source.len())
}

/// A value as the YAML reader gives it. Words it takes for numbers and the like keep no value:
/// what was written counts.
enum Loose {
    Null,
    Inferred,
    Text(String),
    List(Vec<Spanned<Loose>>),
    Map(Vec<(Spanned<Loose>, Spanned<Loose>)>),
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Loose, E> {
        Ok(Loose::Inferred)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Loose, E> {
        Ok(Loose::Inferred)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Loose, E> {
        Ok(Loose::Inferred)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Loose, E> {
        Ok(Loose::Inferred)
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Loose, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Loose::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Loose, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Loose::Map(map))
    }
}
