//! In what way an answer differs, so that the same mistake is recognised wherever it shows.

use super::known::Known;
use crate::compare::without_line_ends;
use crate::verdict::{count, has_all_of, said, variables};
use salon_model::bytes::escape;
use salon_model::{Aspect, Deviation, Difference, Scenario, SubjectKind, Transcript};
use std::mem::{Discriminant, discriminant};

/// A text with words for what varies in it, so that it is the same in every scenario: `{pseudo} a dit : {text}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Template {
    /// Sent to somebody.
    Sent(String),
    /// On a server's terminal.
    Printed(String),
    /// On the screen of a client's user: what others say.
    Shown,
    /// On the screen of a client's user: that the server has gone.
    Told,
    /// What a client sends, to the byte.
    ToTheByte,
    /// Where a page is saved.
    Saved,
    /// What a client says first to a server.
    Handshake,
}

/// One way in which an answer differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Symptom {
    /// This text did not come.
    Missing(Template),
    /// This text came, and none was due.
    Extra(Template),
    /// This text came without something that varies in it.
    Content(Template),
    /// This text came in other words.
    Wording(Template),
    /// It never came to rest: what it did when is an accident, and nothing is to be told of it.
    Unrest,
    /// Anything else that is no text.
    Other(Discriminant<Deviation>, Option<bool>),
}

impl Symptom {
    /// The side of the answer that it concerns.
    pub(super) fn aspect(&self) -> Aspect {
        match self {
            Self::Missing(_) | Self::Extra(_) | Self::Unrest | Self::Other(..) => Aspect::Delivery,
            Self::Content(_) => Aspect::Content,
            Self::Wording(_) => Aspect::Wording,
        }
    }

    /// The text it is about, where it came.
    pub(super) fn came(&self) -> Option<&Template> {
        match self {
            Self::Content(template) | Self::Wording(template) => Some(template),
            Self::Missing(_) | Self::Extra(_) | Self::Unrest | Self::Other(..) => None,
        }
    }
}

/// What varies in the texts of a scenario, for finding it in them.
pub(super) struct Texts {
    /// Everything that varies: names, addresses, what is said.
    variables: Vec<String>,
    /// What is said.
    said: Vec<String>,
    names: Vec<String>,
    is_server: bool,
}

impl Texts {
    pub(super) fn of(scenario: &Scenario) -> Self {
        let steps = scenario.given.iter().chain(&scenario.when);
        let mut all_said: Vec<String> = steps
            .flat_map(|step| step.stimulus.actions())
            .filter_map(said)
            .collect();
        let longest_first = |texts: &mut Vec<String>| texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        longest_first(&mut all_said);
        let mut names: Vec<String> = scenario.actors.iter().map(|actor| actor.name.clone()).collect();
        longest_first(&mut names);
        Self {
            variables: variables(scenario),
            said: all_said,
            names,
            is_server: scenario.subject() == SubjectKind::Server,
        }
    }

    /// A text with words for what varies in it. Numbers that are left, like the time of day, are no words.
    pub(super) fn template(&self, text: &str) -> String {
        let mut template = text.to_owned();
        for said in &self.said {
            template = template.replace(said.as_str(), "{text}");
        }
        for name in &self.names {
            for (part, word) in [("addr", "{address}"), ("ip", "{ip}"), ("port", "{port}")] {
                template = template.replace(&format!("<{name}.{part}>"), word);
            }
            template = template.replace(name.as_str(), "{pseudo}");
        }
        let mut out = String::with_capacity(template.len());
        for next in template.chars() {
            match next {
                '0'..='9' if out.ends_with('#') => {}
                '0'..='9' => out.push('#'),
                other => out.push(other),
            }
        }
        once(out.trim()).to_owned()
    }

    /// The texts that the reference sends in its judged steps and its scene, as templates.
    pub(super) fn templates(&self, reference: &Transcript) -> Vec<String> {
        reference.texts().map(|text| self.template(&framed(text))).collect()
    }

