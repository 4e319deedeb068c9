//! A whole scenario: its cast, its steps, and what is expected of it.

use super::stage::{Stage, SubjectKind};
use super::step::Step;
use crate::Text;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A checked scenario. Every actor named in a step exists, and no actor acts after it left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// The file's name without its extension.
    pub name: String,
    /// The file it was read from; its reference transcript lies beside it.
    pub path: PathBuf,
    /// The stage it belongs to.
    pub stage: Stage,
    /// One line that says what it is about.
    pub title: Text,
    /// Shown when it fails.
    pub hint: Option<Text>,
    /// What it is worth, in points.
    pub points: u32,
    /// Those who take part: for a server subject in the order in which the steps name them; for a
    /// client subject [`SERVER`] and [`USER`] first; for a program [`SITE`] alone.
    pub actors: Vec<Actor>,
    /// Whether the clients of a server all have the same IP address, and differ in their ports alone.
    #[serde(default)]
    pub same_address: bool,
    /// The hosts of the mock web site that a program may ask for pages.
    pub site: Vec<Host>,
    /// Files laid into the working directory of a program before it is run.
    pub files: Vec<File>,
    /// Sets the scene: replayed and recorded, not judged.
    pub given: Vec<Step>,
    /// Judged, step by step.
    pub when: Vec<Step>,
    /// Expectations written by hand, beyond the reference transcript.
    pub then: Vec<Expectation>,
}

impl Scenario {
    /// The kind of program under test.
    pub fn subject(&self) -> SubjectKind {
        self.stage.subject
    }

    /// Its stage and name: `ii_6/departure`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.stage.name, self.name)
    }
}

/// One who takes part in a scenario: for a server subject, a client under the runner's control; for a
/// client subject, [`USER`], [`SERVER`] and other pseudos; for a program, [`SITE`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The pseudo, which is also the name used in steps and transcripts.
    pub name: String,
}

/// The actor at the keyboard of a client under test.
pub const USER: &str = "user";
/// The actor that a client under test connects to.
pub const SERVER: &str = "server";
/// The actor that a program under test asks for web pages.
pub const SITE: &str = "site";

/// A host of the mock web site, `https://NAME`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Its name, for example `www.un.test`.
    pub name: String,
    /// What becomes of requests.
    pub answer: Answer,
}

/// What a host of the mock web site does with requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Sends its page. Answers are given in the order of their delays, each when the program has
    /// nothing left to do but wait: no time passes for it.
    Page {
        /// The delay, in milliseconds.
        delay_ms: u32,
    },
    /// Nobody listens there.
    Dead,
}

/// A file for a program under test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name, without a folder.
    pub name: String,
    /// What is in it, to the byte.
    pub content: String,
}

/// An expectation written by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// During `when`, the subject's terminal shows a line that contains this text. Addresses are
    /// written as in transcripts, for example `<vince.addr>`.
    ServerPrints(String),
    /// At the end the subject is still running.
    ServerKeepsRunning,
    /// During `when`, or at its start, a client has sent exactly this text and nothing else, line ends
    /// included.
    ServerReceivesExactly(String),
    /// A client or program shows no traceback (a Python error that nothing caught).
    NoTraceback,
    /// A program prints two counters, one after the other, with pauses between the numbers; lines
    /// that are no whole numbers do not count.
    CountsInSequence,
    /// A program prints two counters that advance together.
    CountsTogether,
    /// A program asks for several pages before the first comes.
    PagesAtOnce,
    /// A program asks for a page only when the one before has come.
    PagesInTurn,
}
