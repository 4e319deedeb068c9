//! The results of several gradings together.

use super::error::{StoreError, Unusable};
use super::header::Header;
use super::source::Source;
use super::writing::Store;
use salon_model::{Overview, Submission};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The results of several gradings together, of which only an overview is held: a submission is read from
/// its file when its turn comes. Of one that was graded twice, the later result counts.
#[derive(Debug)]
pub struct Results {
    /// All submissions at a glance.
    pub overview: Overview,
    /// Files whose last line was not written to its end, so that a submission is missing.
    pub torn: Vec<PathBuf>,
    header: Header,
    sources: Vec<Source>,
    /// Of each row: in which file its line is, which line it is, and where.
    lines: Vec<(usize, usize, Range<u64>)>,
}

impl Results {
    /// Opens files of results.
    ///
    /// # Errors
    /// When one is no file of results or damaged before its last line, when they are of different labs, and
    /// when there is none.
    pub fn open(paths: &[PathBuf]) -> Result<Self, StoreError> {
        let mut sources: Vec<Source> = Vec::new();
        let mut torn = Vec::new();
        let mut by_name = BTreeMap::new();
        for path in paths {
            let mut source = Source::open(path)?;
            if sources
                .first()
                .is_some_and(|first| first.header.digest != source.header.digest)
            {
                return Err(source.fail(Unusable::OtherLab));
            }
            while let Some((row, part)) = source.next()? {
                by_name.insert(row.name.clone(), (row, (sources.len(), source.number, part)));
            }
            if source.torn {
                torn.push(path.clone());
            }
            sources.push(source);
        }
        let mut headers = sources.iter().map(|source| &source.header);
        let mut header = headers.next().cloned().ok_or_else(|| StoreError {
            path: PathBuf::new(),
            cause: Unusable::NotResults,
        })?;
        // What one of several machines did not give is missing of the whole.
        for missing in headers.flat_map(|other| &other.missing_protections) {
            if !header.missing_protections.contains(missing) {
                header.missing_protections.push(*missing);
            }
        }
        let (rows, lines) = by_name.into_values().unzip();
        Ok(Self {
            overview: Overview {
                lab: header.lab.clone(),
                stages: header.stages.clone(),
                missing_protections: header.missing_protections.clone(),
                rows,
            },
            torn,
            header,
            sources,
            lines,
        })
    }

    /// Reads the submission of a row.
    ///
    /// # Errors
    /// When its line cannot be read any more.
    pub fn submission(&self, row: usize) -> Result<Submission, StoreError> {
        let (source, number, part) = &self.lines[row];
        let source = &self.sources[*source];
        let mut line = Vec::new();
        source.read(part, &mut line)?;
        serde_json::from_slice(&line).map_err(|_| source.fail(Unusable::Line(*number)))
    }

    /// Writes the results into one file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), StoreError> {
        let mut store = Store::create(path, &self.header)?;
        for (source, _, part) in &self.lines {
            store.copy(&self.sources[*source], part.clone())?;
        }
        Ok(())
    }
}
