//! Writing reports where they were asked for.

use crate::Failure;
use crate::args::Reports;
use crate::exit::Exit;
use crate::sessions;
use salon_scenarios::grade::{Report, Verdict};
use salon_scenarios::plan::Language;
use salon_scenarios::report::{Words, formats};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Refuses what cannot be written before anything is graded.
pub(crate) fn check(wanted: &Reports, words: Words) -> Result<(), Failure> {
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
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if !folder.unwrap_or(Path::new(".")).is_dir() {
            let error = io::Error::from(io::ErrorKind::NotFound);
            return Err(Failure::new(Exit::Usage, words.unwritable(path, &error)));
        }
    }
    Ok(())
}

/// Refuses reports for one submission where there are more.
pub(crate) fn check_count(wanted: &Reports, submissions: usize, words: Words) -> Result<(), Failure> {
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
    let _ = write!(anstream::stdout(), "{}", formats::table(report, language));
}

/// Prints the report for the student whose programs they are.
pub(crate) fn print_for_student(report: &Report, language: Language) {
    for submission in &report.submissions {
        let _ = write!(anstream::stdout(), "{}", formats::student(submission, language));
    }
}

/// Writes the reports asked for.
pub(crate) fn write(report: &Report, wanted: &Reports, language: Language) -> Result<(), Failure> {
    let words = Words(language);
    let to = |path: &Option<PathBuf>, text: &dyn Fn() -> Result<Vec<u8>, String>| match path {
        Some(path) => text()
            .map_err(io::Error::other)
            .and_then(|bytes| fs::write(path, bytes))
            .map_err(|error| Failure::new(Exit::Trouble, words.unwritable(path, &error))),
        None => Ok(()),
    };
    to(&wanted.report_json, &|| text(formats::json(report)))?;
    to(&wanted.report_junit, &|| text(formats::junit(report, language)))?;
    to(&wanted.report_csv, &|| Ok(formats::csv(report).into_bytes()))?;
    if let [only] = report.submissions.as_slice() {
        to(&wanted.report_gradescope, &|| {
            Ok(formats::gradescope(only, language).into_bytes())
        })?;
        to(&wanted.report_classroom50, &|| {
            Ok(formats::classroom50(only, language).into_bytes())
        })?;
        to(&wanted.report_vpl, &|| {
            Ok(formats::vpl(only, None, language).into_bytes())
        })?;
    }
    if let Some(folder) = &wanted.report_html {
        write_pages(folder, report, language)
            .map_err(|error| Failure::new(Exit::Trouble, words.unwritable(folder, &error)))?;
    }
    if let (Some(output), Some(worksheet)) = (&wanted.report_moodle, &wanted.moodle_worksheet) {
        fill_in(output, worksheet, report, language)?;
    }
    if wanted.report_github {
        write_github(report, language, words)?;
    }
    Ok(())
}

fn text<E: std::fmt::Display>(text: Result<String, E>) -> Result<Vec<u8>, String> {
    text.map(String::into_bytes).map_err(|error| error.to_string())
}

fn write_pages(folder: &Path, report: &Report, language: Language) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, bytes) in formats::html(report, language) {
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

fn fill_in(output: &Path, worksheet: &Path, report: &Report, language: Language) -> Result<(), Failure> {
    let words = Words(language);
    let exported =
        fs::read(worksheet).map_err(|error| Failure::new(Exit::Usage, format!("{}: {error}", worksheet.display())))?;
    let merged = formats::moodle(report, &exported, language).map_err(|error| {
        Failure::new(
            Exit::Usage,
            format!("{}: {}", worksheet.display(), error.in_language(language)),
        )
    })?;
    for lost in &merged.unmatched {
        sessions::say(&lost.in_language(language));
    }
    fs::write(output, merged.worksheet).map_err(|error| Failure::new(Exit::Trouble, words.unwritable(output, &error)))
}

fn write_github(report: &Report, language: Language, words: Words) -> Result<(), Failure> {
    let _ = write!(io::stdout(), "{}", formats::github_annotations(report, language));
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").map(PathBuf::from) else {
        return Ok(());
    };
    // Steps before this one may have written theirs.
    let file = OpenOptions::new().create(true).append(true).open(&path);
    file.and_then(|mut file| file.write_all(formats::github_summary(report, language).as_bytes()))
        .map_err(|error| Failure::new(Exit::Trouble, words.unwritable(&path, &error)))
}
