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

use super::diagnostics::{Findings, Message, Mistake, PlanError, Problem, Wrong, say};
use super::fields::{Fields, document, entries, text, words};
use super::lab::Lab;
use super::node::{Entry, Node};
use super::source;
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
        let reading = Reading { submission, lab };
        let source = source::read(&path)?;
        document(&path, &source, |node, findings| reading.manifest(node, findings)).map(Some)
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
    fn manifest(&self, node: Node, findings: &mut Findings<'_>) -> Option<Manifest> {
        let stages = Fields::of(node, FIELDS, findings)?.required("stages", findings)?;
        if stages.value.is_null() {
            return Some(Manifest::default());
        }
        let stages = findings.keep(entries(stages.value, &[]))?.into_iter();
        let stages = stages.filter_map(|entry| self.stage(entry, findings)).collect();
        Some(Manifest { stages })
    }

    fn stage(&self, Entry { key, value }: Entry, findings: &mut Findings<'_>) -> Option<ManifestStage> {
        let name = key.text().unwrap_or_default().to_owned();
        let stage = self.lab.stage(&name).map(|stage| &stage.stage);
        if stage.is_none() {
            findings.note(&key.at, self.lab.without_stage(&name, say::unknown_stage(&name)));
        }
        // The command also stands under the name of the kind of program.
        let mut commands = vec!["command"];
        let kinds = SubjectKind::ALL
            .into_iter()
            .filter(|kind| stage.is_none_or(|stage| stage.subject == *kind));
        commands.extend(kinds.map(SubjectKind::name));
        let allowed = [commands.as_slice(), &["file", "directory"]].concat();
        let mut fields = Fields::explained(value, &allowed, findings, |field| self.other_kind(stage?, field))?;
        let command = fields.one_of(&commands, say::second_command, findings);
        let command = command.filter(|entry| !entry.value.is_null());
        let mut path = |field, folder| fields.read(field, findings, |entry| self.path(entry, folder));
        Some(ManifestStage {
            stage: name,
            file: path("file", false),
            directory: path("directory", true),
            command: command.and_then(|entry| findings.keep(command_words(&entry, findings.source()))),
        })
    }

    /// What is said of a command for another kind of program than the stage's.
    fn other_kind(&self, stage: &Stage, field: &str) -> Option<Message> {
        let kind = SubjectKind::ALL.into_iter().find(|kind| kind.name() == field)?;
        let mut stages = self.lab.stages.iter().map(|other| &other.stage);
        let place = stages.find(|other| other.subject == kind && other.sheet_name() == stage.sheet_name());
        Some(say::other_kind(stage, place))
    }

    /// A path of the submission, to a file or to a folder.
    fn path(&self, entry: &Entry, folder: bool) -> Result<PathBuf, Wrong> {
        let wrong = |message| entry.value.wrong(message);
        let path = inside(self.submission, Path::new(text(entry)?)).map_err(wrong)?;
        let real = self.submission.join(&path);
        match (folder, real.is_dir(), real.is_file()) {
            (true, false, _) => Err(wrong(say::no_folder())),
            (false, _, false) => Err(wrong(say::no_regular_file())),
            _ => Ok(path),
        }
    }
}

/// A path that leads to something in the submission, without detours.
fn inside(submission: &Path, path: &Path) -> Result<PathBuf, Message> {
    let mut relative = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => relative.push(name),
            Component::CurDir => {}
            _ => return Err(say::outside()),
        }
    }
    let root = fs::canonicalize(submission).map_err(|_| say::outside())?;
    match fs::canonicalize(root.join(&relative)) {
        Ok(real) if real.starts_with(&root) => Ok(relative),
        Ok(_) => Err(say::outside()),
        Err(_) => Err(say::absent().near(source::sibling(&root.join(&relative)))),
    }
}

/// The words of a command, in which only the known placeholders stand for something.
fn command_words(entry: &Entry, source: &str) -> Result<Vec<String>, Wrong> {
    let command = text(entry)?;
    let Some(part) = unknown_placeholder(command) else {
        return words(entry);
    };
    let word = &command[part.clone()];
    let message = say::placeholder(word).among(word, PLACEHOLDERS.iter().copied());
    Err(Mistake::at(&entry.value.part(source, part), message))
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
