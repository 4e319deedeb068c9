//! JSON: the model itself, in both languages. Its schema is [`crate::grade::report_schema`].

use crate::grade::Report;
use std::path::{Path, PathBuf};

/// The report as JSON. A file name that is no UTF-8 is written with `U+FFFD`: a student's file may not
/// cost the class its report.
pub fn json(report: &Report) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&readable(report))?;
    text.push('\n');
    Ok(text)
}

/// The report with paths that JSON can hold.
fn readable(report: &Report) -> Report {
    let lossy = |path: &Path| PathBuf::from(path.to_string_lossy().into_owned());
    let mut report = report.clone();
    for submission in &mut report.submissions {
        submission.folder = lossy(&submission.folder);
        for program in submission.stages.iter_mut().filter_map(|stage| stage.program.as_mut()) {
            program.file = program.file.as_deref().map(lossy);
            program.directory = lossy(&program.directory);
            program.passed_over = program.passed_over.iter().map(|path| lossy(path)).collect();
        }
    }
    report
}
