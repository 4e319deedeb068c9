//! What a user sees on the screen of a terminal.
//!
//! Prompts that are drawn again, echoed keys, colours and cursor movements are for the terminal to
//! understand, not for us: a terminal emulator makes rows of text of them, and what is new in the rows
//! is what the user sees.

use std::num::NonZeroU16;

/// As the session's terminal is.
const COLUMNS: NonZeroU16 = NonZeroU16::new(200).unwrap();
/// More than the session's terminal has, so that little ever scrolls away.
const ROWS: NonZeroU16 = NonZeroU16::new(200).unwrap();

/// Most sequences in a step that change more of the screen than where the cursor is: each is work for
/// every cell, and a flood of them would take minutes.
const SWEEPING: u32 = 500;
/// Most columns that a character is repeated over by one sequence (REP).
const REPEATED: &[u8] = b"200";
/// How long the beginning of a sequence may be that waits for its end.
const BEGINNING: usize = 64;

/// A terminal's screen.
pub(super) struct Screen {
    parser: vt100::Parser,
    /// What was there when it was last looked at.
    before: Vec<String>,
    /// What was seen since then and has been cleared away.
    cleared: Vec<String>,
    /// Sequences that changed much of the screen since then.
    sweeping: u32,
    /// The beginning of a sequence whose end has not come yet.
    beginning: Vec<u8>,
}

impl Screen {
    pub(super) fn new() -> Self {
        Self::with_rows(ROWS)
    }

    fn with_rows(rows: NonZeroU16) -> Self {
        Self {
            parser: vt100::Parser::new(rows, COLUMNS, 0),
            before: Vec::new(),
            cleared: Vec::new(),
            sweeping: 0,
            beginning: Vec::new(),
        }
    }

    /// Shows what a program wrote.
    pub(super) fn show(&mut self, bytes: &[u8]) {
        let bytes = [std::mem::take(&mut self.beginning).as_slice(), bytes].concat();
        let mut rest = bytes.as_slice();
        while let Some(at) = rest.iter().position(|&byte| byte == 0x1b) {
            self.parser.process(&rest[..at]);
            rest = &rest[at..];
            match Sequence::at(rest) {
                Some((sequence, length)) => {
                    self.obey(sequence, &rest[..length]);
                    rest = &rest[length..];
                }
                None if rest.len() <= BEGINNING && !rest[1..].contains(&0x1b) => {
                    self.beginning = rest.to_vec();
                    return;
                }
                None => {
                    self.parser.process(&rest[..1]);
                    rest = &rest[1..];
                }
            }
        }
        self.parser.process(rest);
    }

    fn obey(&mut self, sequence: Sequence, bytes: &[u8]) {
        let at_the_top = self.parser.screen().cursor_position() == (0, 0);
        match sequence {
            Sequence::Plain => {}
            // An honest one fills a row at most.
            Sequence::Repeats { columns } if columns => {}
            Sequence::Repeats { .. } => return,
            _ if self.sweeping == SWEEPING => return,
            Sequence::Erases | Sequence::ErasesBelow if sequence == Sequence::Erases || at_the_top => {
                self.sweeping += 1;
                self.cleared.extend(new_lines(&self.before, self.lines()));
                self.before.clear();
            }
            Sequence::Erases | Sequence::ErasesBelow | Sequence::Sweeps => self.sweeping += 1,
        }
        self.parser.process(bytes);
    }

    /// The lines that have appeared or changed since the last call, from top to bottom.
    pub(super) fn news(&mut self) -> Vec<String> {
        let now = self.lines();
        let mut news = std::mem::take(&mut self.cleared);
        news.extend(new_lines(&self.before, now.clone()));
        self.before = now;
        self.sweeping = 0;
        news
    }

    /// The lines on the screen that are not blank; one that was too long for a row is one line.
    fn lines(&self) -> Vec<String> {
        let screen = self.parser.screen();
        let mut lines = Vec::new();
        let mut line = String::new();
        for (number, row) in (0..).zip(screen.rows(0, COLUMNS.get())) {
            line.push_str(&row);
            if !screen.row_wrapped(number) {
                lines.push(std::mem::take(&mut line));
            }
        }
        lines.push(line);
        for line in &mut lines {
            line.truncate(line.trim_end().len());
        }
        lines.retain(|line| !line.is_empty());
        lines
    }
}

/// What stays of a line that a program wrote over, as progress bars are.
pub(super) fn overprinted(line: &[u8]) -> String {
    // No more rows than it can fill: a program can write many such lines.
    let rows = u16::try_from(line.len() / usize::from(COLUMNS.get())).unwrap_or(u16::MAX);
    let mut screen = Screen::with_rows(NonZeroU16::MIN.saturating_add(rows).min(ROWS));
    screen.show(line);
    screen.parser.screen().contents()
}

