//! A user at a terminal.
//!
//! The last row holds the prompt and the line being typed. A message takes that row's place, and
//! the row is drawn again below it: what is typed is never mixed with what arrives. The row never
//! wraps, a longer line scrolls sideways, so that drawing it again is always one row's work.

use std::future::poll_fn;
use std::io::{self, Write};
use std::pin::Pin;

use crossterm::cursor::MoveToColumn;
use crossterm::event::Event;
use crossterm::queue;
use crossterm::style::Print;
use crossterm::terminal::{self, Clear, ClearType};
use futures_core::Stream;
use unicode_width::UnicodeWidthStr;

use super::config::Outcome;
use super::editor::Editor;
use super::user::{Said, User};

/// Where the size is unknown.
const COLUMNS: usize = 80;

/// A terminal in raw mode, until this is dropped.
pub(crate) struct Terminal<E, W> {
    keys: E,
    screen: W,
    columns: usize,
    editor: Editor,
    /// None: no line is asked for.
    prompt: Option<&'static str>,
    /// What the last row shows in front of the cursor; none: more than that, or who knows.
    row: Option<String>,
}

impl<E, W: Write> Terminal<E, W> {
    /// The terminal must be in raw mode. Its former state comes back also if the program panics.
    pub(crate) fn new(keys: E, screen: W) -> Self {
        Self {
            keys,
            screen,
            columns: terminal::size().map_or(COLUMNS, |(columns, _)| usable(columns)),
            editor: Editor::default(),
            prompt: None,
            row: Some(String::new()),
        }
    }

    /// Makes the last row show this, with the cursor in this column. The usual key adds to the
    /// end: no more is written than a terminal would echo.
    fn show(&mut self, row: String, cursor: usize) -> io::Result<()> {
        let at_end = cursor == row.width();
        let shown = self.row.as_deref().filter(|_| at_end);
        if let Some(added) = shown.and_then(|shown| row.strip_prefix(shown)) {
            queue!(self.screen, Print(added))?;
        } else {
            queue!(self.screen, MoveToColumn(0), Clear(ClearType::UntilNewLine))?;
            queue!(self.screen, Print(&row))?;
        }
        if !at_end {
            queue!(self.screen, MoveToColumn(u16::try_from(cursor).unwrap_or(u16::MAX)))?;
        }
        self.row = at_end.then_some(row);
        Ok(())
    }

    /// Leaves a line behind in full, and goes to the next row.
    fn settle(&mut self, line: String) -> io::Result<()> {
        let end = line.width();
        self.show(line, end)?;
        self.row = Some(String::new());
        queue!(self.screen, Print("\r\n"))
    }

    /// Shows the prompt and the line being typed.
    fn draw(&mut self) -> io::Result<()> {
        if let Some(prompt) = self.prompt {
            let margin = prompt.width();
            let (line, cursor) = self.editor.view(self.columns.saturating_sub(margin));
            self.show(format!("{prompt}{line}"), margin + cursor)?;
        }
        self.screen.flush()
    }
}

impl<E: Stream<Item = io::Result<Event>> + Unpin, W: Write> User for Terminal<E, W> {
    const IS_PROGRAM: bool = false;

    async fn input(&mut self) -> io::Result<Said> {
        while let Some(event) = poll_fn(|cx| Pin::new(&mut self.keys).poll_next(cx)).await {
            match event? {
                Event::Key(key) => {
                    if let Some(said) = self.editor.press(key) {
                        if let Ok(line) = &said {
                            // The editor has given the line away: it follows an empty one.
                            self.leave(line)?;
                        }
                        return Ok(said);
                    }
                }
                Event::Resize(columns, _) => {
                    self.columns = usable(columns);
                    // What the terminal has made of the row is not known.
                    self.row = None;
                }
                _ => continue,
            }
            self.draw()?;
        }
        Ok(Err(Outcome::Finished))
    }

    fn print(&mut self, text: &str) -> io::Result<()> {
        text.lines().try_for_each(|line| self.settle(line.to_owned()))?;
        self.draw()
    }

