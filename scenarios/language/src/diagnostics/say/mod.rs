//! What is said of each mistake: tables of texts, in French and in English.
//!
//! An entry is a function that gives a [`Message`]: the title, then what belongs to it. Words of users
//! (the arguments) are quoted, unless marked `raw`.

mod fields;
mod files;
mod steps;

pub(crate) use fields::*;
pub(crate) use files::*;
pub(crate) use steps::*;

use super::message::{Message, quoted};

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
use messages;
