//! Steps as they were read: their actors are still names, with the place of each for messages.

use salon_model::{RUN, Role, Verb, VerbWord};
use std::fmt::Write as _;
use std::ops::Range;

/// A name, and where it is written.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) name: String,
    pub(super) at: Range<usize>,
}

/// A step.
#[derive(Debug)]
pub(super) struct Line {
    /// Where its phrase is.
    pub(super) at: Range<usize>,
    /// What happens.
    pub(super) event: Event,
    /// What may be observed.
    pub(super) optional: Vec<Seen>,
}

/// What happens in a step.
#[derive(Debug)]
pub(super) enum Event {
    Act(Deed),
    Together(Vec<Deed>),
    ServerStops,
    Run(Vec<String>),
}

impl Event {
    /// What actors do in it.
    pub(super) fn deeds(&self) -> &[Deed] {
        match self {
            Self::Act(deed) => std::slice::from_ref(deed),
            Self::Together(deeds) => deeds,
            Self::ServerStops | Self::Run(_) => &[],
        }
    }

    /// The step in one line, for transcripts: the same however it was written.
    pub(super) fn source(&self) -> String {
        match self {
            Self::Act(deed) => deed.source(),
            Self::Together(deeds) => {
                let sources: Vec<String> = deeds.iter().map(Deed::source).collect();
                format!("together: {}", sources.join("; "))
            }
            Self::ServerStops => "server stops".to_owned(),
            Self::Run(arguments) => match &arguments[..] {
                [only] => format!("{RUN}: {}", one_line(only)),
                several => {
                    let words: Vec<String> = several.iter().map(|word| one_line(word)).collect();
                    format!("{RUN}: [{}]", words.join(", "))
                }
            },
        }
    }
}

/// A phrase: someone, and what they do.
#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) who: Name,
    /// As what.
    pub(super) role: Role,
    /// What they do.
    pub(super) word: VerbWord,
}

impl Phrase {
    pub(super) fn in_words(&self) -> String {
        format!("{} {}", self.who.name, self.word.name())
    }
}

/// What one actor does.
#[derive(Debug)]
pub(super) struct Deed {
    pub(super) phrase: Phrase,
    /// Where it is written.
    pub(super) at: Range<usize>,
    pub(super) verb: Verb,
    /// The text that follows, as it is written, in one line.
    pub(super) text: Option<String>,
}

impl Deed {
    fn source(&self) -> String {
        let phrase = self.phrase.in_words();
        match &self.text {
            Some(text) => format!("{phrase}: {text}"),
            None => phrase,
        }
    }
}

/// An observation.
#[derive(Debug)]
pub(super) struct Seen {
    /// Of whom.
    pub(super) who: Name,
    /// Whether the connection ends; else something is received or seen.
    pub(super) disconnected: bool,
}

/// A text in one line, with control characters escaped.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for next in text.chars() {
        if next.is_control() || matches!(next, '\u{2028}' | '\u{2029}') {
            let _ = write!(line, "{}", next.escape_default());
        } else {
            line.push(next);
        }
    }
    line
}