    fn prompt(&mut self, prompt: &'static str) -> io::Result<()> {
        self.prompt = Some(prompt);
        self.draw()
    }

    fn leave(&mut self, mark: &str) -> io::Result<()> {
        if let Some(prompt) = self.prompt.take() {
            self.settle(format!("{prompt}{}{mark}", self.editor.line()))?;
        }
        self.screen.flush()
    }
}

impl<E, W> Drop for Terminal<E, W> {
    fn drop(&mut self) {
        // Nothing more can be done for a terminal that is gone.
        let _ = terminal::disable_raw_mode();
    }
}

/// Some terminals, such as those of test programs, say that they have no columns at all.
fn usable(columns: u16) -> usize {
    if columns == 0 { COLUMNS } else { columns.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
    use std::collections::VecDeque;
    use std::task::{Context, Poll};

    /// Keys that are pressed at once, then none any more.
    struct Keys(VecDeque<Event>);

    impl Stream for Keys {
        type Item = io::Result<Event>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.pop_front().map(Ok))
        }
    }

    fn typing(text: &str) -> Terminal<Keys, Vec<u8>> {
        let key = |code| Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
        let code = |c| {
            if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) }
        };
        let keys = Keys(text.chars().map(|c| key(code(c))).collect());
        let mut user = Terminal::new(keys, Vec::new());
        user.columns = 20;
        user
    }

    /// The rows a terminal would show, of what is written since the last call.
    fn rows(user: &mut Terminal<Keys, Vec<u8>>) -> Vec<String> {
        let written = String::from_utf8(std::mem::take(&mut user.screen)).unwrap();
        let shown = |row: &str| {
            let last = row.rsplit("\x1b[1G\x1b[K").next().unwrap_or_default().to_owned();
            last.split("\x1b[").next().unwrap_or_default().to_owned()
        };
        written.split("\r\n").map(shown).collect()
    }

    #[tokio::test]
    async fn a_typed_line_stays_on_the_screen() {
        let mut user = typing("salut\n");
        user.prompt("Vous : ").unwrap();
        let input = user.input().await.unwrap();
        assert_eq!(input, Ok("salut".into()));
        assert_eq!(user.screen, b"Vous : salut\r\n", "as if the terminal had echoed it");
        user.prompt("Vous : ").unwrap();
        assert_eq!(rows(&mut user), ["Vous : salut", "Vous : "]);
    }

    #[tokio::test]
    async fn a_message_goes_above_the_line_being_typed() {
        let mut user = typing("sal");
        user.prompt("Vous : ").unwrap();
        assert_eq!(user.input().await.unwrap(), Err(Outcome::Finished));
        rows(&mut user);
        user.print("jin a dit : coucou").unwrap();
        assert_eq!(rows(&mut user), ["jin a dit : coucou", "Vous : sal"]);
        user.leave("^C").unwrap();
        user.print("Client arrêté manuellement.").unwrap();
        assert_eq!(rows(&mut user), ["^C", "Client arrêté manuellement.", ""]);
    }

    #[tokio::test]
    async fn a_terminal_without_a_size_shows_what_is_typed() {
        let mut user = typing("salut");
        user.keys.0.push_front(Event::Resize(0, 0));
        user.prompt("Vous : ").unwrap();
        let _ = user.input().await.unwrap();
        assert_eq!(rows(&mut user), ["Vous : salut"]);
    }

    #[tokio::test]
    async fn a_long_line_takes_one_row_until_it_is_sent() {
        let mut user = typing("0123456789abcdef");
        user.prompt("Vous : ").unwrap();
        let _ = user.input().await.unwrap();
        assert_eq!(rows(&mut user), ["Vous : 456789abcdef"]);
        user.keys
            .0
            .push_back(Event::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)));
        let _ = user.input().await.unwrap();
        assert_eq!(rows(&mut user), ["Vous : 0123456789abcdef", ""]);
    }
}
