//! The phrase of one step: `vince says: bonjour`, `server stops`.

use super::escape::{self, EscapeFault};
use super::fault::StepFault;
use super::model::Verb;
use super::node::Node;
use super::raw::Findings;
use super::vocabulary::{SERVER_VERBS, VERBS, VerbWord, actor_name, unknown_verb};
use std::ops::Range;

/// A phrase: someone, and what they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Whose phrase it is.
    pub(super) subject: Subject,
    /// Where it is written.
    pub(super) at: Range<usize>,
    /// Where its subject is written.
    pub(super) name_at: Range<usize>,
}

/// Who does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// The program under test stops.
    Server,
    /// An actor does something.
    Actor { name: String, verb: VerbWord },
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
pub(super) fn phrase(node: &Node, findings: &mut Findings<'_>) -> Result<Phrase, Option<String>> {
    let Some(text) = node.text() else {
        findings.add(node.at.clone(), StepFault::NotAStep);
        return Err(None);
    };
    let split = Split::new(text);
    let name_at = node.part(findings.source(), split.name_in.clone());
    let fault = |subject| {
        Ok(Phrase {
            subject,
            at: node.at.clone(),
            name_at: name_at.clone(),
        })
    };
    if split.name == "server" && split.rest == "stops" {
        return fault(Subject::Server);
    }
    if split.name == "server" {
        let (part, wrong) = if split.rest.is_empty() {
            (
                split.name_in,
                StepFault::NoVerb {
                    actor: split.name.to_owned(),
                },
            )
        } else {
            (split.rest_in, unknown_verb(&split.rest, SERVER_VERBS))
        };
        findings.add(node.part(findings.source(), part), wrong);
        return Err(None);
    }
    if let Err(wrong) = actor_name(split.name) {
        findings.add(name_at, wrong);
        return Err(None);
    }
    let name = split.name.to_owned();
    let Some((_, verb, _)) = VERBS.iter().find(|(verb, ..)| *verb == split.rest) else {
        let (part, wrong) = wrong_verb(&name, &split);
        findings.add(node.part(findings.source(), part), wrong);
        return Err(Some(name));
    };
    fault(Subject::Actor { name, verb: *verb })
}

/// What is wrong with the words after an actor's name, and which of them.
fn wrong_verb(actor: &str, split: &Split<'_>) -> (Range<usize>, StepFault) {
    let actor = actor.to_owned();
    if split.rest.is_empty() {
        return (split.name_in.clone(), StepFault::NoVerb { actor });
    }
    let begun = VERBS
        .iter()
        .find_map(|(name, verb, _)| Some((*verb, split.rest.strip_prefix(name)?)));
    let fault = match begun {
        Some((verb, rest)) if verb.takes_text() && rest.starts_with(':') => StepFault::NoSpace {
            actor,
            verb: verb.name(),
        },
        Some((verb, rest)) if verb.takes_text() && rest.starts_with(' ') => StepFault::NoColon {
            actor,
            verb: verb.name(),
            text: rest.trim().to_owned(),
        },
        Some((verb, rest)) if rest.starts_with([' ', ':']) => StepFault::NoTextTaken { verb: verb.name() },
        _ => unknown_verb(&split.rest, &VERBS.iter().map(|(name, ..)| *name).collect::<Vec<_>>()),
    };
    (split.rest_in.clone(), fault)
}

/// Gives a verb its text.
pub(super) fn with_text(
    actor: &str,
    word: VerbWord,
    key: &Node,
    value: Option<&Node>,
    findings: &mut Findings<'_>,
) -> Option<Verb> {
    let verb = match word {
        VerbWord::Says => Verb::Says(said(actor, word, key, value, findings)?.to_owned()),
        VerbWord::Sends => {
            let text = said(actor, word, key, value, findings)?;
            Verb::Sends(bytes(text, value?, findings)?)
        }
        VerbWord::Connects => Verb::Connects,
        VerbWord::Joins => Verb::Joins,
        VerbWord::Leaves => Verb::Leaves,
        VerbWord::Drops => Verb::Drops,
        VerbWord::ClosesWriteSide => Verb::ClosesWriteSide,
        VerbWord::Stalls => Verb::Stalls,
        VerbWord::Resumes => Verb::Resumes,
    };
    if !word.takes_text() {
        nothing_below(word.name(), value, findings)?;
    }
    Some(verb)
}

/// Checks that nothing stands below a phrase that takes no text.
pub(super) fn nothing_below(verb: &'static str, value: Option<&Node>, findings: &mut Findings<'_>) -> Option<()> {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Some(());
    };
    let fault = if value.text().is_some() {
        StepFault::NoTextTaken { verb }
    } else {
        StepFault::TooDeep
    };
    findings.add(value.at.clone(), fault);
    None
}

/// The text of a verb that takes one.
fn said<'n>(
    actor: &str,
    word: VerbWord,
    key: &Node,
    value: Option<&'n Node>,
    findings: &mut Findings<'_>,
) -> Option<&'n str> {
    match value {
        Some(node) if node.text().is_some() => node.text(),
        Some(node)
            if matches!(
                node.content,
                super::node::Content::List(_) | super::node::Content::Map(_)
            ) =>
        {
            findings.add(node.at.clone(), super::fault::ShapeFault::NotText);
            None
        }
        _ => {
            findings.add(
                key.at.clone(),
                StepFault::NoText {
                    actor: actor.to_owned(),
                    verb: word.name(),
                },
            );
            None
        }
    }
}

/// The bytes a text with escapes stands for.
fn bytes(text: &str, node: &Node, findings: &mut Findings<'_>) -> Option<Vec<u8>> {
    let source = findings.source();
    let written = source.get(node.at.clone()).unwrap_or_default();
    if let Some(part) = escape::quoted_byte(written) {
        let at = node.at.start + part.start..node.at.start + part.end;
        findings.add(at, StepFault::Escape(EscapeFault::QuotedByte));
        return None;
    }
    match escape::decode(text) {
        Ok(bytes) => Some(bytes),
        Err((fault, part)) => {
            findings.add(node.part(source, part), StepFault::Escape(fault));
            None
        }
    }
}
