//! Texts from outside, and numbers, as people can read them.

use crate::plan::Language;
use std::fmt::Write as _;
use std::path::Path;

/// A text in which nothing is hidden: control characters, bidirectional overrides and other invisible
/// characters are written as escapes, a line's end as `\n`. The result is one line.
pub(super) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_ascii_control() => {
                let _ = write!(out, "\\x{:02x}", u32::from(control));
            }
            hidden if hidden.is_control() || is_hidden(hidden) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(hidden));
            }
            other => out.push(other),
        }
    }
    out
}

/// Characters that change how a line looks without being seen, and code points that are no characters
/// (XML forbids some of them). The joiner of emoji families is left alone.
fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    ) || u32::from(character) & 0xfffe == 0xfffe
}

/// The lines of a text, each [`visible`].
pub(super) fn visible_lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(visible)
}

/// A submission's name, which a reader must be able to see and to point at whatever it is.
pub(super) fn name(name: &str, language: Language) -> String {
    if name.trim().is_empty() {
        return match language {
            Language::Fr => "(sans nom)".to_owned(),
            Language::En => "(no name)".to_owned(),
        };
    }
    visible(name)
}

/// A path, made visible.
pub(super) fn path(path: &Path) -> String {
    visible(&path.to_string_lossy())
}

/// The first characters of a text, with `…` where some are left out.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// Points as people read them: two decimals at most, a comma in French.
pub(super) fn number(value: f64, language: Language) -> String {
    let text = machine_number(value);
    match language {
        Language::Fr => text.replace('.', ","),
        Language::En => text,
    }
}

/// Points as programs read them: two decimals at most, a point.
pub(super) fn machine_number(value: f64) -> String {
    let text = format!("{:.2}", finite(value));
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" => "0".to_owned(),
        other => other.to_owned(),
    }
}

/// A number that every format can hold: no points are none.
pub(super) fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_is_left() {
        assert_eq!(
            visible("a\x1b[2J\u{202e}b\0\n\u{ffff}é"),
            "a\\x1b[2J\\u{202e}b\\x00\\n\\u{ffff}é"
        );
    }

    #[test]
    fn numbers_have_two_decimals_at_most_and_a_comma_in_french() {
        let french = [7.5, 3.0, -0.0, 1.0 / 3.0, f64::NAN].map(|value| number(value, Language::Fr));
        assert_eq!(french, ["7,5", "3", "0", "0,33", "0"]);
    }
}
