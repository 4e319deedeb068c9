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
            Self::Act(deed) => deed.source.clone(),
            Self::Together(deeds) => {
                let sources: Vec<&str> = deeds.iter().map(|deed| deed.source.as_str()).collect();
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

/// What one actor does.
#[derive(Debug)]
pub(super) struct Deed {
    pub(super) who: Name,
    pub(super) at: Range<usize>,
    pub(super) role: Role,
    pub(super) word: VerbWord,
    pub(super) verb: Verb,
    /// The deed in one line.
    pub(super) source: String,
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
