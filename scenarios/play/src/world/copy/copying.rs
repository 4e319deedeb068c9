//! Copying a folder with all that is in it.

use rustix::fs::{CWD, Mode, SeekFrom, mkfifoat, seek};
use rustix::io::Errno;
use std::collections::HashSet;
use std::fs::{self, File, Permissions};
use std::io::{self, Read, Seek};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// Most that is copied for a session: bytes, and files and folders.
const BYTES: u64 = 512 << 20;
const FILES: usize = 50_000;
/// A copying under way.
pub(super) struct Copying<'a> {
    from: &'a Path,
    to: &'a Path,
    covered: HashSet<&'a Path>,
    bytes: u64,
    files: usize,
}

impl<'a> Copying<'a> {
    pub(super) fn new(from: &'a Path, to: &'a Path, covered: &'a [PathBuf]) -> Self {
        Self {
            from,
            to,
            covered: covered.iter().map(PathBuf::as_path).collect(),
            bytes: 0,
            files: 0,
        }
    }

    pub(super) fn all(&mut self) -> io::Result<()> {
        self.folder(Path::new(""))
    }

    fn folder(&mut self, below: &Path) -> io::Result<()> {
        // What this user cannot look into, the program could not either.
        let entries = fs::read_dir(self.from.join(below)).into_iter().flatten();
        // The folder is closed before those in it are opened: there may be more levels than descriptors.
        for entry in entries.collect::<io::Result<Vec<_>>>()? {
            let place = below.join(entry.file_name());
            self.files += 1;
            if self.files > FILES {
                return Err(io::Error::other(format!("there are more than {FILES} files in it")));
            }
            match self.one(&place, entry.file_type()?) {
                // Nobody opens it by its whole path.
                Err(error) if error.kind() == io::ErrorKind::InvalidFilename => {}
                copied => copied?,
            }
        }
        Ok(())
    }

    fn one(&mut self, place: &Path, kind: fs::FileType) -> io::Result<()> {
        let (from, to) = (self.from.join(place), self.to.join(place));
        if kind.is_dir() {
            fs::create_dir(&to)?;
            self.folder(place)?;
            let mode = fs::metadata(&from)?.permissions().mode();
            fs::set_permissions(&to, Permissions::from_mode(mode | 0o700))?;
        } else if kind.is_symlink() {
            let target = fs::read_link(&from)?;
            let target = match target.strip_prefix(self.from) {
                Ok(rest) => self.to.join(rest),
                Err(_) => target,
            };
            symlink(target, to)?;
        } else if kind.is_file() && !self.covered.contains(from.as_path()) {
            let metadata = fs::metadata(&from)?;
            // Of a file with holes, what it takes.
            self.bytes += metadata.blocks() * 512;
            if self.bytes > BYTES {
                return Err(io::Error::other(format!(
                    "there is more than {} MiB in it",
                    BYTES >> 20
                )));
            }
            let has_holes = metadata.blocks() * 512 < metadata.len();
            let copied = if has_holes {
                copy_with_holes(&from, &to)
            } else {
                fs::copy(&from, &to).map(drop)
            };
            match copied {
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
                copied => copied?,
            }
        } else if kind.is_fifo() {
            mkfifoat(CWD, &to, Mode::from_raw_mode(0o600))?;
        }
        Ok(())
    }
}

/// Copies a file with holes, which then has the same: all zeros of a small file of some GiB would fill the disk.
fn copy_with_holes(from: &Path, to: &Path) -> io::Result<()> {
    let (mut source, mut copy) = (File::open(from)?, File::create(to)?);
    let metadata = source.metadata()?;
    copy.set_len(metadata.len())?;
    copy.set_permissions(metadata.permissions())?;
    let mut place = 0;
    loop {
        let data = match seek(&source, SeekFrom::Data(place)) {
            Err(Errno::NXIO) => return Ok(()),
            found => found?,
        };
        place = seek(&source, SeekFrom::Hole(data))?;
        source.seek(io::SeekFrom::Start(data))?;
        copy.seek(io::SeekFrom::Start(data))?;
        io::copy(&mut (&source).take(place - data), &mut copy)?;
    }
}
