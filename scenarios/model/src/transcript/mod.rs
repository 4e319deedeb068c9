//! What a subject did, stimulus by stimulus. Its text form is what snapshots hold.

mod text;

pub use text::ParseError;

use serde::{Deserialize, Serialize};

use crate::Limit;
use crate::SubjectKind;
use crate::{Activity, Untaken};
use crate::{Doing, Exit};

/// What a subject did in one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// The scenario's stage and name: `ii_6/departure`.
    pub scenario: String,
    /// The kind of program that was under test.
    pub subject: SubjectKind,
    /// The start, then every step.
    pub moments: Vec<Moment>,
    /// Whether the subject was still running at the end.
    pub running: bool,
}

/// A part of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Until the subject listens.
    Start,
    /// A step that sets the scene.
    Given,
    /// A step that is judged.
    When,
}

/// One stimulus, and all that followed until the subject settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The part of the session.
    pub phase: Phase,
    /// The step as written in the scenario; empty for the start.
    pub stimulus: String,
    /// What was observed: each observer's in order, observers in the order of the script, the
    /// server's own doings last.
    pub seen: Vec<Seen>,
}

/// Who observed something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observer {
    /// An actor, by name.
    Actor(String),
    /// The one who watches the subject: its terminal and its processes.
    Subject(SubjectKind),
}

/// Something observed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// By whom.
    pub observer: Observer,
    /// What.
    pub what: What,
}

/// What can be observed. Texts are written as by [`crate::bytes::escape`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The actor received this, joined; several only after steps that happen together.
    Receives(String),
    /// The subject ended the actor's connection.
    Disconnected {
        /// By RST rather than FIN.
        reset: bool,
    },
    /// The actor could not connect.
    CannotConnect(String),
    /// The user sees this line appear on the terminal's screen.
    Sees(String),
    /// A line on the subject's terminal.
    Prints(String),
    /// The mock web site is asked for this page.
    AskedFor(String),
    /// The certificate of this host of the mock web site was not accepted.
    Distrusted(String),
    /// The highest number of different pages that the program waited for at once.
    UnderWay(usize),
    /// The program has saved the page of `host`.
    Saves {
        /// The page's host.
        host: String,
        /// The file, with the host's name in it written `<host>`.
        path: String,
        /// Whether the file holds all of the page.
        whole: bool,
    },
    /// There is a pause before most whole numbers that the program prints.
    Pauses,
    /// The program asks for more than a second between its numbers.
    LongPauses,
    /// The subject reached a limit.
    Limited(Limit),
    /// The subject left these unread or unaccepted.
    Neglects(Vec<Untaken>),
    /// The subject did not settle; what it was doing.
    NeverSettles(Activity),
    /// More was printed or sent than is kept: the number of bytes thrown away.
    Truncated(u64),
    /// The subject stopped listening and waited for its clients, so that Ctrl-C came once more.
    InterruptedAgain,
    /// The subject ended.
    Exits(Exit),
    /// The subject did not listen; what it did instead.
    DoesNotListen(Doing),
    /// The client did not ask for a connection; what it did instead.
    NeverAsks(Doing),
}

impl Transcript {
    /// Every text that any actor received.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let seen = self.moments.iter().flat_map(|moment| &moment.seen);
        seen.filter_map(|seen| match (&seen.observer, &seen.what) {
            (Observer::Actor(_), What::Receives(text)) => Some(text.as_str()),
            _ => None,
        })
    }

    /// All that was observed, by whomever.
    pub fn observed(&self) -> impl Iterator<Item = &What> {
        self.moments
            .iter()
            .flat_map(|moment| &moment.seen)
            .map(|seen| &seen.what)
    }

    /// Every line that the subject printed, or its user saw.
    pub fn printed(&self) -> Vec<String> {
        self.moments.iter().flat_map(Moment::printed).collect()
    }

    /// What kept the subject from starting, if it did not start.
    pub fn not_listening(&self) -> Option<&Doing> {
        self.observed().find_map(|what| match what {
            What::DoesNotListen(doing) => Some(doing),
            _ => None,
        })
    }

    /// What kept a client from asking for a connection, if it never did.
    pub fn never_asks(&self) -> Option<&Doing> {
        self.observed().find_map(|what| match what {
            What::NeverAsks(doing) => Some(doing),
            _ => None,
        })
    }
}

impl Moment {
    /// The texts an actor received.
    pub fn received(&self, actor: &str) -> Vec<String> {
        let texts = self.seen.iter().filter_map(|seen| match (&seen.observer, &seen.what) {
            (Observer::Actor(name), What::Receives(text)) if name == actor => Some(text.clone()),
            _ => None,
        });
        texts.collect()
    }

    /// The lines that are new on an actor's screen.
    pub fn seen_by(&self, actor: &str) -> Vec<String> {
        let lines = self.seen.iter().filter_map(|seen| match (&seen.observer, &seen.what) {
            (Observer::Actor(name), What::Sees(line)) if name == actor => Some(line.clone()),
            _ => None,
        });
        lines.collect()
    }

    /// The lines the subject printed, or its user saw.
    pub fn printed(&self) -> Vec<String> {
        let lines = self.seen.iter().filter_map(|seen| match &seen.what {
            What::Prints(line) | What::Sees(line) => Some(line.clone()),
            _ => None,
        });
        lines.collect()
    }
}
