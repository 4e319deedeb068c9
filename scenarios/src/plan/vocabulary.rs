//! The words of the scenario language: who can act, and what each can do.

use super::fault::{StepFault, SubjectFault};
use super::model::{SERVER, SubjectKind, USER};
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
    Stops,
    Closes,
    Types,
    Presses,
}

/// A verb as it is written, with what an editor shows of it.
pub(super) type VerbEntry = (&'static str, VerbWord, &'static str);

/// What those who take part can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A client of a server under test.
    Visitor,
    /// A server under test.
    Subject,
    /// The server that a client under test talks to.
    Host,
    /// The one at the keyboard of a client under test.
    User,
    /// Someone else in the room of a client under test.
    Other,
}

const VISITOR_VERBS: &[VerbEntry] = &[
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

const SUBJECT_VERBS: &[VerbEntry] = &[("stops", VerbWord::Stops, "the server gets SIGINT, as from Ctrl-C")];

const HOST_VERBS: &[VerbEntry] = &[
    (
        "sends",
        VerbWord::Sends,
        "sends bytes to the client; escapes: \\n \\r \\t \\0 \\\\ \\xNN \\u{…}",
    ),
    ("closes", VerbWord::Closes, "closes the connection in order (FIN)"),
    ("drops", VerbWord::Drops, "breaks the connection off (RST)"),
];

const USER_VERBS: &[VerbEntry] = &[
    ("types", VerbWord::Types, "types a line, then Enter"),
    ("presses", VerbWord::Presses, "presses a key: ctrl-c, ctrl-d or enter"),
];

const OTHER_VERBS: &[VerbEntry] = &[
    (
        "joins",
        VerbWord::Joins,
        "the server announces an arrival, as the stage's `arrival` says",
    ),
    (
        "says",
        VerbWord::Says,
        "the server relays a message, as the stage's `relay` says",
    ),
    (
        "leaves",
        VerbWord::Leaves,
        "the server announces a departure, as the stage's `departure` says",
    ),
];

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
/// The step of a program.
pub(super) const RUN: &str = "run";

impl Role {
    /// Every role.
    pub(super) const ALL: [Self; 5] = [Self::Visitor, Self::Subject, Self::Host, Self::User, Self::Other];

    /// The role that a name has where this kind of program is under test.
    pub(super) fn of(name: &str, kind: SubjectKind) -> Result<Self, StepFault> {
        match (kind, name) {
            (SubjectKind::Server, SERVER) => Ok(Self::Subject),
            (SubjectKind::Client, SERVER) => Ok(Self::Host),
            (SubjectKind::Client, USER) => Ok(Self::User),
            (SubjectKind::Client, _) => actor_name(name).map(|()| Self::Other),
            (SubjectKind::Server | SubjectKind::Program, _) => actor_name(name).map(|()| Self::Visitor),
        }
    }

    /// What can be done in it.
    pub(super) fn verbs(self) -> &'static [VerbEntry] {
        match self {
            Self::Visitor => VISITOR_VERBS,
            Self::Subject => SUBJECT_VERBS,
            Self::Host => HOST_VERBS,
            Self::User => USER_VERBS,
            Self::Other => OTHER_VERBS,
        }
    }

    /// The words for that.
    pub(super) fn words(self) -> impl Iterator<Item = &'static str> {
        self.verbs().iter().map(|(name, ..)| *name)
    }

    /// The verb of a word.
    pub(super) fn verb(self, word: &str) -> Option<VerbWord> {
        let found = self.verbs().iter().find(|(name, ..)| *name == word);
        found.map(|(_, verb, _)| *verb)
    }

    /// The verb that a word means or is near to.
    fn nearest(self, written: &str) -> Option<String> {
        let first = written.split(' ').next().unwrap_or_default().trim_end_matches(':');
        let meant = SYNONYMS
            .iter()
            .find(|(word, verb)| *word == first && self.verb(verb).is_some())
            .map(|(_, verb)| (*verb).to_owned());
        meant
            .or_else(|| nearest(written, self.words()))
            .or_else(|| nearest(first, self.words()))
    }
}

impl VerbWord {
    /// Whether a text follows.
    pub(super) fn takes_text(self) -> bool {
        matches!(self, Self::Says | Self::Sends | Self::Types | Self::Presses)
    }

    /// Whether it opens a connection.
    pub(super) fn opens(self) -> bool {
        matches!(self, Self::Connects | Self::Joins)
    }

    /// How it is written.
    pub(super) fn name(self) -> &'static str {
        let mut entries = Role::ALL.into_iter().flat_map(Role::verbs);
        entries.find(|(_, word, _)| *word == self).map_or("", |(name, ..)| name)
    }
}

/// Whether an actor can have this name.
pub(super) fn actor_name(name: &str) -> Result<(), StepFault> {
    let lower = name.to_lowercase();
    let verb = VISITOR_VERBS.iter().any(|(verb, ..)| *verb == lower);
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
            None => role.nearest(written),
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
        .find(|kind| Role::of(actor, *kind).is_ok_and(|role| role.verb(written).is_some()))?;
    let role = match here {
        SubjectKind::Program => None,
        _ => Role::of(actor, here).ok(),
    };
    let near = role.and_then(|role| role.nearest(written));
    Some(SubjectFault::Elsewhere {
        phrase: format!("{actor} {written}"),
        of,
        here,
        nearest: near.map(|verb| format!("{actor} {verb}")),
        allowed: role.map_or_else(Vec::new, |role| role.words().map(str::to_owned).collect()),
    })
}

impl SubjectKind {
    /// An example of a list of steps.
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Server => "- vince joins",
            Self::Client => "- user types: bonjour",
            Self::Program => "- run: [urls.txt]",
        }
    }

    /// What can be observed, and of whom where that is always the same.
    pub(super) fn observations(self) -> &'static [&'static str] {
        match self {
            Self::Server => &["receives", "is disconnected"],
            Self::Client => &["server receives", "server is disconnected", "user sees"],
            Self::Program => &[],
        }
    }
}
