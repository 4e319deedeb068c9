//! What is kept of a session that was played: what was seen, and its steps for diagrams.

use crate::{Key, Observer, Phase, Transcript, What};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What was seen of a session: from it, and the lab, all that is said of the session can be told again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// A digest of what was played: a scenario with other steps, files or pages than these needs another session.
    pub script: String,
    /// The handshake that the server was met with where it takes no other, with `{pseudo}` in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handshake: Option<String>,
    /// What the program did.
    pub seen: Transcript,
    /// Of the errors that the program printed, those that point at a line of the submission: which of them, from 0, and
    /// the line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<(usize, Place)>,
}

/// A line of a submission's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The file, relative to the submission's folder.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
}

/// A step as it was played, with what each side should have and has seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResult {
    /// The part of the session.
    pub phase: Phase,
    /// The step as written; empty for the start.
    pub step: String,
    /// What the stimulus is, arrow by arrow: from whom, and the text or the event (`joins`, `FIN`).
    pub sent: Vec<Arrow>,
    /// What the reference did in answer.
    pub expected: Vec<Arrow>,
    /// What the subject did in answer.
    pub seen: Vec<Arrow>,
    /// What the subject printed, or its user saw, for people.
    pub printed: Vec<String>,
    /// Whether `seen` is what was expected, as far as it counts.
    pub same: bool,
}

/// One arrow of a sequence diagram, between somebody and the subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrow {
    /// Who is at its other end; the subject itself for something that it does, or suffers, alone.
    pub party: Observer,
    /// What passes, or happens.
    pub sign: Sign,
}

/// What an arrow stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// A text that is sent or typed, escaped.
    Text(String),
    /// A connection is opened.
    Connects,
    /// An end of a connection is closed in order (FIN).
    Fin,
    /// A connection is broken off (RST).
    Rst,
    /// The actor stops reading.
    Stalls,
    /// The actor reads again.
    Resumes,
    /// A key is pressed; Ctrl-C also for a subject that is stopped.
    Key(Key),
    /// The program is run with these arguments.
    Runs(Vec<String>),
    /// Anything else that was observed.
    Observed(What),
}
