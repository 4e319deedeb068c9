//! Bytes from the outside, written so that a reader sees every one of them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt::Write;

/// Writes bytes as text: UTF-8 as it is, a control character or a byte that is not UTF-8 as an
/// escape (`\n`, `\x1b`, `\xff`), a backslash doubled. [`unescape`] is the way back.
pub fn escape(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\t' => text.push_str("\\t"),
                '\\' => text.push_str("\\\\"),
                // Written byte by byte, so that the way back needs one rule.
                hidden if is_hidden(hidden) => {
                    push_hex(&mut text, hidden.encode_utf8(&mut [0; 4]).as_bytes());
                }
                other => text.push(other),
            }
        }
        push_hex(&mut text, chunk.invalid());
    }
    text
}

/// The bytes that [`escape`] wrote as `text`; an escape it does not know stands for itself.
pub fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let escape = &rest[at + 1..];
        let (byte, length) = match escape.as_bytes().first() {
            Some(b'n') => (b'\n', 1),
            Some(b'r') => (b'\r', 1),
            Some(b't') => (b'\t', 1),
            Some(b'x') => match escape.get(1..3).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                Some(byte) => (byte, 3),
                None => (b'\\', 0),
            },
            Some(b'\\') => (b'\\', 1),
            _ => (b'\\', 0),
        };
        bytes.push(byte);
        rest = &escape[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// Whether a character would change a line unseen: control characters, bidirectional overrides and marks,
/// zero-width and other invisible characters, and code points that are no characters (XML forbids some of them).
/// The joiner of emoji families is left alone. The one table of them.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
        || u32::from(character) & 0xfffe == 0xfffe
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(text, "\\x{byte:02x}");
    }
}

/// Bytes that are serialized as escaped text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&escape(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(unescape(&text)))
    }
}

#[cfg(test)]
mod tests {
    use super::{escape, unescape};
    use proptest::prelude::*;

    #[test]
    fn every_byte_is_visible() {
        assert_eq!(
            escape(b"salut\r\n\x1b[31m\xff\\ \xc3\xa9"),
            r"salut\r\n\x1b[31m\xff\\ é"
        );
        assert_eq!(escape("a\u{202e}b".as_bytes()), r"a\xe2\x80\xaeb");
    }

    proptest! {
        #[test]
        fn what_was_escaped_comes_back(bytes: Vec<u8>) {
            prop_assert_eq!(unescape(&escape(&bytes)), bytes);
        }

        #[test]
        fn any_text_can_be_unescaped(text: String) {
            let _ = unescape(&text);
        }
    }
}