    /// In what ways a difference differs: one at least.
    pub(super) fn symptoms(&self, difference: &Difference, known: &Known) -> Vec<Symptom> {
        let other = |kind: &Deviation, contrary| vec![Symptom::Other(discriminant(kind), contrary)];
        match &difference.kind {
            kind @ Deviation::Received { expected, seen, .. } => {
                let symptoms = self.received(expected, seen, known);
                // The right texts in another order.
                if symptoms.is_empty() {
                    other(kind, None)
                } else {
                    symptoms
                }
            }
            Deviation::NotPrinted { expected, seen } => {
                let template = Template::Printed(self.template(expected));
                let has = |part: &String| seen.iter().any(|line| line.contains(part.as_str()));
                vec![if seen.iter().any(|line| has_all_of(line, expected, &self.variables)) {
                    Symptom::Wording(template)
                } else if self
                    .said
                    .iter()
                    .filter(|said| expected.contains(said.as_str()))
                    .any(has)
                {
                    Symptom::Content(template)
                } else {
                    Symptom::Missing(template)
                }]
            }
            Deviation::NotShown { expected, .. } => {
                let only_names = expected.iter().all(|part| self.names.contains(part));
                // Of an arrival or a departure the name is all there is.
                let said_is_shown = only_names && known.says(difference);
                vec![if said_is_shown {
                    Symptom::Content(Template::Shown)
                } else {
                    Symptom::Missing(Template::Shown)
                }]
            }
            Deviation::NeverSettles(_) => vec![Symptom::Unrest],
            Deviation::SaysNothing => vec![Symptom::Content(Template::Told)],
            Deviation::NotSaved { .. } | Deviation::NotAskedFor { .. } => vec![Symptom::Missing(Template::Saved)],
            Deviation::NotExactly { .. } => vec![Symptom::Wording(Template::ToTheByte)],
            Deviation::OtherHandshake { .. } => vec![Symptom::Wording(Template::Handshake)],
            Deviation::SavedElsewhere { .. } => vec![Symptom::Wording(Template::Saved)],
            kind => {
                let contrary = match kind {
                    Deviation::Disconnected { expected, .. } | Deviation::Ended { expected, .. } => Some(*expected),
                    _ => None,
                };
                other(kind, contrary)
            }
        }
    }

    /// Of texts for one actor in one step. A text that is there is looked at against the one it stands for.
    fn received(&self, expected: &[String], seen: &[String], known: &Known) -> Vec<Symptom> {
        let framed_all = |texts: &[String]| -> Vec<String> {
            let framed = texts.iter().map(|text| framed(text));
            framed.filter(|text| !text.is_empty()).collect()
        };
        let mut left = framed_all(seen);
        let mut symptoms = Vec::new();
        for expected in framed_all(expected) {
            let same = left.iter().position(|seen| *seen == expected);
            let found = same.or_else(|| left.iter().position(|seen| self.delivers(seen, &expected, known)));
            let template = self.template(&expected);
            match found.map(|at| left.remove(at)) {
                None => symptoms.push(Symptom::Missing(Template::Sent(template))),
                Some(seen) if seen == expected => {}
                Some(seen) => symptoms.push(self.other_text(&expected, &seen, template, known)),
            }
        }
        let extra = left
            .iter()
            .map(|seen| Symptom::Extra(Template::Sent(self.template(seen))));
        symptoms.extend(extra);
        symptoms
    }

    /// Whether a text stands for the one that was due: what was said is in it, and it is none that means something
    /// else. What a client sends is for a program to read: other words are no message.
    fn delivers(&self, seen: &str, expected: &str, known: &Known) -> bool {
        let mut said = self
            .said
            .iter()
            .filter(|said| expected.contains(said.as_str()))
            .peekable();
        if said.peek().is_some() {
            return self.is_server && said.all(|said| seen.contains(said.as_str()));
        }
        self.is_server && !known.is_other(&self.template(seen), &self.template(expected))
    }

    fn other_text(&self, expected: &str, seen: &str, template: String, known: &Known) -> Symptom {
        let twice = |part: &String| {
            let wanted = count(expected, part);
            wanted > 0 && count(seen, part) > wanted
        };
        let wanted = || self.variables.iter().filter(|part| count(expected, part) > 0);
        if wanted().next().is_some() && wanted().all(twice) {
            return Symptom::Extra(Template::Sent(template));
        }
        let near = has_all_of(seen, expected, &self.variables) && !known.is_ambiguous(&self.template(seen));
        let template = Template::Sent(template);
        if near {
            Symptom::Wording(template)
        } else {
            Symptom::Content(template)
        }
    }

    /// The words in which a text came that has everything in it that varies, where it came in other words.
    pub(super) fn variants(&self, difference: &Difference) -> Vec<(String, String)> {
        let Deviation::Received { expected, seen, .. } = &difference.kind else {
            return Vec::new();
        };
        if expected.len() != seen.len() {
            return Vec::new();
        }
        let pairs = expected.iter().zip(seen);
        let near = pairs.filter(|(expected, seen)| has_all_of(seen, expected, &self.variables));
        near.map(|(expected, seen)| (self.template(&framed(expected)), self.template(&framed(seen))))
            .collect()
    }
}

/// A text of which nothing is said twice: several of one kind that came together read like one of them.
fn once(text: &str) -> &str {
    let parts =
        (1..=text.len() / 2).filter(|length| text.len().is_multiple_of(*length) && text.is_char_boundary(*length));
    let mut parts = parts.map(|length| &text[..length]);
    parts
        .find(|part| part.repeat(text.len() / part.len()) == text)
        .unwrap_or(text)
}

/// A text without what frames it.
fn framed(text: &str) -> String {
    escape(&without_line_ends(text))
}
