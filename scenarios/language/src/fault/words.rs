//! The words of one message.

use salon_model::Language;
use std::fmt::Write as _;

/// How many characters of a user's word a message repeats.
const LONGEST_QUOTE: usize = 40;
/// How many allowed words a message lists.
const MOST_ALLOWED: usize = 16;

/// What is said of a fault, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    /// What is wrong, in one line.
    pub(crate) title: String,
    /// A word at the earlier place the fault has to do with.
    pub(crate) related: String,
    /// What to do about it.
    pub(crate) help: Vec<String>,
    /// What is allowed.
    pub(crate) notes: Vec<String>,
    language: Language,
}

impl Words {
    pub(super) fn new(language: Language, fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            title: language.pick(fr.into(), en.into()),
            related: String::new(),
            help: Vec::new(),
            notes: Vec::new(),
            language,
        }
    }

    pub(super) fn related(mut self, fr: impl Into<String>, en: impl Into<String>) -> Self {
        self.related = self.language.pick(fr.into(), en.into());
        self
    }

    pub(super) fn help(mut self, fr: impl Into<String>, en: impl Into<String>) -> Self {
        self.help.push(self.language.pick(fr.into(), en.into()));
        self
    }

    /// The nearest valid word, where there is one.
    pub(super) fn near(self, nearest: Option<&str>) -> Self {
        let Some(word) = nearest.map(quoted) else {
            return self;
        };
        self.help(format!("vouliez-vous dire {word} ?"), format!("did you mean {word}?"))
    }

    /// The valid words.
    pub(super) fn allowed<W: AsRef<str>>(mut self, allowed: impl IntoIterator<Item = W>) -> Self {
        let words: Vec<String> = allowed.into_iter().map(|word| quoted(word.as_ref())).collect();
        if words.is_empty() {
            return self;
        }
        let mut list = words[..words.len().min(MOST_ALLOWED)].join(", ");
        if words.len() > MOST_ALLOWED {
            list.push_str(", …");
        }
        self.notes.push(
            self.language
                .pick(format!("possible ici : {list}"), format!("allowed here: {list}")),
        );
        self
    }
}

/// A user's word as messages repeat it: in one line, not too long, and harmless to terminals.
pub(super) fn quoted(word: &str) -> String {
    let mut quote = String::from("`");
    for (count, next) in word.chars().enumerate() {
        if count == LONGEST_QUOTE {
            quote.push('…');
            break;
        }
        if next.is_control() {
            let _ = write!(quote, "{}", next.escape_default());
        } else {
            quote.push(next);
        }
    }
    quote.push('`');
    quote
}
