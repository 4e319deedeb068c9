//! What happens in a session, one event after the other. A session orders its events in one
//! place; everything else (transcripts, logs, reports) is made of them.

use crate::ActorId;
use crate::bytes::Bytes;
use crate::{Activity, Settling};
use crate::{Isolation, Limit, Protection, WorldError};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Microseconds since the session began.
    pub at_us: u64,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    /// The world is ready.
    World {
        /// How far it is kept apart from the machine.
        isolation: Isolation,
    },
    /// What an empty world, made to see whether one can be, does not protect from.
    Unprotected {
        /// The protections that are missing.
        missing: Vec<Protection>,
    },
    /// The subject has reached a limit.
    Limited {
        /// Which. Some end everything the subject has started, others only refuse it more.
        limit: Limit,
    },
    /// The subject was started.
    Started {
        /// Its command line, for people.
        command: String,
    },
    /// The subject listens.
    Listening {
        /// Where.
        address: SocketAddr,
    },
    /// The subject settled, or ended, without listening.
    NotListening {
        /// What it is doing instead.
        doing: Doing,
    },
    /// A client under test asks for a connection there.
    Asks {
        /// Where.
        address: SocketAddr,
    },
    /// A client under test ended, or settled, without asking for a connection.
    NeverAsks {
        /// What it is doing instead.
        doing: Doing,
    },
    /// Something was typed on the subject's terminal, or on that of an actor's client.
    Typed {
        /// Whose.
        actor: Option<ActorId>,
        /// What, as the keys send it.
        bytes: Bytes,
    },
    /// The mock web site was asked for a page.
    Requested {
        /// Which.
        url: String,
    },
    /// A client of the mock web site did not accept its certificate.
    Distrusted {
        /// The host it wanted to reach.
        host: String,
    },
    /// The program has nothing left to do but wait for the site; it waits for this many different
    /// pages.
    UnderWay {
        /// How many.
        pages: usize,
    },
    /// A program that counts has nothing left to do but wait for a timer of this length, longer than any before:
    /// what it asked for, however late the machine lets it go on.
    Waits {
        /// How long, from when it was first seen, in milliseconds.
        milliseconds: u64,
    },
    /// A page of the mock web site lies in a file that the program has written.
    Saved {
        /// The page's host.
        host: String,
        /// The file.
        path: PathBuf,
        /// Whether the file holds all of the page.
        whole: bool,
    },
    /// A step begins.
    Stimulus {
        /// Its place in the script, `given` and `when` counted through, from 0.
        step: usize,
    },
    /// An actor's connection stands.
    Connected {
        /// Whose.
        actor: ActorId,
        /// Its address.
        address: SocketAddr,
    },
    /// An actor could not connect.
    ConnectFailed {
        /// Who.
        actor: ActorId,
        /// Why, as the system says it.
        cause: String,
    },
    /// An actor sent bytes.
    Sent {
        /// Who.
        actor: ActorId,
        /// What.
        bytes: Bytes,
    },
    /// An actor received bytes.
    Received {
        /// Who.
        actor: ActorId,
        /// What.
        bytes: Bytes,
    },
    /// An actor's connection was ended by the subject.
    Disconnected {
        /// Whose.
        actor: ActorId,
        /// Whether it was broken off (RST) rather than closed (FIN).
        reset: bool,
    },
    /// The subject wrote to its terminal.
    Printed {
        /// What.
        bytes: Bytes,
    },
    /// The client of an actor wrote to its terminal.
    Shown {
        /// Whose.
        actor: ActorId,
        /// What.
        bytes: Bytes,
    },
    /// More came than is kept.
    Truncated {
        /// The number of bytes thrown away.
        bytes: u64,
    },
    /// The subject, which had closed its door and waited for its clients, got SIGINT once more.
    InterruptedAgain,
    /// The subject ended.
    Exited {
        /// How.
        exit: Exit,
    },
    /// Nothing more will come of the stimulus, or no more is waited for.
    Settled {
        /// How that is known.
        settling: Settling,
    },
    /// The harness failed.
    Harness {
        /// Where and why.
        error: WorldError,
    },
    /// The script is over.
    Finished {
        /// Whether the subject still runs.
        running: bool,
        /// Processor time that the subject has used, in microseconds, with that of its processes that
        /// ended.
        cpu_us: u64,
    },
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// By itself, with this status.
    Status(i32),
    /// By this signal.
    Signal(i32),
}

/// What a subject that does not listen is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// Nothing any more.
    Ended(Exit),
    /// It waits for its terminal's keyboard.
    ReadsKeyboard,
    /// It waits, in the system calls named.
    Waits(Vec<String>),
    /// It computes, or waits for a timer, without end.
    NeverSettles(Activity),
    /// It wanted to listen where the session does not allow it.
    Refused(SocketAddr),
    /// It does not accept the certificate of this host of the mock web site: it brings authorities of its own.
    Distrusts(String),
}

impl Event {
    /// A failure of the harness that no session could time.
    pub fn harness(error: WorldError) -> Self {
        Self {
            at_us: 0,
            kind: EventKind::Harness { error },
        }
    }

    /// The event as one line of JSON.
    pub fn to_line(&self) -> String {
        // Every field is a number, a string, or an enum of them.
        serde_json::to_string(self).unwrap_or_default()
    }
}
