//! The memory in which all that a subject writes lies.

use rustix::fs::{AtFlags, CWD, Mode};
use rustix::mount::{
    FsMountFlags, FsOpenFlags, MountAttrFlags, MoveMountFlags, fsconfig_create, fsconfig_set_flag, fsconfig_set_string,
    fsmount, fsopen, mount_bind, move_mount,
};
use salon_model::WorldError;
use std::fs;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// What programs expect to find in the empty `/var`.
pub(in crate::world) const IN_VAR: [&str; 4] = ["cache", "lib", "log", "tmp"];
/// Most a subject can write, all places together, and the most files.
const FRESH_SIZE: &str = "128m";
const FRESH_FILES: &str = "20000";

/// A file system in memory, not mounted anywhere.
pub(in crate::world) fn memory(options: &[(&str, &str)]) -> rustix::io::Result<OwnedFd> {
    let context = fsopen("tmpfs", FsOpenFlags::FSOPEN_CLOEXEC)?;
    for &(key, value) in options {
        fsconfig_set_string(context.as_fd(), key, value)?;
    }
    fsconfig_create(context.as_fd())?;
    let attributes = MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NODEV;
    fsmount(context.as_fd(), FsMountFlags::FSMOUNT_CLOEXEC, attributes)
}

/// The memory in which all that a subject writes lies: one file system for all places, so that one
/// size bounds them together. Nobody can reach it as a whole.
pub(super) struct Storage(OwnedFd);

impl Storage {
    pub(super) fn new() -> rustix::io::Result<Self> {
        memory(&[("size", FRESH_SIZE), ("nr_inodes", FRESH_FILES), ("mode", "0755")]).map(Self)
    }

    /// The path of a folder of its own, made anew.
    pub(super) fn folder(&self, name: &str, mode: u32) -> rustix::io::Result<PathBuf> {
        rustix::fs::mkdirat(&self.0, name, Mode::from_raw_mode(mode))?;
        // The umask has taken its part of the mode.
        rustix::fs::chmodat(&self.0, name, Mode::from_raw_mode(mode), AtFlags::empty())?;
        Ok(PathBuf::from(format!("/proc/self/fd/{}/{name}", self.0.as_raw_fd())))
    }

    /// Shows an empty folder in each of these places.
    pub(super) fn empty(&self, places: &[PathBuf]) -> Result<(), WorldError> {
        // Only what is mounted somewhere can be shown elsewhere: for a while this is, in a place that
        // is covered again last.
        let Some((base, others)) = places.split_first() else {
            return Ok(());
        };
        let step = |place: &Path| format!("emptying {}", place.display());
        move_mount(&self.0, "", CWD, base, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH)
            .map_err(WorldError::at(step(base)))?;
        for (number, place) in others.iter().chain([base]).enumerate() {
            let mode = if place.ends_with("tmp") { 0o1777 } else { 0o755 };
            self.folder(&number.to_string(), mode)
                .and_then(|folder| mount_bind(folder, place))
                .map_err(WorldError::at(step(place)))?;
        }
        if places.iter().any(|place| place == Path::new("/var")) {
            for name in IN_VAR {
                fs::create_dir(Path::new("/var").join(name)).map_err(WorldError::at(step(Path::new("/var"))))?;
            }
            symlink("/run", "/var/run").map_err(WorldError::at(step(Path::new("/var"))))?;
        }
        Ok(())
    }

    /// Shows an empty folder in a place that is in sight again. To be called once the places are emptied.
    pub(super) fn cover(&self, place: &Path) -> Result<(), WorldError> {
        self.folder("beside", 0o755)
            .and_then(|folder| mount_bind(folder, place))
            .map_err(WorldError::at(format!("emptying {}", place.display())))
    }

    /// Lays a writable layer over a folder, so that the program can write and the folder stays
    /// untouched.
    pub(super) fn lay_over(&self, directory: &Path) -> Result<(), WorldError> {
        // Set one by one, so that no comma or colon in a folder's name is taken for syntax.
        let overlay = || -> rustix::io::Result<()> {
            let context = fsopen("overlay", FsOpenFlags::FSOPEN_CLOEXEC)?;
            let lower = rustix::fs::open(
                directory,
                rustix::fs::OFlags::PATH | rustix::fs::OFlags::CLOEXEC,
                Mode::empty(),
            )?;
            fsconfig_set_string(
                context.as_fd(),
                "lowerdir",
                format!("/proc/self/fd/{}", lower.as_raw_fd()),
            )?;
            fsconfig_set_string(context.as_fd(), "upperdir", self.folder("upper", 0o755)?)?;
            fsconfig_set_string(context.as_fd(), "workdir", self.folder("work", 0o755)?)?;
            // What the layer notes of a folder removed from the one below: only these attributes can be
            // written in a user namespace.
            fsconfig_set_flag(context.as_fd(), "userxattr")?;
            fsconfig_create(context.as_fd())?;
            let tree = fsmount(
                context.as_fd(),
                FsMountFlags::FSMOUNT_CLOEXEC,
                MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NODEV,
            )?;
            move_mount(&tree, "", CWD, directory, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH)
        };
        overlay().map_err(WorldError::at(format!(
            "laying a writable layer over {}",
            directory.display()
        )))
    }
}