/// What a control sequence of terminals does, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sequence {
    /// Moves the cursor, sets a colour, changes a line.
    Plain,
    /// Writes the last character again, over a row at most or more often.
    Repeats {
        /// Over a row at most.
        columns: bool,
    },
    /// Clears all that is on the screen.
    Erases,
    /// Clears all below the cursor.
    ErasesBelow,
    /// Changes many lines.
    Sweeps,
}

impl Sequence {
    /// The sequence that these bytes begin with, and its length; `None` if its end is not there.
    fn at(bytes: &[u8]) -> Option<(Self, usize)> {
        let parameters = match bytes.get(1)? {
            b'[' => bytes.get(2..)?,
            b'c' => return Some((Self::Erases, 2)),
            _ => return Some((Self::Plain, 1)),
        };
        // These break a sequence off.
        let end = parameters
            .iter()
            .position(|byte| matches!(byte, 0x40..=0x7e | 0x18 | 0x1a | 0x1b))?;
        let (last, parameters) = (parameters[end], &parameters[..end]);
        let sequence = match (parameters, last) {
            (b"2", b'J') => Self::Erases,
            (b"" | b"0", b'J') => Self::ErasesBelow,
            (count, b'b') => Self::Repeats {
                columns: count.iter().all(u8::is_ascii_digit)
                    && (count.len() < REPEATED.len() || count.len() == REPEATED.len() && count <= REPEATED),
            },
            (_, b'J' | b'S' | b'T' | b'L' | b'M' | b'h' | b'l') => Self::Sweeps,
            (_, 0x1b) => return Some((Self::Plain, end + 2)),
            _ => Self::Plain,
        };
        Some((sequence, end + 3))
    }
}

/// The lines of `now` that are not among those before, each as often as it is new.
fn new_lines(before: &[String], now: Vec<String>) -> Vec<String> {
    let mut old: Vec<&String> = before.iter().collect();
    now.into_iter()
        .filter(|line| match old.iter().position(|known| *known == line) {
            Some(place) => {
                old.remove(place);
                false
            }
            None => true,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Screen, overprinted};

    fn news(writes: &[&str]) -> Vec<Vec<String>> {
        let mut screen = Screen::new();
        writes
            .iter()
            .map(|write| {
                screen.show(write.as_bytes());
                screen.news()
            })
            .collect()
    }

    #[test]
    fn a_prompt_drawn_again_below_a_message_is_no_news() {
        let seen = news(&["Vous : ", "\r\x1b[Kbob a dit : salut\r\nVous : ", "oui\r\nVous : "]);
        assert_eq!(seen, [vec!["Vous :"], vec!["bob a dit : salut"], vec!["Vous : oui"]]);
    }

    #[test]
    fn what_is_printed_behind_a_prompt_is_seen_with_it() {
        assert_eq!(news(&["> ", "salut\r\n"])[1], ["> salut"]);
        assert_eq!(news(&["> ", "\x1b[31msa\x1b[0mlut"])[1], ["> salut"]);
    }

    #[test]
    fn what_is_cleared_away_was_seen_and_what_is_shown_again_is_news() {
        let seen = news(&["un\r\n", "deux\r\n\x1b[H\x1b[2Jtrois\r\n", "\x1bcdeux\r\n"]);
        assert_eq!(seen[1], ["deux", "trois"]);
        assert_eq!(seen[2], ["deux"]);
    }

    #[test]
    fn a_screen_cleared_in_two_writes_is_cleared() {
        let seen = news(&["un\r\n", "deux\r\n\x1b[", "2J", "\x1b[Hun\r\n"]);
        assert_eq!(seen[1..], [vec!["deux"], vec![], vec!["un"]]);
    }

    #[test]
    fn a_flood_of_control_sequences_takes_neither_time_nor_memory() {
        let full = format!("{}\r\n", "x".repeat(199)).repeat(199);
        for flood in [
            "\x1b[3J",
            "a\x1b[2J",
            "\x1bc",
            "\x1b[999S",
            "a\x1b[65535b",
            "\x1b[?1049h\x1b[?1049l",
        ] {
            let mut screen = Screen::new();
            screen.show(full.as_bytes());
            screen.show(flood.repeat(200_000 / flood.len()).as_bytes());
            assert!(screen.news().concat().len() < 1_000_000, "{flood:?}");
        }
    }

    #[test]
    fn of_a_line_written_over_the_last_is_seen() {
        assert_eq!(overprinted(b" 10 %\r 100 %"), " 100 %");
        assert_eq!(overprinted(b"abc\r\x1b[K"), "");
    }

    #[test]
    fn a_line_too_long_for_a_row_is_one_line() {
        let long = "x".repeat(450);
        assert_eq!(news(&[&long]), [vec![long]]);
    }

    #[test]
    fn the_same_text_twice_is_news_twice() {
        assert_eq!(news(&["salut\r\n", "salut\r\n"]), [vec!["salut"], vec!["salut"]]);
    }
}
