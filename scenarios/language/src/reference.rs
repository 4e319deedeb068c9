//! The reference transcript of a scenario: recorded beside it as a snapshot, and reviewed as one.

use crate::files::read as read_file;
use salon_model::{Scenario, Transcript};
use std::io;
use std::path::PathBuf;
use std::str::FromStr;

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
    let refused = |cause: String| ReferenceError {
        path: path.clone(),
        cause,
    };
    let bytes = match read_file(&path, LARGEST) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => read.map_err(|error| refused(error.to_string()))?,
    };
    let text = String::from_utf8(bytes).map_err(|error| refused(error.to_string()))?;
    let transcript: Transcript = without_header(&text)
        .parse()
        .map_err(|error: <Transcript as FromStr>::Err| refused(error.to_string()))?;
    let steps = scenario.given.iter().chain(&scenario.when);
    let recorded = transcript.moments.iter().skip(1);
    if !steps
        .map(|step| &step.source)
        .eq(recorded.map(|moment| &moment.stimulus))
    {
        let cause = "it was recorded from other steps than the scenario has now; record it again";
        return Err(refused(cause.to_owned()));
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
