//! JSON: the model itself, in both languages. Its schema is [`crate::grade::report_schema`].
//!
//! A submission a line, because there may be thousands: half as long as indented, and `grep` finds one.

use super::{Format, io};
use crate::grade::{Overview, Submission};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The report as JSON. A file name that is no UTF-8 is written with `U+FFFD`: a student's file may not
/// cost the class its report.
#[derive(Debug)]
pub struct Json<'a> {
    report: &'a Overview,
    any: bool,
}

impl<'a> Json<'a> {
    /// Of these submissions.
    pub fn new(report: &'a Overview) -> Self {
        Self { report, any: false }
    }
}

impl Format for Json<'_> {
    fn before(&mut self) -> io::Result<String> {
        let report = self.report;
        let mut out = String::from("{\n");
        for (name, value) in [
            ("lab", line(&report.lab)?),
            ("stages", line(&report.stages)?),
            ("missing_protections", line(&report.missing_protections)?),
        ] {
            let _ = writeln!(out, "\"{name}\": {value},");
        }
        Ok(out + "\"submissions\": [")
    }

    fn submission(&mut self, submission: &Submission) -> io::Result<String> {
        let comma = if self.any { "," } else { "" };
        self.any = true;
        Ok(format!("{comma}\n{}", line(&*readable(submission))?))
    }

    fn after(&mut self) -> io::Result<String> {
        Ok("\n]\n}\n".to_owned())
    }
}

fn line(value: &impl Serialize) -> io::Result<String> {
    serde_json::to_string(value).map_err(io::Error::other)
}

/// A submission with paths that JSON can hold.
fn readable(submission: &Submission) -> Cow<'_, Submission> {
    let programs = submission.stages.iter().filter_map(|stage| stage.program.as_ref());
    let mut paths = programs.flat_map(|program| {
        let own = program.file.iter().chain([&program.directory]);
        own.chain(&program.passed_over)
    });
    if submission.folder.to_str().is_some() && paths.all(|path| path.to_str().is_some()) {
        return Cow::Borrowed(submission);
    }
    let lossy = |path: &Path| PathBuf::from(path.to_string_lossy().into_owned());
    let mut submission = submission.clone();
    submission.folder = lossy(&submission.folder);
    for program in submission.stages.iter_mut().filter_map(|stage| stage.program.as_mut()) {
        program.file = program.file.as_deref().map(lossy);
        program.directory = lossy(&program.directory);
        program.passed_over = program.passed_over.iter().map(|path| lossy(path)).collect();
    }
    Cow::Owned(submission)
}
