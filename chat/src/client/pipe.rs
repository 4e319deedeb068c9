//! A user that is a pipe or a file.

use std::io::{self, BufRead, Write};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{Instant, sleep_until};

use super::config::Outcome;
use super::user::{Said, User};

/// The least time between two lines: what keeps them apart where nothing on the wire does.
const PACE: Duration = Duration::from_millis(10);

/// Lines read ahead of the conversation.
const AHEAD: usize = 16;

type Line = io::Result<Vec<u8>>;

pub(crate) struct Pipe<R, W> {
    /// Not read before it is needed: `ii_2` never does.
    unread: Option<(R, Sender<Line>)>,
    lines: Receiver<Line>,
    /// When the pause before the next line is over.
    rested: Instant,
    output: W,
}

impl<R, W> Pipe<R, W> {
    pub(crate) fn new(input: R, output: W) -> Self {
        let (sender, lines) = channel(AHEAD);
        Self {
            unread: Some((input, sender)),
            lines,
            rested: Instant::now(),
            output,
        }
    }
}

impl<R: BufRead + Send + 'static, W: Write> User for Pipe<R, W> {
    const IS_PROGRAM: bool = true;

    async fn input(&mut self) -> io::Result<Said> {
        if let Some((input, lines)) = self.unread.take() {
            // In a thread of its own: a read of standard input cannot be called off, and must
            // keep neither the conversation nor the end of the program waiting.
            let read = move || _ = input.split(b'\n').try_for_each(|line| lines.blocking_send(line));
            thread::Builder::new().name("input".into()).spawn(read)?;
        }
        sleep_until(self.rested).await;
        let Some(line) = self.lines.recv().await else {
            return Ok(Err(Outcome::Finished));
        };
        self.rested = Instant::now() + PACE;
        let line = String::from_utf8_lossy(&line?).trim_end_matches('\r').to_owned();
        Ok(Ok(line))
    }

    fn print(&mut self, text: &str) -> io::Result<()> {
        if !text.is_empty() {
            writeln!(self.output, "{text}")?;
        }
        self.output.flush()
    }
}
