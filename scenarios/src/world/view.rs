//! What a subject sees of the machine's files: everything read-only, the places where programs
//! leave things fresh and empty, and of people's homes only what it needs to run.

use super::{WorldError, sys};
use rustix::fs::{CWD, Mode};
use rustix::mount::{
    FsMountFlags, FsOpenFlags, MountAttrFlags, MountFlags, MountPropagationFlags, MoveMountFlags, OpenTreeFlags,
    fsconfig_create, fsconfig_set_string, fsmount, fsopen, mount, mount_bind, mount_change, move_mount, open_tree,
};
use std::fs;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// Places that start out empty in every world: homes, temporary files, logs, and the sockets of
/// the machine's services, through which a program could reach out of the world.
const FRESH: [&str; 7] = ["/home", "/root", "/tmp", "/var/tmp", "/var/log", "/run", "/mnt"];
/// The devices any program may expect. Disks and the rest of the machine's devices stay outside.
const DEVICES: [&str; 6] = ["null", "zero", "full", "random", "urandom", "tty"];
/// Switches of the whole machine that the owner of the files, root outside, could turn.
const MACHINE_SWITCHES: [&str; 4] = ["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus"];
/// Most a subject can write, in each fresh place.
const FRESH_SIZE: &str = "64m";

/// Changes the file system of this mount namespace.
///
/// `keep` are the folders of fresh places that stay visible, read-only; `directory` is the
/// subject's working directory: it can write there, but nothing it writes outlives the world.
pub(super) fn build(keep: &[PathBuf], directory: &Path) -> Result<(), WorldError> {
    mount_change("/", MountPropagationFlags::PRIVATE | MountPropagationFlags::REC)
        .map_err(WorldError::at("parting from the machine's mounts"))?;
    mount(
        "proc",
        "/proc",
        "proc",
        MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC,
        None,
    )
    .map_err(WorldError::at("mounting /proc"))?;
    sys::make_read_only(Path::new("/")).map_err(WorldError::at("making the file system read-only"))?;

    let fresh = fresh_places();
    let kept = kept_trees(keep.iter().map(PathBuf::as_path).chain([directory]), &fresh)?;
    let devices = device_nodes();
    for place in &fresh {
        mount_fresh(place)?;
    }
    for (path, tree) in kept {
        put_back(&path, &tree)?;
    }
    if let Some(home) = std::env::home_dir() {
        // Read-only homes outside the fresh places stay as they are.
        let _ = fs::create_dir_all(home);
    }
    make_writable(directory)?;
    mount_devices(&devices)?;
    for switch in MACHINE_SWITCHES.map(Path::new).into_iter().filter(|path| path.exists()) {
        mount_bind(switch, switch)
            .map_err(std::io::Error::from)
            .and_then(|()| sys::make_read_only(switch))
            .map_err(WorldError::at(format!("making {} read-only", switch.display())))?;
    }
    Ok(())
}

fn fresh_places() -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = FRESH.iter().map(PathBuf::from).collect();
    if let Some(home) = std::env::home_dir().filter(|home| home.parent().is_some()) {
        places.push(home);
    }
    // Through symbolic links (`/var/run`), and each real place once, without those inside another.
    let mut real: Vec<PathBuf> = places.iter().filter_map(|place| fs::canonicalize(place).ok()).collect();
    real.retain(|place| place.is_dir());
    real.sort();
    real.dedup_by(|inner, outer| inner.starts_with(outer));
    real
}

/// Holds on to the kept folders that fresh places are about to hide.
fn kept_trees<'a>(
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

fn mount_fresh(place: &Path) -> Result<(), WorldError> {
    let mode = if place.ends_with("tmp") {
        c"mode=1777,size=64m"
    } else {
        c"mode=0755,size=64m"
    };
    mount("tmpfs", place, "tmpfs", MountFlags::NOSUID | MountFlags::NODEV, mode)
        .map_err(WorldError::at(format!("emptying {}", place.display())))
}

fn put_back(path: &Path, tree: &OwnedFd) -> Result<(), WorldError> {
    let step = || format!("showing {} again", path.display());
    if fs::symlink_metadata(path).is_err() {
        fs::create_dir_all(path).map_err(WorldError::at(step()))?;
    }
    move_mount(tree, "", CWD, path, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH).map_err(WorldError::at(step()))
}

/// Lays a writable layer in memory over a folder, so that the program can write and the folder
/// stays untouched.
fn make_writable(directory: &Path) -> Result<(), WorldError> {
    let step = || format!("laying a writable layer over {}", directory.display());
    let directory = fs::canonicalize(directory).map_err(WorldError::at(step()))?;
    if directory.parent().is_none() || FRESH.iter().any(|place| directory == Path::new(place)) {
        return Ok(());
    }
    let layer = detached_tmpfs().map_err(WorldError::at(step()))?;
    for name in ["upper", "work"] {
        rustix::fs::mkdirat(&layer, name, Mode::from_raw_mode(0o755)).map_err(WorldError::at(step()))?;
    }
    // Set one by one, so that no comma or colon in a folder's name is taken for syntax.
    let overlay = || -> rustix::io::Result<()> {
        let fd = layer.as_raw_fd();
        let context = fsopen("overlay", FsOpenFlags::FSOPEN_CLOEXEC)?;
        let lower = rustix::fs::open(
            &directory,
            rustix::fs::OFlags::PATH | rustix::fs::OFlags::CLOEXEC,
            Mode::empty(),
        )?;
        fsconfig_set_string(
            context.as_fd(),
            "lowerdir",
            format!("/proc/self/fd/{}", lower.as_raw_fd()),
        )?;
        fsconfig_set_string(context.as_fd(), "upperdir", format!("/proc/self/fd/{fd}/upper"))?;
        fsconfig_set_string(context.as_fd(), "workdir", format!("/proc/self/fd/{fd}/work"))?;
        fsconfig_create(context.as_fd())?;
        let tree = fsmount(
            context.as_fd(),
            FsMountFlags::FSMOUNT_CLOEXEC,
            MountAttrFlags::MOUNT_ATTR_NOSUID,
        )?;
        move_mount(&tree, "", CWD, &directory, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH)
    };
    overlay().map_err(WorldError::at(step()))
}

fn detached_tmpfs() -> rustix::io::Result<OwnedFd> {
    let context = fsopen("tmpfs", FsOpenFlags::FSOPEN_CLOEXEC)?;
    fsconfig_set_string(context.as_fd(), "size", FRESH_SIZE)?;
    fsconfig_create(context.as_fd())?;
    fsmount(context.as_fd(), FsMountFlags::FSMOUNT_CLOEXEC, MountAttrFlags::empty())
}

fn device_nodes() -> Vec<(&'static str, OwnedFd)> {
    let flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC;
    DEVICES
        .into_iter()
        .filter_map(|name| Some((name, open_tree(CWD, Path::new("/dev").join(name), flags).ok()?)))
        .collect()
}

fn mount_devices(devices: &[(&str, OwnedFd)]) -> Result<(), WorldError> {
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
        c"newinstance,ptmxmode=0666,mode=0620",
    )
    .map_err(WorldError::at(step))?;
    mount(
        "tmpfs",
        dev.join("shm"),
        "tmpfs",
        MountFlags::NOSUID | MountFlags::NODEV,
        c"mode=1777,size=64m",
    )
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
