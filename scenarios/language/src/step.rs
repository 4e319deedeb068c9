//! The phrase of one step: `vince says: bonjour`, `server stops`.

use super::diagnostics::{Findings, say};
use super::escape::{self, EscapeFault};
use super::fault::{Fault, StepFault, SubjectFault, TextFault};
use super::near::nearest;
use super::node::{Content, Node};
use super::vocabulary::{elsewhere, role_of, unknown_verb};
use salon_model::{Key, SubjectKind, Verb};
use salon_model::{RUN, Role, VerbWord};
use std::ops::Range;

/// A phrase: someone, and what they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Who.
    pub(super) name: String,
    /// As what.
    pub(super) role: Role,
    /// What they do.
    pub(super) verb: VerbWord,
    /// Where it is written.
    pub(super) at: Range<usize>,
    /// Where the name is written.
    pub(super) name_at: Range<usize>,
}

/// The words of a phrase: the first one, the others joined by single spaces, and where they are
/// in the text.
pub(super) struct Split<'a> {
    pub(super) name: &'a str,
    pub(super) name_in: Range<usize>,
    pub(super) rest: String,
    pub(super) rest_in: Range<usize>,
}

impl<'a> Split<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let start = text.len() - text.trim_start().len();
        let trimmed = text.trim();
        let name = trimmed.split_whitespace().next().unwrap_or_default();
        let after = &trimmed[name.len()..];
        let rest_start = start + name.len() + (after.len() - after.trim_start().len());
        Self {
            name,
            name_in: start..start + name.len(),
            rest: after.split_whitespace().collect::<Vec<_>>().join(" "),
            rest_in: rest_start..start + trimmed.len(),
        }
    }
}

/// Reads the phrase of a step. Where it is wrong, gives the name in it, if one can be made out.
pub(super) fn phrase(node: &Node, kind: SubjectKind, findings: &mut Findings<'_>) -> Result<Phrase, Option<String>> {
    let Some(text) = node.text() else {
        let example = kind.example();
        findings.add(node.at.clone(), StepFault::NotAStep { example });
        return Err(None);
    };
    let split = Split::new(text);
    let name_at = node.part(findings.source(), split.name_in.clone());
    let foreign = || match split.name {
        RUN => Some(SubjectFault::of_program(RUN, kind)),
        name => elsewhere(name, &split.rest, kind),
    };
    let role = match role_of(split.name, kind) {
        Ok(role) => role,
        Err(wrong) => {
            let wrong = foreign().map_or_else(|| Fault::from(wrong), Fault::from);
            findings.add(name_at, wrong);
            return Err(None);
        }
    };
    let name = split.name.to_owned();
    let Some(verb) = role.verb(&split.rest) else {
        let (part, wrong) = match foreign() {
            Some(fault) => (split.rest_in.clone(), Fault::from(fault)),
            None => wrong_verb(&name, role, &split),
        };
        findings.add(node.part(findings.source(), part), wrong);
        let visitor = matches!(role, Role::Visitor | Role::Other);
        return Err(visitor.then_some(name));
    };
    Ok(Phrase {
        name,
        role,
        verb,
        at: node.at.clone(),
        name_at,
    })
}

/// What is wrong with the words after an actor's name, and which of them.
fn wrong_verb(actor: &str, role: Role, split: &Split<'_>) -> (Range<usize>, Fault) {
    if split.rest.is_empty() {
        let fault = StepFault::NoVerb {
            actor: actor.to_owned(),
            role,
        };
        return (split.name_in.clone(), fault.into());
    }
    let begun = role
        .verbs()
        .iter()
        .find_map(|(name, verb, _)| Some((*verb, split.rest.strip_prefix(name)?)));
    let fault = match begun {
        Some((verb, rest)) if verb.takes_text() && rest.starts_with(':') => TextFault::NoSpace {
            actor: actor.to_owned(),
            verb: verb.name(),
        },
        Some((verb, rest)) if verb.takes_text() && rest.starts_with(' ') => TextFault::NoColon {
            actor: actor.to_owned(),
            verb: verb.name(),
            text: rest.trim().to_owned(),
        },
        Some((verb, rest)) if rest.starts_with([' ', ':']) && role != Role::Subject => {
            TextFault::NoTextTaken { verb: verb.name() }
        }
        _ => return (split.rest_in.clone(), unknown_verb(actor, role, &split.rest).into()),
    };
    (split.rest_in.clone(), fault.into())
}

