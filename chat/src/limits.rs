//! What a server is to do, and what it puts up with.

use std::time::Duration;

use crate::stage::Stage;

/// What a server is to do.
#[derive(Clone, Debug, Default)]
pub struct ServerConfig {
    /// The stage of the lab whose texts and habits it has.
    pub stage: Stage,
    /// What it puts up with.
    pub limits: Limits,
}

/// What a server puts up with. The memory it can be made to use is about
/// `clients * queue_bytes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest message, in bytes, at least [`Limits::LEAST_MESSAGE_BYTES`]. A longer one is
    /// cut into several messages, never inside a character and rather after a newline than
    /// inside a line; nothing is lost.
    pub message_bytes: usize,
    /// How many clients there may be at once; the next one is told so and turned away.
    pub clients: usize,
    /// How many bytes a client may leave unread, beyond what the system buffers for it, before
    /// it is dropped. It never misses a message while it stays.
    pub queue_bytes: usize,
    /// How long a client may stay without giving its pseudo (`ii_5` and `ii_6`);
    /// [`Duration::MAX`] for as long as it likes.
    pub handshake: Duration,
}

impl Limits {
    /// The lowest [`Limits::message_bytes`]; lower values count as this one.
    pub const LEAST_MESSAGE_BYTES: usize = 16;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: 64 * 1024,
            clients: 1024,
            queue_bytes: 1024 * 1024,
            // Most clients of the lab connect first and ask their user for a pseudo then.
            handshake: Duration::from_mins(1),
        }
    }
}
