//! A table of texts: an entry becomes a function that gives a message.

pub(super) use crate::diagnostics::message::{Message, quoted};

/// `name(words): "titre", "title", part "en français", "in English", …;`
macro_rules! messages {
    ($(
        $name:ident($($word:ident $($raw:ident)?),*): $fr:literal, $en:literal
        $(, $part:ident $part_fr:literal, $part_en:literal)*;
    )*) => {$(
        pub(crate) fn $name($($word: &str),*) -> Message {
            $(let $word = messages!(@shown $word $($raw)?);)*
            Message::new(format!($fr), format!($en))$(.$part(format!($part_fr), format!($part_en)))*
        }
    )*};
    (@shown $word:ident) => { quoted($word) };
    (@shown $word:ident raw) => { $word };
}
pub(super) use messages;
