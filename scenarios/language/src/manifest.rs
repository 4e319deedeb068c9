//! `salon.yaml` in a submission: what its author says of their programs, where names do not.
//!
//! ```yaml
//! stages:
//!   ii_6:
//!     file: serveur/final.py         # the program
//!     command: python3 -u {file}     # or the whole command
//!     directory: serveur             # where it is started
//! ```
//!
//! The command may also be called by the kind of its program: `server`, `client` or `program`.
//!
//! Written by the one who is graded, so nothing in it may point out of the submission, and nothing of
//! it is run here.

use super::diagnostics::{Findings, PlanError, Problem, say};
use super::fault::{ManifestFault, ShapeFault};
use super::lab::Lab;
use super::near::nearest;
use super::node::{Entry, Field, Node};
use super::raw::{entries, text, unknown_field};
use super::source;
use super::stage::optional;
use salon_model::{Stage, SubjectKind};
use std::fs;
use std::path::{Component, Path, PathBuf};

const NAME: &str = "salon.yaml";
const FIELDS: &[&str] = &["stages"];
/// What stands for something in a command.
pub(crate) const PLACEHOLDERS: &[&str] = &["{stage}", "{file}", "{folder}"];

/// What a submission's `salon.yaml` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    /// Stages, in the order of the file.
    pub stages: Vec<ManifestStage>,
}

/// What it says of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestStage {
    /// `ii_6`.
    pub stage: String,
    /// The words of the command that starts the program; `{stage}`, `{file}` and `{folder}` in them
    /// stand for something.
    pub command: Option<Vec<String>>,
    /// The program, relative to the submission and inside it.
    pub file: Option<PathBuf>,
    /// Where to start it, relative to the submission and inside it.
    pub directory: Option<PathBuf>,
}

impl Manifest {
    /// Reads the `salon.yaml` of a submission; `None` where there is none.
    pub fn load(submission: &Path, lab: &Lab) -> Result<Option<Self>, PlanError> {
        let path = submission.join(NAME);
        match fs::symlink_metadata(&path) {
            Err(_) => return Ok(None),
            // A link could show any file of the machine in a message.
            Ok(metadata) if !metadata.is_file() => return Err(Problem::of_file(&path, say::no_regular_file()).into()),
            Ok(_) => {}
        }
        let source = source::read(&path)?;
        let document = Node::read(&path, &source)?;
        let mut findings = Findings::new(&path, &source);
        let reading = Reading { submission, lab };
        let manifest = reading.manifest(document, &mut findings);
        findings.finish(manifest.map(Some))
    }

    /// What it says of a stage.
    pub fn stage(&self, name: &str) -> Option<&ManifestStage> {
        self.stages.iter().find(|stage| stage.stage == name)
    }
}

/// What a `salon.yaml` is checked against.
struct Reading<'a> {
    submission: &'a Path,
    lab: &'a Lab,
}

impl Reading<'_> {
    fn manifest(&self, document: Node, findings: &mut Findings<'_>) -> Option<Manifest> {
        let start = document.at.clone();
        let fields = entries(document, FIELDS, findings)?;
        let start = fields.first().map_or(start, |entry| entry.key.at.clone());
        let mut stages = None;
        for entry in fields {
            match entry.key.text() {
                Some("stages") => stages = Some(entry),
                _ => unknown_field(&entry, FIELDS, findings),
            }
        }
        let Some(stages) = stages else {
            findings.add(start, ShapeFault::MissingField("stages"));
            return None;
        };
        if stages.value.is_null() {
            return Some(Manifest::default());
        }
        let stages = entries(stages.value, &[], findings)?;
        let stages: Vec<_> = stages.into_iter().map(|entry| self.stage(entry, findings)).collect();
        let stages = stages.into_iter().collect::<Option<_>>()?;
        Some(Manifest { stages })
    }

    fn stage(&self, entry: Entry, findings: &mut Findings<'_>) -> Option<ManifestStage> {
        let name = entry.key.text().unwrap_or_default().to_owned();
        let stage = self.lab.stage(&name).map(|stage| &stage.stage);
        if stage.is_none() {
            let message = self.lab.stage_names(&name, say::unknown_stage(&name));
            findings.note(&entry.key.at, message);
        }
        let allowed = fields(stage);
        let mut fields = Fields::default();
        for entry in entries(entry.value, allowed, findings)? {
            match entry.key.text() {
                Some("file") => fields.file = Some(entry),
                Some("directory") => fields.directory = Some(entry),
                Some(key) if allowed.contains(&key) => fields.take_command(entry, findings),
                key => match (
                    SubjectKind::ALL.into_iter().find(|kind| Some(kind.name()) == key),
                    stage,
                ) {
                    (Some(kind), Some(stage)) => findings.add(entry.key.at.clone(), self.other_kind(stage, kind)),
                    _ => unknown_field(&entry, allowed, findings),
                },
            }
        }
        let command = optional(fields.command, |entry| command(entry, findings));
        let file = optional(fields.file, |entry| self.path(entry, false, findings));
        let directory = optional(fields.directory, |entry| self.path(entry, true, findings));
        Some(ManifestStage {
            stage: name,
            command: command?,
            file: file?,
            directory: directory?,
        })
    }

    /// What is said of a command for another kind of program than the stage's.
    fn other_kind(&self, stage: &Stage, kind: SubjectKind) -> ManifestFault {
        let mut stages = self.lab.stages.iter().map(|other| &other.stage);
        let place = stages.find(|other| other.subject == kind && other.sheet_name() == stage.sheet_name());
        ManifestFault::OtherKind {
            stage: stage.name.clone(),
            kind: stage.subject,
            place: place.map(|place| place.name.clone()),
        }
    }

    /// A path of the submission, to a file or to a folder.
    fn path(&self, Entry { key, value }: &Entry, folder: bool, findings: &mut Findings<'_>) -> Option<PathBuf> {
        let written = text(key, value, findings)?;
        let fault = match inside(self.submission, Path::new(&written)) {
            Ok(path) => {
                let real = self.submission.join(&path);
                match (folder, real.is_dir(), real.is_file()) {
                    (true, true, _) | (false, _, true) => return Some(path),
                    (true, ..) => ManifestFault::NotAFolder,
                    (false, ..) => ManifestFault::NotAFile,
                }
            }
            Err(fault) => fault,
        };
        findings.add(value.at.clone(), fault);
        None
    }
}

