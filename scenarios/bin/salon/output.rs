//! What was printed, and what could not be.

use crate::Failure;
use crate::exit::Exit;
use crate::messages::Messages;
use rustix::termios::tcgetwinsize;
use std::io::{self, ErrorKind, IsTerminal};

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

/// Columns of a line on standard output where that is no terminal.
const UNBOUND: usize = 400;

/// Columns of a line on standard output.
pub(crate) fn width() -> usize {
    let out = io::stdout();
    let size = out.is_terminal().then(|| tcgetwinsize(&out).ok()).flatten();
    let columns = size.map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0);
    columns.unwrap_or(UNBOUND)
}
