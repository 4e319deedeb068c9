//! The words of one message, in both languages.

use crate::near::nearest;
use salon_model::Text;
use std::fmt::Write as _;

/// How many characters of a user's word a message repeats.
const LONGEST_QUOTE: usize = 40;
/// How many allowed words a message lists.
const MOST_ALLOWED: usize = 16;

/// What is said of one mistake. What a table cannot know (the nearest word, what is allowed here) is
/// added where the mistake is found. Parts that most messages lack are boxed: a message is often the error of
/// a `Result`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// What is wrong, in one line.
    pub(super) title: Text,
    /// A word at the caret.
    pub(super) label: Option<Box<Text>>,
    /// A word at the earlier place that the mistake has to do with.
    pub(super) related: Option<Box<Text>>,
    /// What to do about it.
    pub(super) help: Vec<Text>,
    /// What is allowed.
    pub(super) note: Option<Box<Text>>,
}

impl Message {
    pub(super) fn new(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            title: text(fr, en),
            label: None,
            related: None,
            help: Vec::new(),
            note: None,
        }
    }

    pub(super) fn label(mut self, fr: impl Into<String>, en: impl Into<String>) -> Self {
        self.label = Some(text(fr, en).into());
        self
    }

    pub(super) fn related(mut self, fr: impl Into<String>, en: impl Into<String>) -> Self {
        self.related = Some(text(fr, en).into());
        self
    }

    pub(super) fn help(mut self, fr: impl Into<String>, en: impl Into<String>) -> Self {
        self.help.push(text(fr, en));
        self
    }

    /// Something that could stand there.
    pub(crate) fn example<W: AsRef<str>>(self, words: impl IntoIterator<Item = W>) -> Self {
        let words = list(words);
        self.help(format!("par exemple : {words}"), format!("for example: {words}"))
    }

    /// The nearest valid word, where there is one: before all other help.
    pub(crate) fn near(mut self, nearest: Option<impl AsRef<str>>) -> Self {
        if let Some(word) = nearest.map(|word| quoted(word.as_ref())) {
            let meant = text(format!("vouliez-vous dire {word} ?"), format!("did you mean {word}?"));
            self.help.insert(0, meant);
        }
        self
    }

    /// The valid words, and the one of them that is nearest to what is written.
    pub(crate) fn among<'w>(self, written: &str, words: impl IntoIterator<Item = &'w str> + Clone) -> Self {
        self.near(nearest(written, words.clone())).allowed(words)
    }

    /// The valid words, where there are any.
    pub(crate) fn allowed<W: AsRef<str>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        let words = list(words);
        if !words.is_empty() {
            let note = text(format!("possible ici : {words}"), format!("allowed here: {words}"));
            self.note = Some(note.into());
        }
        self
    }
}

fn text(fr: impl Into<String>, en: impl Into<String>) -> Text {
    Text {
        fr: fr.into(),
        en: en.into(),
    }
}

fn list<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> String {
    let mut words = words.into_iter().map(|word| quoted(word.as_ref()));
    let mut shown: Vec<String> = words.by_ref().take(MOST_ALLOWED).collect();
    shown.extend(words.next().map(|_| "…".to_owned()));
    shown.join(", ")
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
