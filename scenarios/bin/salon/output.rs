//! What was printed, and what could not be.

use crate::Failure;
use crate::exit::Exit;
use crate::messages::Messages;
use std::io::{self, ErrorKind};

/// What becomes of a command whose output was written so: whoever reads it may have seen enough, as in
/// `salon run | head`; any other failure is trouble, as a full disk.
pub(crate) fn printed(written: io::Result<()>, words: Messages) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(Exit::Trouble, words.unprintable(&error)))
        }
        _ => Ok(()),
    }
}
