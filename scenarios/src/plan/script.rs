//! The steps of a script, read one by one from the lists of a scenario.

use super::expect::{self, Seen};
use super::fault::StepFault;
use super::model::Verb;
use super::node::{Content, Entry, Node};
use super::raw::{Findings, items, unknown_field};
use super::step::{self, Phrase, Subject};
use super::vocabulary::VerbWord;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

/// Fields that can stand beside a phrase.
const BESIDE: &[&str] = &["together", "optional"];
/// An example of a list of steps.
pub(super) const STEPS: &str = "- vince joins";
const OBSERVED: &str = "optional: [bob receives]";

/// A step as it was read; its actors are still names.
#[derive(Debug)]
pub(super) struct Line {
    /// Where its phrase is.
    pub(super) at: Range<usize>,
    /// Its line in the file, from 1.
    pub(super) number: usize,
    /// The step in one line.
    pub(super) source: String,
    /// What happens.
    pub(super) event: Event,
    /// What may be observed.
    pub(super) optional: Vec<Seen>,
}

/// What happens in a step.
#[derive(Debug)]
pub(super) enum Event {
    Act(Deed),
    Together(Vec<Deed>),
    ServerStops,
}

/// What one actor does.
#[derive(Debug)]
pub(super) struct Deed {
    pub(super) name: String,
    pub(super) name_at: Range<usize>,
    pub(super) at: Range<usize>,
    pub(super) word: VerbWord,
    pub(super) verb: Verb,
    source: String,
}

/// All steps that could be read, and the names of actors in those that could not.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub(super) given: Vec<Line>,
    pub(super) when: Vec<Line>,
    /// Actors of steps that could not be read: nothing is known of what they did.
    pub(super) doubtful: BTreeSet<String>,
}

/// Reads steps and keeps the names of those it could not read.
pub(super) struct Reader<'f, 'a> {
    pub(super) findings: &'f mut Findings<'a>,
    pub(super) doubtful: BTreeSet<String>,
}

impl Reader<'_, '_> {
    /// Reads a list of steps.
    pub(super) fn lines(&mut self, field: Node) -> Vec<Line> {
        items(field, STEPS, self.findings)
            .into_iter()
            .filter_map(|item| self.line(item))
            .collect()
    }

    fn line(&mut self, item: Node) -> Option<Line> {
        let Content::Map(entries) = item.content else {
            return self.single(&item);
        };
        let mut optional = Vec::new();
        let mut phrase: Option<(Node, Node)> = None;
        let lonely = entries.len() == 1;
        let mut sound = true;
        for (key, value) in entries {
            let word = key.text().unwrap_or_default();
            if word == "optional" {
                optional = self.observations(value);
            } else if !lonely && word != "together" && !word.is_empty() && !word.contains(char::is_whitespace) {
                unknown_field(&Entry { key, value }, BESIDE, self.findings);
                sound = false;
            } else if let Some((first, _)) = &phrase {
                self.second_phrase(&key, first);
                sound = false;
            } else {
                phrase = Some((key, value));
            }
        }
        let Some((key, value)) = phrase else {
            if sound {
                self.findings.add(item.at, StepFault::NoPhrase);
            }
            return None;
        };
        if !sound {
            self.doubt(&key);
            return None;
        }
        self.event(&key, Some(value), optional)
    }

    /// A step that is one phrase.
    fn single(&mut self, item: &Node) -> Option<Line> {
        if item.text() == Some("together") {
            self.findings.add(item.at.clone(), StepFault::LonelyTogether);
            return None;
        }
        self.event(item, None, Vec::new())
    }

    fn event(&mut self, key: &Node, value: Option<Node>, optional: Vec<Seen>) -> Option<Line> {
        let (event, source) = if key.text() == Some("together") {
            let deeds = self.together(key, value?)?;
            let source = deeds
                .iter()
                .map(|deed| deed.source.as_str())
                .collect::<Vec<_>>()
                .join("; ");
            (Event::Together(deeds), format!("together: {source}"))
        } else {
            let phrase = self.phrase(key)?;
            match phrase.subject {
                Subject::Server => {
                    step::nothing_below("server stops", value.as_ref(), self.findings)?;
                    (Event::ServerStops, "server stops".to_owned())
                }
                Subject::Actor { .. } => {
                    let deed = self.deed(phrase, key, value.as_ref())?;
                    let source = deed.source.clone();
                    (Event::Act(deed), source)
                }
            }
        };
        let number = self.findings.line(key.at.start);
        Some(Line {
            at: key.at.clone(),
            number,
            source,
            event,
            optional,
        })
    }

