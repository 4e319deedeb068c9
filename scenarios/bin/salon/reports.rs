//! Writing reports where they were asked for.

use crate::Failure;
use crate::args::Reports;
use crate::exit::Exit;
use salon_scenarios::grade::{Report, Verdict};
use salon_scenarios::plan::Language;
use salon_scenarios::report::Words;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Refuses what cannot be written before anything is graded.
pub(crate) fn check(wanted: &Reports, words: Words) -> Result<(), Failure> {
    if let Some(path) = &wanted.report_json {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        if !folder.is_dir() {
            let error = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(Failure::new(Exit::Usage, words.unwritable(path, &error)));
        }
    }
    Ok(())
}

/// The exit status a report stands for.
pub(crate) fn exit(report: &Report) -> Exit {
    let results = || {
        let stages = report.submissions.iter().flat_map(|submission| &submission.stages);
        stages.flat_map(|stage| &stage.results)
    };
    if results().any(|result| result.verdict == Verdict::Error) {
        Exit::Trouble
    } else if results().all(|result| result.verdict == Verdict::Pass) {
        Exit::Fine
    } else {
        Exit::Differs
    }
}

/// Prints the report for a teacher.
pub(crate) fn print(report: &Report, language: Language) {
    let _ = write!(
        anstream::stdout(),
        "{}",
        salon_scenarios::report::table(report, language)
    );
}

/// Prints the report for the student whose programs they are.
pub(crate) fn print_for_student(report: &Report, language: Language) {
    for submission in &report.submissions {
        let _ = write!(
            anstream::stdout(),
            "{}",
            salon_scenarios::report::student(submission, language)
        );
    }
}

/// Writes the reports asked for.
pub(crate) fn write(report: &Report, wanted: &Reports, language: Language) -> Result<(), Failure> {
    let words = Words(language);
    let to = |path: &Path, bytes: &[u8]| {
        fs::write(path, bytes).map_err(|error| Failure::new(Exit::Trouble, words.unwritable(path, &error)))
    };
    if let Some(path) = &wanted.report_json {
        to(
            path,
            serde_json::to_string_pretty(report).unwrap_or_default().as_bytes(),
        )?;
    }
    Ok(())
}
