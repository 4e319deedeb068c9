//! What a submission holds: every file and folder that can matter, within bounds.
//!
//! Written by anyone, so: links are not followed into folders, what is no regular file is not opened,
//! and depth and number are limited. The nearest come first, so that a limit cuts off the farthest.

use super::name;
use super::notes;
use crate::archive::is_archive;
use salon_model::{Aside, Note};
use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// How deep folders are looked into.
pub(super) const DEEPEST: usize = 12;
/// How many files and folders are looked at.
pub(super) const MOST: usize = 20_000;
/// How many of one folder: a folder of data must not use up what is for the others.
pub(super) const MOST_OF_A_FOLDER: usize = 5_000;
/// Folders that hold others' programs, or none. Hidden ones are left out too.
const FOREIGN: &[&str] = &[
    "__pycache__",
    "__MACOSX",
    "venv",
    "env",
    "node_modules",
    "site-packages",
    "target",
];

/// What lies at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A regular file, or a link to one inside the submission.
    File,
    /// A folder.
    Folder,
    /// A link that leads out of the submission.
    Outside,
    /// A link to nothing, or to itself.
    Broken,
    /// A pipe, a socket or a device.
    Special,
}

/// A file or folder of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Relative to the submission.
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
    /// Whether it lies in a folder for other things than what was asked for (`bonus`, `old`).
    pub(super) aside: bool,
}

/// What a submission holds.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// By depth, then by name.
    pub(super) entries: Vec<Entry>,
    /// Archives, the nearest first.
    pub(super) archives: Vec<PathBuf>,
    /// What could not be looked at.
    pub(super) notes: Vec<Note>,
}

impl Tree {
    /// Whether anything but folders and archives is there.
    pub(super) fn has_files(&self) -> bool {
        self.entries.iter().any(|entry| entry.kind != Kind::Folder)
    }
}

impl Entry {
    /// The name, as far as it can be shown.
    pub(super) fn name(&self) -> String {
        name_of(&self.path)
    }
}

/// Looks through a folder, which must be a real path.
pub(super) fn walk(root: &Path) -> Tree {
    let mut walk = Walk {
        root,
        tree: Tree::default(),
        unreadable: Vec::new(),
        too_deep: Vec::new(),
        too_full: Vec::new(),
        outside: Vec::new(),
        left: MOST,
    };
    let mut folders = VecDeque::from([(PathBuf::new(), false, 0)]);
    while let Some((folder, aside, depth)) = folders.pop_front() {
        for inner in walk.folder(&folder, aside) {
            // What a student's only folder is called does not matter: nothing lies beside it.
            let aside = aside || (depth > 0 || walk.has_others(&inner)) && name::is_aside(&name_of(&inner));
            if depth + 1 < DEEPEST {
                folders.push_back((inner, aside, depth + 1));
            } else {
                walk.too_deep.push(inner);
            }
        }
    }
    walk.finish()
}

/// The last part of a path, as far as it can be shown.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether a folder's name says that no program of the submission's own lies in it.
pub(super) fn is_foreign(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".") || FOREIGN.iter().any(|foreign| name == *foreign)
}

struct Walk<'a> {
    root: &'a Path,
    tree: Tree,
    unreadable: Vec<PathBuf>,
    too_deep: Vec<PathBuf>,
    too_full: Vec<PathBuf>,
    outside: Vec<PathBuf>,
    left: usize,
}

impl Walk<'_> {
    /// Notes what lies in a folder, and tells the folders to look into.
    fn folder(&mut self, folder: &Path, aside: bool) -> Vec<PathBuf> {
        let Ok(reading) = fs::read_dir(self.root.join(folder)) else {
            self.unreadable.push(folder.to_owned());
            return Vec::new();
        };
        let most = self.left.min(MOST_OF_A_FOLDER);
        let mut reading = reading.flatten();
        let mut found: Vec<_> = reading.by_ref().take(most).collect();
        self.left -= found.len();
        if self.left > 0 && reading.next().is_some() {
            self.too_full.push(folder.to_owned());
        }
        found.sort_by_key(fs::DirEntry::file_name);
        let mut folders = Vec::new();
        for entry in found {
            let name = entry.file_name();
            let path = folder.join(&name);
            let Some(kind) = entry.file_type().ok().map(|kind| self.kind(&path, kind)) else {
                continue;
            };
            if kind == Kind::Folder {
                if is_foreign(&name) {
                    continue;
                }
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    folders.push(path.clone());
                }
            } else if is_archive(&path) && entry.file_type().is_ok_and(|kind| kind.is_file()) {
                // Not through links: what they lead to in the submission is there itself.
                self.tree.archives.push(path);
                continue;
            }
            if kind == Kind::Outside && fs::metadata(self.root.join(&path)).is_ok_and(|target| target.is_dir()) {
                self.outside.push(path.clone());
            }
            if !name.as_encoded_bytes().starts_with(b".") {
                self.tree.entries.push(Entry { path, kind, aside });
            }
        }
        folders
    }

    fn kind(&self, path: &Path, kind: fs::FileType) -> Kind {
        if kind.is_dir() {
            return Kind::Folder;
        }
        if kind.is_file() {
            return Kind::File;
        }
        if !kind.is_symlink() {
            return Kind::Special;
        }
        match fs::canonicalize(self.root.join(path)) {
            Ok(real) if !real.starts_with(self.root) => Kind::Outside,
            Ok(real) if real.is_file() => Kind::File,
            Ok(real) if real.is_dir() => Kind::Folder,
            Ok(_) => Kind::Special,
            Err(_) => Kind::Broken,
        }
    }

    /// Whether something lies beside a folder of the top level.
    fn has_others(&self, folder: &Path) -> bool {
        self.tree
            .entries
            .iter()
            .any(|entry| entry.path != folder && entry.path.components().count() == 1)
    }

    fn finish(mut self) -> Tree {
        let listed = [
            (Aside::UnreadableFolders, &self.unreadable),
            (Aside::LinksOut, &self.outside),
            (Aside::TooDeep, &self.too_deep),
            (Aside::TooFull, &self.too_full),
        ];
        for (why, paths) in listed {
            self.tree.notes.extend(notes::listed(why, paths));
        }
        if self.left == 0 {
            self.tree.notes.push(Note::TooManyFiles { most: MOST });
        }
        self.tree.entries.sort_by(|one, other| {
            let depth = |entry: &Entry| entry.path.components().count();
            depth(one).cmp(&depth(other)).then_with(|| one.path.cmp(&other.path))
        });
        self.tree
    }
}
