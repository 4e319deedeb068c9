//! A copy of a program's folder, for one session: where mounts cannot keep what it writes from staying, it works on
//! that.

mod copying;

use self::copying::Copying;
use super::Shim;
use crate::proc;
use memchr::memmem;
use salon_model::bytes::Bytes;
use salon_model::{Event, EventKind, WorldError};
use std::env;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Once;
use tempfile::TempDir;

const STEP: &str = "copying the program's folder";
/// Folders in which everybody's files are: a program that is started there has an empty one.
const EVERYBODYS: [&str; 2] = ["/tmp", "/var/tmp"];

/// How such folders are called, with the process after it that made them.
const PREFIX: &str = "salon-session-";

/// Removes what harnesses have left that were killed.
fn sweep() {
    for entry in fs::read_dir(env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let maker = name
            .to_str()
            .and_then(|name| name.strip_prefix(PREFIX)?.split('-').next());
        if maker.is_some_and(|maker| maker.parse().is_ok_and(|maker| !proc::exists(maker))) {
            open_folders(&entry.path());
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// In the session's folder, what stands for the places of the machine in which programs may write.
pub(super) const LENT: &str = "machine";

/// Where the copy of a program's folder is in the folder of a session: beside nothing else, so that a program that
/// looks into the folder above finds its own alone.
pub(super) fn place_of(root: &Path, own: &Path) -> PathBuf {
    let name = own.file_name().unwrap_or("program".as_ref());
    root.join("submission").join(name)
}

/// A copy, and what else a session has of the machine's disk. Gone when dropped.
#[derive(Debug)]
pub(crate) struct Copy {
    root: TempDir,
    /// What was copied, where it was anything.
    own: Option<PathBuf>,
    place: PathBuf,
}

impl Copy {
    /// Copies a folder, but for the files that are covered. Nothing is copied of what is started in the root, which has
    /// no folder of its own.
    pub(crate) fn of(own: &Path, covered: &[PathBuf]) -> Result<Self, WorldError> {
        static SWEPT: Once = Once::new();
        SWEPT.call_once(sweep);
        let root = tempfile::Builder::new()
            .prefix(&format!("{PREFIX}{}-", process::id()))
            .permissions(Permissions::from_mode(0o700))
            // What is found in it has its real path.
            .tempdir_in(fs::canonicalize(env::temp_dir()).unwrap_or_else(|_| env::temp_dir()))
            .map_err(WorldError::at("making a folder for the session"))?;
        let own = fs::canonicalize(own).map_err(WorldError::at("finding the program's folder"))?;
        let copy = place_of(root.path(), &own);
        fs::create_dir_all(&copy).map_err(WorldError::at(STEP))?;
        let has_own = own.parent().is_some();
        if has_own && !EVERYBODYS.map(Path::new).contains(&own.as_path()) {
            Copying::new(&own, &copy, covered).all().map_err(WorldError::at(STEP))?;
        }
        Ok(Self {
            root,
            own: has_own.then_some(own),
            place: copy,
        })
    }

    /// The folder in which all that the program may write is.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// The same program, started in the copy.
    pub(crate) fn relocated(&self, shim: Shim) -> Shim {
        let mut shim = shim;
        if let Some(own) = &self.own {
            for path in [&mut shim.program, &mut shim.directory] {
                if let Ok(rest) = path.strip_prefix(own) {
                    *path = if rest.as_os_str().is_empty() {
                        self.place.clone()
                    } else {
                        self.place.join(rest)
                    };
                }
            }
            let (from, to) = (own.to_string_lossy(), self.place.to_string_lossy());
            for argument in &mut shim.arguments {
                if *argument == from {
                    *argument = to.clone().into_owned();
                } else {
                    *argument = argument.replace(&format!("{from}/"), &format!("{to}/"));
                }
            }
        }
        shim
    }

    /// The same event, with the program's folder, and what else it may write in, under their own names.
    pub(crate) fn renamed(&self, mut event: Event) -> Event {
        let lent = self.root.path().join(LENT);
        let own = self.own.iter().map(|own| (self.place.as_path(), own.as_path()));
        for (real, named) in own.chain([(lent.as_path(), Path::new(""))]) {
            let (real, named) = (real.to_string_lossy(), named.to_string_lossy());
            match &mut event.kind {
                EventKind::Started { command } => *command = command.replace(&*real, &named),
                EventKind::Printed { bytes } | EventKind::Shown { bytes, .. } => {
                    *bytes = Bytes(replaced(&bytes.0, real.as_bytes(), named.as_bytes()));
                }
                _ => {}
            }
        }
        event
    }
}

fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut copied = 0;
    for at in memmem::find_iter(text, from) {
        out.extend_from_slice(&text[copied..at]);
        out.extend_from_slice(to);
        copied = at + from.len();
    }
    out.extend_from_slice(&text[copied..]);
    out
}

impl Drop for Copy {
    fn drop(&mut self) {
        // A program can have shut its folders.
        open_folders(self.root.path());
    }
}

fn open_folders(folder: &Path) {
    let _ = fs::set_permissions(folder, Permissions::from_mode(0o700));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            open_folders(&entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::Mode;
    use std::fs::File;
    use std::os::unix::fs::{FileExt, MetadataExt, symlink};

    fn shim(directory: &Path) -> Shim {
        Shim {
            program: "/usr/bin/python3".into(),
            arguments: vec![directory.join("a.py").to_string_lossy().into_owned(), "b.py".to_owned()],
            directory: directory.to_owned(),
            option: None,
            folder: None,
            environment: Vec::new(),
            entrances: Vec::new(),
            guard: None,
            watch_connects: false,
        }
    }

    #[test]
    fn what_a_program_writes_in_its_copy_does_not_stay_even_behind_a_shut_folder() {
        let own = tempfile::tempdir().unwrap();
        fs::create_dir(own.path().join("sub")).unwrap();
        fs::write(own.path().join("sub/a.py"), "1").unwrap();
        fs::write(own.path().join("salon"), "the reference").unwrap();
        symlink("sub/a.py", own.path().join("link")).unwrap();
        let copy = Copy::of(own.path(), &[own.path().join("salon")]).unwrap();
        let directory = copy.relocated(shim(own.path())).directory;
        assert_eq!(fs::read_to_string(directory.join("link")).unwrap(), "1");
        assert!(!directory.join("salon").exists() && directory.starts_with(copy.root()));
        fs::create_dir(directory.join("shut")).unwrap();
        fs::write(directory.join("shut/x"), "").unwrap();
        fs::set_permissions(directory.join("shut"), Permissions::from_mode(0o000)).unwrap();
        let root = copy.root().to_owned();
        drop(copy);
        assert!(!root.exists() && !own.path().join("shut").exists());
    }

    #[test]
    fn holes_take_no_room_in_a_copy_and_a_path_that_is_too_long_is_left_out() {
        let own = tempfile::tempdir().unwrap();
        let file = File::create(own.path().join("holes")).unwrap();
        file.set_len(2 << 30).unwrap();
        file.write_all_at(b"x", 1 << 30).unwrap();
        // Deeper than paths are long, so that it has no path that a call would take.
        let mut folder = File::open(own.path()).unwrap();
        for _ in 0..40 {
            let name = "d".repeat(200);
            rustix::fs::mkdirat(&folder, &name, Mode::from_raw_mode(0o755)).unwrap();
            folder = rustix::fs::openat(&folder, &name, rustix::fs::OFlags::PATH, Mode::empty())
                .unwrap()
                .into();
        }
        let copy = Copy::of(own.path(), &[]).unwrap();
        let copied = File::open(copy.relocated(shim(own.path())).directory.join("holes")).unwrap();
        let metadata = copied.metadata().unwrap();
        assert_eq!(metadata.len(), 2 << 30);
        assert!(metadata.blocks() * 512 < 1 << 20, "{}", metadata.blocks());
        let mut byte = [0];
        copied.read_exact_at(&mut byte, 1 << 30).unwrap();
        assert_eq!(&byte, b"x");
    }

    #[test]
    fn a_program_is_started_in_the_copy_and_told_of_under_its_own_name() {
        let own = tempfile::tempdir().unwrap();
        let copy = Copy::of(own.path(), &[]).unwrap();
        let relocated = copy.relocated(shim(own.path()));
        assert_eq!(
            relocated.arguments[0],
            relocated.directory.join("a.py").to_string_lossy()
        );
        let said = format!("File \"{}\", line 1", relocated.arguments[0]);
        let event = |text: &str| Event {
            at_us: 0,
            kind: EventKind::Printed {
                bytes: Bytes(text.as_bytes().to_vec()),
            },
        };
        let told = format!("File \"{}\", line 1", own.path().join("a.py").display());
        assert_eq!(copy.renamed(event(&said)).to_line(), event(&told).to_line());
    }
}
