//! Reading the text of a file that may be anything.

use super::diagnostics::{Mistake, PlanError, Problem, say};
use super::files::{self, FileType};
use super::near::nearest;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// The largest file that is read: 1 MiB.
pub(super) const LARGEST: u64 = 1 << 20;
/// How many names of a folder are compared with a missing one.
const NAMES_COMPARED: usize = 10_000;

/// Reads a text file. What is no regular file is not opened, since a pipe would never end.
pub(super) fn read(path: &Path) -> Result<Arc<str>, PlanError> {
    let failed = |error| unreadable(path, &error);
    let refused = |message| Err(Problem::of_file(path, message).into());
    match files::file_type(path).map_err(failed)? {
        FileType::Folder => return refused(say::a_folder()),
        FileType::Other => return refused(say::no_regular_file()),
        FileType::File => {}
    }
    let bytes = files::read(path, LARGEST + 1).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return refused(say::too_large());
    }
    let error = match std::str::from_utf8(&bytes) {
        Ok(text) => return text_of(path, text),
        Err(error) => error,
    };
    let source: Arc<str> = String::from_utf8_lossy(&bytes).into();
    let at = error.valid_up_to()..error.valid_up_to();
    Err(Problem::in_source(path, &source, Mistake::at(&at, say::not_utf8())).into())
}

/// A text without its byte order mark, if there is anything in it.
pub(super) fn text_of(path: &Path, text: &str) -> Result<Arc<str>, PlanError> {
    let message = match text.strip_prefix('\u{feff}').unwrap_or(text) {
        text if text.len() as u64 > LARGEST => say::too_large(),
        text if text.trim().is_empty() => say::empty_file(),
        text => return Ok(text.into()),
    };
    Err(Problem::of_file(path, message).into())
}

/// What an I/O error says about a path.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> PlanError {
    let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    let message = match error.kind() {
        io::ErrorKind::PermissionDenied => say::forbidden(),
        _ if is_link && fs::metadata(path).is_err() => say::broken_link(),
        io::ErrorKind::NotFound => say::missing().near(sibling(path)),
        _ => say::unreadable(&error.to_string()),
    };
    Problem::of_file(path, message).into()
}

/// The name in the same folder that is most like that of a missing file.
pub(super) fn sibling(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let names = files::names(&files::folder_of(path)).ok()?.into_iter();
    let names: BTreeSet<String> = names
        .take(NAMES_COMPARED)
        .filter_map(|name| name.into_string().ok())
        .collect();
    nearest(wanted, names.iter().map(String::as_str))
}
