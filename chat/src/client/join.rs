//! Joining the chat: which kind of user there is, and the conversation it has.

use std::io::{self, BufRead, BufReader, IsTerminal, Write};

use crossterm::event::EventStream;
use crossterm::terminal::enable_raw_mode;

use super::config::{ClientConfig, Outcome};
use super::pipe::Pipe;
use super::session;
use super::terminal::Terminal;
use super::texts;
use crate::error::{Error, ErrorKind};

/// Takes part in the chat from standard input and output until the user or the server leaves, or
/// `shutdown` completes.
///
/// If both are a terminal, it is in raw mode meanwhile and in its former state afterwards,
/// whatever happens. Otherwise the lines of standard input are the messages (the first one the
/// pseudo, where one is asked for), and no prompt is printed.
///
/// The pseudo is asked for before connecting: "dès sa connexion, le client envoie un message
/// contenant son pseudo" (sheet part II.5), and servers do not wait for ever.
///
/// # Errors
/// The server cannot be reached, or the terminal fails.
pub async fn join(config: ClientConfig, shutdown: impl Future<Output = ()>) -> Result<Outcome, Error> {
    let talks = !texts::of(config.stage).prompt.is_empty();
    if talks && io::stdin().is_terminal() && io::stdout().is_terminal() {
        enable_raw_mode().map_err(|error| ErrorKind::from(error).told_in(config.language))?;
        let user = Terminal::new(EventStream::new(), io::stdout());
        session::run(&config, user, shutdown).await
    } else {
        join_piped(config, BufReader::new(io::stdin()), io::stdout(), shutdown).await
    }
}

/// As [`join`] without a terminal, with any input and output. The input is read in a thread of
/// its own, which is left behind if it is still waiting for a line in the end.
///
/// Messages have no newline on the wire, so what keeps two lines apart is time: they are sent
/// at least 10 ms from each other, and the first one only once the server has said something
/// about the pseudo, or after half a second. A server that is busy for longer may still read two
/// lines as one message. At the end of the input the client closes its sending side and shows
/// what the server still sends, for at most two seconds.
///
/// # Errors
/// As [`join`].
pub async fn join_piped(
    config: ClientConfig,
    input: impl BufRead + Send + 'static,
    output: impl Write,
    shutdown: impl Future<Output = ()>,
) -> Result<Outcome, Error> {
    session::run(&config, Pipe::new(input, output), shutdown).await
}
