//! What a client is to do, and how it may end.

use crate::stage::Stage;
use salon_model::Language;

/// What a client is to do.
#[derive(Clone, Debug, Default)]
pub struct ClientConfig {
    /// The stage of the lab whose texts and habits it has; `ii_4`, which has no client of its
    /// own, uses that of `ii_3`.
    pub stage: Stage,
    /// The server's IP address or name.
    pub address: String,
    /// The server's port.
    pub port: u16,
    /// The pseudo, for the stages that have one; none: the user is asked.
    pub pseudo: Option<String>,
    /// The language of errors.
    pub language: Language,
}

impl ClientConfig {
    /// The server as the user named it: `10.2.2.2:8888`, `[::1]:8888`.
    pub(crate) fn server(&self) -> String {
        let Self { address, port, .. } = self;
        if address.contains(':') {
            format!("[{address}]:{port}")
        } else {
            format!("{address}:{port}")
        }
    }
}

/// How a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The user had nothing more to say (end of input), or the stage's one exchange is done.
    Finished,
    /// The user pressed Ctrl-C, or `shutdown` completed.
    Interrupted,
    /// The server closed the connection or was lost.
    ServerGone,
}
