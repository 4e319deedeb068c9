//! The interpreters of this machine, each looked for once.

use super::syntax;
use salon_play::program::Interpreter;
use std::collections::{BTreeSet, HashMap};
use std::ffi::OsStr;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// An interpreter of this machine.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tool {
    /// Its name as people type it: `python3.13`.
    pub(super) name: String,
    pub(super) interpreter: Interpreter,
}

/// Where interpreters are, and what is known of them.
#[derive(Debug)]
pub struct Tools {
    folders: Vec<PathBuf>,
    pyenv: Option<PathBuf>,
    python: Option<Arc<Tool>>,
    found: Mutex<HashMap<String, Option<Arc<Tool>>>>,
    /// For the texts seen so far, which Python to take.
    fitting: Mutex<HashMap<u64, Fitting>>,
    /// The names of Pythons newer than the usual one, the newest first.
    newer: OnceLock<Vec<String>>,
    hasher: RandomState,
}

/// Which Python a text is for.
#[derive(Debug, Clone)]
pub(super) enum Fitting {
    /// The one that `python3` is; also where nothing is known.
    Usual,
    /// A newer one: the usual one does not accept its syntax.
    Newer(Arc<Tool>),
}

impl Tools {
    /// Those in some folders, in the order of preference, and in a folder of pyenv's versions.
    pub fn new(folders: impl IntoIterator<Item = PathBuf>, pyenv: Option<PathBuf>) -> Self {
        Self {
            // A relative folder, such as `.`, could be one of a submission.
            folders: folders.into_iter().filter(|folder| folder.is_absolute()).collect(),
            pyenv,
            python: None,
            found: Mutex::default(),
            fitting: Mutex::default(),
            newer: OnceLock::new(),
            hasher: RandomState::new(),
        }
    }

    /// Those of the PATH, and pyenv's in the home.
    pub fn of_machine() -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let pyenv = std::env::home_dir().map(|home| home.join(".pyenv/versions"));
        Self::new(std::env::split_paths(&path), pyenv)
    }

    /// Takes this Python for every Python program: a name, or a path.
    pub(super) fn set_python(&mut self, python: &str) -> bool {
        self.python = self.named_or_at(python);
        self.python.is_some()
    }

    /// The Python that somebody picked for every program.
    pub(super) fn picked_python(&self) -> Option<Arc<Tool>> {
        self.python.clone()
    }

    /// The one that a student's `python3` is.
    pub(super) fn usual_python(&self) -> Option<Arc<Tool>> {
        self.named("python3").or_else(|| self.named("python"))
    }

    /// An interpreter by its name, or by a path that somebody trusted wrote.
    pub(super) fn named_or_at(&self, name: &str) -> Option<Arc<Tool>> {
        if !name.contains('/') {
            return self.named(name);
        }
        let path = fs::canonicalize(name).ok().filter(|path| is_executable(path))?;
        // The path as written: a virtual environment is found by the place of its link.
        let path = std::path::absolute(name).unwrap_or(path);
        Some(Arc::new(Tool {
            name: name.to_owned(),
            interpreter: Interpreter::behind(path),
        }))
    }

    /// An interpreter by its name.
    pub(super) fn named(&self, name: &str) -> Option<Arc<Tool>> {
        if name.contains('/') {
            return None;
        }
        if let Some(known) = lock(&self.found).get(name) {
            return known.clone();
        }
        let tool = self.look_for(name).map(|interpreter| {
            Arc::new(Tool {
                name: name.to_owned(),
                interpreter,
            })
        });
        lock(&self.found).insert(name.to_owned(), tool.clone());
        tool
    }

    fn look_for(&self, name: &str) -> Option<Interpreter> {
        let is_python = name.starts_with("python");
        let pyenv = if is_python { self.pyenv_folders() } else { Vec::new() };
        let places = self.folders.iter().chain(&pyenv).map(|folder| folder.join(name));
        places
            .filter(|path| is_executable(path))
            .map(Interpreter::behind)
            // A version manager has names for versions that it does not have.
            .find(|interpreter| !is_python || interpreter.version.is_some())
    }

    /// The folders of pyenv's versions, the newest last.
    fn pyenv_folders(&self) -> Vec<PathBuf> {
        let Some(reading) = self.pyenv.as_ref().and_then(|pyenv| fs::read_dir(pyenv).ok()) else {
            return Vec::new();
        };
        let mut folders: Vec<PathBuf> = reading.flatten().map(|entry| entry.path().join("bin")).collect();
        folders.sort();
        folders
    }

    /// Finds out which Python each of some texts needs, with as few starts of Python as can be.
    pub(super) fn fit(&self, texts: &[&[u8]]) {
        let Some(usual) = self.usual_python() else { return };
        let newer = self.newer.get_or_init(|| self.newer_pythons(&usual));
        let mut open: Vec<&[u8]> = texts.to_vec();
        open.retain(|text| !lock(&self.fitting).contains_key(&self.hasher.hash_one(text)));
        if newer.is_empty() || open.is_empty() {
            return;
        }
        // What the usual one says nothing of stays with it.
        open = self.try_with(&usual, &open, |answer| answer != Some(false), &Fitting::Usual);
        for name in newer {
            if open.is_empty() {
                break;
            }
            let Some(tool) = self.named(name) else { continue };
            open = self.try_with(
                &tool,
                &open,
                |answer| answer == Some(true),
                &Fitting::Newer(Arc::clone(&tool)),
            );
        }
        for text in open {
            self.remember(text, Fitting::Usual);
        }
    }

    /// Asks a Python about some texts, notes `fitting` for those that its answer settles, and tells
    /// the others.
    fn try_with<'a>(
        &self,
        tool: &Tool,
        texts: &[&'a [u8]],
        settles: impl Fn(Option<bool>) -> bool,
        fitting: &Fitting,
    ) -> Vec<&'a [u8]> {
        let answers = syntax::accepted(&tool.interpreter.program, texts);
        let mut others = Vec::new();
        for (text, answer) in texts.iter().zip(answers) {
            if settles(answer) {
                self.remember(text, fitting.clone());
            } else {
                others.push(*text);
            }
        }
        others
    }

    fn remember(&self, text: &[u8], fitting: Fitting) {
        lock(&self.fitting).insert(self.hasher.hash_one(text), fitting);
    }

    /// Which Python a text needs, as far as [`Self::fit`] found out.
    pub(super) fn fitting(&self, text: &[u8]) -> Fitting {
        let known = lock(&self.fitting).get(&self.hasher.hash_one(text)).cloned();
        known.unwrap_or(Fitting::Usual)
    }

    /// The names of installed Pythons newer than the usual one, the newest first.
    fn newer_pythons(&self, usual: &Tool) -> Vec<String> {
        let Some([3, usual, _]) = usual.interpreter.version else {
            return Vec::new();
        };
        let pyenv = self.pyenv_folders();
        let mut minors = BTreeSet::new();
        for folder in self.folders.iter().chain(&pyenv) {
            let Ok(reading) = fs::read_dir(folder) else { continue };
            minors.extend(reading.flatten().filter_map(|entry| minor(&entry.file_name())));
        }
        let newer = minors.into_iter().rev().filter(|minor| *minor > usual);
        newer.map(|minor| format!("python3.{minor}")).collect()
    }
}

/// The 12 of `python3.12`.
fn minor(name: &OsStr) -> Option<u16> {
    name.to_str()?.strip_prefix("python3.")?.parse().ok()
}

fn is_executable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// What is known stays right whatever a thread died of.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
