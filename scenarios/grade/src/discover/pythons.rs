//! Which Python a program is for: the usual one, unless it refuses the program's syntax or misses its modules and
//! another one does not.
//!
//! Not the newest for all: a program is most likely right where it was written, which was a Python that has what it
//! needs, and not one that came later. So the usual one is tried first, then the lowest that is newer, then those that
//! are older: modules are removed too (`asyncore`).

use super::reading::{self, Answer};
use super::tools::{Tool, Tools, is_executable, lock};
use super::walk::Tree;
use salon_play::program::Interpreter;
use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;

/// What is known of the Pythons of this machine.
#[derive(Debug, Default)]
pub(super) struct Pythons {
    /// The others than the usual one, in the order in which they are tried.
    others: OnceLock<Vec<Arc<Tool>>>,
    /// What each said of the texts seen so far, by its name.
    said: Mutex<HashMap<(String, u64), Option<Answer>>>,
    hasher: RandomState,
}

/// The Python for a program.
pub(super) struct Fitting {
    pub(super) python: Arc<Tool>,
    /// Why it is not the usual one.
    pub(super) why: Option<Why>,
    /// The modules that the program imports and that this Python does not have.
    pub(super) lacks: Vec<String>,
}

/// Why the usual Python is not taken.
pub(super) enum Why {
    /// It refuses the syntax.
    Syntax,
    /// It does not have these modules.
    Modules(Vec<String>),
}

/// The modules that a submission has itself.
pub(super) struct Own(HashSet<String>);

impl Own {
    /// Any file or folder can be one, wherever it lies: programs look for modules in folders of their choice.
    pub(super) fn of(tree: &Tree) -> Self {
        let paths = tree.entries.iter().map(|entry| entry.path.as_path());
        let names = paths.flat_map(Path::components).filter_map(|part| match part {
            Component::Normal(name) => Path::new(name).file_stem()?.to_str().map(str::to_owned),
            _ => None,
        });
        Self(names.collect())
    }
}

impl Tools {
    /// Finds out which Python each of some programs of a submission needs, with as few starts of Python as can be.
    pub(super) fn fit(&self, texts: &[&[u8]], own: &Own) {
        let picked = self.picked_python();
        let Some(first) = picked.clone().or_else(|| self.usual_python()) else {
            return;
        };
        self.ask(&first, texts);
        // What it says nothing of stays with it.
        let open = |text: &&[u8]| self.said(&first, text).is_some_and(|answer| !suits(&answer, own));
        let mut open: Vec<&[u8]> = texts.iter().copied().filter(open).collect();
        if picked.is_some() || open.is_empty() {
            return;
        }
        for python in self.other_pythons(&first) {
            self.ask(python, &open);
            open.retain(|text| !self.said(python, text).is_some_and(|answer| suits(&answer, own)));
            if open.is_empty() {
                return;
            }
        }
    }

    /// The Python for a program, as far as [`Self::fit`] found out.
    pub(super) fn fitting(&self, text: &[u8], own: &Own) -> Option<Fitting> {
        let picked = self.picked_python();
        let first = picked.clone().or_else(|| self.usual_python())?;
        let answer = self.said(&first, text);
        let others = || self.pythons.others.get().into_iter().flatten();
        let other = |fits: &dyn Fn(&Answer) -> bool| {
            let mut others = others().filter(|_| picked.is_none());
            others.find(|python| self.said(python, text).is_some_and(|answer| fits(&answer)))
        };
        let (other, why) = match &answer {
            None => (None, None),
            Some(answer) if suits(answer, own) => (None, None),
            Some(Answer::Accepted { missing }) => (
                other(&|answer| suits(answer, own)),
                Some(Why::Modules(lacked(missing, own))),
            ),
            Some(Answer::Refused) => {
                let accepts = |answer: &Answer| *answer != Answer::Refused;
                (
                    other(&|answer| suits(answer, own)).or_else(|| other(&accepts)),
                    Some(Why::Syntax),
                )
            }
        };
        let python = other.unwrap_or(&first);
        let lacks = match self.said(python, text) {
            Some(Answer::Accepted { missing }) => lacked(&missing, own),
            Some(Answer::Refused) | None => Vec::new(),
        };
        Some(Fitting {
            python: Arc::clone(python),
            why: why.filter(|_| other.is_some()),
            lacks,
        })
    }

    /// The versions of all Pythons that programs can be run with, in the order in which they are tried, with their
    /// commands.
    pub(super) fn all_pythons(&self) -> Vec<(String, String)> {
        let first = self.picked_python().or_else(|| self.usual_python());
        let others = first.iter().filter(|_| self.picked_python().is_none());
        let others = others.flat_map(|first| self.other_pythons(first));
        let all = first.iter().chain(others);
        all.map(|python| (python.version(), python.name.clone())).collect()
    }

