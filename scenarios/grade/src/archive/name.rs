//! Which names are those of archives.

use std::path::Path;

/// Extensions of archives, with those that are not understood: what is in them is not judged, and not missing either.
const EXTENSIONS: &[&str] = &[
    "zip", "zipx", "7z", "rar", "tar", "gz", "tgz", "bz2", "tbz", "tbz2", "xz", "txz", "zst", "tzst", "lzma", "lz",
    "cab",
];

/// Whether a name is that of an archive.
pub fn is_archive(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    // macOS keeps such a file beside each on foreign disks.
    let split = name.rsplit_once('.').filter(|_| !name.starts_with("._"));
    split.is_some_and(|(stem, extension)| !stem.is_empty() && EXTENSIONS.contains(&extension))
}

/// The name without what says that it is an archive's: `dupont` of `dupont.tar.gz`.
pub(crate) fn stem(name: &str) -> &str {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let (inner, before) = stem.rsplit_once('.').unwrap_or((stem, ""));
    if extension.to_lowercase() != "tar" && before.to_lowercase() == "tar" && !inner.is_empty() {
        inner
    } else {
        stem
    }
}

/// Whether what is compressed is an archive by its name.
pub(super) fn says_tar(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    [".tgz", ".txz", ".tar.gz", ".tar.xz"]
        .iter()
        .any(|ending| name.ends_with(ending))
}
