//! `salon.yaml` in a submission: what its author says of their programs, where names do not.
//!
//! ```yaml
//! stages:
//!   ii_6:
//!     file: serveur/final.py         # the program
//!     server: python3 -u {file}      # or the whole command
//!     directory: serveur             # where it is started
//! ```
//!
//! Written by the one who is graded, so nothing in it may point out of the submission, and nothing of
//! it is run here.

use super::error::{PlanError, Problem};
use super::fault::{FileFault, ManifestFault, ShapeFault};
use super::lab::Lab;
use super::near::nearest;
use super::node::{Entry, Node};
use super::raw::{Findings, entries, text, unknown_field};
use super::source;
use super::stage::optional;
use std::fs;
use std::path::{Component, Path, PathBuf};

const NAME: &str = "salon.yaml";
const FIELDS: &[&str] = &["stages"];
const STAGE_FIELDS: &[&str] = &["server", "file", "directory"];
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
    /// The words of the command that starts the server; `{stage}`, `{file}` and `{folder}` in them
    /// stand for something.
    pub server: Option<Vec<String>>,
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
            Ok(metadata) if !metadata.is_file() => return Err(Problem::of_file(&path, FileFault::NotAFile).into()),
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
        if self.lab.stage(&name).is_none() {
            let FileFault::UnknownStage { stage, nearest, known } = self.lab.unknown_stage(&name) else {
                return None;
            };
            let fault = ManifestFault::UnknownStage { stage, nearest, known };
            findings.add(entry.key.at.clone(), fault);
        }
        let (mut server, mut file, mut directory) = (None, None, None);
        for entry in entries(entry.value, STAGE_FIELDS, findings)? {
            match entry.key.text() {
                Some("server") => server = Some(entry),
                Some("file") => file = Some(entry),
                Some("directory") => directory = Some(entry),
                _ => unknown_field(&entry, STAGE_FIELDS, findings),
            }
        }
        let server = optional(server, |entry| command(entry, findings));
        let file = optional(file, |entry| self.path(entry, false, findings));
        let directory = optional(directory, |entry| self.path(entry, true, findings));
        Some(ManifestStage {
            stage: name,
            server: server?,
            file: file?,
            directory: directory?,
        })
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
pub(crate) fn unknown_placeholder(command: &str) -> Option<std::ops::Range<usize>> {
    command.match_indices('{').find_map(|(start, _)| {
        let rest = &command[start..];
        let end = rest.find('}')? + 1;
        let word = &rest[1..end - 1];
        // `{}` and `{a b}` are not ours: they may be meant for the program.
        let ours = !word.is_empty() && word.chars().all(char::is_alphanumeric);
        (ours && !PLACEHOLDERS.contains(&&rest[..end])).then_some(start..start + end)
    })
}
