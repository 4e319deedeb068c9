//! A file of results, open for more.

use super::error::{StoreError, Unusable};
use super::header::Header;
use super::source::Source;
use salon_model::Submission;
use serde::Serialize;
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::ops::Range;
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
        if path.exists() {
            if !path.is_file() {
                return Err(fail(io::Error::new(ErrorKind::InvalidInput, "it is no regular file")));
            }
            let mut kept = path.as_os_str().to_owned();
            kept.push("~");
            fs::rename(path, kept).map_err(fail)?;
        }
        let file = File::create(path).map_err(fail)?;
        let mut store = Self {
            path: path.to_owned(),
            file,
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
        let io = |error: io::Error| fail(error.into());
        if same_machine {
            let file = OpenOptions::new().append(true).open(path).map_err(io)?;
            file.set_len(source.end).map_err(io)?;
            let path = path.to_owned();
            return Ok((Self { path, file }, names));
        }
        // The machine gives other protections than before: written anew with what holds now, and put in
        // place whole.
        let mut kept = path.as_os_str().to_owned();
        kept.push("~");
        let mut store = Self {
            file: File::create(&kept).map_err(io)?,
            path: PathBuf::from(&kept),
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
            self.file.write_all(&piece).map_err(|error| StoreError {
                path: self.path.clone(),
                cause: error.into(),
            })?;
            start = end;
        }
        Ok(())
    }

    fn line<T: Serialize>(&mut self, value: &T) -> Result<(), StoreError> {
        let write = |file: &mut File| -> io::Result<()> {
            let mut line = serde_json::to_vec(value).map_err(io::Error::other)?;
            line.push(b'\n');
            file.write_all(&line)
        };
        write(&mut self.file).map_err(|error| StoreError {
            path: self.path.clone(),
            cause: error.into(),
        })
    }
}

/// Whether nothing but a part of a header was written: no submission can be in it.
fn begins_torn(path: &Path) -> bool {
    let mut line = Vec::new();
    let read = File::open(path).and_then(|file| BufReader::new(file).read_until(b'\n', &mut line));
    let of_header = line.starts_with(HEADER) || HEADER.starts_with(&line);
    read.is_ok() && path.is_file() && of_header && !line.ends_with(b"\n")
}
