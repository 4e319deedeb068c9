//! Neutralising text that strangers send, before it reaches anyone's terminal.
//!
//! A message is data, yet a terminal obeys some of it: an escape sequence can rename a window,
//! erase a screen or rewrite earlier lines, and a bidirectional override makes text read as what
//! it is not. Such characters are made visible rather than removed, so that a reader sees that
//! something was there.

/// Turns the bytes of one read into text that is safe to print: invalid UTF-8 becomes U+FFFD,
/// [hostile](is_hostile) characters become [visible](neutralise), and only `\n` survives, as
/// the end of a message (`\r\n` counts as `\n`).
pub fn decode(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    if bytes.iter().all(|&byte| matches!(byte, b' '..=b'~' | b'\n')) {
        return text.into_owned();
    }
    let show = |character| if character == '\n' { '\n' } else { visible(character) };
    text.replace("\r\n", "\n").chars().map(show).collect()
}

/// Replaces every [hostile](is_hostile) character, newlines included: C0 controls and DEL by
/// their picture (`␛` for ESC, `␊` for a newline), the others by U+FFFD.
///
/// ```
/// assert_eq!(salon_chat::text::neutralise("a\x1b[2Jb"), "a␛[2Jb");
/// ```
pub fn neutralise(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// Whether a terminal, or a reader's eye, could be deceived by this character: control
/// characters (C0, DEL, C1), bidirectional embeddings, overrides and isolates, and the line
/// and paragraph separators.
pub fn is_hostile(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether this character shows nothing at all, which would let two pseudos look the same.
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// How many bytes at the end of `bytes` are the beginning of a UTF-8 character whose rest has
/// not come yet (0 to 3).
pub fn incomplete_tail(bytes: &[u8]) -> usize {
    let tail = bytes.utf8_chunks().last().map_or(&[][..], |chunk| chunk.invalid());
    match std::str::from_utf8(tail) {
        Err(error) if error.error_len().is_none() => tail.len(),
        _ => 0,
    }
}

fn visible(character: char) -> char {
    match character {
        '\0'..='\x1F' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{FFFD}'),
        '\x7F' => '␡',
        other if is_hostile(other) => '\u{FFFD}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_are_shown_and_not_obeyed() {
        assert_eq!(decode(b"\x1b]0;owned\x07"), "␛]0;owned␇");
        assert_eq!(decode("a\u{9b}31mb\u{202e}c".as_bytes()), "a\u{FFFD}31mb\u{FFFD}c");
        assert_eq!(neutralise("a\nb\x7f"), "a␊b␡");
    }

    #[test]
    fn only_newlines_survive_in_their_short_form() {
        assert_eq!(decode(b"a\r\nb\n"), "a\nb\n");
        assert_eq!(decode(b"a\rb\r"), "a␍b␍");
    }

    #[test]
    fn invalid_utf8_is_replaced() {
        assert_eq!(decode(b"caf\xe9"), "caf\u{FFFD}");
        assert_eq!(decode("café ✓".as_bytes()), "café ✓");
    }

    #[test]
    fn a_cut_character_is_measured() {
        for (bytes, tail) in [
            (&b"abc"[..], 0),
            (b"a\xC3", 1),
            (b"a\xC3\xA9", 0),
            (b"\xE2\x9C", 2),
            (b"\xF0\x9F\x98", 3),
            (b"\xA9\xA9\xA9\xA9", 0),
            (b"\xFF", 0),
            (b"", 0),
        ] {
            assert_eq!(incomplete_tail(bytes), tail, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_hostile_gets_through(bytes: Vec<u8>) {
            let text = decode(&bytes);
            prop_assert!(!text.contains(|c| is_hostile(c) && c != '\n'));
            prop_assert!(!neutralise(&text).contains(is_hostile));
        }

        #[test]
        fn no_character_is_hidden(text: String) {
            prop_assert_eq!(neutralise(&text).chars().count(), text.chars().count());
        }

        #[test]
        fn harmless_text_is_untouched(text in "[ -~é-ü✓😀]*") {
            prop_assert_eq!(decode(text.as_bytes()), text);
        }

        #[test]
        fn cutting_at_the_tail_keeps_text_valid(text: String, at: prop::sample::Index) {
            let bytes = &text.as_bytes()[..at.index(text.len() + 1)];
            let whole = &bytes[..bytes.len() - incomplete_tail(bytes)];
            prop_assert!(std::str::from_utf8(whole).is_ok());
        }
    }
}
