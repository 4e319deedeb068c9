//! The line being typed: what keys do to it, and the part of it that fits a row.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use unicode_width::UnicodeWidthChar;

use super::user::Input;
use crate::text;

/// The longest line, in characters; more is not taken.
const LONGEST: usize = 4096;

/// One line under edition.
#[derive(Debug, Default)]
pub(crate) struct Editor {
    line: Vec<char>,
    /// Where the next character goes.
    cursor: usize,
}

impl Editor {
    /// What the user does by pressing this key; none: it edits, and the line or the cursor may
    /// have changed.
    pub(crate) fn press(&mut self, key: KeyEvent) -> Option<Input> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match (key.code, control) {
            _ if key.kind == KeyEventKind::Release => {}
            (KeyCode::Char('c'), true) => return Some(Input::Interrupt),
            (KeyCode::Char('d'), true) if self.line.is_empty() => return Some(Input::End),
            (KeyCode::Enter, false) => {
                self.cursor = 0;
                return Some(Input::Line(self.line.drain(..).collect()));
            }
            (KeyCode::Backspace, false) | (KeyCode::Char('h'), true) if self.cursor > 0 => {
                self.cursor -= 1;
                self.line.remove(self.cursor);
            }
            (KeyCode::Delete, false) | (KeyCode::Char('d'), true) if self.cursor < self.line.len() => {
                self.line.remove(self.cursor);
            }
            (KeyCode::Home, false) | (KeyCode::Char('a'), true) => self.cursor = 0,
            (KeyCode::End, false) | (KeyCode::Char('e'), true) => self.cursor = self.line.len(),
            (KeyCode::Left, false) => self.cursor = self.cursor.saturating_sub(1),
            (KeyCode::Right, false) => self.cursor = self.line.len().min(self.cursor + 1),
            (KeyCode::Char('u'), true) => drop(self.line.drain(..std::mem::take(&mut self.cursor))),
            (KeyCode::Char(character), false) if !text::is_hostile(character) && self.line.len() < LONGEST => {
                self.line.insert(self.cursor, character);
                self.cursor += 1;
            }
            _ => {}
        }
        None
    }

    /// The whole line.
    pub(crate) fn line(&self) -> String {
        self.line.iter().collect()
    }

    /// The part of the line around the cursor that fits in `columns`, and the cursor's column
    /// in it. The cursor itself needs a column, so the part is narrower by one.
    pub(crate) fn view(&self, columns: usize) -> (String, usize) {
        let room = columns.saturating_sub(1);
        let mut start = self.cursor;
        let mut before = 0;
        while start > 0 && before + width(self.line[start - 1]) <= room {
            start -= 1;
            before += width(self.line[start]);
        }
        let mut shown = 0;
        let fits = |character: &&char| {
            shown += width(**character);
            shown <= room
        };
        (self.line[start..].iter().take_while(fits).collect(), before)
    }
}

/// Columns taken by a character: 2 for wide ones, 0 for combining ones.
fn width(character: char) -> usize {
    character.width().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: KeyCode) -> KeyEvent {
        KeyEvent::new(code, KeyModifiers::NONE)
    }

    fn control(letter: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)
    }

    fn typed(text: &str) -> Editor {
        let mut editor = Editor::default();
        for character in text.chars() {
            editor.press(key(KeyCode::Char(character)));
        }
        editor
    }

    #[test]
    fn keys_edit_the_line() {
        let mut editor = typed("sélut");
        for code in [KeyCode::Left, KeyCode::Left, KeyCode::Left, KeyCode::Backspace] {
            editor.press(key(code));
        }
        editor.press(key(KeyCode::Char('a')));
        assert_eq!(editor.view(80), ("salut".into(), 2));
        editor.press(key(KeyCode::Home));
        editor.press(key(KeyCode::Delete));
        editor.press(key(KeyCode::End));
        editor.press(key(KeyCode::Right));
        assert_eq!(editor.press(key(KeyCode::Enter)), Some(Input::Line("alut".into())));
        assert_eq!(editor.view(80), (String::new(), 0));
    }

    #[test]
    fn at_the_ends_nothing_is_left_to_erase() {
        let mut editor = typed("x");
        editor.press(key(KeyCode::Delete));
        editor.press(key(KeyCode::Home));
        editor.press(key(KeyCode::Backspace));
        assert_eq!(editor.line(), "x");
    }

    #[test]
    fn control_keys_leave_or_edit() {
        assert_eq!(typed("").press(control('d')), Some(Input::End));
        assert_eq!(typed("abc").press(control('d')), None);
        assert_eq!(typed("abc").press(control('c')), Some(Input::Interrupt));
        let mut editor = typed("abc");
        editor.press(key(KeyCode::Left));
        editor.press(control('u'));
        assert_eq!(editor.line(), "c");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(typed("日本").view(80).1, 4);
        assert_eq!(typed("e\u{301}").view(80).1, 1);
    }

    #[test]
    fn a_long_line_scrolls_with_the_cursor() {
        let mut editor = typed("0123456789");
        assert_eq!(editor.view(5), ("6789".into(), 4));
        editor.press(key(KeyCode::Home));
        assert_eq!(editor.view(5), ("0123".into(), 0));
        assert_eq!(typed("日本語").view(4), ("語".into(), 2));
        assert_eq!(typed("abc").view(0), (String::new(), 0));
    }

    #[test]
    fn hostile_characters_cannot_be_typed() {
        assert_eq!(typed("a\u{1b}b\u{202e}").line(), "ab");
    }
}
