//! The colours of the terminal report, as escape sequences that the printer strips where they are
//! not wanted.

use anstyle::{AnsiColor, Style as Ansi};

/// What a piece of text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The subject did what the reference does.
    Good,
    /// It did not.
    Bad,
    /// It could not be asked.
    Blocked,
    /// Headings.
    Strong,
    /// Places and explanations.
    Faint,
}

impl Style {
    /// The text in this style.
    pub fn paint(self, text: impl std::fmt::Display) -> String {
        let style = match self {
            Self::Good => AnsiColor::Green.on_default(),
            Self::Bad => AnsiColor::Red.on_default(),
            Self::Blocked => AnsiColor::Yellow.on_default(),
            Self::Strong => Ansi::new().bold(),
            Self::Faint => Ansi::new().dimmed(),
        };
        format!("{style}{text}{style:#}")
    }
}
