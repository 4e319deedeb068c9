//! The places that are emptied, and what stays visible in them.

use rustix::fs::CWD;
use rustix::mount::{MoveMountFlags, OpenTreeFlags, move_mount, open_tree};
use salon_model::WorldError;
use std::fs;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

/// The folders of `/` that belong to the system. All others (homes, `/srv`, `/work`, `/mnt`, whatever a
/// machine has) start out empty in every world: there lie people's files, other submissions, the
/// reference transcripts, and the sockets of the machine's services.
const SYSTEM: [&str; 14] = [
    "bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "etc", "opt", "nix", "gnu", "snap", "proc", "sys",
];
/// Made anew by [`super::devices`].
const DEV: &str = "dev";

/// The folders to empty, none inside another.
pub(super) fn fresh_places(directory: &Path) -> Result<Vec<PathBuf>, WorldError> {
    let root = fs::read_dir("/").map_err(WorldError::at("reading /"))?;
    let mut places: Vec<PathBuf> = root
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
    let elsewhere = std::env::home_dir()
        .into_iter()
        .chain(directory.parent().map(Path::to_owned));
    places.extend(
        elsewhere
            .filter_map(|place| fs::canonicalize(place).ok())
            .filter(|place| can_be_hidden(place)),
    );
    places.sort();
    places.dedup_by(|inner, outer| inner.starts_with(outer));
    Ok(places)
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

/// Holds on to the kept folders that fresh places are about to hide.
pub(super) fn kept_trees<'a>(
    keep: impl Iterator<Item = &'a Path>,
    fresh: &[PathBuf],
) -> Result<Vec<(PathBuf, OwnedFd)>, WorldError> {
    let mut paths: Vec<PathBuf> = keep
        .filter_map(|path| fs::canonicalize(path).ok())
        .filter(|path| fresh.iter().any(|place| path.starts_with(place) && path != place))
        .collect();
    paths.sort();
    paths.dedup_by(|inner, outer| inner.starts_with(outer));
    paths
        .into_iter()
        .map(|path| {
            let flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC | OpenTreeFlags::AT_RECURSIVE;
            let tree =
                open_tree(CWD, &path, flags).map_err(WorldError::at(format!("keeping {} visible", path.display())))?;
            Ok((path, tree))
        })
        .collect()
}

pub(super) fn put_back(path: &Path, tree: &OwnedFd) -> Result<(), WorldError> {
    let step = || format!("showing {} again", path.display());
    if fs::symlink_metadata(path).is_err() {
        fs::create_dir_all(path).map_err(WorldError::at(step()))?;
    }
    move_mount(tree, "", CWD, path, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH).map_err(WorldError::at(step()))
}
