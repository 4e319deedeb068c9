use std::fmt;
use std::str::FromStr;

/// How the waits of a workload are organised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// One wait after the other, as `web_sync` does.
    #[default]
    Sync,
    /// All waits at once on one thread, as `web_async` does.
    Async,
    /// All waits at once, a thread each, as the older sheet teaches.
    Threads,
}

impl Mode {
    /// All modes, in the order of the table.
    pub const ALL: [Self; 3] = [Self::Sync, Self::Async, Self::Threads];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::Async => "async",
            Self::Threads => "threads",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A name that is none of the modes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}': sync, async, threads")]
pub struct UnknownMode(pub String);

impl FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(name: &str) -> Result<Self, UnknownMode> {
        Self::ALL
            .into_iter()
            .find(|mode| mode.name() == name)
            .ok_or_else(|| UnknownMode(name.to_owned()))
    }
}