/// Gives a verb its text.
pub(super) fn with_text(
    phrase: &Phrase,
    key: &Node,
    value: Option<&Node>,
    findings: &mut Findings<'_>,
) -> Option<Verb> {
    let word = phrase.verb;
    if word.takes_text() {
        let (text, node) = said(&phrase.name, word.name(), key, value, findings)?;
        return match word {
            VerbWord::Sends => bytes(text, node, findings).map(Verb::Sends),
            VerbWord::Types => typed(text, node, findings).map(Verb::Types),
            VerbWord::Presses => pressed(text, node, findings).map(Verb::Presses),
            _ => Some(Verb::Says(text.to_owned())),
        };
    }
    nothing_below(word.name(), value, findings)?;
    Some(match word {
        VerbWord::Connects => Verb::Connects,
        VerbWord::Joins => Verb::Joins,
        VerbWord::Leaves | VerbWord::Closes => Verb::Leaves,
        VerbWord::Drops => Verb::Drops,
        VerbWord::ClosesWriteSide => Verb::ClosesWriteSide,
        VerbWord::Stalls => Verb::Stalls,
        VerbWord::Resumes => Verb::Resumes,
        VerbWord::Stops | VerbWord::Says | VerbWord::Sends | VerbWord::Types | VerbWord::Presses => return None,
    })
}

/// Checks that nothing stands below a phrase that takes no text.
pub(super) fn nothing_below(verb: &'static str, value: Option<&Node>, findings: &mut Findings<'_>) -> Option<()> {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Some(());
    };
    let fault = if value.text().is_some() {
        Fault::from(TextFault::NoTextTaken { verb })
    } else {
        StepFault::TooDeep.into()
    };
    findings.add(value.at.clone(), fault);
    None
}

/// The text of a verb that takes one, and where it is.
pub(super) fn said<'n>(
    actor: &str,
    verb: &'static str,
    key: &Node,
    value: Option<&'n Node>,
    findings: &mut Findings<'_>,
) -> Option<(&'n str, &'n Node)> {
    match value {
        Some(node) if node.text().is_some() => return Some((node.text()?, node)),
        Some(node) if matches!(node.content, Content::List(_) | Content::Map(_)) => {
            findings.note(&node.at, say::not_text());
        }
        _ => {
            let actor = actor.to_owned();
            findings.add(key.at.clone(), TextFault::NoText { actor, verb });
        }
    }
    None
}

/// The bytes a text with escapes stands for.
fn bytes(text: &str, node: &Node, findings: &mut Findings<'_>) -> Option<Vec<u8>> {
    let source = findings.source();
    let written = source.get(node.at.clone()).unwrap_or_default();
    if let Some(part) = escape::quoted_byte(written) {
        let at = node.at.start + part.start..node.at.start + part.end;
        findings.add(at, TextFault::Escape(EscapeFault::QuotedByte));
        return None;
    }
    match escape::decode(text) {
        Ok(bytes) => Some(bytes),
        Err((fault, part)) => {
            findings.add(node.part(source, part), TextFault::Escape(fault));
            None
        }
    }
}

/// A line that can be typed. A control character would be a key of its own, and what it does depends
/// on the terminal's mode.
fn typed(text: &str, node: &Node, findings: &mut Findings<'_>) -> Option<String> {
    if text.contains(char::is_control) {
        findings.add(node.at.clone(), TextFault::NotTypable);
        return None;
    }
    Some(text.to_owned())
}

fn pressed(text: &str, node: &Node, findings: &mut Findings<'_>) -> Option<Key> {
    let key = Key::ALL.into_iter().find(|key| key.name() == text);
    if key.is_none() {
        let nearest = nearest(text, Key::ALL.map(Key::name));
        let key = text.to_owned();
        findings.add(node.at.clone(), TextFault::UnknownKey { key, nearest });
    }
    key
}
