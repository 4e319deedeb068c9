//! The places that are emptied, and what stays visible in them.

use super::kept::Kept;
use salon_model::WorldError;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of `/` that belong to the system. All others (homes, `/srv`, `/work`, `/mnt`, whatever a
/// machine has) start out empty in every world: there lie people's files, other submissions, the
/// reference transcripts, and the sockets of the machine's services.
pub(in crate::world) const SYSTEM: [&str; 14] = [
    "bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "etc", "opt", "nix", "gnu", "snap", "proc", "sys",
];
/// Made anew by [`super::devices`].
const DEV: &str = "dev";
/// What a prefix (the folder around a `bin`) has that programs need. All else in one is shown only where no
/// submission lies in it.
const OF_PREFIX: [&str; 13] = [
    "bin",
    "sbin",
    "shims",
    "lib",
    "lib32",
    "lib64",
    "libexec",
    "include",
    "share",
    "etc",
    "ssl",
    "versions",
    "pyvenv.cfg",
];

/// The places around a program's own folder.
pub(super) struct Places<'a> {
    own: Option<&'a Path>,
    /// The folder in which it lies beside others, where the system works without it.
    beside: Option<&'a Path>,
    fresh: Vec<PathBuf>,
}

impl<'a> Places<'a> {
    /// `own` is a real path other than the root.
    pub(super) fn around(own: Option<&'a Path>) -> Result<Self, WorldError> {
        let beside = own.and_then(Path::parent).filter(|beside| can_be_hidden(beside));
        let root = fs::read_dir("/").map_err(WorldError::at("reading /"))?;
        let mut fresh: Vec<PathBuf> = root
            .flatten()
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
            .filter(|entry| {
                !entry
                    .file_name()
                    .to_str()
                    .is_some_and(|name| name == DEV || SYSTEM.contains(&name))
            })
            .map(|entry| entry.path())
            .collect();
        // Homes elsewhere, and the folder in which this submission lies beside others.
        let home = std::env::home_dir().and_then(|home| fs::canonicalize(home).ok());
        let elsewhere = home.into_iter().filter(|home| can_be_hidden(home));
        fresh.extend(elsewhere.chain(beside.map(with_all_around)));
        fresh.sort();
        fresh.dedup_by(|inner, outer| inner.starts_with(outer));
        Ok(Self { own, beside, fresh })
    }

    /// The folders to empty, none inside another.
    pub(super) fn fresh(&self) -> &[PathBuf] {
        &self.fresh
    }

    /// Holds on to the folders of fresh places that are to be shown, the program's own among them.
    pub(super) fn kept<'k>(&self, keep: impl Iterator<Item = &'k Path>) -> Result<Kept<'a>, WorldError> {
        let is_own = |path: &Path| self.own.is_some_and(|own| path.starts_with(own));
        let mut paths: Vec<PathBuf> = keep
            .filter_map(|path| fs::canonicalize(path).ok())
            .flat_map(|path| self.narrowed(path))
            .filter(|path| !is_own(path) && self.fresh.iter().any(|place| path.starts_with(place)))
            .collect();
        paths.sort();
        // What lies beside the submission is shown by its own name alone.
        let apart = |path: &Path| {
            self.beside
                .is_some_and(|beside| path.starts_with(beside) && path != beside)
        };
        paths.dedup_by(|inner, outer| inner.starts_with(&*outer) && apart(inner) == apart(outer));
        let (inner, outer) = paths.into_iter().partition(|path| apart(path));
        let own = self
            .own
            .filter(|own| self.fresh.iter().any(|place| own.starts_with(place)));
        Kept::hold(outer, inner, self.beside, own)
    }

    /// A folder with the submission in it would show the others, and notes; one that is emptied as a whole would
    /// show people's files.
    fn narrowed(&self, path: PathBuf) -> Vec<PathBuf> {
        let has_own = self.own.is_some_and(|own| own.starts_with(&path) && own != path);
        if !has_own && !self.fresh.contains(&path) {
            return vec![path];
        }
        parts_of_prefix(&path)
    }
}

/// The folders that are empty in every world, none inside another. `own` is as for [`Places::around`].
pub(in crate::world) fn emptied(own: Option<&Path>) -> Result<Vec<PathBuf>, WorldError> {
    Places::around(own).map(|places| places.fresh)
}

/// What is shown of a prefix that has a submission in it.
pub(in crate::world) fn parts_of_prefix(prefix: &Path) -> Vec<PathBuf> {
    let parts = OF_PREFIX.iter().map(|name| prefix.join(name));
    parts.filter_map(|part| fs::canonicalize(part).ok()).collect()
}

/// The places in the system's folders in which people's files lie: a home, and the folder in which a submission lies
/// beside others.
pub(in crate::world) fn own_places(own: &Path) -> Vec<PathBuf> {
    let home = std::env::home_dir().and_then(|home| fs::canonicalize(home).ok());
    let beside = own.parent().filter(|beside| can_be_hidden(beside)).map(with_all_around);
    home.into_iter()
        .filter(|home| can_be_hidden(home))
        .chain(beside)
        .collect()
}

/// All that is put into one folder of `/opt`, as a class and its results are, is hidden with it.
fn with_all_around(beside: &Path) -> PathBuf {
    if beside.starts_with("/opt") {
        return beside.components().take(3).collect();
    }
    beside.to_owned()
}

/// Whether the system works without a folder.
fn can_be_hidden(place: &Path) -> bool {
    let depth = place.components().count() - 1;
    match place.components().nth(1).and_then(|top| top.as_os_str().to_str()) {
        None | Some("proc" | "sys" | DEV) => false,
        Some("opt") => true,
        // `/usr/local` and `/etc/ssl` are the system's; what lies deeper can be a submission's.
        Some(top) if SYSTEM.contains(&top) => depth >= 3,
        Some(_) => true,
    }
}
