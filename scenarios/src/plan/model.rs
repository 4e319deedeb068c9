//! The checked form of a scenario: what the session runner executes.

use super::Language;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A text shown to users, in the two languages of the lab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Text {
    /// French, the language of the sheets.
    #[schemars(length(min = 1))]
    pub fr: String,
    /// English.
    #[schemars(length(min = 1))]
    pub en: String,
}

/// What kind of program a scenario puts under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SubjectKind {
    /// A chat server; the actors are its clients.
    Server,
}

/// A stage of a lab: what its subject speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Its name as in the lab file and in the folder of its scenarios, for example `ii_6`.
    pub name: String,
    /// What a client sends on `joins`, with `{pseudo}` for the actor's name (`Hello|{pseudo}`,
    /// sheet part II.5); `None` where the stage knows no handshake.
    pub handshake: Option<String>,
}

/// An actor's place in [`Scenario::actors`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActorId(pub usize);

/// One who takes part in a scenario: for a server subject, a client under the runner's control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The pseudo, which is also the name used in steps and transcripts.
    pub name: String,
}

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
    /// The kind of program under test.
    pub subject: SubjectKind,
    /// Those who take part, in the order in which the steps name them.
    pub actors: Vec<Actor>,
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
}

/// Who does what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Who.
    pub actor: ActorId,
    /// What.
    pub verb: Verb,
}

/// What an actor can do to a server.
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
}

/// Something that can be seen of the subject in answer to a stimulus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observation {
    /// The actor receives any text.
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
}

impl Text {
    /// The text in one of the languages.
    pub fn in_language(&self, language: Language) -> &str {
        language.pick(&self.fr, &self.en)
    }
}

impl Scenario {
    /// Its stage and name: `ii_6/departure`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.stage.name, self.name)
    }
}
