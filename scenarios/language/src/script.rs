//! The steps of a script, read one by one from the lists of a scenario.

use super::diagnostics::{Findings, Mistake, Wrong, say};
use super::expect;
use super::fields::{items, one_or_more, unknown_field};
use super::node::{Content, Entry, Node};
use super::phrase::phrase;
use super::run;
use super::said;
use super::step::{Deed, Event, Line, Phrase, Seen, one_line};
use salon_model::{Role, Stage, SubjectKind, VerbWord};
use std::collections::BTreeSet;
use std::ops::Range;

/// Fields that can stand beside a phrase.
const BESIDE: &[&str] = &["together", "optional"];

/// Reads steps and keeps the names of those it could not read.
pub(super) struct Reader<'f, 'a> {
    pub(super) stage: &'f Stage,
    pub(super) findings: &'f mut Findings<'a>,
    /// Actors of steps that could not be read: nothing is known of what they did.
    pub(super) doubtful: BTreeSet<String>,
}

impl Reader<'_, '_> {
    /// Reads a list of steps.
    pub(super) fn lines(&mut self, list: Node) -> Vec<Line> {
        let items = items(list, self.stage.subject.example(), self.findings);
        items.into_iter().filter_map(|item| self.line(item)).collect()
    }

    fn line(&mut self, item: Node) -> Option<Line> {
        if self.stage.subject == SubjectKind::Program {
            return run::line(item, self.findings);
        }
        let Content::Map(entries) = item.content else {
            return self.event(Entry::bare(item), Vec::new());
        };
        let lonely = entries.len() == 1;
        let mut optional = Vec::new();
        let mut phrases = Vec::new();
        let mut sound = true;
        for Entry { key, value } in entries {
            let word = key.text().unwrap_or_default();
            if word == "optional" {
                optional = self.observations(value);
            } else if lonely || word == "together" || word.is_empty() || word.contains(char::is_whitespace) {
                phrases.push(Entry { key, value });
            } else {
                self.findings.note(&key.at, unknown_field(&key, BESIDE));
                sound = false;
            }
        }
        let several = phrases.len() > 1;
        let Some(entry) = self.first(phrases) else {
            if sound {
                self.no_phrase(&item.at);
            }
            return None;
        };
        if several || !sound {
            self.doubt(&entry.key);
            return None;
        }
        self.event(entry, optional)
    }

    fn event(&mut self, entry: Entry, optional: Vec<Seen>) -> Option<Line> {
        let at = entry.key.at.clone();
        let event = if entry.key.text() == Some("together") {
            Event::Together(self.together(entry)?)
        } else {
            let phrase = self.phrase(&entry.key)?;
            if phrase.role == Role::Subject {
                self.findings.keep(said::nothing_below("server stops", &entry.value))?;
                Event::ServerStops
            } else {
                Event::Act(self.deed(phrase, &entry)?)
            }
        };
        Some(Line { at, event, optional })
    }

    /// What happens at once.
    fn together(&mut self, Entry { key, value }: Entry) -> Option<Vec<Deed>> {
        let items = match value.content {
            Content::List(items) => items,
            _ => Vec::new(),
        };
        let count = items.len();
        let deeds: Vec<Deed> = items.into_iter().filter_map(|item| self.at_once(item)).collect();
        if count < 2 {
            self.findings.note(&key.at, say::lonely_together());
        } else if deeds.len() == count {
            return Some(deeds);
        }
        self.doubtful.extend(deeds.into_iter().map(|deed| deed.phrase.who.name));
        None
    }

    /// One step of those that happen at once.
    fn at_once(&mut self, item: Node) -> Option<Deed> {
        let entry = match item.content {
            Content::Map(entries) => {
                if entries.is_empty() {
                    self.no_phrase(&item.at);
                }
                let is_phrase = |entry: &Entry| entry.key.text() != Some("optional");
                let (phrases, optional) = entries.into_iter().partition::<Vec<_>, _>(is_phrase);
                for entry in optional {
                    self.findings.note(&entry.key.at, say::optional_in_together());
                }
                self.first(phrases)?
            }
            _ => Entry::bare(item),
        };
        if entry.key.text() == Some("together") {
            self.findings.note(&entry.key.at, say::nested_together());
            return None;
        }
        let phrase = self.phrase(&entry.key)?;
        if phrase.role == Role::Subject {
            self.findings.note(&entry.key.at, say::stop_in_together());
            return None;
        }
        self.deed(phrase, &entry)
    }

    fn phrase(&mut self, key: &Node) -> Option<Phrase> {
        let read = phrase(key, self.stage.subject, self.findings.source());
        let read = read.map_err(|(wrong, name)| {
            self.doubtful.extend(name);
            wrong
        });
        self.findings.keep(read)
    }

    fn deed(&mut self, phrase: Phrase, entry: &Entry) -> Option<Deed> {
        let verb = said::with_text(&phrase, entry, self.findings.source());
        let verb = self.findings.keep(verb);
        let told = self.findings.keep(is_told(self.stage, &phrase, &entry.key));
        let Some((verb, ())) = verb.zip(told) else {
            self.doubtful.insert(phrase.who.name);
            return None;
        };
        let text = entry.value.text().filter(|_| phrase.word.takes_text());
        Some(Deed {
            at: entry.key.at.clone(),
            text: text.map(one_line),
            phrase,
            verb,
        })
    }

    fn no_phrase(&mut self, at: &Range<usize>) {
        let example = self.stage.subject.example().trim_start_matches("- ");
        self.findings.note(at, say::no_phrase().example([example]));
    }

    /// The first phrase of a step, which can have no other.
    fn first(&mut self, phrases: Vec<Entry>) -> Option<Entry> {
        let mut phrases = phrases.into_iter();
        let first = phrases.next()?;
        for Entry { key, .. } in phrases {
            let second = Mistake::after(Some(&first.key.at), &key.at, say::second_phrase());
            self.findings.add(second);
            self.doubt(&key);
        }
        Some(first)
    }

    /// Remembers the actor of a step that is not looked into.
    fn doubt(&mut self, key: &Node) {
        let name = key.text().and_then(|text| text.split_whitespace().next());
        self.doubtful.extend(name.map(str::to_owned));
    }

    fn observations(&mut self, value: Node) -> Vec<Seen> {
        let kind = self.stage.subject;
        let example = match kind {
            SubjectKind::Client => "optional: [user sees]",
            SubjectKind::Server | SubjectKind::Program => "optional: [bob receives]",
        };
        let nodes = one_or_more(value, example, self.findings).into_iter();
        let source = self.findings.source();
        nodes
            .filter_map(|node| self.findings.keep(expect::observation(&node, kind, source)))
            .collect()
    }
}

/// Checks that the stage says how a client is told of what someone else in the room does.
fn is_told(stage: &Stage, phrase: &Phrase, key: &Node) -> Result<(), Wrong> {
    let (field, text) = match (phrase.role, phrase.word) {
        (Role::Other, VerbWord::Joins) => ("arrival", &stage.arrival),
        (Role::Other, VerbWord::Says) => ("relay", &stage.relay),
        (Role::Other, VerbWord::Leaves) => ("departure", &stage.departure),
        _ => return Ok(()),
    };
    let missing = || key.wrong(say::no_wire_text(&phrase.in_words(), field, &stage.name));
    text.as_ref().map(|_| ()).ok_or_else(missing)
}
