//! Where the entries of an archive are written: one folder, which nothing leaves.

use super::{Budget, Failure};
use crate::discover::listed;
use salon_model::{Aside, Note, Unopened};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Component, Path, PathBuf};

/// How deep folders lie in folders.
const DEEPEST: usize = 32;
/// Bytes of the longest path, and of the longest target of a link.
pub(super) const LONGEST: usize = 2048;

/// The folder of an archive, and what is to be done when all its files are there.
pub(super) struct Target<'a> {
    root: &'a Path,
    budget: &'a mut Budget,
    /// Links with what they lead to; made last, so that nothing is written through one.
    links: Vec<(PathBuf, PathBuf)>,
    /// Files that are others under a second name.
    twins: Vec<(PathBuf, PathBuf)>,
    aside: BTreeMap<Aside, Vec<PathBuf>>,
}

impl<'a> Target<'a> {
    pub(super) fn new(root: &'a Path, budget: &'a mut Budget) -> Self {
        Self {
            root,
            budget,
            links: Vec::new(),
            twins: Vec::new(),
            aside: BTreeMap::new(),
        }
    }

    /// Whether as much as an archive says of itself can be unpacked.
    pub(super) fn expects(&self, bytes: u64, entries: usize) -> Result<(), Failure> {
        if entries > self.budget.entries {
            return Err(Unopened::TooManyEntries.into());
        }
        self.room_for(bytes)
    }

    fn room_for(&self, bytes: u64) -> Result<(), Failure> {
        if bytes > self.budget.bytes {
            return Err(Unopened::TooLarge.into());
        }
        Ok(())
    }

    /// Where an entry is written; nowhere if it is nothing of the student's, or cannot be.
    pub(super) fn place(&mut self, name: &[u8]) -> Result<Option<PathBuf>, Failure> {
        self.budget.entries = self.budget.entries.checked_sub(1).ok_or(Unopened::TooManyEntries)?;
        let name = Path::new(OsStr::from_bytes(name));
        let mut path = PathBuf::new();
        let mut climbs = false;
        for part in name.components() {
            match part {
                Component::Normal(part) if path.as_os_str().is_empty() && is_drive(part) => climbs = true,
                Component::Normal(part) => path.push(part),
                Component::CurDir => {}
                Component::ParentDir | Component::RootDir | Component::Prefix(_) => climbs = true,
            }
        }
        // What macOS keeps beside a file is none of the student's.
        let is_foreign =
            path.starts_with("__MACOSX") || path.file_name().is_some_and(|name| name.as_bytes().starts_with(b"._"));
        let refused = if is_foreign || path.as_os_str().is_empty() {
            return Ok(None);
        } else if path.as_os_str().len() > LONGEST || path.as_os_str().as_bytes().contains(&0) {
            Some(Aside::Unnameable)
        } else if path.components().count() > DEEPEST {
            Some(Aside::TooDeep)
        } else {
            None
        };
        if let Some(why) = refused {
            self.leave(why, &path);
            return Ok(None);
        }
        if climbs {
            self.leave(Aside::ClimbsOut, &path);
        }
        Ok(Some(path))
    }

    pub(super) fn folder(&mut self, path: &Path) -> Result<(), Failure> {
        let made = fs::create_dir_all(self.root.join(path));
        self.unless_refused(made, path).map(|_| ())
    }