    /// Notes what a Python says of the texts of which it was not asked yet.
    fn ask(&self, python: &Tool, texts: &[&[u8]]) {
        let mut open = texts.to_vec();
        open.retain(|text| !lock(&self.pythons.said).contains_key(&self.key(python, text)));
        if open.is_empty() {
            return;
        }
        let answers = reading::answers(&python.interpreter.program, &open);
        let keys = open.iter().map(|text| self.key(python, text));
        lock(&self.pythons.said).extend(keys.zip(answers));
    }

    fn said(&self, python: &Tool, text: &[u8]) -> Option<Answer> {
        lock(&self.pythons.said).get(&self.key(python, text)).cloned().flatten()
    }

    fn key(&self, python: &Tool, text: &[u8]) -> (String, u64) {
        (python.name.clone(), self.pythons.hasher.hash_one(text))
    }

    /// The Pythons beside the usual one, each once: those that are not older, the lowest first, then the others, the
    /// highest first.
    fn other_pythons(&self, usual: &Tool) -> &[Arc<Tool>] {
        self.pythons.others.get_or_init(|| {
            let key = |tool: &Tool| {
                let program = &tool.interpreter.program;
                let real = fs::canonicalize(program).unwrap_or_else(|_| program.clone());
                // The Python of a virtual environment is another one, with modules of its own.
                (real, tool.interpreter.keep.clone())
            };
            let mut seen = HashSet::from([key(usual)]);
            let mut others = started(&self.python_files());
            others.retain(|tool| seen.insert(key(tool)));
            others.sort_by_key(|tool| tool.interpreter.version);
            let is_older = |tool: &Arc<Tool>| tool.interpreter.version < usual.interpreter.version;
            let (older, newer): (Vec<_>, Vec<_>) = others.into_iter().partition(is_older);
            newer.into_iter().chain(older.into_iter().rev()).collect()
        })
    }

    /// The files that are named like a version of Python (`python3.12`), in the order in which names are looked up.
    fn python_files(&self) -> Vec<PathBuf> {
        let folders = self.folders.iter().cloned().chain(self.pyenv_folders());
        let files = folders.flat_map(|folder| {
            let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
            let names = entries.map(|entry| entry.file_name()).filter(|name| is_versioned(name));
            let mut names: Vec<_> = names.collect();
            names.sort();
            names.into_iter().map(move |name| folder.join(name))
        });
        let mut seen = HashSet::new();
        // Links of a version manager lead to one program, which goes by its name.
        let mut is_new = |file: &PathBuf| {
            let real = fs::canonicalize(file);
            real.is_ok_and(|real| seen.insert((real, file.file_name().map(OsStr::to_owned))))
        };
        files.filter(|file| is_executable(file) && is_new(file)).collect()
    }
}

/// The Pythons at some paths that answer, started side by side: version managers take their time. Each has the name by
/// which people start it; where that starts one before it, its path.
fn started(files: &[PathBuf]) -> Vec<Arc<Tool>> {
    let interpreters: Vec<_> = thread::scope(|scope| {
        let starts: Vec<_> = files
            .iter()
            .map(|file| scope.spawn(|| Interpreter::behind(file.clone())))
            .collect();
        starts.into_iter().map(|start| start.join().ok()).collect()
    });
    let mut names = HashSet::new();
    let tool = |(file, interpreter): (&PathBuf, Option<Interpreter>)| {
        let interpreter = interpreter.filter(|interpreter| interpreter.version.is_some())?;
        let (name, path) = (file.file_name()?.to_str()?, file.to_str()?);
        let name = if names.insert(name.to_owned()) { name } else { path }.to_owned();
        Some(Arc::new(Tool { name, interpreter }))
    };
    files.iter().zip(interpreters).filter_map(tool).collect()
}

/// Whether a Python accepts a program and has all that it imports.
fn suits(answer: &Answer, own: &Own) -> bool {
    matches!(answer, Answer::Accepted { missing } if lacked(missing, own).is_empty())
}

/// Of some modules those that the submission does not have itself.
fn lacked(missing: &[String], own: &Own) -> Vec<String> {
    missing
        .iter()
        .filter(|module| !own.0.contains(*module))
        .cloned()
        .collect()
}

/// Whether a name is one as `python3.12`.
fn is_versioned(name: &OsStr) -> bool {
    let minor = name.to_str().and_then(|name| name.strip_prefix("python3."));
    minor.is_some_and(|minor| minor.parse::<u16>().is_ok())
}
