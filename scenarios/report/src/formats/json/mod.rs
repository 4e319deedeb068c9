//! JSON: all that is known, in both languages. Its schema is [`report_schema`].
//!
//! A submission a line, because there may be thousands: half as long as indented, and `grep` finds one.

mod fill;
mod shape;

use super::{Format, io};
use salon_model::{Overview, Protection, Submission, Text};
use serde::Serialize;
use std::fmt::Write as _;

/// The report as JSON.
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
        let told = |missing: &Protection| fill::both(|words| words.protection(*missing).to_owned());
        let protections: Vec<Text> = report.missing_protections.iter().map(told).collect();
        let mut out = String::from("{\n");
        for (name, value) in [
            ("lab", line(&report.lab)?),
            ("stages", line(&report.stages)?),
            ("missing_protections", line(&protections)?),
        ] {
            let _ = writeln!(out, "\"{name}\": {value},");
        }
        Ok(out + "\"submissions\": [")
    }

    fn submission(&mut self, submission: &Submission) -> io::Result<String> {
        let comma = if self.any { "," } else { "" };
        self.any = true;
        Ok(format!("{comma}\n{}", line(&shape::Submission::from(submission))?))
    }

    fn after(&mut self) -> io::Result<String> {
        Ok("\n]\n}\n".to_owned())
    }
}

fn line(value: &impl Serialize) -> io::Result<String> {
    serde_json::to_string(value).map_err(io::Error::other)
}

/// The JSON Schema of the report.
pub fn report_schema() -> serde_json::Value {
    schemars::schema_for!(shape::Report).into()
}
