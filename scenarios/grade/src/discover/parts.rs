//! Which folders are parts of one student's work, by their names.

use super::name;
use super::walk::name_of;
use crate::archive::{is_archive, stem};
use std::path::Path;

/// Words in the names of folders that are parts of one submission.
const PARTS: &[&str] = &[
    "part",
    "partie",
    "tp",
    "v",
    "version",
    "stage",
    "etape",
    "étape",
    "step",
    "exo",
    "exercice",
    "i",
    "ii",
    "iii",
    "iv",
    "src",
    "server",
    "servers",
    "serveur",
    "serveurs",
    "client",
    "clients",
    "chat",
    "chatroom",
    "room",
    "sleep",
    "web",
    "sync",
    "async",
    "debuts",
    "débuts",
    "avec",
    "l",
    "asynchrone",
    "code",
    "final",
    "python",
    "tests",
    "test",
];

/// Whether a folder, or an archive, is named like a part of one student's work.
pub(super) fn is_part(path: &Path) -> bool {
    let name = name_of(path);
    let words = name::words(if is_archive(path) { stem(&name) } else { &name });
    !words.is_empty()
        && words
            .iter()
            .all(|word| PARTS.contains(&word.as_str()) || word.chars().all(char::is_numeric))
}
