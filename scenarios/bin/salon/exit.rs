//! Exit statuses, as the README documents them.

use std::process::ExitCode;

/// How the command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Everything was as it should be.
    Fine = 0,
    /// Something was tested and did not do as the reference does, or the chat ended because the
    /// server went away.
    Differs = 1,
    /// The arguments were wrong (also clap's own status).
    Usage = 2,
    /// A scenario, a lab or a recorded reference was wrong.
    BadScenario = 3,
    /// The harness, the network or the machine failed.
    Trouble = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
