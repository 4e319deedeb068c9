//! The words of the scenario language: who can act, and what each can do.

use super::fault::{StepFault, SubjectFault};
use super::near::nearest;
use salon_model::{RUN, Role, SERVER, SubjectKind, USER};

/// Other words people use, and the verbs they can mean; the first that is possible is meant.
const SYNONYMS: &[(&str, &str)] = &[
    ("arrives", "joins"),
    ("enters", "joins"),
    ("connects", "joins"),
    ("reconnects", "connects"),
    ("reconnects", "joins"),
    ("speaks", "says"),
    ("talks", "says"),
    ("types", "says"),
    ("writes", "says"),
    ("writes", "types"),
    ("writes", "sends"),
    ("sends", "says"),
    ("sends", "types"),
    ("says", "sends"),
    ("says", "types"),
    ("enters", "types"),
    ("hits", "presses"),
    ("disconnects", "leaves"),
    ("disconnects", "closes"),
    ("exits", "leaves"),
    ("exits", "closes"),
    ("quits", "leaves"),
    ("quits", "closes"),
    ("closes", "leaves"),
    ("closes", "stops"),
    ("ends", "closes"),
    ("stops", "closes"),
    ("leaves", "closes"),
    ("crashes", "drops"),
    ("resets", "drops"),
    ("drops", "leaves"),
    ("half-closes", "closes its write side"),
    ("freezes", "stalls"),
    ("pauses", "stalls"),
    ("continues", "resumes"),
];

/// Words that no actor can have as a name.
const RESERVED: &[&str] = &[SERVER, "together", "optional", USER, RUN, "any"];
/// The role that a name has where this kind of program is under test.
pub(super) fn role_of(name: &str, kind: SubjectKind) -> Result<Role, StepFault> {
    match (kind, name) {
        (SubjectKind::Server, SERVER) => Ok(Role::Subject),
        (SubjectKind::Client, SERVER) => Ok(Role::Host),
        (SubjectKind::Client, USER) => Ok(Role::User),
        (SubjectKind::Client, _) => actor_name(name).map(|()| Role::Other),
        (SubjectKind::Server | SubjectKind::Program, _) => actor_name(name).map(|()| Role::Visitor),
    }
}

/// The verb that a word means or is near to.
fn nearest_verb(role: Role, written: &str) -> Option<String> {
    let first = written.split(' ').next().unwrap_or_default().trim_end_matches(':');
    let meant = SYNONYMS
        .iter()
        .find(|(word, verb)| *word == first && role.verb(verb).is_some())
        .map(|(_, verb)| (*verb).to_owned());
    meant
        .or_else(|| nearest(written, role.words()))
        .or_else(|| nearest(first, role.words()))
}

/// Whether an actor can have this name.
pub(super) fn actor_name(name: &str) -> Result<(), StepFault> {
    let lower = name.to_lowercase();
    let verb = Role::Visitor.words().any(|verb| verb == lower);
    if verb || RESERVED.contains(&lower.as_str()) {
        let nearest = (lower != name && RESERVED.contains(&lower.as_str())).then_some(lower);
        return Err(StepFault::ActorName {
            name: name.to_owned(),
            reserved: true,
            nearest,
        });
    }
    let valid = name.starts_with(char::is_alphabetic)
        && name
            .chars()
            .all(|next| next.is_alphanumeric() || matches!(next, '_' | '-'));
    if valid {
        Ok(())
    } else {
        Err(StepFault::ActorName {
            name: name.to_owned(),
            reserved: false,
            nearest: None,
        })
    }
}

/// What is said of a verb that is none of an actor's, if the phrase has no place elsewhere.
pub(super) fn unknown_verb(actor: &str, role: Role, written: &str) -> StepFault {
    let one_of_us = [(USER, Role::User), (SERVER, Role::Host)];
    let meant = one_of_us.iter().find(|(name, other)| {
        role == Role::Other && other.verb(written).is_some() && nearest(actor, [*name]).is_some()
    });
    StepFault::UnknownVerb {
        verb: written.to_owned(),
        nearest: match meant {
            Some((name, _)) => Some(format!("{name} {written}")),
            None => nearest_verb(role, written),
        },
        allowed: role.words().collect(),
    }
}

/// What is said of a phrase that stands only where another kind of program is under test; `None`
/// where it does not stand there either.
pub(super) fn elsewhere(actor: &str, written: &str, here: SubjectKind) -> Option<SubjectFault> {
    let of = [SubjectKind::Server, SubjectKind::Client]
        .into_iter()
        .filter(|kind| *kind != here)
        .find(|kind| role_of(actor, *kind).is_ok_and(|role| role.verb(written).is_some()))?;
    let role = match here {
        SubjectKind::Program => None,
        _ => role_of(actor, here).ok(),
    };
    let near = role.and_then(|role| nearest_verb(role, written));
    Some(SubjectFault::Elsewhere {
        phrase: format!("{actor} {written}"),
        of,
        here,
        nearest: near.map(|verb| format!("{actor} {verb}")),
        allowed: role.map_or_else(Vec::new, |role| role.words().map(str::to_owned).collect()),
    })
}