    /// Writes a file, and says how long it is.
    pub(super) fn file(&mut self, path: &Path, executable: bool, content: &mut dyn Read) -> Result<u64, Failure> {
        let place = self.root.join(path);
        let parent = place.parent().unwrap_or(self.root);
        let opened = fs::create_dir_all(parent).and_then(|()| File::create(&place));
        let mut file = self.unless_refused(opened, path)?;
        let mut length = 0;
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = match content.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(unread(&error)),
            };
            self.room_for(read as u64)?;
            self.budget.bytes -= read as u64;
            length += read as u64;
            if let Some(file) = &mut file {
                file.write_all(&buffer[..read]).map_err(Failure::Unwritable)?;
            }
        }
        if let Some(file) = file {
            // Of all that an archive may say of rights, only this is the program's own business.
            let mode = if executable { 0o755 } else { 0o644 };
            file.set_permissions(Permissions::from_mode(mode))
                .map_err(Failure::Unwritable)?;
        }
        Ok(length)
    }

    pub(super) fn link(&mut self, path: PathBuf, to: &[u8]) {
        let to = Path::new(OsStr::from_bytes(to)).to_owned();
        if stays_inside(&path, &to) {
            self.links.push((path, to));
        } else {
            self.leave(Aside::LinksOut, &path);
        }
    }

    pub(super) fn twin(&mut self, path: PathBuf, of: PathBuf) {
        self.twins.push((path, of));
    }

    pub(super) fn leave(&mut self, why: Aside, path: &Path) {
        self.aside.entry(why).or_default().push(path.to_owned());
    }

    /// Makes the links, and tells what was not as it should be.
    pub(super) fn finish(mut self) -> Result<Vec<Note>, Failure> {
        for (path, of) in std::mem::take(&mut self.twins) {
            let (from, to) = (self.root.join(&of), self.root.join(&path));
            if fs::symlink_metadata(&from).is_ok_and(|source| source.is_file()) {
                let made = fs::create_dir_all(to.parent().unwrap_or(self.root)).and_then(|()| fs::hard_link(from, &to));
                self.unless_refused(made, &path)?;
            } else {
                self.leave(Aside::LinksOut, &path);
            }
        }
        let links = std::mem::take(&mut self.links);
        // All folders first: none is made through a link.
        for (path, _) in &links {
            self.folder(path.parent().unwrap_or(Path::new("")))?;
        }
        for (path, to) in &links {
            let made = symlink(to, self.root.join(path));
            self.unless_refused(made, path)?;
        }
        // What a link leads to may be found through others, which no text tells.
        for (path, _) in &links {
            let place = self.root.join(path);
            let is_link = fs::symlink_metadata(&place).is_ok_and(|metadata| metadata.is_symlink());
            if is_link && fs::canonicalize(&place).is_ok_and(|real| !real.starts_with(self.root)) {
                fs::remove_file(&place).map_err(Failure::Unwritable)?;
                self.leave(Aside::LinksOut, path);
            }
        }
        let aside = self.aside.iter();
        Ok(aside.filter_map(|(why, paths)| listed(*why, paths)).collect())
    }

    /// What was made, or nothing where the archive itself is at odds with it.
    fn unless_refused<T>(&mut self, made: io::Result<T>, path: &Path) -> Result<Option<T>, Failure> {
        match made {
            Ok(made) => Ok(Some(made)),
            Err(error) => match error.kind() {
                ErrorKind::NotADirectory
                | ErrorKind::IsADirectory
                | ErrorKind::AlreadyExists
                | ErrorKind::InvalidFilename
                | ErrorKind::InvalidInput => {
                    self.leave(Aside::Unnameable, path);
                    Ok(None)
                }
                _ => Err(Failure::Unwritable(error)),
            },
        }
    }
}

/// Why no more could be read of an archive.
pub(super) fn unread(error: &io::Error) -> Failure {
    Failure::Unopened(match error.kind() {
        // A dictionary larger than anybody's.
        ErrorKind::OutOfMemory | ErrorKind::FileTooLarge => Unopened::TooLarge,
        _ => Unopened::Broken,
    })
}

/// `C:` of Windows.
fn is_drive(part: &OsStr) -> bool {
    matches!(part.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
}

/// Whether a link leads to something in the archive, by what it says.
fn stays_inside(path: &Path, to: &Path) -> bool {
    let mut depth = path.components().count().saturating_sub(1);
    if to.as_os_str().is_empty() || to.as_os_str().len() > LONGEST {
        return false;
    }
    to.components().all(|part| match part {
        Component::Normal(_) => {
            depth += 1;
            true
        }
        Component::CurDir => true,
        Component::ParentDir => match depth.checked_sub(1) {
            Some(up) => {
                depth = up;
                true
            }
            None => false,
        },
        Component::RootDir | Component::Prefix(_) => false,
    })
}
