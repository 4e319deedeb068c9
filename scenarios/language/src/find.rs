//! From the paths a user names to scenarios.
//!
//! A path is a scenario file, a stage folder, a lab folder, or a folder of labs. Folders are not
//! searched any deeper, so no loop of links can be followed.

use super::diagnostics::{PlanError, Problem, say};
use super::files::{self, FileType, folder_of};
use super::lab::{self, LAB_FILE, Lab};
use super::scenario::load;
use super::source;
use salon_model::Scenario;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

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
    /// The labs read so far; `None` for those that are wrong.
    labs: HashMap<PathBuf, Option<Rc<Lab>>>,
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
            return self.lab_folder(&folder_of(path));
        }
        if !lab::has_yaml_name(path) {
            return Err(Problem::of_file(path, say::not_yaml()).into());
        }
        let (stage, dir) = stage_and_lab(&folder_of(path)).ok_or_else(|| Problem::of_file(path, say::no_lab()))?;
        let lab = self.lab(&dir)?;
        self.scenario(&lab, path, &stage)
    }

    fn folder(&mut self, path: &Path) -> Result<(), PlanError> {
        if lab::is_lab(path) {
            return self.lab_folder(path);
        }
        if let Some((stage, dir)) = stage_and_lab(path) {
            let lab = self.lab(&dir)?;
            lab.stage_of(path, &stage)?;
            return self.scenarios(&lab, lab::scenarios_in(path)?, path);
        }
        let mut labs = lab::visible(path)?;
        labs.retain(|folder| lab::is_lab(folder));
        if labs.is_empty() {
            return Err(Problem::of_file(path, say::no_lab()).into());
        }
        for dir in labs {
            let found = self.lab_folder(&dir);
            self.note(found);
        }
        Ok(())
    }

    fn lab_folder(&mut self, dir: &Path) -> Result<(), PlanError> {
        let lab = self.lab(dir)?;
        self.scenarios(&lab, lab.scenarios()?, dir)
    }

    fn scenarios(&mut self, lab: &Lab, files: Vec<PathBuf>, of: &Path) -> Result<(), PlanError> {
        if files.is_empty() {
            return Err(Problem::of_file(of, say::no_scenario()).into());
        }
        for file in files {
            let (stage, _) = stage_and_lab(&folder_of(&file)).unwrap_or_default();
            let found = self.scenario(lab, &file, &stage);
            self.note(found);
        }
        Ok(())
    }

    fn scenario(&mut self, lab: &Lab, path: &Path, stage: &str) -> Result<(), PlanError> {
        if self.seen.insert(files::known_as(path)) {
            let stage = lab.stage_of(path, stage)?;
            self.scenarios.push(load(path, stage.stage.clone())?);
        }
        Ok(())
    }

    /// The lab of a folder. Where it is wrong, the error is empty from the second time on, since all has
    /// been said.
    fn lab(&mut self, dir: &Path) -> Result<Rc<Lab>, PlanError> {
        let key = files::known_as(dir);
        if let Some(known) = self.labs.get(&key) {
            return known.clone().ok_or_else(PlanError::said_already);
        }
        let read = Lab::load(dir).map(Rc::new);
        self.labs.insert(key, read.as_ref().ok().cloned());
        read
    }
}

/// The name of a stage's folder, and the folder of its lab. Names as written count, unless the path
/// ends in `.` or `..`: then those behind them.
fn stage_and_lab(folder: &Path) -> Option<(String, PathBuf)> {
    if files::is_root(folder) {
        return None;
    }
    let real;
    let folder = if let Some(Component::Normal(_)) = folder.components().next_back() {
        folder
    } else {
        real = fs::canonicalize(folder).ok()?;
        &real
    };
    let stage = folder.file_name()?.to_str()?.to_owned();
    Some((stage, folder_of(folder))).filter(|(_, dir)| lab::is_lab(dir))
}
