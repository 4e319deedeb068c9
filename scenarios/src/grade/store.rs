//! Results on disk, one submission a line, each written as soon as it is there: what was graded
//! once is not lost to an interruption or a crash, and need not be graded again.

use super::model::{Report, Rubric, Submission};
use crate::plan::Text;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
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
    pub missing_protections: Vec<Text>,
}

/// The version of the results format.
pub const FORMAT: u32 = 2;

/// A file of results that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {cause}", path.display())]
pub struct StoreError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong.
    pub cause: Cause,
}

/// What is wrong with a file of results.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// It cannot be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It does not begin as a file of results does.
    #[error("it is not a file of results of this version of salon")]
    NotResults,
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

    /// Opens a file of results to go on, and reads what is in it. A last line that was not written
    /// to its end is graded again. A file that is not there yet is started.
    ///
    /// # Errors
    /// When it is of another lab or cannot be read or written.
    pub fn resume(path: &Path, header: &Header) -> Result<(Self, Vec<Submission>), StoreError> {
        if !path.exists() {
            return Ok((Self::create(path, header)?, Vec::new()));
        }
        let fail = |cause| StoreError {
            path: path.to_owned(),
            cause,
        };
        let (found, submissions) = read(path)?;
        if (found.format, &found.digest, &found.stages) != (header.format, &header.digest, &header.stages) {
            return Err(fail(Cause::OtherLab));
        }
        // Written anew without a torn last line, and put in place whole.
        let mut kept = path.as_os_str().to_owned();
        kept.push("~");
        let mut store = Self {
            path: PathBuf::from(&kept),
            file: File::create(&kept).map_err(|error| fail(error.into()))?,
        };
        store.line(header)?;
        for submission in &submissions {
            store.add(submission)?;
        }
        fs::rename(&kept, path).map_err(|error| fail(error.into()))?;
        let file = OpenOptions::new()
            .append(true)
            .open(path)
            .map_err(|error| fail(error.into()))?;
        Ok((
            Self {
                path: path.to_owned(),
                file,
            },
            submissions,
        ))
    }

    /// Adds a submission; when this returns, it is on its way to the disk.
    ///
    /// # Errors
    /// When it cannot be written, for example because the disk is full.
    pub fn add(&mut self, submission: &Submission) -> Result<(), StoreError> {
        self.line(submission)
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

/// Reads a file of results. A last line without an end is left out.
///
/// # Errors
/// When it is no file of results, or damaged before its last line.
pub fn read(path: &Path) -> Result<(Header, Vec<Submission>), StoreError> {
    let fail = |cause| StoreError {
        path: path.to_owned(),
        cause,
    };
    let file = File::open(path).map_err(|error| fail(error.into()))?;
    let mut reader = BufReader::new(file);
    let mut line = String::new();
    reader.read_line(&mut line).map_err(|_| fail(Cause::NotResults))?;
    let header: Header = serde_json::from_str(&line).map_err(|_| fail(Cause::NotResults))?;
    if header.format != FORMAT {
        return Err(fail(Cause::NotResults));
    }
    let mut submissions = Vec::new();
    for number in 2.. {
        line.clear();
        if reader.read_line(&mut line).map_err(|error| fail(error.into()))? == 0 || !line.ends_with('\n') {
            break;
        }
        submissions.push(serde_json::from_str(&line).map_err(|_| fail(Cause::Line(number)))?);
    }
    Ok((header, submissions))
}

/// Puts results together; of a submission that was graded twice, the later result counts.
pub fn report(header: Header, submissions: Vec<Submission>) -> Report {
    let mut by_name: std::collections::BTreeMap<String, Submission> = std::collections::BTreeMap::new();
    for submission in submissions {
        by_name.insert(submission.name.clone(), submission);
    }
    Report {
        lab: header.lab,
        stages: header.stages,
        missing_protections: header.missing_protections,
        submissions: by_name.into_values().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::model::Points;

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

    fn names(submissions: &[Submission]) -> Vec<&str> {
        submissions.iter().map(|submission| submission.name.as_str()).collect()
    }

    #[test]
    fn what_was_written_before_an_interruption_is_there_and_a_torn_line_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        let mut store = Store::create(&path, &header("1")).unwrap();
        store.add(&submission("alice")).unwrap();
        store.file.write_all(b"{\"name\":\"bo").unwrap();
        let (mut store, before) = Store::resume(&path, &header("1")).unwrap();
        assert_eq!(names(&before), ["alice"]);
        store.add(&submission("bob")).unwrap();
        let (_, all) = read(&path).unwrap();
        assert_eq!(names(&all), ["alice", "bob"]);
    }

    #[test]
    fn results_of_another_lab_are_not_mixed_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        Store::create(&path, &header("1")).unwrap();
        assert!(matches!(
            Store::resume(&path, &header("2")).unwrap_err().cause,
            Cause::OtherLab
        ));
        fs::write(&path, "hello\n").unwrap();
        assert!(matches!(
            Store::resume(&path, &header("1")).unwrap_err().cause,
            Cause::NotResults
        ));
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
        assert_eq!(
            names(&read(&folder.path().join("results.jsonl~")).unwrap().1),
            ["alice"]
        );
    }
}
