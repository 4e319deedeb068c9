//! The programs of one submission, stage by stage.

use super::command::{Filling, Template};
use super::error::{FindError, not_utf8};
use super::found::{Found, FoundStage, Readiness};
use super::launch::{Launch, Place};
use super::options::Options;
use super::pythons::Own;
use super::runtime::{self, Runtime};
use super::walk::{self, Tree};
use super::{archived, choose, directory};
use crate::archive::is_archive;
use salon_language::{Lab, LabStage, Manifest, ManifestStage, PlanError, Problem};
use salon_model::{Cause, Language, Note, SubjectKind, Text, Unopened};
use std::fs;
use std::path::{Path, PathBuf};

/// Finds the programs of a submission, a folder or an archive, without running any of them.
pub fn programs(submission: &Path, lab: &Lab, options: &Options) -> Result<Found, FindError> {
    let root = fs::canonicalize(submission)
        .ok()
        .filter(|root| fs::read_dir(root).is_ok() || root.is_file() && is_archive(root));
    let root = root.ok_or_else(|| FindError::NoFolder(submission.to_owned()))?;
    if root.to_str().is_none() {
        return Err(FindError::NotUtf8(submission.to_owned()));
    }
    let tree = if root.is_dir() {
        walk::walk(&root)
    } else {
        Tree::default()
    };
    let archived = archived::open(&root, &tree, lab)?;
    let mut found = in_folder(root, &tree, lab, options);
    let Some(archived) = archived else { return Ok(found) };
    let inside = walk::walk(&archived.root);
    found.notes.extend(archived.notes);
    if !tree.has_files() {
        // Also what a command by hand starts is in them.
        found.stages.iter_mut().for_each(FoundStage::look_elsewhere);
    }
    if !tree.has_files() && !inside.has_files() {
        found.leave_to(&archived.unopened);
        return Ok(found);
    }
    found.take_missing_from(in_folder(archived.root, &inside, lab, options));
    found.leave_to(&archived.unopened);
    found.unpacked = Some(archived.folder);
    Ok(found)
}

/// Finds the programs in a folder, archives left aside.
fn in_folder(root: PathBuf, tree: &Tree, lab: &Lab, options: &Options) -> Found {
    let mut notes = tree.notes.clone();
    let (manifest, manifest_error) = match Manifest::load(&root, lab) {
        Ok(manifest) => (manifest.unwrap_or_default(), None),
        Err(error) => {
            notes.push(left_aside(&error));
            (Manifest::default(), Some(error))
        }
    };
    let choices = choose::choose(&root, tree, lab);
    let search = Search {
        root: &root,
        options,
        own: Own::of(tree),
    };
    let asked_for = lab
        .stages
        .iter()
        .zip(choices)
        .filter(|(stage, _)| !stage.files.is_empty());
    let open: Vec<Open<'_>> = asked_for
        .map(|(stage, choice)| Open::new(stage, choice, manifest.stage(&stage.stage.name)))
        .collect();
    search.read(&open);
    let stages: Vec<FoundStage> = open.into_iter().map(|open| search.stage(open)).collect();
    Found {
        folder: root,
        stages,
        notes,
        manifest_error,
        unpacked: None,
    }
}

impl Found {
    /// Takes what is missing from what was found in archives.
    fn take_missing_from(&mut self, inside: Found) {
        self.notes.extend(inside.notes);
        self.manifest_error = self.manifest_error.take().or(inside.manifest_error);
        for (stage, inside) in self.stages.iter_mut().zip(inside.stages) {
            if stage.readiness != Readiness::Missing {
                continue;
            }
            let outside = std::mem::replace(stage, inside);
            if stage.readiness == Readiness::Missing {
                stage.notes.splice(0..0, outside.notes);
                stage.passed_over.splice(0..0, outside.passed_over);
            }
        }
    }

    /// What is missing may be in an archive that could not be opened.
    fn leave_to(&mut self, unopened: &[(PathBuf, Unopened)]) {
        let Some((archive, why)) = unopened.first() else { return };
        for stage in &mut self.stages {
            if stage.readiness == Readiness::Missing {
                stage.readiness = Readiness::Unopened(archive.clone(), *why);
            }
        }
    }
}

fn left_aside(error: &PlanError) -> Note {
    let first = error.problems().first();
    let line = first.and_then(Problem::line);
    let message = |language| first.map(|problem| problem.message(language)).unwrap_or_default();
    Note::ManifestLeftAside {
        line,
        message: Text {
            fr: message(Language::Fr),
            en: message(Language::En),
        },
    }
}

/// A stage whose program is known, but not yet how to start it.
struct Open<'a> {
    stage: &'a LabStage,
    manifest: Option<&'a ManifestStage>,
    choice: choose::Choice,
}

impl<'a> Open<'a> {
    fn new(stage: &'a LabStage, mut choice: choose::Choice, manifest: Option<&'a ManifestStage>) -> Self {
        if let Some(named) = manifest.and_then(|manifest| manifest.file.clone()) {
            choice.notes = vec![Note::NamedInManifest { file: named.clone() }];
            choice.passed_over.extend(choice.file.take());
            choice.passed_over.retain(|path| *path != named);
            choice.passed_over.sort();
            choice.as_asked = false;
            choice.file = Some(named);
        }
        Self {
            stage,
            manifest,
            choice,
        }
    }

