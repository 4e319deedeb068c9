//! A folder in which archives are unpacked, for as long as a submission is graded.

use std::fs::{self, File, Permissions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::{env, io};
use tempfile::TempDir;

/// How the names of such folders begin.
const PREFIX: &str = "salon-archives-";

/// A folder in which archives are unpacked. Gone when dropped.
#[derive(Debug)]
pub(crate) struct Folder {
    /// Says that it is in use, to every other harness that sees it.
    _lock: File,
    /// Keeps it there.
    _own: TempDir,
    path: PathBuf,
}

impl Folder {
    pub(crate) fn new() -> io::Result<Self> {
        static SWEPT: Once = Once::new();
        SWEPT.call_once(sweep);
        loop {
            let own = tempfile::Builder::new()
                .prefix(PREFIX)
                .permissions(Permissions::from_mode(0o700))
                .tempdir()?;
            // Another harness that sweeps may be faster than the lock.
            let lock = match File::open(own.path()) {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                opened => opened?,
            };
            match lock.try_lock() {
                Err(TryLockError::WouldBlock) => continue,
                // Where there are no locks nobody sweeps.
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            let path = match fs::canonicalize(own.path()) {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                real => real?,
            };
            return Ok(Self {
                _lock: lock,
                _own: own,
                path,
            });
        }
    }

    /// The folder, without links.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// Removes what was left by a harness that was killed: nobody holds its lock any more, whoever has its number now.
fn sweep() {
    for entry in fs::read_dir(env::temp_dir()).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if !is_ours || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        let Ok(lock) = File::open(entry.path()) else { continue };
        if lock.try_lock().is_ok() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
