//! The files that are the harness itself, under whatever name: no submission may have itself replaced by them, as
//! the harness has the reference in it.
//!
//! They are known by their inode, or by size and content. One of another version is not known.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

const HARNESS: &str = "/proc/self/exe";
/// Where programs are usually put, whatever the `PATH`.
const USUAL: [&str; 3] = ["/usr/local/bin", "/usr/bin", "/opt/bin"];
/// Most files looked at in one submission.
const LOOKED_AT: usize = 20_000;

/// Whether a file is the harness.
pub(super) fn is_harness(path: &Path) -> bool {
    let metadata = |path: &Path| fs::metadata(path).ok().filter(Metadata::is_file);
    let (Some(ours), Some(file)) = (metadata(Path::new(HARNESS)), metadata(path)) else {
        return false;
    };
    let same_file = (ours.dev(), ours.ino()) == (file.dev(), file.ino());
    same_file || ours.len() == file.len() && same_content(Path::new(HARNESS), path).unwrap_or(false)
}

fn same_content(one: &Path, other: &Path) -> io::Result<bool> {
    let (mut one, mut other) = (File::open(one)?, File::open(other)?);
    let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let length = one.read(&mut left)?;
        if length == 0 {
            return Ok(true);
        }
        if other.read_exact(&mut right[..length]).is_err() || left[..length] != right[..length] {
            return Ok(false);
        }
    }
}

/// Where the harness lies where programs are looked for, and in the folders that a program sees.
pub(super) fn of_machine(keep: &[PathBuf]) -> Vec<PathBuf> {
    static ON_PATH: LazyLock<Vec<PathBuf>> = LazyLock::new(|| {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = env::split_paths(&path).chain(USUAL.map(PathBuf::from));
        let mut twins: Vec<PathBuf> = folders.flat_map(|folder| in_folder(&folder)).collect();
        twins.extend(fs::read_link(HARNESS));
        twins
    });
    let seen = keep.iter().flat_map(|folder| [folder.clone(), folder.join("bin")]);
    let seen = seen.flat_map(|folder| remembered(&folder, in_folder));
    let mut twins: Vec<PathBuf> = ON_PATH.iter().cloned().chain(seen).collect();
    twins.sort();
    twins.dedup();
    twins
}

/// Where it lies in a submission.
pub(super) fn of_submission(folder: &Path) -> Vec<PathBuf> {
    remembered(folder, |folder| {
        let mut looked_at = 0;
        let mut folders = vec![folder.to_owned()];
        let mut twins = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                looked_at += 1;
                if looked_at > LOOKED_AT {
                    return twins;
                }
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                    Ok(kind) if kind.is_file() && is_harness(&entry.path()) => twins.push(entry.path()),
                    _ => {}
                }
            }
        }
        twins
    })
}

fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let twins = entries.map(|entry| entry.path()).filter(|path| is_harness(path));
    twins.filter_map(|path| fs::canonicalize(path).ok()).collect()
}

/// What was found in a folder before: each is seen by many sessions.
fn remembered(folder: &Path, look: impl FnOnce(&Path) -> Vec<PathBuf>) -> Vec<PathBuf> {
    static FOUND: Mutex<BTreeMap<PathBuf, Vec<PathBuf>>> = Mutex::new(BTreeMap::new());
    let known = || FOUND.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known().get(folder) {
        return found.clone();
    }
    let found = look(folder);
    known().insert(folder.to_owned(), found.clone());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_harness_is_known_by_a_link_and_by_a_copy() {
        let folder = env::temp_dir().join(format!("salon-twins-{}", std::process::id()));
        fs::create_dir_all(folder.join("deep")).unwrap();
        fs::copy(HARNESS, folder.join("deep/copy")).unwrap();
        fs::write(folder.join("deep/other"), "x").unwrap();
        std::os::unix::fs::symlink(HARNESS, folder.join("link")).unwrap();
        assert!(is_harness(&folder.join("link")) && is_harness(&folder.join("deep/copy")));
        assert!(!is_harness(&folder.join("deep/other")));
        assert_eq!(of_submission(&folder), [folder.join("deep/copy")]);
        fs::remove_dir_all(folder).unwrap();
    }
}
