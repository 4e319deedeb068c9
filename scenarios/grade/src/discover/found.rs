//! What was found in a submission.

use super::launch::Launch;
use crate::archive::Folder;
use salon_language::PlanError;
use salon_model::Program as Described;
use salon_model::{Cause, Note, Unopened};
use std::path::{Path, PathBuf};

/// The programs of a submission. As long as it is there, so is what was unpacked of archives.
#[derive(Debug)]
pub struct Found {
    /// The submission's folder, or its archive, without links.
    pub folder: PathBuf,
    /// Every stage for which the lab says what its programs are called, in the lab's order.
    pub stages: Vec<FoundStage>,
    /// What a teacher should know of the submission as a whole.
    pub notes: Vec<Note>,
    /// What is wrong with its `salon.yaml`, which is then left aside.
    pub manifest_error: Option<PlanError>,
    /// Where its archives are unpacked.
    pub(super) unpacked: Option<Folder>,
}

/// The program of a stage, of whatever kind that asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundStage {
    /// Its name in the lab: `ii_6`, `ii_6_client`, `web_sync`.
    pub stage: String,
    /// The file that was chosen, relative to the submission; `None` where there is none, and for a
    /// command that does not need it.
    pub file: Option<PathBuf>,
    /// What runs it, for people: `Python 3.13.0`, `node`.
    pub runtime: Option<String>,
    /// The modules that it imports and that the Python which runs it does not have, by their first names. No other
    /// Python of this machine has all that it imports: that one would run it.
    pub lacks: Vec<String>,
    /// How to start it, or why not.
    pub readiness: Readiness,
    /// Files that could have been meant and were not taken, relative to the submission.
    pub passed_over: Vec<PathBuf>,
    /// What a teacher should know of the choice.
    pub notes: Vec<Note>,
}

/// Whether a program can be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readiness {
    /// So: the ways to start it, at least one, the most likely first. They differ in their working
    /// directory: the next is worth a try where a program misses a file.
    Ready(Vec<Launch>),
    /// There is a program, which this machine cannot start.
    Blocked(Cause),
    /// There is none.
    Missing,
    /// There is none but for what may be in this archive, which could not be opened.
    Unopened(PathBuf, Unopened),
}

impl Found {
    /// Where its archives are unpacked, if any had to be opened.
    pub fn unpacked(&self) -> Option<&Path> {
        self.unpacked.as_ref().map(Folder::path)
    }
}

impl FoundStage {
    /// Forgets what was found where nothing is.
    pub(super) fn look_elsewhere(&mut self) {
        self.readiness = Readiness::Missing;
        self.notes.clear();
    }

    /// Whether no program was found.
    pub fn is_nowhere(&self) -> bool {
        match self.readiness {
            Readiness::Missing | Readiness::Unopened(..) => true,
            Readiness::Ready(_) | Readiness::Blocked(_) => false,
        }
    }

    /// What reports tell of the program, with the launch that was used. Where there is no program it
    /// has neither a file nor a command, and tells what was passed over and why; `None` where there is
    /// nothing to tell either.
    pub fn described(&self, launch: Option<&Launch>) -> Option<Described> {
        let is_there = self.file.is_some() || launch.is_some();
        if !is_there && self.passed_over.is_empty() && self.notes.is_empty() {
            return None;
        }
        Some(Described {
            // A path that is not UTF-8 could not be written into a report.
            file: self.file.as_deref().map(shown),
            command: launch.map(|launch| launch.command.clone()).unwrap_or_default(),
            directory: launch.map(|launch| launch.directory.clone()).unwrap_or_default(),
            passed_over: self.passed_over.iter().map(|path| shown(path)).collect(),
            notes: self.notes.clone(),
        })
    }
}

fn shown(path: &Path) -> PathBuf {
    path.to_string_lossy().into_owned().into()
}
