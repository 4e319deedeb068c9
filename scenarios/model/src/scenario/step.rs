//! One step: who does what, and what may be seen in answer.

use serde::{Deserialize, Serialize};

/// An actor's place in [`Scenario::actors`](super::Scenario::actors).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActorId(pub usize);

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

/// What an actor can do. To a client under test [`SERVER`](super::SERVER) can send, leave and drop, other pseudos
/// can join, say and leave, and [`USER`](super::USER) can type and press.
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
    /// The actor receives any text; [`USER`](super::USER) sees any on the screen.
    Receives(ActorId),
    /// The actor's connection is closed or broken off by the subject.
    Disconnected(ActorId),
}
