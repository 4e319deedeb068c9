//! Writing reports where they were asked for.

use crate::Failure;
use crate::args::Reports;
use crate::exit::Exit;
use crate::messages::Messages;
use crate::sessions;
use salon_grade::store::{self, Results, StoreError};
use salon_model::Language;
use salon_model::{Overview, Report, Submission, Verdict};
use salon_play::replay::side_by_side;
use salon_report::formats::{self, Format, Moodle, Pages, Unheard};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

/// Submissions that are read side by side, and so held at once.
const AT_ONCE: usize = 64;

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
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if !folder.unwrap_or(Path::new(".")).is_dir() {
            let error = io::Error::from(io::ErrorKind::NotFound);
            return Err(Failure::new(Exit::Usage, words.unwritable(path, &error)));
        }
    }
    Ok(())
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

/// The exit status a report stands for.
pub(crate) fn exit(report: &Overview) -> Exit {
    if report.verdicts().any(|verdict| verdict == Verdict::Error) {
        Exit::Trouble
    } else if report.verdicts().all(|verdict| verdict == Verdict::Pass) {
        Exit::Fine
    } else {
        Exit::Differs
    }
}

/// Prints the report for the student whose programs they are.
pub(crate) fn print_for_student(report: &Report, language: Language) {
    for submission in &report.submissions {
        let _ = write!(anstream::stdout(), "{}", formats::student(submission, language));
    }
}

/// Prints the report for a teacher, and writes those asked for, while submissions pass by one after the other.
pub(crate) fn write(results: &Results, wanted: &Reports, language: Language) -> Result<(), Failure> {
    let words = Messages(language);
    let mut writing = Writing::begin(&results.overview, wanted, language)?;
    let pages = Folder::begin(&results.overview, wanted, language)?;
    let places: Vec<usize> = (0..results.overview.rows.len()).collect();
    let threads = thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    for some in places.chunks(AT_ONCE) {
        let mut written = Ok(());
        side_by_side(
            some,
            threads,
            |place| {
                let submission = results.submission(*place).map_err(|error| unusable(&error, words))?;
                if let Some(pages) = &pages {
                    pages.write(*place, &submission)?;
                }
                Ok(submission)
            },
            |_, submission| {
                written = submission.and_then(|submission| writing.submission(&submission));
                written.is_ok()
            },
        );
        written?;
    }
    writing.end()
}

/// Reports that are being written.
struct Writing<'a> {
    report: &'a Overview,
    wanted: &'a Reports,
    language: Language,
    texts: Vec<Written<'a>>,
    moodle: Option<(&'a Path, &'a Path, Moodle)>,
}

/// A report of one text, and where it goes.
struct Written<'a> {
    format: Box<dyn Format + 'a>,
    /// `None` for standard output.
    path: Option<PathBuf>,
    out: BufWriter<Box<dyn Write>>,
}

impl<'a> Writing<'a> {
    fn begin(report: &'a Overview, wanted: &'a Reports, language: Language) -> Result<Self, Failure> {
        let mut writing = Self {
            report,
            wanted,
            language,
            texts: Vec::new(),
            moodle: None,
        };
        let table = formats::Table::new(report, language);
        writing.texts.push(Written {
            format: if wanted.report_github {
                Box::new(Unheard::new(table))
            } else {
                Box::new(table)
            },
            path: None,
            out: BufWriter::new(Box::new(anstream::stdout())),
        });
        if let Some(path) = &wanted.report_json {
            writing.text(path, File::create(path), formats::Json::new(report))?;
        }
        if let Some(path) = &wanted.report_junit {
            writing.text(path, File::create(path), formats::Junit::new(report, language))?;
        }
        if wanted.report_github {
            writing.github()?;
        }
        if let (Some(output), Some(worksheet)) = (&wanted.report_moodle, &wanted.moodle_worksheet) {
            let exported = fs::read(worksheet).map_err(|error| bad_worksheet(worksheet, &error))?;
            let moodle = Moodle::new(report, &exported, language)
                .map_err(|error| bad_worksheet(worksheet, &error.in_language(language)))?;
            writing.moodle = Some((output, worksheet, moodle));
        }
        for text in &mut writing.texts {
            text.write(language, |format| format.before())?;
        }
        Ok(writing)
    }

    fn text(&mut self, path: &Path, file: io::Result<File>, format: impl Format + 'a) -> Result<(), Failure> {
        let file = file.map_err(|error| self.unwritable(path, &error))?;
        self.texts.push(Written {
            format: Box::new(format),
            path: Some(path.to_owned()),
            out: BufWriter::new(Box::new(file)),
        });
        Ok(())
    }

