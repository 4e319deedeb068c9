//! A file of results, read line by line.

use super::error::{StoreError, Unusable};
use super::header::{FORMAT, Format, Header};
use salon_model::Row;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// A file of results, read line by line.
#[derive(Debug)]
pub(super) struct Source {
    path: PathBuf,
    pub(super) header: Header,
    reader: BufReader<File>,
    line: Vec<u8>,
    /// The number of the last line read.
    pub(super) number: usize,
    /// Where the last whole line ends.
    pub(super) end: u64,
    /// Whether a last line was not written to its end; known when all lines were read.
    pub(super) torn: bool,
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let fail = |cause| StoreError {
            path: path.to_owned(),
            cause,
        };
        let file = File::open(path).map_err(|error| fail(error.into()))?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let mut line = Vec::new();
        reader
            .read_until(b'\n', &mut line)
            .map_err(|error| fail(error.into()))?;
        let Format { format: found } = serde_json::from_slice(&line).map_err(|_| fail(Unusable::NotResults))?;
        if found != FORMAT {
            return Err(fail(Unusable::OtherFormat { found }));
        }
        let header: Header = serde_json::from_slice(&line).map_err(|_| fail(Unusable::NotResults))?;
        Ok(Self {
            path: path.to_owned(),
            header,
            reader,
            number: 1,
            end: line.len() as u64,
            torn: false,
            line,
        })
    }

    /// The next submission, at a glance, and where its line is. A last line that was not written to its end is
    /// left out; one that misses nothing but its line end, as some editors leave it, is whole.
    pub(super) fn next(&mut self) -> Result<Option<(Row, Range<u64>)>, StoreError> {
        self.line.clear();
        self.number += 1;
        let read = self.reader.read_until(b'\n', &mut self.line);
        read.map_err(|error| self.fail(error.into()))?;
        if self.line.is_empty() {
            return Ok(None);
        }
        let glance = match serde_json::from_slice(&self.line) {
            Ok(glance) => glance,
            Err(_) if !self.line.ends_with(b"\n") => {
                self.torn = true;
                return Ok(None);
            }
            Err(_) => return Err(self.fail(Unusable::Line(self.number))),
        };
        let row = Row::from_glance(&glance, &self.header.stages);
        let start = self.end;
        self.end += self.line.len() as u64;
        Ok(Some((row, start..self.end)))
    }

    /// Reads a part of the file once more.
    pub(super) fn read(&self, part: &Range<u64>, into: &mut Vec<u8>) -> Result<(), StoreError> {
        into.resize(usize::try_from(part.end - part.start).unwrap_or(usize::MAX), 0);
        let file = self.reader.get_ref();
        file.read_exact_at(into, part.start)
            .map_err(|error| self.fail(error.into()))
    }

    pub(super) fn fail(&self, cause: Unusable) -> StoreError {
        StoreError {
            path: self.path.clone(),
            cause,
        }
    }
}
