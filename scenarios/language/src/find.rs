//! From the paths a user names to scenarios.
//!
//! A path is a scenario file, a stage folder, a lab folder, or a folder of labs. Folders are not
//! searched any deeper, so no loop of links can be followed.

use super::diagnostics::{PlanError, Problem, say};
use super::files::{self, FileType};
use super::lab::{self, LAB_FILE, Lab};
use super::source;
use salon_model::Scenario;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Reads all scenarios that `paths` name, in their order and each once. The error holds all that
/// is wrong with any of them.
pub fn find(paths: &[PathBuf]) -> Result<Vec<Scenario>, PlanError> {
    let mut search = Search::default();
    for path in paths {
        let found = search.path(path);
        search.note(found);
    }
    PlanError::check(search.problems)?;
    Ok(search.scenarios)
}

#[derive(Default)]
struct Search {
    /// The labs read so far; `None` for those that are wrong, so that this is said once.
    labs: HashMap<PathBuf, Option<Lab>>,
    /// The files read so far.
    seen: HashSet<PathBuf>,
    scenarios: Vec<Scenario>,
    problems: Vec<Problem>,
}

impl Search {
    fn note(&mut self, found: Result<(), PlanError>) {
        if let Err(error) = found {
            self.problems.extend(error.into_problems());
        }
    }

    fn path(&mut self, path: &Path) -> Result<(), PlanError> {
        let found = files::file_type(path).map_err(|error| source::unreadable(path, &error))?;
        if found == FileType::Folder {
            return self.folder(path);
        }
        if path.file_name().is_some_and(|name| name == LAB_FILE) {
            return self.lab_folder(&parent(path));
        }
        if !lab::has_yaml_name(path) {
            return Err(Problem::of_file(path, say::not_yaml()).into());
        }
        let (stage, dir) = stage_and_lab(&parent(path))
            .filter(|(_, dir)| files::exists(&dir.join(LAB_FILE)))
            .ok_or_else(|| Problem::of_file(path, say::no_lab()))?;
        let Some(lab) = self.lab(&dir)? else {
            return Ok(());
        };
        self.scenario(&lab, path, &stage)
    }

    fn folder(&mut self, path: &Path) -> Result<(), PlanError> {
        if files::exists(&path.join(LAB_FILE)) {
            return self.lab_folder(path);
        }
        if let Some((stage, dir)) = stage_and_lab(path).filter(|(_, dir)| files::exists(&dir.join(LAB_FILE))) {
            return self.stage_folder(path, &stage, &dir);
        }
        let folders = lab::visible(path)?
            .into_iter()
            .filter(|folder| files::exists(&folder.join(LAB_FILE)));
        let labs: Vec<PathBuf> = folders.collect();
        if labs.is_empty() {
            return Err(Problem::of_file(path, say::no_lab()).into());
        }
        for dir in labs {
            let found = self.lab_folder(&dir);
            self.note(found);
        }
        Ok(())
    }

    fn stage_folder(&mut self, path: &Path, stage: &str, dir: &Path) -> Result<(), PlanError> {
        let Some(lab) = self.lab(dir)? else {
            return Ok(());
        };
        if lab.stage(stage).is_none() {
            return Err(Problem::of_file(path, lab.unknown_folder(stage)).into());
        }
        self.scenarios(&lab, lab::scenarios_in(path)?, path)
    }

    fn lab_folder(&mut self, dir: &Path) -> Result<(), PlanError> {
        let Some(lab) = self.lab(dir)? else {
            return Ok(());
        };
        self.scenarios(&lab, lab.scenarios()?, dir)
    }

    fn scenarios(&mut self, lab: &Lab, files: Vec<PathBuf>, of: &Path) -> Result<(), PlanError> {
        if files.is_empty() {
            return Err(Problem::of_file(of, say::no_scenario()).into());
        }
        for file in files {
            let stage = stage_and_lab(&parent(&file))
                .map(|(stage, _)| stage)
                .unwrap_or_default();
            let found = self.scenario(lab, &file, &stage);
            self.note(found);
        }
        Ok(())
    }

    fn scenario(&mut self, lab: &Lab, path: &Path, stage: &str) -> Result<(), PlanError> {
        let key = files::known_as(path);
        if self.seen.insert(key) {
            self.scenarios.push(lab.scenario(path, stage)?);
        }
        Ok(())
    }

    /// The lab of a folder; `None` where what is wrong with it has been said already.
    fn lab(&mut self, dir: &Path) -> Result<Option<Lab>, PlanError> {
        let key = files::known_as(dir);
        if let Some(known) = self.labs.get(&key) {
            return Ok(known.clone());
        }
        let read = Lab::load(dir);
        self.labs.insert(key, read.as_ref().ok().cloned());
        read.map(Some)
    }
}

/// The folder of a file.
fn parent(path: &Path) -> PathBuf {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
        .to_owned()
}

/// The name of a stage's folder, and the folder it lies in. Names as written count, unless the
/// path ends in `.` or `..`: then those behind them.
fn stage_and_lab(folder: &Path) -> Option<(String, PathBuf)> {
    if files::is_root(folder) {
        return None;
    }
    let real;
    let folder = if folder.file_name().is_some() && folder.components().next_back().is_some_and(is_name) {
        folder
    } else {
        real = fs::canonicalize(folder).ok()?;
        &real
    };
    let stage = folder.file_name()?.to_str()?.to_owned();
    Some((stage, parent(folder)))
}

fn is_name(component: std::path::Component<'_>) -> bool {
    matches!(component, std::path::Component::Normal(_))
}
