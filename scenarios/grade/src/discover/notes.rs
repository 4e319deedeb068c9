//! What is to be known of a choice.

use salon_model::bytes::is_hidden;
use salon_model::{Aside, Note};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// How many characters of a path are shown.
const LONGEST: usize = 100;
/// How many paths are listed.
const MOST: usize = 5;

/// A path as notes show it: in one line, not too long, and harmless to terminals.
pub(super) fn quoted(path: &Path) -> String {
    let shown = path.to_string_lossy();
    let mut quote = String::from("`");
    for (count, next) in shown.chars().enumerate() {
        if count == LONGEST {
            quote.push('…');
            break;
        }
        if is_hidden(next) {
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
        .map(|next| if is_hidden(next) { '\u{fffd}' } else { next })
        .collect()
}

/// Some paths and why they were left aside; nothing of none.
pub(crate) fn listed(why: Aside, paths: &[PathBuf]) -> Option<Note> {
    let shown: Vec<PathBuf> = paths.iter().take(MOST).cloned().collect();
    (!shown.is_empty()).then(|| Note::LeftAside {
        why,
        more: paths.len() - shown.len(),
        paths: shown,
    })
}
