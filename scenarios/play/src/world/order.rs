//! What a world is asked for, on its way from the machine into it.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A world to be made, and the session to be played in it. The world looks into what it needs to see, and hands
/// the rest on as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order<Session> {
    /// Folders under people's homes and other places emptied in the world that the program needs.
    pub keep: Vec<PathBuf>,
    /// The program's own folder: it can be written to, and what lies beside it is hidden.
    pub own: PathBuf,
    /// Where that folder is a copy, the folder that it was copied from; else itself.
    pub original: PathBuf,
    /// Files that are covered wherever they are visible: other services' sockets, and the harness itself.
    pub covered: Vec<PathBuf>,
    /// `None` only to see whether a world can be made.
    pub session: Option<Session>,
}
