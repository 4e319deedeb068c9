//! The steps of a script, read one by one from the lists of a scenario.

use super::diagnostics::Findings;
use super::expect::{self, Seen};
use super::fault::{StepFault, SubjectFault};
use super::fields::{items, unknown_field};
use super::node::{Content, Entry, Node};
use super::run;
use super::step::{self, Phrase};
use salon_model::{Role, VerbWord};
use salon_model::{Stage, SubjectKind, Verb};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

/// Fields that can stand beside a phrase.
const BESIDE: &[&str] = &["together", "optional"];

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
    Run(Vec<String>),
}

/// What one actor does.
#[derive(Debug)]
pub(super) struct Deed {
    pub(super) name: String,
    pub(super) name_at: Range<usize>,
    pub(super) at: Range<usize>,
    pub(super) role: Role,
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
    pub(super) stage: &'f Stage,
    pub(super) findings: &'f mut Findings<'a>,
    pub(super) doubtful: BTreeSet<String>,
}

impl Reader<'_, '_> {
    /// Reads a list of steps.
    pub(super) fn lines(&mut self, field: Node) -> Vec<Line> {
        items(field, self.stage.subject.example(), self.findings)
            .into_iter()
            .filter_map(|item| self.line(item))
            .collect()
    }

    fn line(&mut self, item: Node) -> Option<Line> {
        if self.stage.subject == SubjectKind::Program {
            return run::line(item, self.findings);
        }
        let Content::Map(entries) = item.content else {
            return self.single(&item);
        };
        let mut optional = Vec::new();
        let mut phrase: Option<(Node, Node)> = None;
        let lonely = entries.len() == 1;
        let mut sound = true;
        for Entry { key, value } in entries {
            let word = key.text().unwrap_or_default();
            if word == "optional" {
                optional = self.observations(value);
            } else if !lonely && word != "together" && !word.is_empty() && !word.contains(char::is_whitespace) {
                self.findings.note(&key.at, unknown_field(&key, BESIDE));
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
                self.no_phrase(item.at);
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
            if phrase.role == Role::Subject {
                step::nothing_below("server stops", value.as_ref(), self.findings)?;
                (Event::ServerStops, "server stops".to_owned())
            } else {
                let deed = self.deed(phrase, key, value.as_ref())?;
                let source = deed.source.clone();
                (Event::Act(deed), source)
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
                    self.no_phrase(item.at.clone());
                }
                let mut phrase: Option<(Node, Node)> = None;
                for Entry { key, value } in entries {
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
        if phrase.role == Role::Subject {
            self.findings.add(key.at, StepFault::StopInTogether);
            return None;
        }
        self.deed(phrase, &key, value.as_ref())
    }

    fn phrase(&mut self, key: &Node) -> Option<Phrase> {
        step::phrase(key, self.stage.subject, self.findings)
            .map_err(|name| self.doubtful.extend(name))
            .ok()
    }

    fn deed(&mut self, phrase: Phrase, key: &Node, value: Option<&Node>) -> Option<Deed> {
        let verb = step::with_text(&phrase, key, value, self.findings);
        let told = self.is_told(&phrase);
        let Some(verb) = verb.filter(|_| told) else {
            self.doubtful.insert(phrase.name);
            return None;
        };
        let words = key.text().unwrap_or_default().split_whitespace();
        let mut source = words.collect::<Vec<_>>().join(" ");
        if phrase.verb.takes_text() {
            source.push_str(": ");
            source.push_str(&one_line(value.and_then(Node::text).unwrap_or_default()));
        }
        Some(Deed {
            name: phrase.name,
            name_at: phrase.name_at,
            at: phrase.at,
            role: phrase.role,
            word: phrase.verb,
            verb,
            source,
        })
    }

    /// Checks that the stage says how a client is told of what someone else in the room does.
    fn is_told(&mut self, phrase: &Phrase) -> bool {
        let (field, text) = match (phrase.role, phrase.verb) {
            (Role::Other, VerbWord::Joins) => ("arrival", &self.stage.arrival),
            (Role::Other, VerbWord::Says) => ("relay", &self.stage.relay),
            (Role::Other, VerbWord::Leaves) => ("departure", &self.stage.departure),
            _ => return true,
        };
        if text.is_none() {
            let fault = SubjectFault::NoWireText {
                phrase: format!("{} {}", phrase.name, phrase.verb.name()),
                field,
                stage: self.stage.name.clone(),
            };
            self.findings.add(phrase.at.clone(), fault);
        }
        text.is_some()
    }

    fn no_phrase(&mut self, at: Range<usize>) {
        let example = self.stage.subject.example();
        self.findings.add(at, StepFault::NoPhrase { example });
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
        let kind = self.stage.subject;
        let nodes = if value.text().is_some() {
            vec![value]
        } else {
            let example = match kind {
                SubjectKind::Client => "optional: [user sees]",
                SubjectKind::Server | SubjectKind::Program => "optional: [bob receives]",
            };
            items(value, example, self.findings)
        };
        nodes
            .iter()
            .filter_map(|node| expect::observation(node, kind, self.findings))
            .collect()
    }
}

/// A text in one line, with control characters escaped.
pub(super) fn one_line(text: &str) -> String {
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
