//! The checked form of a scenario: what the session runner executes.

use crate::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What kind of program a stage puts under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SubjectKind {
    /// A chat server; the actors are its clients.
    #[default]
    Server,
    /// A chat client in a terminal; the actors are the user at its keyboard, the server it asks for,
    /// and other pseudos who talk through that server.
    Client,
    /// A program that is run, does its work and ends; the actor is a web site it may ask for pages.
    Program,
}

impl SubjectKind {
    /// Every kind, in the order in which people write them.
    pub const ALL: [Self; 3] = [Self::Server, Self::Client, Self::Program];

    /// How it is called in scenario files, lab files and transcripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Client => "client",
            Self::Program => "program",
        }
    }
}

/// A stage of a lab: what its subject is, and what it speaks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stage {
    /// Its name as in the lab file and in the folder of its scenarios, for example `ii_6`.
    pub name: String,
    /// The kind of program under test.
    pub subject: SubjectKind,
    /// What a client sends on `joins`, with `{pseudo}` for the actor's name (`Hello|{pseudo}`,
    /// sheet part II.5); `None` where the stage knows no handshake.
    pub handshake: Option<String>,
    /// What the server sends to a client when someone else says something, with `{pseudo}` and
    /// `{text}` (`{pseudo} a dit : {text}`, sheet part II.5); needed for `bob says` to a client.
    pub relay: Option<String>,
    /// What the server sends when someone else arrives, with `{pseudo}`.
    pub arrival: Option<String>,
    /// What the server sends when someone else leaves, with `{pseudo}`.
    pub departure: Option<String>,
    /// The arguments with which salon itself is the reference program of this stage, for example
    /// `serve --stage ii_6 --port 0`; empty where only recorded transcripts are.
    pub reference: Vec<String>,
}

impl Stage {
    /// Its name as in the sheet's file names: `ii_6` for the stages `ii_6` and `ii_6_client`, which are of
    /// one part of the sheet. `{stage}` in commands stands for it.
    pub fn sheet_name(&self) -> &str {
        match self.subject {
            SubjectKind::Client => self.name.strip_suffix("_client").unwrap_or(&self.name),
            SubjectKind::Server | SubjectKind::Program => &self.name,
        }
    }
}

impl Stage {
    /// What a server sends to a client when `pseudo`, someone else, joins, says something or leaves; `None`
    /// for other verbs, and where the stage knows no text for it.
    pub fn told(&self, pseudo: &str, verb: &Verb) -> Option<String> {
        let (template, said) = match verb {
            Verb::Joins => (&self.arrival, ""),
            Verb::Says(text) => (&self.relay, text.as_str()),
            Verb::Leaves => (&self.departure, ""),
            _ => return None,
        };
        let template = template.as_ref()?;
        // The text last: a pseudo cannot hold braces, a text can.
        Some(template.replace("{pseudo}", pseudo).replace("{text}", said))
    }
}

/// An actor's place in [`Scenario::actors`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActorId(pub usize);

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

/// One line of a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The step as it was written, in one line, for transcripts: `jin leaves`.
    pub source: String,
    /// Its line in the file, from 1.
    pub line: usize,
    /// What happens.
    pub stimulus: Stimulus,
    /// What may or may not be observed in answer.
    pub optional: Vec<Observation>,
}

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

/// What happens in a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stimulus {
    /// One actor does one thing.
    Act(Action),
    /// Several actors each do one thing at once, without waiting for the subject in between.
    Together(Vec<Action>),
    /// The subject gets SIGINT, as from Ctrl-C in its terminal.
    ServerStops,
    /// The program is run with these arguments.
    Run(Vec<String>),
}

impl Stimulus {
    /// What actors do in it; nothing where the subject itself is stopped or run.
    pub fn actions(&self) -> &[Action] {
        match self {
            Self::Act(action) => std::slice::from_ref(action),
            Self::Together(actions) => actions,
            Self::ServerStops | Self::Run(_) => &[],
        }
    }
}

/// Who does what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Who.
    pub actor: ActorId,
    /// What.
    pub verb: Verb,
}

/// What an actor can do. To a client under test [`SERVER`] can send, leave and drop, other pseudos
/// can join, say and leave, and [`USER`] can type and press.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Opens a TCP connection and says nothing.
    Connects,
    /// Opens a TCP connection and does the stage's handshake.
    Joins,
    /// Sends a chat message, exactly this text.
    Says(String),
    /// Sends these bytes.
    Sends(Vec<u8>),
    /// Closes the connection in order (FIN).
    Leaves,
    /// Breaks the connection off (RST).
    Drops,
    /// Sends FIN and goes on reading (half-close).
    ClosesWriteSide,
    /// Stops reading, so that what the subject sends piles up.
    Stalls,
    /// Reads again after a stall.
    Resumes,
    /// Types a line and presses Enter.
    Types(String),
    /// Presses a key.
    Presses(Key),
}

/// A key of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// Interrupts the program (SIGINT).
    CtrlC,
    /// Ends the input.
    CtrlD,
    /// Ends a line.
    Enter,
}

impl Key {
    /// Every key.
    pub const ALL: [Self; 3] = [Self::CtrlC, Self::CtrlD, Self::Enter];

    /// How it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::CtrlC => "ctrl-c",
            Self::CtrlD => "ctrl-d",
            Self::Enter => "enter",
        }
    }
}

/// Something that can be seen of the subject in answer to a stimulus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observation {
    /// The actor receives any text; [`USER`] sees any on the screen.
    Receives(ActorId),
    /// The actor's connection is closed or broken off by the subject.
    Disconnected(ActorId),
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
