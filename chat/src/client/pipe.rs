//! A user that is a pipe or a file.

use std::io::{self, BufRead, Write};
use std::task::{Context, Poll, ready};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::session::{Input, User};

/// The least time between two lines: what keeps them apart where nothing on the wire does.
const PACE: Duration = Duration::from_millis(10);

pub(crate) struct Pipe<R, W> {
    /// Not read before it is needed: `ii_2` never does.
    input: Option<R>,
    lines: Option<Receiver<io::Result<Input>>>,
    pace: Interval,
    /// The pause before the next line is over.
    rested: bool,
    output: W,
}

impl<R, W> Pipe<R, W> {
    pub(crate) fn new(input: R, output: W) -> Self {
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            input: Some(input),
            lines: None,
            pace,
            rested: false,
            output,
        }
    }
}

impl<R: BufRead + Send + 'static, W: Write> User for Pipe<R, W> {
    fn poll_input(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Input>> {
        if let Some(input) = self.input.take() {
            self.lines = Some(lines_of(input)?);
        }
        let Some(lines) = &mut self.lines else {
            return Poll::Ready(Ok(Input::End));
        };
        if !self.rested {
            ready!(self.pace.poll_tick(cx));
            self.rested = true;
        }
        let line = ready!(lines.poll_recv(cx)).unwrap_or(Ok(Input::End));
        self.rested = false;
        self.pace.reset();
        Poll::Ready(line)
    }

    fn print(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.output, "{line}")?;
        self.output.flush()
    }

    fn prompt(&mut self, _: &'static str) -> io::Result<()> {
        Ok(())
    }

    fn leave(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn is_program(&self) -> bool {
        true
    }
}

/// Reads lines in a thread of its own: a read of standard input cannot be called off, and must
/// keep neither the conversation nor the end of the program waiting.
fn lines_of<R: BufRead + Send + 'static>(input: R) -> io::Result<Receiver<io::Result<Input>>> {
    let (sender, lines) = channel(16);
    thread::Builder::new()
        .name("input".into())
        .spawn(move || read_lines(input, &sender))?;
    Ok(lines)
}

fn read_lines(mut input: impl BufRead, lines: &Sender<io::Result<Input>>) {
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let line = match input.read_until(b'\n', &mut bytes) {
            Ok(0) => return,
            Ok(_) => {
                let text = String::from_utf8_lossy(&bytes);
                Ok(Input::Line(text.trim_end_matches(['\n', '\r']).to_owned()))
            }
            Err(error) => Err(error),
        };
        let failed = line.is_err();
        if lines.blocking_send(line).is_err() || failed {
            return;
        }
    }
}
