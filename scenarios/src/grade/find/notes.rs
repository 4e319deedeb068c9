//! What is said of a choice, in both languages.

use crate::plan::Text;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// How many characters of a path are shown.
const LONGEST: usize = 100;
/// How many paths are listed.
const MOST: usize = 5;

/// A text in both languages.
pub(super) fn say(fr: impl Into<String>, en: impl Into<String>) -> Text {
    Text {
        fr: fr.into(),
        en: en.into(),
    }
}

/// A path as notes show it: in one line, not too long, and harmless to terminals.
pub(super) fn quoted(path: &Path) -> String {
    let shown = path.to_string_lossy();
    let mut quote = String::from("`");
    for (count, next) in shown.chars().enumerate() {
        if count == LONGEST {
            quote.push('…');
            break;
        }
        if is_harmful(next) {
            let _ = write!(quote, "{}", next.escape_default());
        } else {
            quote.push(next);
        }
    }
    quote.push('`');
    quote
}

/// A name without what could do harm to a terminal.
pub(super) fn harmless(name: &str) -> String {
    name.chars()
        .map(|next| if is_harmful(next) { '\u{fffd}' } else { next })
        .collect()
}

/// Control characters, and those that turn the direction of what follows.
fn is_harmful(next: char) -> bool {
    next.is_control() || matches!(next, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Some paths and what is the matter with them; nothing of none.
pub(super) fn listed(fr: &str, en: &str, paths: &[PathBuf]) -> Option<Text> {
    let (fr_list, en_list) = list(paths)?;
    Some(say(format!("{fr} : {fr_list}"), format!("{en}: {en_list}")))
}

fn list(paths: &[PathBuf]) -> Option<(String, String)> {
    let shown: Vec<String> = paths.iter().take(MOST).map(|path| shown_path(path)).collect();
    let shown = (!shown.is_empty()).then(|| shown.join(", "))?;
    Some(match paths.len() - paths.len().min(MOST) {
        0 => (shown.clone(), shown),
        more => (
            format!("{shown} (et {more} autres)"),
            format!("{shown} (and {more} more)"),
        ),
    })
}

/// The submission's own folder has no path in it.
fn shown_path(path: &Path) -> String {
    quoted(if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    })
}
