//! The server's console: lines are gathered and written once for each batch of events.

use std::io::Write;

pub(crate) struct Console<W> {
    sink: W,
    lines: String,
}

impl<W: Write> Console<W> {
    pub(crate) fn new(sink: W) -> Self {
        Self {
            sink,
            lines: String::new(),
        }
    }

    /// Adds one line, made of these parts.
    pub(crate) fn line(&mut self, parts: &[&str]) {
        self.lines.extend(parts.iter().copied());
        self.lines.push('\n');
    }

    /// How many bytes wait to be written.
    pub(crate) fn pending(&self) -> usize {
        self.lines.len()
    }

    /// Writes the lines. A console that cannot be written to is no reason to throw the clients
    /// out: such lines are lost, as on a terminal that was closed.
    pub(crate) fn flush(&mut self) {
        if !self.lines.is_empty() {
            let _ = self.sink.write_all(self.lines.as_bytes());
            let _ = self.sink.flush();
            self.lines.clear();
        }
    }
}
