//! The words of the scenario language: who can act, and what each can do.

use crate::SubjectKind;

/// A verb before it has its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerbWord {
    /// A client opens a connection.
    Connects,
    /// A client connects and does the handshake.
    Joins,
    /// A chat message.
    Says,
    /// Bytes.
    Sends,
    /// FIN.
    Leaves,
    /// RST.
    Drops,
    /// FIN, and goes on reading.
    ClosesWriteSide,
    /// Stops reading.
    Stalls,
    /// Reads again.
    Resumes,
    /// SIGINT for the subject.
    Stops,
    /// FIN, from the server that a client talks to.
    Closes,
    /// A line at the keyboard.
    Types,
    /// A key.
    Presses,
}

/// A verb as it is written, with what an editor shows of it.
pub type VerbEntry = (&'static str, VerbWord, &'static str);

/// What those who take part can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
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

/// The step of a program.
pub const RUN: &str = "run";

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Visitor, Self::Subject, Self::Host, Self::User, Self::Other];

    /// What can be done in it.
    pub fn verbs(self) -> &'static [VerbEntry] {
        match self {
            Self::Visitor => VISITOR_VERBS,
            Self::Subject => SUBJECT_VERBS,
            Self::Host => HOST_VERBS,
            Self::User => USER_VERBS,
            Self::Other => OTHER_VERBS,
        }
    }

    /// The words for that.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        self.verbs().iter().map(|(name, ..)| *name)
    }

    /// The verb of a word.
    pub fn verb(self, word: &str) -> Option<VerbWord> {
        let found = self.verbs().iter().find(|(name, ..)| *name == word);
        found.map(|(_, verb, _)| *verb)
    }
}

impl VerbWord {
    /// Whether a text follows.
    pub fn takes_text(self) -> bool {
        matches!(self, Self::Says | Self::Sends | Self::Types | Self::Presses)
    }

    /// Whether it opens a connection.
    pub fn opens(self) -> bool {
        matches!(self, Self::Connects | Self::Joins)
    }

    /// How it is written.
    pub fn name(self) -> &'static str {
        let mut entries = Role::ALL.into_iter().flat_map(Role::verbs);
        entries.find(|(_, word, _)| *word == self).map_or("", |(name, ..)| name)
    }
}

impl SubjectKind {
    /// An example of a list of steps.
    pub fn example(self) -> &'static str {
        match self {
            Self::Server => "- vince joins",
            Self::Client => "- user types: bonjour",
            Self::Program => "- run: [urls.txt]",
        }
    }

    /// What can be observed, and of whom where that is always the same.
    pub fn observations(self) -> &'static [&'static str] {
        match self {
            Self::Server => &["receives", "is disconnected"],
            Self::Client => &["server receives", "server is disconnected", "user sees"],
            Self::Program => &[],
        }
    }
}
