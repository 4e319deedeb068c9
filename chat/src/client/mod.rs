//! The chat client, in a terminal or in a pipe.
//!
//! | part | what it holds |
//! |---|---|
//! | `texts` | the client's table: what each stage prints and sends |
//! | `session` | the conversation: user and server, whoever speaks first |
//! | `wire` | the connection to the server |
//! | `terminal`, `editor` | a user at a terminal: one line being typed, redrawn under messages |
//! | `pipe` | a user that is a pipe or a file: lines, no prompt |

mod editor;
mod pipe;
mod session;
mod terminal;
mod texts;
mod wire;

use std::io::{self, BufRead, BufReader, IsTerminal, Write};

use crate::error::{Error, ErrorKind, Language};
use crate::stage::Stage;
use pipe::Pipe;
use terminal::Terminal;
use texts::Entry;

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
pub async fn join<S>(config: ClientConfig, shutdown: S) -> Result<Outcome, Error>
where
    S: Future<Output = ()>,
{
    let typed = !matches!(texts::of(config.stage).entry, Entry::Hello(_));
    if typed && io::stdin().is_terminal() && io::stdout().is_terminal() {
        let _raw =
            terminal::RawMode::enable().map_err(|error| ErrorKind::Terminal(error).into_error(config.language))?;
        let user = Terminal::new(crossterm::event::EventStream::new(), io::stdout());
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
pub async fn join_piped<R, W, S>(config: ClientConfig, input: R, output: W, shutdown: S) -> Result<Outcome, Error>
where
    R: BufRead + Send + 'static,
    W: Write,
    S: Future<Output = ()>,
{
    session::run(&config, Pipe::new(input, output), shutdown).await
}
