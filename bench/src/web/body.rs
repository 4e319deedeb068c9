//! What is done with the bytes of a page, whatever the mode: counted, limited, and saved whole
//! or not at all.
//!
//! A page is written to a temporary file beside its destination and renamed at the end. The
//! rename replaces a link instead of following it, so nobody can have a page written elsewhere
//! by planting one in `/tmp`. Small pages stay in memory until they are complete: an interrupted
//! run then leaves nothing behind, and few files are open at once.
//!
//! Files are written on the thread that fetches, also in the asynchronous form: handing a page
//! to another thread costs more than writing it to the page cache.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use reqwest::StatusCode;
use tempfile::NamedTempFile;

use super::{Destination, Failure};

/// Pages up to this size are kept in memory until they are complete.
const KEPT: usize = 64 << 10;

/// A page being received.
pub(super) struct Body<'a> {
    folder: Option<&'a Path>,
    name: &'a str,
    limit: u64,
    received: u64,
    kept: Vec<u8>,
    file: Option<NamedTempFile>,
}

/// A page received in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Its length.
    pub bytes: u64,
    /// Its file, if it was saved.
    pub path: Option<PathBuf>,
}

impl<'a> Body<'a> {
    /// Begins once the head of the answer is there, or refuses it.
    pub(super) fn begin(
        destination: &'a Destination,
        name: &'a str,
        limit: u64,
        status: StatusCode,
        announced: Option<u64>,
    ) -> Result<Self, Failure> {
        if !status.is_success() {
            return Err(Failure::Status(status.as_u16()));
        }
        if announced.is_some_and(|bytes| bytes > limit) {
            return Err(Failure::TooLarge(limit));
        }
        Ok(Self {
            folder: match destination {
                Destination::Folder(folder) => Some(folder),
                Destination::Nowhere => None,
            },
            name,
            limit,
            received: 0,
            kept: Vec::new(),
            file: None,
        })
    }

    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.received += bytes.len() as u64;
        if self.received > self.limit {
            return Err(Failure::TooLarge(self.limit));
        }
        let Some(folder) = self.folder else {
            return Ok(());
        };
        if self.kept.len() + bytes.len() <= KEPT {
            self.kept.extend_from_slice(bytes);
            return Ok(());
        }
        self.spill(folder)
            .and_then(|file| file.write_all(bytes))
            .map_err(Failure::Storage)
    }

    pub(super) fn finish(mut self) -> Result<Received, Failure> {
        let path = match self.folder {
            Some(folder) => Some(self.save(folder).map_err(Failure::Storage)?),
            None => None,
        };
        Ok(Received {
            bytes: self.received,
            path,
        })
    }

    fn save(&mut self, folder: &Path) -> io::Result<PathBuf> {
        self.spill(folder)?;
        let path = folder.join(self.name);
        if let Some(file) = self.file.take() {
            file.persist(&path).map_err(|failed| failed.error)?;
        }
        Ok(path)
    }

    /// The temporary file, holding all that was kept so far.
    fn spill(&mut self, folder: &Path) -> io::Result<&mut NamedTempFile> {
        if self.file.is_none() {
            self.file = Some(temporary(folder)?);
        }
        let Some(file) = self.file.as_mut() else {
            return Err(io::ErrorKind::NotFound.into());
        };
        file.write_all(&self.kept)?;
        self.kept = Vec::new();
        Ok(file)
    }
}

/// Whether pages can be saved in a folder, which is created when there is none.
pub(super) fn prepare(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    temporary(folder).map(drop)
}

fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new();
    file.prefix(".salon-");
    // A page is no secret: the same rights as any file the user creates.
    #[cfg(unix)]
    file.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    file.tempfile_in(folder)
}
