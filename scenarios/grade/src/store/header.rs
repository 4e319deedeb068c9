//! What a file of results begins with.

use salon_model::{Protection, Report, Rubric, Submission, Text};
use serde::{Deserialize, Serialize};

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
    /// A digest of every criterion, scenario and reference transcript.
    pub digest: String,
    /// Protections this machine could not give.
    pub missing_protections: Vec<Protection>,
}

/// As much of a header as every version has.
#[derive(Deserialize)]
pub(super) struct Format {
    pub(super) format: u32,
}

/// The version of the results format. Since 3 reasons, causes and notes are data; since 4 points are given for
/// criteria; since 5 archives are opened, so that what was `missing` may not be; since 6 sessions are recorded,
/// and criteria stand in the header with their names.
pub const FORMAT: u32 = 6;

/// The report of one submission that was just graded.
pub fn report(header: Header, submission: Submission) -> Report {
    Report {
        lab: header.lab,
        stages: header.stages,
        missing_protections: header.missing_protections,
        submissions: vec![submission],
    }
}
