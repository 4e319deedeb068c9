//! The reference transcript of a scenario: recorded beside it as a snapshot, and reviewed as one.

use crate::files::read as read_file;
use salon_model::Scenario;
use salon_model::Transcript;
use std::io;
use std::path::PathBuf;

/// The most that is read of one.
const LARGEST: u64 = 64 << 20;

/// A recorded reference that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {cause}", path.display())]
pub struct ReferenceError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub cause: String,
}

/// Where a scenario's reference transcript lies.
pub fn path(scenario: &Scenario) -> PathBuf {
    scenario.path.with_extension("snap")
}

/// Reads a scenario's reference transcript; `None` where none has been recorded.
///
/// # Errors
/// When there is one and it cannot be read, or is of another scenario than the one beside it.
pub fn recorded(scenario: &Scenario) -> Result<Option<Transcript>, ReferenceError> {
    let path = path(scenario);
    let read = read_file(&path, LARGEST)
        .and_then(|bytes| String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error)));
    let text = match read {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(ReferenceError {
                path,
                cause: error.to_string(),
            });
        }
    };
    let parsed: Result<Transcript, _> = without_header(&text).parse();
    let transcript = match parsed {
        Ok(transcript) => transcript,
        Err(error) => {
            return Err(ReferenceError {
                path,
                cause: error.to_string(),
            });
        }
    };
    let steps = scenario
        .given
        .iter()
        .chain(&scenario.when)
        .map(|step| step.source.as_str());
    let recorded = transcript.moments.iter().skip(1).map(|moment| moment.stimulus.as_str());
    if !steps.eq(recorded) {
        let cause = "it was recorded from other steps than the scenario has now; record it again".to_owned();
        return Err(ReferenceError { path, cause });
    }
    Ok(Some(transcript))
}

/// That a scenario has neither a recorded reference nor a program to record it from.
pub fn unknown(scenario: &Scenario) -> ReferenceError {
    ReferenceError {
        path: path(scenario),
        cause: format!(
            "there is no such file, and the lab names no `reference` for stage `{}`",
            scenario.stage.name
        ),
    }
}

/// A snapshot's text without the header that insta puts in front, between two lines of `---`.
fn without_header(snapshot: &str) -> &str {
    snapshot
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .map_or(snapshot, |(_, text)| text)
}
