//! The phrase of one step: `vince says: bonjour`, `server stops`.

use super::diagnostics::{Message, Mistake, Wrong, say};
use super::node::Node;
use super::step::{Name, Phrase};
use super::vocabulary::{elsewhere, role_of, unknown_verb};
use salon_model::{RUN, Role, SubjectKind, VerbWord};
use std::ops::Range;

/// The words of a phrase: the first one, the others joined by single spaces, and where they are
/// in the text.
pub(super) struct Split<'a> {
    pub(super) name: &'a str,
    name_in: Range<usize>,
    pub(super) rest: String,
    rest_in: Range<usize>,
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

    /// The name, and where it is written.
    pub(super) fn who(&self, node: &Node, source: &str) -> Name {
        Name {
            name: self.name.to_owned(),
            at: node.part(source, self.name_in.clone()),
        }
    }
}

/// Reads the phrase of a step. Where it is wrong, gives also the name in it, if one can be made out.
pub(super) fn phrase(node: &Node, kind: SubjectKind, source: &str) -> Result<Phrase, (Wrong, Option<String>)> {
    let Some(text) = node.text() else {
        let example = kind.example().trim_start_matches("- ");
        return Err((node.wrong(say::not_a_step().example([example])), None));
    };
    let split = Split::new(text);
    let who = split.who(node, source);
    let foreign = || match split.name {
        RUN => Some(say::elsewhere(RUN, SubjectKind::Program, kind)),
        name => elsewhere(name, &split.rest, kind),
    };
    let role =
        role_of(split.name, kind).map_err(|message| (Mistake::at(&who.at, foreign().unwrap_or(message)), None))?;
    if let Some(word) = role.verb(&split.rest) {
        return Ok(Phrase { who, role, word });
    }
    let (part, message) = match foreign() {
        Some(message) => (split.rest_in, message),
        None if split.rest.is_empty() => (split.name_in, say::no_verb(split.name).example(examples(role))),
        None => (split.rest_in.clone(), wrong_verb(role, &split)),
    };
    let visits = matches!(role, Role::Visitor | Role::Other);
    Err((
        Mistake::at(&node.part(source, part), message),
        visits.then_some(who.name),
    ))
}

/// What an actor can do, for one who does nothing.
fn examples(role: Role) -> &'static [&'static str] {
    match role {
        Role::Visitor | Role::Other => &["vince joins", "vince says: …"],
        Role::Subject => &["server stops"],
        Role::Host => &["server sends: …", "server closes"],
        Role::User => &["user types: …", "user presses: ctrl-c"],
    }
}

/// What is said of the words after an actor's name.
fn wrong_verb(role: Role, Split { name, rest, .. }: &Split<'_>) -> Message {
    let mut verbs = role.verbs().iter();
    let begun = verbs.find_map(|(words, verb, _)| Some((*words, *verb, rest.strip_prefix(words)?)));
    match begun {
        Some((words, verb, after)) if verb.takes_text() && after.starts_with(':') => {
            say::no_space(&with_sample(name, words))
        }
        Some((words, verb, after)) if verb.takes_text() && after.starts_with(' ') => {
            say::no_colon(words, &format!("{name} {words}: {}", after.trim()))
        }
        Some((words, _, after)) if after.starts_with([' ', ':']) && role != Role::Subject => say::no_text_taken(words),
        _ => unknown_verb(name, role, rest),
    }
}

/// A phrase with a text that its verb can take.
pub(super) fn with_sample(actor: &str, verb: &str) -> String {
    let sample = if verb == VerbWord::Presses.name() {
        "ctrl-c"
    } else {
        "…"
    };
    format!("{actor} {verb}: {sample}")
}
