//! Paths in results: a name that is no UTF-8, which students' files may have, must not keep a submission from being
//! written.

use serde::{Serialize, Serializer};
use std::path::{Path, PathBuf};

/// A path, with a replacement character for what is no UTF-8.
pub(crate) fn lossy<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    path.to_string_lossy().serialize(serializer)
}

/// The same of several.
pub(crate) fn lossy_all<S: Serializer>(paths: &[PathBuf], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(paths.iter().map(|path| path.to_string_lossy()))
}
