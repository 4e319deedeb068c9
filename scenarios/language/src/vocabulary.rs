//! The words of the scenario language: who can act, and what each can do.

use super::diagnostics::{Message, say};
use super::near::nearest;
use salon_model::{RUN, Role, SERVER, SubjectKind, USER};

/// Other words people use, and the verbs they can mean; the first that is possible is meant.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("arrives", &["joins"]),
    ("enters", &["joins", "types"]),
    ("connects", &["joins"]),
    ("reconnects", &["connects", "joins"]),
    ("speaks", &["says"]),
    ("talks", &["says"]),
    ("types", &["says"]),
    ("writes", &["says", "types", "sends"]),
    ("sends", &["says", "types"]),
    ("says", &["sends", "types"]),
    ("hits", &["presses"]),
    ("disconnects", &["leaves", "closes"]),
    ("exits", &["leaves", "closes"]),
    ("quits", &["leaves", "closes"]),
    ("closes", &["leaves", "stops"]),
    ("ends", &["closes"]),
    ("stops", &["closes"]),
    ("leaves", &["closes"]),
    ("crashes", &["drops"]),
    ("resets", &["drops"]),
    ("drops", &["leaves"]),
    ("half-closes", &["closes its write side"]),
    ("freezes", &["stalls"]),
    ("pauses", &["stalls"]),
    ("continues", &["resumes"]),
];

/// Words that no actor can have as a name.
const RESERVED: &[&str] = &[SERVER, "together", "optional", USER, RUN, "any"];

/// The role that a name has where this kind of program is under test.
pub(super) fn role_of(name: &str, kind: SubjectKind) -> Result<Role, Message> {
    match (kind, name) {
        (SubjectKind::Server, SERVER) => Ok(Role::Subject),
        (SubjectKind::Client, SERVER) => Ok(Role::Host),
        (SubjectKind::Client, USER) => Ok(Role::User),
        (SubjectKind::Client, _) => actor_name(name).map(|()| Role::Other),
        (SubjectKind::Server | SubjectKind::Program, _) => actor_name(name).map(|()| Role::Visitor),
    }
}

/// Whether an actor can have this name.
pub(super) fn actor_name(name: &str) -> Result<(), Message> {
    let lower = name.to_lowercase();
    let reserved = RESERVED.contains(&lower.as_str());
    if reserved || Role::Visitor.words().any(|verb| verb == lower) {
        let nearest = Some(&lower).filter(|lower| reserved && *lower != name);
        return Err(say::reserved_name(name).near(nearest));
    }
    let fits = |next: char| next.is_alphanumeric() || matches!(next, '_' | '-');
    if name.starts_with(char::is_alphabetic) && name.chars().all(fits) {
        Ok(())
    } else {
        Err(say::actor_name(name))
    }
}

/// The verb that a word means or is near to.
fn nearest_verb(role: Role, written: &str) -> Option<String> {
    let first = written.split(' ').next().unwrap_or_default().trim_end_matches(':');
    let mut synonyms = SYNONYMS.iter().filter(|(word, _)| *word == first);
    let meant = synonyms.find_map(|(_, verbs)| verbs.iter().find(|verb| role.verb(verb).is_some()));
    match meant {
        Some(verb) => Some((*verb).to_owned()),
        None => nearest(written, role.words()).or_else(|| nearest(first, role.words())),
    }
}

/// What is said of a verb that is none of an actor's, if the phrase has no place elsewhere.
pub(super) fn unknown_verb(actor: &str, role: Role, written: &str) -> Message {
    let one_of_us = [(USER, Role::User), (SERVER, Role::Host)];
    let meant = one_of_us.iter().find(|(name, other)| {
        role == Role::Other && other.verb(written).is_some() && nearest(actor, [*name]).is_some()
    });
    let near = match meant {
        Some((name, _)) => Some(format!("{name} {written}")),
        None => nearest_verb(role, written),
    };
    say::unknown_verb(written).near(near).allowed(role.words())
}

/// What is said of a phrase that stands only where another kind of program is under test; `None`
/// where it does not stand there either.
pub(super) fn elsewhere(actor: &str, written: &str, here: SubjectKind) -> Option<Message> {
    let mut others = [SubjectKind::Server, SubjectKind::Client].into_iter();
    let stands_in = |kind: SubjectKind| role_of(actor, kind).is_ok_and(|role| role.verb(written).is_some());
    let of = others.find(|kind| *kind != here && stands_in(*kind))?;
    let message = say::elsewhere(&format!("{actor} {written}"), of, here);
    Some(match role_of(actor, here) {
        Ok(role) if here != SubjectKind::Program => {
            let near = nearest_verb(role, written).map(|verb| format!("{actor} {verb}"));
            message.near(near).allowed(role.words())
        }
        _ => message,
    })
}
