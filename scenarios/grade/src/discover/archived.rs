//! The archives of a submission, which are opened where a program is missing outside of them.
//!
//! If there is nothing to be found but in one archive, its content is the submission, as if somebody had unpacked
//! it there. Else the archives are folders of their own names, side by side.

use super::choose;
use super::error::FindError;
use super::submissions::is_moodles;
use super::walk::{self, Tree, name_of};
use crate::archive::{self, Budget, Failure, Folder};
use salon_language::{Lab, Manifest};
use salon_model::{Note, Unopened};
use std::fs;
use std::path::{Path, PathBuf};
use std::{env, io};

/// The archives of a submission, as far as they could be opened.
#[derive(Debug)]
pub(super) struct Archived {
    pub(super) folder: Folder,
    /// Where programs are looked for, in the folder.
    pub(super) root: PathBuf,
    /// Those that could not be opened, relative to the submission.
    pub(super) unopened: Vec<(PathBuf, Unopened)>,
    /// What a teacher should know of the others.
    pub(super) notes: Vec<Note>,
}

/// The archives of a submission that cannot be opened, where a program that is missing may be in them. Nothing that
/// was opened is kept.
///
/// # Errors
/// When nothing can be unpacked on this machine.
pub fn unopened(submission: &Path, lab: &Lab) -> Result<Vec<(PathBuf, Unopened)>, FindError> {
    let Ok(submission) = fs::canonicalize(submission) else {
        return Ok(Vec::new());
    };
    let tree = if submission.is_dir() {
        walk::walk(&submission)
    } else {
        Tree::default()
    };
    let Some(archived) = open(&submission, &tree, lab)? else {
        return Ok(Vec::new());
    };
    let is_missing = misses(&archived.root, &walk::walk(&archived.root), lab);
    let missing: Vec<bool> = misses(&submission, &tree, lab);
    let still = missing
        .iter()
        .zip(is_missing)
        .any(|(outside, inside)| *outside && inside);
    Ok(if still { archived.unopened } else { Vec::new() })
}

/// Opens the archives of a submission, a real path, if a program is missing outside of them. `tree` is what lies
/// outside; a submission may be an archive itself.
pub(super) fn open(submission: &Path, tree: &Tree, lab: &Lab) -> Result<Option<Archived>, FindError> {
    let is_archive = !submission.is_dir();
    let outside = misses(submission, tree, lab);
    let archives: Vec<PathBuf> = if is_archive {
        vec![name_of(submission).into()]
    } else {
        tree.archives.clone()
    };
    if archives.is_empty() || !outside.contains(&true) {
        return Ok(None);
    }
    let folder = Folder::new().map_err(|error| unwritable(submission, &error))?;
    let mut opening = Opening {
        into: folder.path(),
        budget: Budget::default(),
        opened: Vec::new(),
        unopened: Vec::new(),
        notes: Vec::new(),
    };
    let around = if is_archive {
        submission.parent()
    } else {
        Some(submission)
    };
    let around = around.unwrap_or(Path::new("/"));
    for archive in archives {
        opening.open(&around.join(&archive), archive)?;
    }
    if is_archive && opening.holds_several() {
        let archive = opening.opened.remove(0);
        let _ = fs::remove_dir_all(folder.path().join(&archive));
        opening.unopened.push((archive, Unopened::Several));
    }
    opening.go_on(&outside, lab)?;
    let Opening {
        opened,
        unopened,
        notes,
        ..
    } = opening;
    let root = match opened.as_slice() {
        [only] if is_archive || !outside.contains(&false) => top(folder.path().join(only)),
        _ => folder.path().to_owned(),
    };
    Ok(Some(Archived {
        folder,
        root,
        unopened,
        notes,
    }))
}

struct Opening<'a> {
    into: &'a Path,
    budget: Budget,
    opened: Vec<PathBuf>,
    unopened: Vec<(PathBuf, Unopened)>,
    notes: Vec<Note>,
}

impl Opening<'_> {
    /// Opens an archive into the folder that has its name.
    fn open(&mut self, from: &Path, archive: PathBuf) -> Result<(), FindError> {
        match archive::unpack(from, &self.into.join(&archive), &mut self.budget) {
            Ok(notes) => {
                self.notes.extend(notes);
                self.opened.push(archive);
                Ok(())
            }
            Err(Failure::Unopened(why)) => {
                self.unopened.push((archive, why));
                Ok(())
            }
            Err(Failure::Unwritable(error)) => Err(unwritable(from, &error)),
        }
    }

    /// Whether what was opened is the download of a whole course.
    fn holds_several(&self) -> bool {
        let Some(archive) = self.opened.first() else {
            return false;
        };
        let inside = fs::read_dir(innermost(&self.into.join(archive)));
        let names = inside.into_iter().flatten().flatten().map(|entry| entry.file_name());
        names.filter(|name| is_moodles(&name.to_string_lossy())).count() > 1
    }

    /// Opens the archives in those that were opened, if a program is still missing; those in them are not.
    fn go_on(&mut self, outside: &[bool], lab: &Lab) -> Result<(), FindError> {
        let tree = walk::walk(self.into);
        let inside = misses(self.into, &tree, lab);
        let is_missing = inside.iter().zip(outside).any(|(inside, outside)| *inside && *outside);
        if tree.archives.is_empty() || !is_missing {
            return Ok(());
        }
        let before = self.opened.clone();
        for archive in tree.archives {
            // Its folder takes its place, and its name.
            let (from, moved) = (self.into.join(&archive), self.into.join(".inner"));
            let made = fs::rename(&from, &moved);
            made.map_err(|error| unwritable(&from, &error))?;
            self.open(&moved, archive)?;
            let _ = fs::remove_file(&moved);
        }
        self.opened = before;
        let deeper = walk::walk(self.into).archives.into_iter();
        self.unopened.extend(deeper.map(|archive| (archive, Unopened::Nested)));
        Ok(())
    }
}

/// For each stage of the lab that asks for a program, whether none is there.
fn misses(root: &Path, tree: &Tree, lab: &Lab) -> Vec<bool> {
    let manifest = Manifest::load(root, lab).ok().flatten().unwrap_or_default();
    let is_named = |stage: &str| {
        let named = manifest.stage(stage);
        named.is_some_and(|named| named.file.is_some() || named.command.is_some())
    };
    let choices = choose::choose(root, tree, lab);
    let stages = lab.stages.iter().zip(choices);
    stages
        .filter(|(stage, _)| !stage.files.is_empty())
        .map(|(stage, choice)| choice.file.is_none() && !is_named(&stage.stage.name))
        .collect()
}

/// The folder in which the work in an archive begins. Where a single folder is around it, that one is not looked at
/// but for a `salon.yaml`, which must lie at the top.
fn top(root: PathBuf) -> PathBuf {
    let innermost = innermost(&root);
    if innermost.join("salon.yaml").is_file() {
        innermost
    } else {
        root
    }
}

/// The first folder that has not a single folder and nothing else in it.
fn innermost(root: &Path) -> PathBuf {
    let mut folder = root.to_owned();
    loop {
        let inside = fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut inside = inside.filter(|entry| !walk::is_foreign(&entry.file_name()));
        match (inside.next(), inside.next()) {
            (Some(only), None) if only.file_type().is_ok_and(|kind| kind.is_dir()) => folder = only.path(),
            _ => return folder,
        }
    }
}

fn unwritable(archive: &Path, error: &io::Error) -> FindError {
    FindError::Unpacking {
        archive: archive.to_owned(),
        into: env::temp_dir(),
        error: error.to_string(),
    }
}
