//! Texts from outside, and numbers, as people can read them.

use salon_model::Language;
use salon_model::bytes::is_hidden;
use std::fmt::Write as _;
use std::path::Path;

/// A text in which nothing is hidden: control characters, bidirectional overrides and other invisible
/// characters are written as escapes, a line's end as `\n`. The result is one line.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_ascii_control() => {
                let _ = write!(out, "\\x{:02x}", u32::from(control));
            }
            hidden if is_hidden(hidden) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(hidden));
            }
            other => out.push(other),
        }
    }
    out
}

/// The lines of a text, each [`visible`].
pub(crate) fn visible_lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(visible)
}

/// A submission's name, which a reader must be able to see and to point at whatever it is.
pub(crate) fn name(name: &str, language: Language) -> String {
    if name.trim().is_empty() {
        return match language {
            Language::Fr => "(sans nom)".to_owned(),
            Language::En => "(no name)".to_owned(),
        };
    }
    visible(name)
}

/// A path, made visible.
pub(crate) fn path(path: &Path) -> String {
    visible(&path.to_string_lossy())
}

/// The first characters of a text, with `…` where some are left out.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// Points as people read them: two decimals at most, a comma in French.
pub(crate) fn number(value: f64, language: Language) -> String {
    let text = machine_number(value);
    match language {
        Language::Fr => text.replace('.', ","),
        Language::En => text,
    }
}

/// Points as programs read them: two decimals at most, a point.
pub(crate) fn machine_number(value: f64) -> String {
    let text = format!("{:.2}", finite(value));
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" => "0".to_owned(),
        other => other.to_owned(),
    }
}

/// A number that every format can hold: no points are none.
pub(crate) fn finite(value: f64) -> f64 {
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
