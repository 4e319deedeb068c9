//! Results on disk, one submission a line, each written as soon as it is there: what was graded
//! once is not lost to an interruption or a crash, and need not be graded again.

use salon_model::{Overview, Row};
use salon_model::{Protection, Text};
use salon_model::{Report, Rubric, Submission};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// What a file of results begins with: results of another lab, or of other scenarios, must not be
/// mixed with these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the format, [`FORMAT`].
    pub format: u32,
    /// The lab's title.
    pub lab: Text,
    /// The stages and scenarios.
    pub stages: Vec<Rubric>,
    /// A digest of every scenario and reference transcript.
    pub digest: String,
    /// Protections this machine could not give.
    pub missing_protections: Vec<Protection>,
}

/// As much of a header as every version has.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// The version of the results format. Since 3 reasons, causes and notes are data.
pub const FORMAT: u32 = 3;
/// How a file of results begins.
const HEADER: &[u8] = b"{\"format\":";
/// Bytes copied at once.
const PIECE: u64 = 1 << 20;

/// A file of results that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {cause}", path.display())]
pub struct StoreError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong.
    pub cause: Unusable,
}

/// What is wrong with a file of results.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It cannot be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It does not begin as a file of results does.
    #[error("it is not a file of results")]
    NotResults,
    /// It was written by another version of salon, in a format that this one does not read.
    #[error("its format is {found}, and this version of salon reads and writes format {FORMAT}: grade again")]
    OtherFormat {
        /// The version of its format.
        found: u32,
    },
    /// It is of another lab, or the lab has changed since.
    #[error("it was made with another lab, or the lab's scenarios have changed since")]
    OtherLab,
    /// A line in the middle cannot be read.
    #[error("line {0} cannot be read")]
    Line(usize),
}

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
    fn copy(&mut self, source: &Source, part: Range<u64>) -> Result<(), StoreError> {
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

/// A file of results, read line by line.
#[derive(Debug)]
struct Source {
    path: PathBuf,
    header: Header,
    reader: BufReader<File>,
    line: Vec<u8>,
    /// The number of the last line read.
    number: usize,
    /// Where the last whole line ends.
    end: u64,
}

impl Source {
    fn open(path: &Path) -> Result<Self, StoreError> {
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
            line,
        })
    }

    /// The next submission, at a glance, and where its line is. A last line without an end is left out.
    fn next(&mut self) -> Result<Option<(Row, Range<u64>)>, StoreError> {
        self.line.clear();
        self.number += 1;
        let read = self.reader.read_until(b'\n', &mut self.line);
        read.map_err(|error| self.fail(error.into()))?;
        if !self.line.ends_with(b"\n") {
            return Ok(None);
        }
        let glance = serde_json::from_slice(&self.line).map_err(|_| self.fail(Unusable::Line(self.number)))?;
        let row = Row::from_glance(&glance, &self.header.stages);
        let start = self.end;
        self.end += self.line.len() as u64;
        Ok(Some((row, start..self.end)))
    }

    /// Reads a part of the file once more.
    fn read(&self, part: &Range<u64>, into: &mut Vec<u8>) -> Result<(), StoreError> {
        into.resize(usize::try_from(part.end - part.start).unwrap_or(usize::MAX), 0);
        let file = self.reader.get_ref();
        file.read_exact_at(into, part.start)
            .map_err(|error| self.fail(error.into()))
    }

    fn fail(&self, cause: Unusable) -> StoreError {
        StoreError {
            path: self.path.clone(),
            cause,
        }
    }
}