    fn kind(&self) -> SubjectKind {
        self.stage.stage.subject
    }

    /// The lab's words before the program, where they are for it.
    fn words(&self) -> &[String] {
        if self.choice.as_asked {
            &self.stage.interpreter
        } else {
            &[]
        }
    }
}

struct Search<'a> {
    root: &'a Path,
    options: &'a Options,
    own: Own,
}

impl Search<'_> {
    /// Lets all Python programs of the submission be read at once.
    fn read(&self, open: &[Open<'_>]) {
        let found = open.iter().filter(|open| self.options.command(open.kind()).is_none());
        let files = found.filter_map(|open| {
            let file = self.root.join(open.choice.file.as_ref()?);
            runtime::is_python(&file, open.words()).then(|| runtime::text(&file))
        });
        let texts: Vec<Vec<u8>> = files.collect();
        let texts: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
        self.options.tools.fit(&texts, &self.own);
    }

    fn stage(&self, open: Open<'_>) -> FoundStage {
        let by_hand = self.options.command(open.kind()).cloned().or_else(|| {
            let words = open.manifest?.command.clone()?;
            Some(Template { words, trusted: false })
        });
        let file = open.choice.file.clone();
        let mut notes = open.choice.notes.clone();
        let (mut shown, mut lacks) = (None, Vec::new());
        let readiness = match (&by_hand, &file) {
            (_, Some(file)) if file.to_str().is_none() => Readiness::Blocked(not_utf8(file)),
            (Some(template), _) => self.by_hand(template, &open, &mut notes),
            (None, None) => Readiness::Missing,
            (None, Some(file)) => match self.runtime(file, &open) {
                Ok(runtime) => {
                    shown = runtime.shown();
                    notes.extend(runtime.notes.iter().cloned());
                    lacks.clone_from(&runtime.lacks);
                    Readiness::Ready(self.launches(file, &open, &runtime))
                }
                Err(blocked) => Readiness::Blocked(blocked),
            },
        };
        let is_used = by_hand.is_none_or(|template| template.needs_file());
        FoundStage {
            stage: open.stage.stage.name.clone(),
            file: file.filter(|_| is_used),
            runtime: shown,
            lacks,
            readiness,
            passed_over: open.choice.passed_over,
            notes,
        }
    }

    fn runtime(&self, file: &Path, open: &Open<'_>) -> Result<Runtime, Cause> {
        runtime::runtime(&self.options.tools, &self.root.join(file), open.words(), &self.own)
    }

    fn launches(&self, file: &Path, open: &Open<'_>, runtime: &Runtime) -> Vec<Launch> {
        let folders = self.folders(Some(file), open);
        let launch = |directory: &PathBuf| self.place(open, Some(file), directory).with(runtime);
        folders.iter().map(launch).collect()
    }

    fn by_hand(&self, template: &Template, open: &Open<'_>, notes: &mut Vec<Note>) -> Readiness {
        let file = open.choice.file.as_deref();
        if template.needs_file() && file.is_none() {
            return Readiness::Missing;
        }
        let filling = Filling {
            stage: open.stage.stage.sheet_name(),
            file: "",
            folder: &self.root.to_string_lossy(),
        };
        let named = template.stage_files(filling);
        let mut folders = self.folders(file, open);
        folders.retain(|folder| named.iter().all(|name| self.root.join(folder).join(name).exists()));
        if let (true, Some(name)) = (folders.is_empty(), named.first()) {
            let name = Path::new(name);
            let name = name.strip_prefix(self.root).unwrap_or(name).to_owned();
            notes.push(Note::NamedByCommand { name });
            return Readiness::Missing;
        }
        let mut launches = Vec::new();
        let mut why = None;
        for folder in &folders {
            match self.place(open, file, folder).by_hand(template, &self.options.tools) {
                Ok(launch) => launches.push(launch),
                Err(blocked) => why = why.or(Some(blocked)),
            }
        }
        match why {
            Some(blocked) if launches.is_empty() => Readiness::Blocked(blocked),
            _ => Readiness::Ready(launches),
        }
    }

    fn place<'a>(&'a self, open: &'a Open<'_>, file: Option<&'a Path>, directory: &'a Path) -> Place<'a> {
        Place {
            root: self.root,
            stage: open.stage.stage.sheet_name(),
            file,
            directory,
        }
    }

    /// The working directories worth a try, all of which arguments and reports can hold.
    fn folders(&self, file: Option<&Path>, open: &Open<'_>) -> Vec<PathBuf> {
        if let Some(directory) = open.manifest.and_then(|manifest| manifest.directory.clone()) {
            return vec![directory];
        }
        match file {
            Some(file) => directory::candidates(self.root, file, &runtime::text(&self.root.join(file))),
            None => vec![PathBuf::new()],
        }
    }
}