    /// What happens at once.
    fn together(&mut self, key: &Node, value: Node) -> Option<Vec<Deed>> {
        let Content::List(items) = value.content else {
            self.findings.add(key.at.clone(), StepFault::LonelyTogether);
            return None;
        };
        let count = items.len();
        let deeds: Vec<Deed> = items.into_iter().filter_map(|item| self.at_once(item)).collect();
        if count < 2 {
            self.findings.add(key.at.clone(), StepFault::LonelyTogether);
        }
        if deeds.len() == count && count >= 2 {
            return Some(deeds);
        }
        self.doubtful.extend(deeds.into_iter().map(|deed| deed.name));
        None
    }

    /// One step of those that happen at once.
    fn at_once(&mut self, item: Node) -> Option<Deed> {
        let (key, value) = match item.content {
            Content::Map(entries) => {
                if entries.is_empty() {
                    self.findings.add(item.at.clone(), StepFault::NoPhrase);
                }
                let mut phrase: Option<(Node, Node)> = None;
                for (key, value) in entries {
                    if key.text() == Some("optional") {
                        self.findings.add(key.at, StepFault::OptionalInTogether);
                    } else if let Some((first, _)) = &phrase {
                        self.second_phrase(&key, first);
                    } else {
                        phrase = Some((key, value));
                    }
                }
                let (key, value) = phrase?;
                (key, Some(value))
            }
            _ => (item, None),
        };
        if key.text() == Some("together") {
            self.findings.add(key.at, StepFault::NestedTogether);
            return None;
        }
        let phrase = self.phrase(&key)?;
        if phrase.subject == Subject::Server {
            self.findings.add(key.at, StepFault::StopInTogether);
            return None;
        }
        self.deed(phrase, &key, value.as_ref())
    }

    fn phrase(&mut self, key: &Node) -> Option<Phrase> {
        step::phrase(key, self.findings)
            .map_err(|name| self.doubtful.extend(name))
            .ok()
    }

    fn deed(&mut self, phrase: Phrase, key: &Node, value: Option<&Node>) -> Option<Deed> {
        let Subject::Actor { name, verb: word } = phrase.subject else {
            return None;
        };
        let Some(verb) = step::with_text(&name, word, key, value, self.findings) else {
            self.doubtful.insert(name);
            return None;
        };
        let mut source = key
            .text()
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if word.takes_text() {
            source.push_str(": ");
            source.push_str(&one_line(value.and_then(Node::text).unwrap_or_default()));
        }
        Some(Deed {
            name,
            name_at: phrase.name_at,
            at: phrase.at,
            word,
            verb,
            source,
        })
    }

    fn second_phrase(&mut self, key: &Node, first: &Node) {
        self.findings
            .add_related(key.at.clone(), first.at.clone(), StepFault::SecondPhrase);
        self.doubt(key);
    }

    /// Remembers the actor of a step that is not looked into.
    fn doubt(&mut self, key: &Node) {
        let name = key.text().and_then(|text| text.split_whitespace().next());
        self.doubtful.extend(name.map(str::to_owned));
    }

    fn observations(&mut self, value: Node) -> Vec<Seen> {
        let nodes = if value.text().is_some() {
            vec![value]
        } else {
            items(value, OBSERVED, self.findings)
        };
        nodes
            .iter()
            .filter_map(|node| expect::observation(node, self.findings))
            .collect()
    }
}

/// A text in one line, with control characters escaped.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for next in text.chars() {
        if next.is_control() || matches!(next, '\u{2028}' | '\u{2029}') {
            let _ = write!(line, "{}", next.escape_default());
        } else {
            line.push(next);
        }
    }
    line
}