/// The results of several gradings together, of which only an overview is held: a submission is read from
/// its file when its turn comes. Of one that was graded twice, the later result counts.
#[derive(Debug)]
pub struct Results {
    /// All submissions at a glance.
    pub overview: Overview,
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

/// The report of one submission that was just graded.
pub fn report(header: Header, submission: Submission) -> Report {
    Report {
        lab: header.lab,
        stages: header.stages,
        missing_protections: header.missing_protections,
        submissions: vec![submission],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use salon_model::Points;

    fn header(digest: &str) -> Header {
        let text = Text {
            fr: "TP".to_owned(),
            en: "lab".to_owned(),
        };
        Header {
            format: FORMAT,
            lab: text,
            stages: Vec::new(),
            digest: digest.to_owned(),
            missing_protections: Vec::new(),
        }
    }

    fn submission(name: &str) -> Submission {
        Submission {
            name: name.to_owned(),
            folder: name.into(),
            stages: Vec::new(),
            points: Points::default(),
        }
    }

    /// The names of the submissions in a file, each of which can be read.
    fn names(path: &Path) -> Vec<String> {
        let results = Results::open(&[path.to_owned()]).unwrap();
        let names = (0..results.overview.rows.len()).map(|row| results.submission(row).unwrap().name);
        names.collect()
    }

    #[test]
    fn what_was_written_before_an_interruption_is_there_and_a_torn_line_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        let mut store = Store::create(&path, &header("1")).unwrap();
        store.add(&submission("alice")).unwrap();
        store.file.write_all(b"{\"name\":\"bo").unwrap();
        let (mut store, before) = Store::resume(&path, &header("1")).unwrap();
        assert_eq!(before, HashSet::from(["alice".to_owned()]));
        store.add(&submission("bob")).unwrap();
        assert_eq!(names(&path), ["alice", "bob"]);
    }

    #[test]
    fn a_header_that_was_not_written_to_its_end_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        Store::create(&path, &header("1")).unwrap();
        let whole = fs::read(&path).unwrap();
        for length in [0, 1, 20, whole.len() - 1] {
            fs::write(&path, &whole[..length]).unwrap();
            let (mut store, before) = Store::resume(&path, &header("1")).unwrap();
            assert!(before.is_empty());
            store.add(&submission("alice")).unwrap();
            assert_eq!(names(&path), ["alice"]);
        }
    }

    #[test]
    fn what_is_no_regular_file_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let error = Store::create(folder.path(), &header("1")).unwrap_err();
        assert!(error.to_string().ends_with("it is no regular file"), "{error}");
        assert!(folder.path().is_dir());
        assert!(Store::resume(folder.path(), &header("1")).is_err());
    }

    #[test]
    fn what_holds_on_another_machine_is_said_and_what_was_graded_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        let mut store = Store::create(&path, &header("1")).unwrap();
        store.add(&submission("alice")).unwrap();
        let mut elsewhere = header("1");
        elsewhere.missing_protections.push(Protection::Memory);
        let (mut store, before) = Store::resume(&path, &elsewhere).unwrap();
        assert_eq!(before.len(), 1);
        store.add(&submission("bob")).unwrap();
        assert_eq!(names(&path), ["alice", "bob"]);
        let results = Results::open(&[path]).unwrap();
        assert_eq!(results.overview.missing_protections.len(), 1);
    }

    #[test]
    fn of_a_submission_graded_twice_the_later_result_counts() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["1", "2"].map(|name| folder.path().join(name));
        for (got, path) in [1.0, 2.0].into_iter().zip(&paths) {
            let mut one = submission("alice");
            one.points = Points { got, max: 2.0 };
            Store::create(path, &header("1")).unwrap().add(&one).unwrap();
        }
        let merged = folder.path().join("merged");
        Results::open(&paths).unwrap().write(&merged).unwrap();
        let results = Results::open(&[merged]).unwrap();
        assert_eq!(results.overview.rows.len(), 1);
        assert!((results.submission(0).unwrap().points.got - 2.0).abs() < f64::EPSILON);
    }

    #[test]
    fn results_of_another_lab_are_not_mixed_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        Store::create(&path, &header("1")).unwrap();
        assert!(matches!(
            Store::resume(&path, &header("2")).unwrap_err().cause,
            Unusable::OtherLab
        ));
        fs::write(&path, "hello\n").unwrap();
        assert!(matches!(
            Store::resume(&path, &header("1")).unwrap_err().cause,
            Unusable::NotResults
        ));
    }

    #[test]
    fn results_of_another_format_are_told_from_what_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        fs::write(&path, "{\"format\":2,\"lab\":{}}\n").unwrap();
        let error = Store::resume(&path, &header("1")).unwrap_err();
        assert!(error.to_string().contains("its format is 2"), "{error}");
        assert!(error.to_string().ends_with("grade again"), "{error}");
    }

    #[test]
    fn starting_anew_keeps_the_former_results_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        Store::create(&path, &header("1"))
            .unwrap()
            .add(&submission("alice"))
            .unwrap();
        Store::create(&path, &header("2")).unwrap();
        assert_eq!(names(&folder.path().join("results.jsonl~")), ["alice"]);
    }
}