/// What may be said of a stage: the command also under the name of its kind of program.
fn fields(stage: Option<&Stage>) -> &'static [&'static str] {
    match stage.map(|stage| stage.subject) {
        Some(SubjectKind::Server) => &["command", "server", "file", "directory"],
        Some(SubjectKind::Client) => &["command", "client", "file", "directory"],
        Some(SubjectKind::Program) => &["command", "program", "file", "directory"],
        None => &["command", "server", "client", "program", "file", "directory"],
    }
}

/// The fields of a stage, found but not looked into.
#[derive(Default)]
struct Fields {
    command: Field,
    file: Field,
    directory: Field,
}

impl Fields {
    fn take_command(&mut self, entry: Entry, findings: &mut Findings<'_>) {
        match &self.command {
            Some(first) => {
                findings.add_related(entry.key.at.clone(), first.key.at.clone(), ManifestFault::SecondCommand);
            }
            None => self.command = Some(entry),
        }
    }
}

/// A path that leads to something in the submission, without detours.
fn inside(submission: &Path, path: &Path) -> Result<PathBuf, ManifestFault> {
    let mut relative = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => relative.push(name),
            Component::CurDir => {}
            _ => return Err(ManifestFault::Outside),
        }
    }
    let root = fs::canonicalize(submission).map_err(|_| ManifestFault::Outside)?;
    match fs::canonicalize(root.join(&relative)) {
        Ok(real) if real.starts_with(&root) => Ok(relative),
        Ok(_) => Err(ManifestFault::Outside),
        Err(_) => Err(ManifestFault::Absent {
            nearest: source::sibling(&root.join(&relative)),
        }),
    }
}

/// The words of a command, in which only the known placeholders stand for something.
fn command(Entry { key, value }: &Entry, findings: &mut Findings<'_>) -> Option<Vec<String>> {
    let command = text(key, value, findings)?;
    if let Some(word) = unknown_placeholder(&command) {
        let at = value.part(findings.source(), word.clone());
        let nearest = nearest(&command[word.clone()], PLACEHOLDERS.iter().copied());
        let word = command[word].to_owned();
        findings.add(at, ManifestFault::Placeholder { word, nearest });
        return None;
    }
    let words = shell_words::split(&command).ok().filter(|words| !words.is_empty());
    if words.is_none() {
        findings.add(value.at.clone(), ShapeFault::Command);
    }
    words
}

/// Where a `{word}` that stands for nothing is in a command.
pub fn unknown_placeholder(command: &str) -> Option<std::ops::Range<usize>> {
    command.match_indices('{').find_map(|(start, _)| {
        let rest = &command[start..];
        let end = rest.find('}')? + 1;
        let word = &rest[1..end - 1];
        // `{}` and `{a b}` are not ours: they may be meant for the program.
        let ours = !word.is_empty() && word.chars().all(char::is_alphanumeric);
        (ours && !PLACEHOLDERS.contains(&&rest[..end])).then_some(start..start + end)
    })
}
