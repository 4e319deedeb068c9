//! Refusing what cannot be written, before anything is graded.

use crate::Failure;
use crate::args::Reports;
use crate::exit::Exit;
use crate::messages::Messages;
use std::io;
use std::path::Path;

/// Refuses what cannot be written before anything is graded.
pub(crate) fn check(wanted: &Reports, words: Messages) -> Result<(), Failure> {
    let files = [
        &wanted.report_json,
        &wanted.report_junit,
        &wanted.report_csv,
        &wanted.report_moodle,
        &wanted.report_gradescope,
        &wanted.report_classroom50,
        &wanted.report_vpl,
    ];
    for path in files.into_iter().flatten() {
        if !folder_of(path).is_dir() {
            let error = io::Error::from(io::ErrorKind::NotFound);
            return Err(Failure::new(Exit::Usage, words.unwritable(path, &error)));
        }
    }
    Ok(())
}

/// The folder that a file is written into.
pub(crate) fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Refuses reports for one submission where there are more.
pub(crate) fn check_count(wanted: &Reports, submissions: usize, words: Messages) -> Result<(), Failure> {
    let single = [
        ("--report-gradescope", &wanted.report_gradescope),
        ("--report-classroom50", &wanted.report_classroom50),
        ("--report-vpl", &wanted.report_vpl),
    ];
    match single.into_iter().find(|(_, path)| path.is_some() && submissions != 1) {
        Some((flag, _)) => Err(Failure::new(Exit::Usage, words.one_submission(flag, submissions))),
        None => Ok(()),
    }
}
