//! How it is known that nothing more will come of a stimulus, and what a subject leaves undone.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How it is known that nothing more will come of a stimulus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Settling {
    /// Every thread is blocked without a time-out, every queue is empty.
    Proof,
    /// The subject has ended.
    Exit,
    /// Every thread is blocked, but this was left unread or unaccepted.
    Neglect {
        /// What the subject leaves lying.
        what: Vec<Untaken>,
    },
    /// Every thread is blocked, but some until a time that lies beyond the horizon.
    Horizon {
        /// The timers still running, for people.
        timers: Vec<String>,
    },
    /// The subject goes on computing, or printing, without end.
    Never {
        /// What it was doing.
        doing: Activity,
    },
    /// Nothing was seen for a while. Weaker than proof: the system does not let us look inside
    /// the subject.
    Silence {
        /// How long, in microseconds.
        quiet_us: u64,
        /// What could not be looked at, for people; empty where it was not to be looked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        unseen: String,
    },
}

/// Something that has arrived at a subject which sleeps, and does not take it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Untaken {
    /// Connections that it has not accepted.
    Connections(u32),
    /// Bytes it has not read.
    Bytes {
        /// How many.
        count: u32,
        /// Who sent them.
        from: String,
    },
    /// The end of an actor's stream.
    Departure(String),
    /// The end of a connection that nobody has any more.
    End,
    /// Something that does not arrive; what, for people.
    UnderWay(String),
}

/// What a subject does that never settles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// A thread of this name computes, or threads come and go.
    Computes(String),
    /// It prints or sends; the number of bytes so far.
    Floods(u64),
    /// It is still at something after a minute and more; at what, for people.
    Lingers(String),
}

impl fmt::Display for Untaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connections(1) => f.write_str("1 connection"),
            Self::Connections(count) => write!(f, "{count} connections"),
            Self::Bytes { count, from } => write!(f, "{count} bytes from {from}"),
            Self::Departure(who) => write!(f, "the departure of {who}"),
            Self::End => f.write_str("the end of a connection"),
            Self::UnderWay(what) => f.write_str(what),
        }
    }
}

impl fmt::Display for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Computes(thread) => write!(f, "{thread} computes"),
            Self::Floods(bytes) => write!(f, "it prints or sends without end, {bytes} bytes so far"),
            Self::Lingers(what) => write!(f, "still at it: {what}"),
        }
    }
}
