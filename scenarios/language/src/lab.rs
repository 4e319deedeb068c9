//! Lab files: which stages a lab has, and what holds for all of them.
//!
//! ```yaml
//! title: {fr: "TP6 : Chat room", en: "Lab 6: chat room"}
//! near: 0.5                      # share of the points for the right reaction in other words
//! stages:
//!   ii_6:
//!     title: {fr: "Déconnexion", en: "Disconnection"}
//!     server: [chat_server_ii_6.py, "*server*ii*6.py"]   # names, then accepted variants
//!     interpreter: python3.12    # where the file itself does not say enough
//!     handshake: Hello|{pseudo}
//!     points: 5                  # what the whole stage is worth
//!     criteria:                  # what the points are given for; see `criteria`
//!       departure:
//!         title: {fr: "Un départ est annoncé", en: "A departure is announced"}
//!         points: 3
//!         scenarios: [departure, departure_once]
//!   ii_6_client:
//!     title: {fr: "Déconnexion : le client", en: "Disconnection: the client"}
//!     client: chat_client_ii_6.py
//!     relay: "{pseudo} a dit : {text}"    # what the server sends for others; also arrival, departure
//!     reference: join --stage ii_6        # as what salon itself is the reference
//!   web_sync:
//!     title: {fr: "Une page web", en: "A web page"}
//!     program: web_sync.py
//! ```
//!
//! Only titles must be there.

use super::diagnostics::{Findings, Message, PlanError, Problem, say};
use super::fields::{self, Fields, bilingual, entries, number};
use super::files;
use super::node::{Content, Entry, Node};
use super::source;
use super::stage::{LabStage, read_stage};
use salon_model::Text;
use std::path::{Path, PathBuf};

/// The name of a lab's file in its folder.
pub(super) const LAB_FILE: &str = "lab.yaml";
const FIELDS: &[&str] = &["title", "near", "stages"];
const STAGES: &str = "stages: {ii_2: {title: …}}";
/// The share of the points for the right reaction in other words, unless the lab says otherwise.
const NEAR: f64 = 0.5;

/// A lab: a folder with a `lab.yaml` and a folder of scenarios for each stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Lab {
    /// What it is called.
    pub title: Text,
    /// Its folder.
    pub dir: PathBuf,
    /// The share of a scenario's points that the right reaction in other words earns, from 0 to 1.
    pub near: f64,
    /// Its stages, in the order of the file.
    pub stages: Vec<LabStage>,
}

impl Lab {
    /// Reads the `lab.yaml` of a folder. The error holds all that is wrong with it.
    pub fn load(dir: &Path) -> Result<Self, PlanError> {
        if files::is_folder(dir) && !is_lab(dir) {
            return Err(Problem::of_file(dir, say::no_lab()).into());
        }
        let path = dir.join(LAB_FILE);
        fields::document(&path, &source::read(&path)?, |node, findings| read(dir, node, findings))
    }

    /// The stage of a name.
    pub fn stage(&self, name: &str) -> Option<&LabStage> {
        self.stages.iter().find(|stage| stage.stage.name == name)
    }

    /// The scenario files of all stages: in the order of the stages, then by name. A folder of
    /// scenarios that is no stage is an error: its scenarios would be forgotten in silence.
    pub fn scenarios(&self) -> Result<Vec<PathBuf>, PlanError> {
        let mut problems = Vec::new();
        for folder in visible(&self.dir)?.iter().filter(|path| files::is_folder(path)) {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            if let Err(error) = self.stage_of(folder, &name)
                && scenarios_in(folder).is_ok_and(|found| !found.is_empty())
            {
                problems.extend(error.into_problems());
            }
        }
        PlanError::check(problems)?;
        let mut files = Vec::new();
        for stage in &self.stages {
            let folder = self.dir.join(&stage.stage.name);
            if files::is_folder(&folder) {
                files.extend(scenarios_in(&folder)?);
            }
        }
        Ok(files)
    }

    /// The stage of a folder or file, where there is one of this name.
    pub(super) fn stage_of(&self, path: &Path, name: &str) -> Result<&LabStage, PlanError> {
        let unknown = || Problem::of_file(path, self.without_stage(name, say::unknown_folder(name)));
        self.stage(name).ok_or_else(|| unknown().into())
    }

    /// Adds the stages there are to what is said of one that this lab does not have.
    pub(super) fn without_stage(&self, name: &str, message: Message) -> Message {
        message.among(name, self.stages.iter().map(|stage| stage.stage.name.as_str()))
    }
}

/// Whether a folder is that of a lab.
pub(super) fn is_lab(dir: &Path) -> bool {
    files::exists(&dir.join(LAB_FILE))
}

/// The scenario files in a folder, by name.
pub(super) fn scenarios_in(folder: &Path) -> Result<Vec<PathBuf>, PlanError> {
    let mut paths = visible(folder)?;
    paths.retain(|path| has_yaml_name(path) && !files::is_folder(path));
    Ok(paths)
}

/// What a folder holds, by name, without hidden files.
pub(super) fn visible(folder: &Path) -> Result<Vec<PathBuf>, PlanError> {
    let mut names = files::names(folder).map_err(|error| source::unreadable(folder, &error))?;
    names.retain(|name| !name.as_encoded_bytes().starts_with(b"."));
    names.sort();
    Ok(names.iter().map(|name| folder.join(name)).collect())
}

/// Whether a file is named like YAML.
pub(super) fn has_yaml_name(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "yaml" || extension == "yml")
}

fn read(dir: &Path, document: Node, findings: &mut Findings<'_>) -> Option<Lab> {
    let mut fields = Fields::of(document, FIELDS, findings)?;
    let title = fields.required("title", findings);
    let stages = fields.required("stages", findings);
    let title = title.and_then(|entry| bilingual(entry, findings));
    let near = fields.read("near", findings, |entry| number(&entry.value, 0.0..=1.0, say::share));
    let stages = read_stages(dir, stages?, findings);
    Some(Lab {
        title: title?,
        dir: dir.to_owned(),
        near: near.unwrap_or(NEAR),
        stages: stages?,
    })
}

fn read_stages(dir: &Path, Entry { key, value }: Entry, findings: &mut Findings<'_>) -> Option<Vec<LabStage>> {
    if value.is_null() || matches!(&value.content, Content::Map(entries) if entries.is_empty()) {
        findings.note(&key.at, say::empty_list("stages").example([STAGES]));
        return None;
    }
    let stages = findings.keep(entries(value, &[]))?.into_iter();
    Some(stages.filter_map(|entry| read_stage(dir, entry, findings)).collect())
}
