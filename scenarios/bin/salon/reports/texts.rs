//! Reports of one text each, written while submissions pass by.

use crate::Failure;
use crate::args::Reports;
use crate::exit::Exit;
use crate::messages::Messages;
use crate::output::{printed, width};
use crate::sessions;
use salon_model::{Language, Overview, Submission};
use salon_report::formats::{self, Detail, Format, Moodle, Unheard};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Reports that are being written.
pub(super) struct Texts<'a> {
    report: &'a Overview,
    wanted: &'a Reports,
    language: Language,
    written: Vec<Written<'a>>,
    moodle: Option<(&'a Path, &'a Path, Moodle)>,
}

/// A report of one text, and where it goes.
struct Written<'a> {
    format: Box<dyn Format + 'a>,
    /// `None` for standard output.
    path: Option<PathBuf>,
    out: BufWriter<Box<dyn Write>>,
    /// Why not all of it is on standard output. Files are written all the same.
    unprinted: Option<io::Error>,
}

impl<'a> Texts<'a> {
    pub(super) fn begin(
        report: &'a Overview,
        wanted: &'a Reports,
        detail: Detail,
        language: Language,
    ) -> Result<Self, Failure> {
        let mut all = Self {
            report,
            wanted,
            language,
            written: Vec::new(),
            moodle: None,
        };
        let table = formats::Table::new(report, language, detail, width());
        all.written.push(Written {
            format: if wanted.report_github {
                Box::new(Unheard::new(table))
            } else {
                Box::new(table)
            },
            path: None,
            out: BufWriter::new(Box::new(anstream::stdout())),
            unprinted: None,
        });
        if let Some(path) = &wanted.report_json {
            all.text(path, File::create(path), formats::Json::new(report))?;
        }
        if let Some(path) = &wanted.report_junit {
            all.text(path, File::create(path), formats::Junit::new(report, language))?;
        }
        if wanted.report_github {
            all.github()?;
        }
        if let (Some(output), Some(worksheet)) = (&wanted.report_moodle, &wanted.moodle_worksheet) {
            let exported = fs::read(worksheet).map_err(|error| bad_worksheet(worksheet, &error))?;
            let moodle = Moodle::new(&exported, language)
                .map_err(|error| bad_worksheet(worksheet, &error.in_language(language)))?;
            all.moodle = Some((output, worksheet, moodle));
        }
        for text in &mut all.written {
            text.write(language, |format| format.before())?;
        }
        Ok(all)
    }

    fn text(&mut self, path: &Path, file: io::Result<File>, format: impl Format + 'a) -> Result<(), Failure> {
        let file = file.map_err(|error| self.unwritable(path, &error))?;
        self.written.push(Written {
            format: Box::new(format),
            path: Some(path.to_owned()),
            out: BufWriter::new(Box::new(file)),
            unprinted: None,
        });
        Ok(())
    }

    /// What GitHub reads of the job's output, and the summary where it says.
    fn github(&mut self) -> Result<(), Failure> {
        let root = std::env::var_os("GITHUB_WORKSPACE").map_or_else(std::env::current_dir, |root| Ok(root.into()));
        let root = root.and_then(fs::canonicalize).unwrap_or_default();
        self.written.push(Written {
            format: Box::new(formats::Annotations::new(root, self.language)),
            path: None,
            out: BufWriter::new(Box::new(io::stdout())),
            unprinted: None,
        });
        let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").map(PathBuf::from) else {
            return Ok(());
        };
        // Steps before this one may have written theirs.
        let file = OpenOptions::new().create(true).append(true).open(&path);
        self.text(&path, file, formats::Summary::new(self.report, self.language))
    }

    pub(super) fn submission(&mut self, submission: &Submission) -> Result<(), Failure> {
        for text in &mut self.written {
            text.write(self.language, |format| format.submission(submission))?;
        }
        if let Some((_, _, moodle)) = &mut self.moodle {
            moodle.add(submission);
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

    pub(super) fn end(mut self) -> Result<(), Failure> {
        for text in &mut self.written {
            text.write(self.language, |format| format.after())?;
            text.flush(self.language)?;
        }
        if let Some(path) = &self.wanted.report_csv {
            fs::write(path, formats::csv(self.report)).map_err(|error| self.unwritable(path, &error))?;
        }
        if let Some((output, worksheet, moodle)) = self.moodle.take() {
            self.moodle(output, worksheet, moodle)?;
        }
        let unprinted = self.written.iter_mut().find_map(|text| text.unprinted.take());
        printed(unprinted.map_or(Ok(()), Err), Messages(self.language))
    }

    fn moodle(&self, output: &Path, worksheet: &Path, moodle: Moodle) -> Result<(), Failure> {
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

    /// What fails on standard output is told in the end, as the files are worth more than the table.
    fn unless_printed(&mut self, written: io::Result<()>, language: Language) -> Result<(), Failure> {
        match (&self.path, written) {
            (Some(path), Err(error)) => Err(Failure::new(Exit::Trouble, Messages(language).unwritable(path, &error))),
            (None, Err(error)) => {
                self.unprinted.get_or_insert(error);
                Ok(())
            }
            (_, Ok(())) => Ok(()),
        }
    }
}

fn bad_worksheet(worksheet: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Exit::Usage, format!("{}: {error}", worksheet.display()))
}
