//! What is known of the world a session was played in.

use serde::{Deserialize, Serialize};

/// How far a session is kept apart from the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Isolation {
    /// Its own user, network, mount, PID, IPC and UTS namespaces.
    Namespaces,
    /// None of its own: addresses are mapped to ones of loopback that nobody else has, and files and system calls are
    /// guarded.
    Mapped,
    /// None: loopback only, and the program may bind or connect to nothing else.
    LoopbackOnly,
}

/// Why a world could not be made. Never the fault of the program under test.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{step}: {cause}")]
pub struct WorldError {
    /// What was being done.
    pub step: String,
    /// What the system answered.
    pub cause: String,
}

impl WorldError {
    /// For a closure in `map_err`: an error of `step` with its cause.
    pub fn at<E: std::fmt::Display>(step: impl Into<String>) -> impl FnOnce(E) -> Self {
        let step = step.into();
        move |cause| Self {
            step,
            cause: cause.to_string(),
        }
    }
}
