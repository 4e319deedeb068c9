//! The escapes of `sends`: bytes written in a text.

use super::diagnostics::{Message, say};
use std::ops::Range;

/// What is wrong with an escape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadEscape {
    /// The text ends in a lone backslash.
    Unfinished,
    /// No escape begins with this character.
    Unknown(char),
    /// `\x` without two hexadecimal digits.
    Byte,
    /// `\u` without a character's number in braces.
    Character,
}

impl BadEscape {
    /// What is said of it.
    pub(super) fn message(self) -> Message {
        let message = match self {
            Self::Unfinished => say::lone_backslash(),
            Self::Unknown(next) => say::unknown_escape(&format!("\\{next}")),
            Self::Byte => say::byte_escape(),
            Self::Character => say::character_escape(),
        };
        message.allowed(["\\n", "\\r", "\\t", "\\0", "\\\\", "\\xNN", "\\u{…}"])
    }
}

/// The bytes a text stands for, or the first bad escape and where in the text it is.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, (BadEscape, Range<usize>)> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(length) = text[at..].find('\\') {
        bytes.extend_from_slice(&text.as_bytes()[at..at + length]);
        at += length;
        at += escape(&text[at..], &mut bytes).map_err(|(wrong, length)| (wrong, at..at + length))?;
    }
    bytes.extend_from_slice(&text.as_bytes()[at..]);
    Ok(bytes)
}

/// Decodes the escape that `text` begins with; gives its length.
fn escape(text: &str, bytes: &mut Vec<u8>) -> Result<usize, (BadEscape, usize)> {
    let Some(kind) = text[1..].chars().next() else {
        return Err((BadEscape::Unfinished, 1));
    };
    let byte = match kind {
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        '0' => b'\0',
        '\\' => b'\\',
        'x' => return byte(text, bytes),
        'u' => return character(text, bytes),
        other => return Err((BadEscape::Unknown(other), 1 + other.len_utf8())),
    };
    bytes.push(byte);
    Ok(2)
}

/// Decodes `\xNN`.
fn byte(text: &str, bytes: &mut Vec<u8>) -> Result<usize, (BadEscape, usize)> {
    let digits: String = text[2..].chars().take(2).take_while(char::is_ascii_hexdigit).collect();
    match u8::from_str_radix(&digits, 16) {
        Ok(byte) if digits.len() == 2 => {
            bytes.push(byte);
            Ok(4)
        }
        _ => Err((BadEscape::Byte, 2 + digits.len())),
    }
}

/// Decodes `\u{…}`.
fn character(text: &str, bytes: &mut Vec<u8>) -> Result<usize, (BadEscape, usize)> {
    let decoded = text[2..].strip_prefix('{').and_then(|rest| {
        let digits = &rest[..rest.find('}')?];
        let plain = (1..=6).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = plain.then(|| u32::from_str_radix(digits, 16).ok())??;
        Some((char::from_u32(number)?, digits.len()))
    });
    let Some((character, digits)) = decoded else {
        let like_digits = |next: &u8| matches!(next, b'{' | b'}') || next.is_ascii_hexdigit();
        let shown = text[2..].bytes().take(8).take_while(like_digits).count();
        return Err((BadEscape::Character, 2 + shown));
    };
    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    Ok(digits + 4)
}

/// Where in the source of a double-quoted scalar `\xNN` stands for a letter beyond ASCII.
pub(super) fn quoted_byte(source: &str) -> Option<Range<usize>> {
    if !source.starts_with('"') {
        return None;
    }
    let mut escaped = false;
    for (at, next) in source.bytes().enumerate() {
        if escaped && next == b'x' {
            let digit = source.as_bytes().get(at + 1);
            let high = matches!(digit, Some(b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F'));
            if high && source.is_char_boundary(at + 3) {
                return Some(at - 1..at + 3);
            }
        }
        escaped = !escaped && next == b'\\';
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{BadEscape, decode, quoted_byte};

    #[test]
    fn every_escape_has_its_bytes() {
        assert_eq!(decode(r"a\n\r\t\0\\").unwrap(), b"a\n\r\t\0\\");
        assert_eq!(
            decode(r"\xff\x0A\u{e9}\u{1F600}é").unwrap(),
            b"\xff\n\xc3\xa9\xf0\x9f\x98\x80\xc3\xa9"
        );
    }

    #[test]
    fn a_bad_escape_is_found_where_it_is() {
        assert_eq!(decode(r"ab\q"), Err((BadEscape::Unknown('q'), 2..4)));
        assert_eq!(decode(r"é\"), Err((BadEscape::Unfinished, 2..3)));
        assert_eq!(decode(r"\xf"), Err((BadEscape::Byte, 0..3)));
        assert_eq!(decode(r"\xfé"), Err((BadEscape::Byte, 0..3)));
        assert_eq!(decode(r"\u{d800}"), Err((BadEscape::Character, 0..8)));
        assert_eq!(decode(r"\u{}é"), Err((BadEscape::Character, 0..4)));
        assert_eq!(decode(r"\u{+41}"), Err((BadEscape::Character, 0..3)));
    }

    #[test]
    fn a_byte_in_double_quotes_is_noticed() {
        assert_eq!(quoted_byte(r#""a\xff""#), Some(2..6));
        assert_eq!(quoted_byte(r#""a\\xff \x41""#), None);
        assert_eq!(quoted_byte(r"'\xff'"), None);
    }
}
