//! The line being typed: what keys do to it, and the part of it that fits a row.

use std::mem::take;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use unicode_width::UnicodeWidthChar;

use super::config::Outcome;
use super::user::Said;
use crate::text;

/// The longest line, in characters; more is not taken.
const LONGEST: usize = 4096;

/// One line under edition.
#[derive(Debug, Default)]
pub(crate) struct Editor {
    /// In front of the cursor.
    before: Vec<char>,
    /// Behind it, the nearest last: keys add and take at the cursor, which is the end of both.
    after: Vec<char>,
}

impl Editor {
    /// What the user does by pressing this key; none: it edits, and the line or the cursor may
    /// have changed.
    pub(crate) fn press(&mut self, key: KeyEvent) -> Option<Said> {
        let Self { before, after } = self;
        let length = before.len() + after.len();
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match (key.code, control) {
            _ if key.kind == KeyEventKind::Release => {}
            (KeyCode::Char('c'), true) => return Some(Err(Outcome::Interrupted)),
            (KeyCode::Char('d'), true) if length == 0 => return Some(Err(Outcome::Finished)),
            (KeyCode::Enter, false) => return Some(Ok(take(self).line())),
            (KeyCode::Backspace, false) | (KeyCode::Char('h'), true) => _ = before.pop(),
            (KeyCode::Delete, false) | (KeyCode::Char('d'), true) => _ = after.pop(),
            (KeyCode::Home, false) | (KeyCode::Char('a'), true) => after.extend(before.drain(..).rev()),
            (KeyCode::End, false) | (KeyCode::Char('e'), true) => before.extend(after.drain(..).rev()),
            (KeyCode::Left, false) => after.extend(before.pop()),
            (KeyCode::Right, false) => before.extend(after.pop()),
            (KeyCode::Char('u'), true) => before.clear(),
            (KeyCode::Char(character), false) if !text::is_hostile(character) && length < LONGEST => {
                before.push(character);
            }
            _ => {}
        }
        None
    }

    /// The whole line.
    pub(crate) fn line(&self) -> String {
        self.before.iter().chain(self.after.iter().rev()).collect()
    }

    /// The part of the line around the cursor that fits in `columns`, and the cursor's column
    /// in it. The cursor itself needs a column, so the part is narrower by one.
    pub(crate) fn view(&self, columns: usize) -> (String, usize) {
        let room = columns.saturating_sub(1);
        let (before, cursor) = fit(&self.before, room);
        let (after, _) = fit(&self.after, room - cursor);
        (before.iter().chain(after.iter().rev()).collect(), cursor)
    }
}

/// The end of these characters that fits in so many columns, and how many it takes.
fn fit(characters: &[char], columns: usize) -> (&[char], usize) {
    let mut taken = 0;
    for (at, character) in characters.iter().enumerate().rev() {
        // Wide characters take 2, combining ones 0.
        let width = character.width().unwrap_or(0);
        if taken + width > columns {
            return (&characters[at + 1..], taken);
        }
        taken += width;
    }
    (characters, taken)
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
        assert_eq!(editor.press(key(KeyCode::Enter)), Some(Ok("alut".into())));
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
        assert_eq!(typed("").press(control('d')), Some(Err(Outcome::Finished)));
        assert_eq!(typed("abc").press(control('d')), None);
        assert_eq!(typed("abc").press(control('c')), Some(Err(Outcome::Interrupted)));
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
