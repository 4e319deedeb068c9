//! A file of results, open for more.

use super::error::{StoreError, Unusable};
use super::header::Header;
use super::source::Source;
use salon_model::Submission;
use serde::Serialize;
use std::collections::HashSet;
use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::ops::Range;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// How a file of results begins.
const HEADER: &[u8] = b"{\"format\":";
/// Bytes copied at once.
const PIECE: u64 = 1 << 20;

/// A file of results, open for more.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    file: File,
}

impl Store {
    /// Starts a file of results. One that is already there is kept under a name with `~` behind it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn create(path: &Path, header: &Header) -> Result<Self, StoreError> {
        let fail = |error: io::Error| StoreError {
            path: path.to_owned(),
            cause: error.into(),
        };
        // Held until the new file is there and locked as well.
        let _former = keep_former(path)?;
        let file = File::create_new(path).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => in_use(path),
            _ => fail(error),
        })?;
        let mut store = Self {
            path: path.to_owned(),
            file: lock(path, file)?,
        };
        store.line(header)?;
        Ok(store)
    }

    /// Opens a file of results to go on, and reads which submissions are in it. A last line that was not
    /// written to its end is cut off, to be graded again. A file that is not there yet, or of which the first
    /// line was not written to its end, is started.
    ///
    /// # Errors
    /// When it is of another lab or cannot be read or written.
    pub fn resume(path: &Path, header: &Header) -> Result<(Self, HashSet<String>), StoreError> {
        if !path.exists() || begins_torn(path) {
            return Ok((Self::create(path, header)?, HashSet::new()));
        }
        let fail = |cause| StoreError {
            path: path.to_owned(),
            cause,
        };
        let io = |error: io::Error| fail(error.into());
        // Before anything is read: what another writes meanwhile would be graded twice.
        let file = OpenOptions::new().append(true).open(path).map_err(io)?;
        let file = lock(path, file)?;
        let mut source = Source::open(path)?;
        let found = &source.header;
        if (&found.digest, &found.stages) != (&header.digest, &header.stages) {
            return Err(fail(Unusable::OtherLab));
        }
        let same_machine = found == header;
        let start = source.end;
        let mut names = HashSet::new();
        while let Some((row, _)) = source.next()? {
            names.insert(row.name);
        }
        if same_machine {
            file.set_len(source.end).map_err(io)?;
            let path = path.to_owned();
            let mut store = Self { path, file };
            store.end_line(&source)?;
            return Ok((store, names));
        }
        // The machine gives other protections than before: written anew with what holds now, and put in
        // place whole.
        let mut kept = path.as_os_str().to_owned();
        kept.push("~");
        let kept = PathBuf::from(kept);
        let mut store = Self {
            file: lock(&kept, File::create(&kept).map_err(io)?)?,
            path: kept.clone(),
        };
        store.line(header)?;
        store.copy(&source, start..source.end)?;
        fs::rename(&kept, path).map_err(io)?;
        let file = store.file;
        let path = path.to_owned();
        Ok((Self { path, file }, names))
    }

    /// Adds a submission; when this returns, it is on its way to the disk.
    ///
    /// # Errors
    /// When it cannot be written, for example because the disk is full.
    pub fn add(&mut self, submission: &Submission) -> Result<(), StoreError> {
        self.line(submission)
    }

    /// Adds lines that another file of results has.
    pub(super) fn copy(&mut self, source: &Source, part: Range<u64>) -> Result<(), StoreError> {
        let mut piece = Vec::new();
        let mut start = part.start;
        while start < part.end {
            let end = part.end.min(start + PIECE);
            source.read(&(start..end), &mut piece)?;
            if end == part.end && !piece.ends_with(b"\n") {
                piece.push(b'\n');
            }
            self.write(&piece)?;
            start = end;
        }
        Ok(())
    }

    /// Ends the last line of the file that is gone on with, if it misses its end.
    fn end_line(&mut self, source: &Source) -> Result<(), StoreError> {
        let mut last = Vec::new();
        source.read(&(source.end - 1..source.end), &mut last)?;
        if last == b"\n" { Ok(()) } else { self.write(b"\n") }
    }

    fn line<T: Serialize>(&mut self, value: &T) -> Result<(), StoreError> {
        let mut line = serde_json::to_vec(value).map_err(|error| self.fail(io::Error::other(error)))?;
        line.push(b'\n');
        self.write(&line)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.file.write_all(bytes).map_err(|error| self.fail(error))
    }

    fn fail(&self, error: io::Error) -> StoreError {
        StoreError {
            path: self.path.clone(),
            cause: error.into(),
        }
    }
}

/// Puts a file of results that is written to its end in the place of another, which is kept under a name with `~` behind
/// it. Both are on one file system, so that there is never half a file.
///
/// # Errors
/// When somebody writes the other, and when it cannot be done.
pub fn put_in_place(new: &Path, path: &Path) -> Result<(), StoreError> {
    let _former = keep_former(path)?;
    fs::rename(new, path).map_err(|error| StoreError {
        path: path.to_owned(),
        cause: error.into(),
    })
}

/// Gives a file of results that is there a name with `~` behind it, if there is one: it is locked until it is dropped.
fn keep_former(path: &Path) -> Result<Option<File>, StoreError> {
    if !path.exists() {
        return Ok(None);
    }
    let fail = |error: io::Error| StoreError {
        path: path.to_owned(),
        cause: error.into(),
    };
    if !path.is_file() {
        return Err(fail(io::Error::new(ErrorKind::InvalidInput, "it is no regular file")));
    }
    let former = lock(path, File::open(path).map_err(fail)?)?;
    let mut kept = path.as_os_str().to_owned();
    kept.push("~");
    fs::rename(path, kept).map_err(fail)?;
    Ok(Some(former))
}

/// A file that is at this path and that nobody else writes, for as long as it stays open. Where the file system
/// has no locks there is nothing to hold, and grading goes on as if alone.
fn lock(path: &Path, file: File) -> Result<File, StoreError> {
    if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
        return Err(in_use(path));
    }
    // Between opening and locking another may have put a file of his in this place.
    let is_there = |there: Metadata| {
        file.metadata()
            .is_ok_and(|own| (own.dev(), own.ino()) == (there.dev(), there.ino()))
    };
    if fs::metadata(path).is_ok_and(is_there) {
        Ok(file)
    } else {
        Err(in_use(path))
    }
}

fn in_use(path: &Path) -> StoreError {
    StoreError {
        path: path.to_owned(),
        cause: Unusable::InUse,
    }
}

/// Whether nothing but a part of a header was written: no submission can be in it.
fn begins_torn(path: &Path) -> bool {
    let mut line = Vec::new();
    let read = File::open(path).and_then(|file| BufReader::new(file).read_until(b'\n', &mut line));
    let of_header = line.starts_with(HEADER) || HEADER.starts_with(&line);
    read.is_ok() && path.is_file() && of_header && !line.ends_with(b"\n")
}
