//! The words of the scenario language.

use super::fault::StepFault;
use super::near::nearest;

/// A verb before it has its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VerbWord {
    Connects,
    Joins,
    Says,
    Sends,
    Leaves,
    Drops,
    ClosesWriteSide,
    Stalls,
    Resumes,
}

/// The verbs of an actor, as they are written, with what an editor shows of them.
pub(super) const VERBS: &[(&str, VerbWord, &str)] = &[
    (
        "connects",
        VerbWord::Connects,
        "opens a TCP connection and says nothing",
    ),
    (
        "joins",
        VerbWord::Joins,
        "opens a TCP connection and does the stage's handshake",
    ),
    ("says", VerbWord::Says, "sends a chat message, exactly this text"),
    (
        "sends",
        VerbWord::Sends,
        "sends bytes; escapes: \\n \\r \\t \\0 \\\\ \\xNN \\u{…}",
    ),
    ("leaves", VerbWord::Leaves, "closes the connection in order (FIN)"),
    ("drops", VerbWord::Drops, "breaks the connection off (RST)"),
    (
        "closes its write side",
        VerbWord::ClosesWriteSide,
        "sends FIN and goes on reading",
    ),
    ("stalls", VerbWord::Stalls, "stops reading"),
    ("resumes", VerbWord::Resumes, "reads again after a stall"),
];

/// Other words people use, and the verb they mean.
const SYNONYMS: &[(&str, &str)] = &[
    ("arrives", "joins"),
    ("enters", "joins"),
    ("reconnects", "connects"),
    ("speaks", "says"),
    ("talks", "says"),
    ("types", "says"),
    ("writes", "says"),
    ("disconnects", "leaves"),
    ("exits", "leaves"),
    ("quits", "leaves"),
    ("crashes", "drops"),
    ("resets", "drops"),
    ("half-closes", "closes its write side"),
    ("freezes", "stalls"),
    ("pauses", "stalls"),
    ("continues", "resumes"),
];

/// What the server does in a script.
pub(super) const SERVER_VERBS: &[&str] = &["stops"];
/// What can be observed of an actor.
pub(super) const OBSERVATIONS: &[&str] = &["receives", "is disconnected"];
/// Words that no actor can have as a name.
const RESERVED: &[&str] = &["server", "together", "optional", "user", "run", "any"];

impl VerbWord {
    /// Whether a text follows.
    pub(super) fn takes_text(self) -> bool {
        matches!(self, Self::Says | Self::Sends)
    }

    /// Whether it opens a connection.
    pub(super) fn opens(self) -> bool {
        matches!(self, Self::Connects | Self::Joins)
    }

    /// How it is written.
    pub(super) fn name(self) -> &'static str {
        VERBS
            .iter()
            .find(|(_, word, _)| *word == self)
            .map_or("", |(name, ..)| name)
    }
}

/// Whether an actor can have this name.
pub(super) fn actor_name(name: &str) -> Result<(), StepFault> {
    let lower = name.to_lowercase();
    let verb = VERBS.iter().any(|(verb, ..)| *verb == lower);
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

/// What is said of a verb that is none of those allowed.
pub(super) fn unknown_verb(written: &str, allowed: &[&'static str]) -> StepFault {
    let first = written.split(' ').next().unwrap_or_default().trim_end_matches(':');
    let meant = SYNONYMS
        .iter()
        .find(|(word, _)| *word == first)
        .map(|(_, verb)| (*verb).to_owned());
    let near = meant
        .or_else(|| nearest(written, allowed.iter().copied()))
        .or_else(|| nearest(first, allowed.iter().copied()));
    StepFault::UnknownVerb {
        verb: written.to_owned(),
        nearest: allowed.iter().copied().find(|verb| Some(*verb) == near.as_deref()),
        allowed: allowed.to_vec(),
    }
}
