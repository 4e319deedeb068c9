//! A user at a terminal.
//!
//! The last row holds the prompt and the line being typed. A message takes that row's place, and
//! the row is drawn again below it: what is typed is never mixed with what arrives. The row never
//! wraps, a longer line scrolls sideways, so that drawing it again is always one row's work.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crossterm::cursor::MoveToColumn;
use crossterm::event::{Event, KeyEvent};
use crossterm::queue;
use crossterm::style::Print;
use crossterm::terminal::{self, Clear, ClearType};
use futures_core::Stream;
use unicode_width::UnicodeWidthStr;

use super::editor::{Action, Editor};
use super::session::{Input, User};

/// Where the size is unknown.
const COLUMNS: usize = 80;

/// Raw mode, for as long as this lives, also if the program panics.
pub(crate) struct RawMode(());

impl RawMode {
    pub(crate) fn enable() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        Ok(Self(()))
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        // Nothing more can be done for a terminal that is gone.
        let _ = terminal::disable_raw_mode();
    }
}

pub(crate) struct Terminal<E, W> {
    keys: E,
    screen: W,
    columns: usize,
    editor: Editor,
    /// None: no line is asked for.
    prompt: Option<&'static str>,
    /// The cursor is on an empty row.
    fresh: bool,
}

impl<E, W: Write> Terminal<E, W> {
    pub(crate) fn new(keys: E, screen: W) -> Self {
        let columns = terminal::size().map_or(COLUMNS, |(columns, _)| usable(columns));
        Self {
            keys,
            screen,
            columns,
            editor: Editor::default(),
            prompt: None,
            fresh: true,
        }
    }

    /// Draws the row of the prompt again.
    fn draw(&mut self) -> io::Result<()> {
        if let Some(prompt) = self.prompt {
            let (line, cursor) = self.editor.view(self.room());
            self.clear()?;
            queue!(self.screen, Print(prompt), Print(&line))?;
            if cursor != line.width() {
                let column = u16::try_from(prompt.width() + cursor).unwrap_or(u16::MAX);
                queue!(self.screen, MoveToColumn(column))?;
            }
            self.fresh = false;
        }
        self.screen.flush()
    }

    fn clear(&mut self) -> io::Result<()> {
        if self.fresh {
            return Ok(());
        }
        queue!(self.screen, MoveToColumn(0), Clear(ClearType::UntilNewLine))
    }

    /// Leaves a line behind in full, and goes to the next row.
    fn settle(&mut self, prompt: &str, line: &str) -> io::Result<()> {
        self.clear()?;
        self.fresh = true;
        queue!(self.screen, Print(prompt), Print(line), Print("\r\n"))
    }

    /// Leaves the line being typed behind, and asks for no other. `shown` is the part of it
    /// on the screen and the cursor's column there.
    fn settle_typed(&mut self, line: &str, shown: &(String, usize), mark: &str) -> io::Result<()> {
        let Some(prompt) = self.prompt.take() else {
            return Ok(());
        };
        if shown.0 == line && shown.1 == line.width() {
            self.fresh = true;
            return queue!(self.screen, Print(mark), Print("\r\n"));
        }
        self.settle(prompt, &format!("{line}{mark}"))
    }

    /// Columns for the line being typed.
    fn room(&self) -> usize {
        let margin = self.prompt.unwrap_or_default().width();
        self.columns.saturating_sub(margin)
    }

    fn press(&mut self, key: KeyEvent) -> io::Result<Option<Input>> {
        let room = self.room();
        let before = self.editor.view(room);
        match self.editor.press(key) {
            Action::Edited => {
                let after = self.editor.view(room);
                match after.0.strip_prefix(&before.0) {
                    // The usual key adds to the end: no more is written than a terminal would echo.
                    Some(added) if before.1 == before.0.width() && after.1 == after.0.width() => {
                        if self.prompt.is_some() {
                            queue!(self.screen, Print(added))?;
                        }
                        self.screen.flush()?;
                    }
                    _ => self.draw()?,
                }
                Ok(None)
            }
            Action::Submitted(line) => {
                self.settle_typed(&line, &before, "")?;
                self.screen.flush()?;
                Ok(Some(Input::Line(line)))
            }
            Action::Interrupted => Ok(Some(Input::Interrupt)),
            Action::Ended => Ok(Some(Input::End)),
        }
    }
}

impl<E, W> User for Terminal<E, W>
where
    E: Stream<Item = io::Result<Event>> + Unpin,
    W: Write,
{
    fn poll_input(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Input>> {
        while let Some(event) = ready!(Pin::new(&mut self.keys).poll_next(cx)) {
            match event? {
                Event::Key(key) => {
                    if let Some(input) = self.press(key)? {
                        return Poll::Ready(Ok(input));
                    }
                }
                Event::Resize(columns, _) => {
                    self.columns = usable(columns);
                    self.draw()?;
                }
                _ => {}
            }
        }
        Poll::Ready(Ok(Input::End))
    }

    fn print(&mut self, line: &str) -> io::Result<()> {
        self.settle("", line)?;
        self.draw()
    }

    fn prompt(&mut self, prompt: &'static str) -> io::Result<()> {
        self.prompt = Some(prompt);
        self.draw()
    }

    fn leave(&mut self, mark: &str) -> io::Result<()> {
        let shown = self.editor.view(self.room());
        self.settle_typed(&self.editor.line(), &shown, mark)?;
        self.screen.flush()
    }

    fn is_program(&self) -> bool {
        false
    }
}

/// Some terminals, such as those of test programs, say that they have no columns at all.
fn usable(columns: u16) -> usize {
    if columns == 0 { COLUMNS } else { columns.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyModifiers};
    use std::collections::VecDeque;
    use std::future::poll_fn;

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
        let input = poll_fn(|cx| user.poll_input(cx)).await.unwrap();
        assert_eq!(input, Input::Line("salut".into()));
        assert_eq!(user.screen, b"Vous : salut\r\n", "as if the terminal had echoed it");
        user.prompt("Vous : ").unwrap();
        assert_eq!(rows(&mut user), ["Vous : salut", "Vous : "]);
    }

    #[tokio::test]
    async fn a_message_goes_above_the_line_being_typed() {
        let mut user = typing("sal");
        user.prompt("Vous : ").unwrap();
        assert_eq!(poll_fn(|cx| user.poll_input(cx)).await.unwrap(), Input::End);
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
        poll_fn(|cx| user.poll_input(cx)).await.unwrap();
        assert_eq!(rows(&mut user), ["Vous : salut"]);
    }

    #[tokio::test]
    async fn a_long_line_takes_one_row_until_it_is_sent() {
        let mut user = typing("0123456789abcdef");
        user.prompt("Vous : ").unwrap();
        poll_fn(|cx| user.poll_input(cx)).await.unwrap();
        assert_eq!(rows(&mut user), ["Vous : 456789abcdef"]);
        user.keys
            .0
            .push_back(Event::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)));
        poll_fn(|cx| user.poll_input(cx)).await.unwrap();
        assert_eq!(rows(&mut user), ["Vous : 0123456789abcdef", ""]);
    }
}
