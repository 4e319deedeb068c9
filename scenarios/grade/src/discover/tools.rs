//! The interpreters of this machine, each looked for once.

use super::pythons::Pythons;
use super::walk::name_of;
use salon_play::program::Interpreter;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// An interpreter of this machine.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tool {
    /// Its name as people type it: `python3.13`.
    pub(super) name: String,
    pub(super) interpreter: Interpreter,
}

impl Tool {
    /// Its version, where it is Python: `3.13.0`.
    pub(super) fn version(&self) -> String {
        self.interpreter.version_text()
    }
}

/// Where interpreters are, and what is known of them.
#[derive(Debug)]
pub struct Tools {
    pub(super) folders: Vec<PathBuf>,
    pyenv: Option<PathBuf>,
    python: Option<Arc<Tool>>,
    found: Mutex<HashMap<String, Option<Arc<Tool>>>>,
    pub(super) pythons: Pythons,
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
            pythons: Pythons::default(),
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

    /// The folders of pyenv's versions, the newest first.
    pub(super) fn pyenv_folders(&self) -> Vec<PathBuf> {
        let Some(reading) = self.pyenv.as_ref().and_then(|pyenv| fs::read_dir(pyenv).ok()) else {
            return Vec::new();
        };
        let mut folders: Vec<PathBuf> = reading.flatten().map(|entry| entry.path()).collect();
        folders.sort_by_cached_key(|folder| Reverse((numbers(folder), folder.clone())));
        folders.into_iter().map(|folder| folder.join("bin")).collect()
    }
}

/// The numbers in a folder's name: 3.9.18 comes before 3.13.0, though not as text.
fn numbers(folder: &Path) -> Vec<u32> {
    let name = name_of(folder);
    let parts = name.split(|next: char| !next.is_ascii_digit());
    parts.filter_map(|part| part.parse().ok()).collect()
}

pub(super) fn is_executable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// What is known stays right whatever a thread died of.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