    /// What GitHub reads of the job's output, and the summary where it says.
    fn github(&mut self) -> Result<(), Failure> {
        let root = std::env::var_os("GITHUB_WORKSPACE").map_or_else(std::env::current_dir, |root| Ok(root.into()));
        let root = root.and_then(fs::canonicalize).unwrap_or_default();
        self.texts.push(Written {
            format: Box::new(formats::Annotations::new(root, self.language)),
            path: None,
            out: BufWriter::new(Box::new(io::stdout())),
        });
        let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").map(PathBuf::from) else {
            return Ok(());
        };
        // Steps before this one may have written theirs.
        let file = OpenOptions::new().create(true).append(true).open(&path);
        self.text(&path, file, formats::Summary::new(self.report, self.language))
    }

    fn submission(&mut self, submission: &Submission) -> Result<(), Failure> {
        for text in &mut self.texts {
            text.write(self.language, |format| format.submission(submission))?;
        }
        if let Some((_, worksheet, moodle)) = &mut self.moodle {
            moodle
                .add(submission)
                .map_err(|error| bad_worksheet(worksheet, &error.in_language(self.language)))?;
        }
        if self.report.rows.len() == 1 {
            self.single(submission)?;
        }
        Ok(())
    }

    /// The reports that are of one submission only.
    fn single(&self, only: &Submission) -> Result<(), Failure> {
        let language = self.language;
        let to = |path: &Option<PathBuf>, text: &dyn Fn() -> String| match path {
            Some(path) => fs::write(path, text()).map_err(|error| self.unwritable(path, &error)),
            None => Ok(()),
        };
        to(&self.wanted.report_gradescope, &|| formats::gradescope(only, language))?;
        to(&self.wanted.report_classroom50, &|| {
            formats::classroom50(only, language)
        })?;
        to(&self.wanted.report_vpl, &|| formats::vpl(only, None, language))
    }

    fn end(mut self) -> Result<(), Failure> {
        for text in &mut self.texts {
            text.write(self.language, |format| format.after())?;
            text.flush(self.language)?;
        }
        if let Some(path) = &self.wanted.report_csv {
            fs::write(path, formats::csv(self.report)).map_err(|error| self.unwritable(path, &error))?;
        }
        let Some((output, worksheet, moodle)) = self.moodle.take() else {
            return Ok(());
        };
        let merged = moodle
            .finish()
            .map_err(|error| bad_worksheet(worksheet, &error.in_language(self.language)))?;
        for lost in &merged.unmatched {
            sessions::say(&lost.in_language(self.language));
        }
        fs::write(output, merged.worksheet).map_err(|error| self.unwritable(output, &error))
    }

    fn unwritable(&self, path: &Path, error: &io::Error) -> Failure {
        Failure::new(Exit::Trouble, Messages(self.language).unwritable(path, error))
    }
}

/// Pages that are being written.
struct Folder<'a> {
    path: &'a Path,
    pages: Pages<'a>,
    words: Messages,
}

impl<'a> Folder<'a> {
    fn begin(report: &'a Overview, wanted: &'a Reports, language: Language) -> Result<Option<Self>, Failure> {
        let Some(path) = &wanted.report_html else {
            return Ok(None);
        };
        let folder = Self {
            path,
            pages: Pages::new(report, language),
            words: Messages(language),
        };
        fs::create_dir_all(path).map_err(|error| folder.unwritable(&error))?;
        for page in folder.pages.index() {
            folder.put(page)?;
        }
        Ok(Some(folder))
    }

    fn write(&self, place: usize, submission: &Submission) -> Result<(), Failure> {
        self.put(self.pages.page(place, submission))
    }

    fn put(&self, (name, page): (PathBuf, Vec<u8>)) -> Result<(), Failure> {
        fs::write(self.path.join(name), page).map_err(|error| self.unwritable(&error))
    }

    fn unwritable(&self, error: &io::Error) -> Failure {
        Failure::new(Exit::Trouble, self.words.unwritable(self.path, error))
    }
}

impl Written<'_> {
    fn write(
        &mut self,
        language: Language,
        piece: impl FnOnce(&mut dyn Format) -> io::Result<String>,
    ) -> Result<(), Failure> {
        let written = piece(&mut *self.format).and_then(|piece| self.out.write_all(piece.as_bytes()));
        self.unless_printed(written, language)
    }

    fn flush(&mut self, language: Language) -> Result<(), Failure> {
        let written = self.out.flush();
        self.unless_printed(written, language)
    }

    /// Who reads standard output may have read enough; a file must be whole.
    fn unless_printed(&self, written: io::Result<()>, language: Language) -> Result<(), Failure> {
        match (&self.path, written) {
            (Some(path), Err(error)) => Err(Failure::new(Exit::Trouble, Messages(language).unwritable(path, &error))),
            _ => Ok(()),
        }
    }
}

fn bad_worksheet(worksheet: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Exit::Usage, format!("{}: {error}", worksheet.display()))
}

/// A file of results that cannot be used.
pub(crate) fn unusable(error: &StoreError, words: Messages) -> Failure {
    let exit = match error.cause {
        store::Unusable::Io(_) => Exit::Trouble,
        store::Unusable::NotResults
        | store::Unusable::OtherFormat { .. }
        | store::Unusable::OtherLab
        | store::Unusable::Line(_) => Exit::BadScenario,
    };
    Failure::new(exit, words.bad_results(error))
}
