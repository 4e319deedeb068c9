//! The folders that stay visible in places that are emptied.

use super::storage::Storage;
use rustix::fs::CWD;
use rustix::mount::{MoveMountFlags, OpenTreeFlags, move_mount, open_tree};
use salon_model::WorldError;
use std::fs;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

type Tree = (PathBuf, OwnedFd);

/// Folders held on to while all around them is hidden.
pub(super) struct Kept<'a> {
    outer: Vec<Tree>,
    /// Those that lie beside the submission.
    inner: Vec<Tree>,
    beside: Option<&'a Path>,
    own: Option<Tree>,
}

impl<'a> Kept<'a> {
    /// Holds on to the folders `outer`, to `inner`, which lie in `beside` as the submission does, and to the submission,
    /// which is `own`.
    pub(super) fn hold(
        outer: Vec<PathBuf>,
        inner: Vec<PathBuf>,
        beside: Option<&'a Path>,
        own: Option<&Path>,
    ) -> Result<Self, WorldError> {
        Ok(Self {
            outer: outer.into_iter().map(hold).collect::<Result<_, _>>()?,
            inner: inner.into_iter().map(hold).collect::<Result<_, _>>()?,
            beside,
            own: own.map(|own| hold(own.to_owned())).transpose()?,
        })
    }

    /// Shows them again, once the places are emptied.
    pub(super) fn show(&self, storage: &Storage) -> Result<(), WorldError> {
        for tree in &self.outer {
            put_back(tree)?;
        }
        // One of them may show again what lies beside the submission.
        let shown = |beside: &&Path| self.outer.iter().any(|(path, _)| beside.starts_with(path));
        if let Some(beside) = self.beside.filter(shown) {
            storage.cover(beside)?;
        }
        for tree in self.inner.iter().chain(&self.own) {
            put_back(tree)?;
        }
        Ok(())
    }
}

fn hold(path: PathBuf) -> Result<Tree, WorldError> {
    let flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC | OpenTreeFlags::AT_RECURSIVE;
    let tree = open_tree(CWD, &path, flags).map_err(WorldError::at(format!("keeping {} visible", path.display())))?;
    Ok((path, tree))
}

fn put_back((path, tree): &Tree) -> Result<(), WorldError> {
    let step = || format!("showing {} again", path.display());
    if fs::symlink_metadata(path).is_err() {
        make_place(path, tree).map_err(WorldError::at(step()))?;
    }
    move_mount(tree, "", CWD, path, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH).map_err(WorldError::at(step()))
}

/// Something to mount on: a file for a file.
fn make_place(path: &Path, tree: &OwnedFd) -> std::io::Result<()> {
    let is_file = rustix::fs::FileType::from_raw_mode(rustix::fs::fstat(tree)?.st_mode).is_file();
    match path.parent().filter(|_| is_file) {
        Some(folder) => {
            fs::create_dir_all(folder)?;
            fs::File::create(path)?;
            Ok(())
        }
        None => fs::create_dir_all(path),
    }
}
