//! Faults of the texts that follow a verb.

use super::words::{Words, quoted};
use crate::escape::EscapeFault;
use salon_model::Key;
use salon_model::Language;

/// What is wrong with the text of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TextFault {
    /// A verb that takes a text stands without one.
    NoText { actor: String, verb: &'static str },
    /// A text stands in the phrase instead of after a colon.
    NoColon {
        actor: String,
        verb: &'static str,
        text: String,
    },
    /// No space after the colon.
    NoSpace { actor: String, verb: &'static str },
    /// A verb that takes no text is given something.
    NoTextTaken { verb: &'static str },
    /// A bad escape.
    Escape(EscapeFault),
    /// A typed line that holds the end of a line, or a key of its own.
    NotTypable,
    /// A key that is not known.
    UnknownKey { key: String, nearest: Option<String> },
}

impl TextFault {
    pub(super) fn words(&self, language: Language) -> Words {
        match self {
            Self::NoText { actor, verb } => Words::new(
                language,
                format!("`{verb}` demande un texte"),
                format!("`{verb}` needs a text"),
            )
            .help(example(actor, verb, sample(verb)), example(actor, verb, sample(verb))),
            Self::NoColon { actor, verb, text } => {
                let example = example(actor, verb, text);
                Words::new(
                    language,
                    format!("le texte de `{verb}` vient après deux-points"),
                    format!("the text of `{verb}` comes after a colon"),
                )
                .help(example.clone(), example)
            }
            Self::NoSpace { actor, verb } => Words::new(
                language,
                "il faut une espace après les deux-points",
                "a space is needed after the colon",
            )
            .help(example(actor, verb, sample(verb)), example(actor, verb, sample(verb))),
            Self::NoTextTaken { verb } => Words::new(
                language,
                format!("`{verb}` ne prend pas de texte"),
                format!("`{verb}` takes no text"),
            ),
            Self::NotTypable => Words::new(
                language,
                "une ligne tapée ne contient ni saut de ligne ni caractère de contrôle",
                "a typed line holds no line break and no control character",
            )
            .help(
                "une étape par ligne ; pour une touche : `user presses: …`",
                "one step a line; for a key: `user presses: …`",
            ),
            Self::UnknownKey { key, nearest } => {
                let key = quoted(key);
                Words::new(
                    language,
                    format!("touche inconnue : {key}"),
                    format!("unknown key {key}"),
                )
                .near(nearest.as_deref())
                .allowed(Key::ALL.map(Key::name))
            }
            Self::Escape(fault) => escape(language, *fault),
        }
    }
}

/// A text that a verb can take.
fn sample(verb: &str) -> &'static str {
    match verb {
        "presses" => "ctrl-c",
        _ => "…",
    }
}

fn example(actor: &str, verb: &str, text: &str) -> String {
    quoted(&format!("{actor} {verb}: {text}"))
}

fn escape(language: Language, fault: EscapeFault) -> Words {
    let say = |fr: &str, en: &str| Words::new(language, fr, en);
    let words = match fault {
        EscapeFault::Unfinished => say("`\\` seul à la fin du texte", "a lone `\\` at the end of the text"),
        EscapeFault::Unknown(next) => {
            let sequence = quoted(&format!("\\{next}"));
            Words::new(
                language,
                format!("échappement inconnu : {sequence}"),
                format!("unknown escape {sequence}"),
            )
        }
        EscapeFault::Byte => say(
            "`\\x` demande deux chiffres hexadécimaux",
            "`\\x` needs two hexadecimal digits",
        ),
        EscapeFault::Character => say(
            "`\\u` demande le numéro d'un caractère entre accolades, comme `\\u{e9}`",
            "`\\u` needs a character's number in braces, like `\\u{e9}`",
        ),
        EscapeFault::QuotedByte => {
            return say(
                "entre guillemets doubles, YAML en fait une lettre et non un octet",
                "in double quotes, YAML makes this a letter, not a byte",
            )
            .help("utilisez `'…'`", "use `'…'`");
        }
    };
    words.allowed(["\\n", "\\r", "\\t", "\\0", "\\\\", "\\xNN", "\\u{…}"])
}
