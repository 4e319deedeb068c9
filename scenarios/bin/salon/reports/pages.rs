//! A folder of pages, written while submissions pass by.

use crate::Failure;
use crate::args::Reports;
use crate::exit::Exit;
use crate::messages::Messages;
use salon_model::{Language, Overview, Submission};
use salon_report::formats::Pages;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Pages that are being written.
pub(super) struct Folder<'a> {
    path: &'a Path,
    pages: Pages<'a>,
    words: Messages,
}

impl<'a> Folder<'a> {
    pub(super) fn begin(
        report: &'a Overview,
        wanted: &'a Reports,
        language: Language,
    ) -> Result<Option<Self>, Failure> {
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

    pub(super) fn write(&self, place: usize, submission: &Submission) -> Result<(), Failure> {
        self.put(self.pages.page(place, submission))
    }

    fn put(&self, (name, page): (PathBuf, Vec<u8>)) -> Result<(), Failure> {
        fs::write(self.path.join(name), page).map_err(|error| self.unwritable(&error))
    }

    fn unwritable(&self, error: &io::Error) -> Failure {
        Failure::new(Exit::Trouble, self.words.unwritable(self.path, error))
    }
}
