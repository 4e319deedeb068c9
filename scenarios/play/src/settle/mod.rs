//! Deciding that nothing more will come, without waiting.
//!
//! A subject has *settled* when all its threads are blocked without a time-out and every queue
//! between it and the actors is empty: then nothing can happen until the next stimulus. That is
//! proved from `/proc` and the kernel's socket diagnosis, never guessed from silence, so the
//! answer does not depend on how fast or how busy the machine is. What cannot be proved is said:
//! see [`salon_model::Settling`].

mod calls;
mod faults;
mod files;
mod finding;
mod history;
mod probe;
mod sockets;
mod wait;

pub use finding::Finding;
pub(crate) use history::Stage;
pub use probe::Probe;
pub use sockets::{Endpoint, Wires};
pub use wait::Timer;
