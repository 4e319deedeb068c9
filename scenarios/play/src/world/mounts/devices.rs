//! The world's own `/dev`.

use super::storage::Storage;
use rustix::fs::CWD;
use rustix::mount::{MountFlags, MoveMountFlags, OpenTreeFlags, mount, mount_bind, move_mount, open_tree};
use salon_model::WorldError;
use std::ffi::CStr;
use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::fs::symlink;
use std::path::Path;

/// The devices any program may expect. Disks and the rest of the machine's devices stay outside.
const DEVICES: [&str; 6] = ["null", "zero", "full", "random", "urandom", "tty"];

/// A world's own terminals, and how many it can have of those that the whole machine shares. The programs of a
/// session and the clients that a program faces need one each.
const TERMINALS: &CStr = c"newinstance,ptmxmode=0666,mode=0620,max=64";

/// Holds on to the devices of the machine that are shown again.
pub(super) fn device_nodes() -> Vec<(&'static str, OwnedFd)> {
    let flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC;
    DEVICES
        .into_iter()
        .filter_map(|name| Some((name, open_tree(CWD, Path::new("/dev").join(name), flags).ok()?)))
        .collect()
}

pub(super) fn mount_devices(devices: &[(&str, OwnedFd)], storage: &Storage) -> Result<(), WorldError> {
    let step = "setting up /dev";
    let dev = Path::new("/dev");
    mount(
        "tmpfs",
        dev,
        "tmpfs",
        MountFlags::NOSUID | MountFlags::NOEXEC,
        c"mode=0755,size=1m",
    )
    .map_err(WorldError::at(step))?;
    for (name, node) in devices {
        let path = dev.join(name);
        fs::File::create(&path).map_err(WorldError::at(step))?;
        move_mount(node, "", CWD, &path, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH).map_err(WorldError::at(step))?;
    }
    for name in ["shm", "pts"] {
        fs::create_dir(dev.join(name)).map_err(WorldError::at(step))?;
    }
    mount(
        "devpts",
        dev.join("pts"),
        "devpts",
        MountFlags::NOSUID | MountFlags::NOEXEC,
        TERMINALS,
    )
    .map_err(WorldError::at(step))?;
    storage
        .folder("shm", 0o1777)
        .and_then(|folder| mount_bind(folder, dev.join("shm")))
        .map_err(WorldError::at(step))?;
    let links = [
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
        ("ptmx", "pts/ptmx"),
    ];
    for (name, target) in links {
        symlink(target, dev.join(name)).map_err(WorldError::at(step))?;
    }
    Ok(())
}
