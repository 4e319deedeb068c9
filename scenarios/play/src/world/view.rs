//! What a subject sees of the machine's files: the system, read-only; everything else empty, but for
//! what it needs to run and its own folder.

use crate::sys;
use rustix::fs::{AtFlags, CWD, Mode};
use rustix::mount::{
    FsMountFlags, FsOpenFlags, MountAttrFlags, MountFlags, MountPropagationFlags, MoveMountFlags, OpenTreeFlags,
    fsconfig_create, fsconfig_set_flag, fsconfig_set_string, fsmount, fsopen, mount, mount_bind, mount_change,
    move_mount, open_tree,
};
use salon_model::WorldError;
use std::fs;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// The folders of `/` that belong to the system. All others (homes, `/srv`, `/work`, `/mnt`, whatever a
/// machine has) start out empty in every world: there lie people's files, other submissions, the
/// reference transcripts, and the sockets of the machine's services.
const SYSTEM: [&str; 14] = [
    "bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "etc", "opt", "nix", "gnu", "snap", "proc", "sys",
];
/// Made anew by [`mount_devices`].
const DEV: &str = "dev";
/// What programs expect to find in the empty `/var`.
const IN_VAR: [&str; 4] = ["cache", "lib", "log", "tmp"];
/// Where some distributions keep what `/etc/ssl` points at.
const CERTIFICATES: &str = "/var/lib/ca-certificates";
/// Secrets of the system, which a subject could read where the harness is run by root.
const SECRETS: [&str; 10] = [
    "/etc/shadow",
    "/etc/shadow-",
    "/etc/gshadow",
    "/etc/gshadow-",
    "/etc/ssh",
    "/etc/ssl/private",
    "/etc/krb5.keytab",
    "/etc/sudoers.d",
    "/proc/kcore",
    "/proc/keys",
];
/// The devices any program may expect. Disks and the rest of the machine's devices stay outside.
const DEVICES: [&str; 6] = ["null", "zero", "full", "random", "urandom", "tty"];
/// Switches of the whole machine that the owner of the files, root outside, could turn.
const MACHINE_SWITCHES: [&str; 4] = ["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus"];
/// Most a subject can write, all places together, and the most files.
const FRESH_SIZE: &str = "128m";
const FRESH_FILES: &str = "20000";

/// Changes the file system of this mount namespace.
///
/// `keep` are the folders of fresh places that stay visible, read-only; `directory` is the
/// subject's working directory: it can write there, but nothing it writes outlives the world.
/// `with_own_proc` is called while the switches in the world's own `/proc` can be turned.
pub(super) fn build(keep: &[PathBuf], directory: &Path, with_own_proc: impl FnOnce()) -> Result<(), WorldError> {
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
    with_own_proc();
    sys::make_read_only(Path::new("/")).map_err(WorldError::at("making the file system read-only"))?;

    let directory = fs::canonicalize(directory).map_err(WorldError::at("finding the working directory"))?;
    let fresh = fresh_places(&directory)?;
    let certificates = [directory.as_path(), Path::new(CERTIFICATES)];
    let kept = kept_trees(keep.iter().map(PathBuf::as_path).chain(certificates), &fresh)?;
    let devices = device_nodes();
    let storage = Storage::new().map_err(WorldError::at("making room in memory"))?;
    storage.empty(&fresh)?;
    for (path, tree) in kept {
        put_back(&path, &tree)?;
    }
    if let Some(home) = std::env::home_dir() {
        // Read-only homes outside the fresh places stay as they are.
        let _ = fs::create_dir_all(home);
    }
    if directory.parent().is_some() && !fresh.contains(&directory) {
        storage.lay_over(&directory)?;
    }
    mount_devices(&devices, &storage)?;
    for switch in MACHINE_SWITCHES.map(Path::new).into_iter().filter(|path| path.exists()) {
        mount_bind(switch, switch)
            .map_err(std::io::Error::from)
            .and_then(|()| sys::make_read_only(switch))
            .map_err(WorldError::at(format!("making {} read-only", switch.display())))?;
    }
    hide_secrets(&storage)
}

/// The folders to empty, none inside another.
fn fresh_places(directory: &Path) -> Result<Vec<PathBuf>, WorldError> {
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

fn put_back(path: &Path, tree: &OwnedFd) -> Result<(), WorldError> {
    let step = || format!("showing {} again", path.display());
    if fs::symlink_metadata(path).is_err() {
        fs::create_dir_all(path).map_err(WorldError::at(step()))?;
    }
    move_mount(tree, "", CWD, path, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH).map_err(WorldError::at(step()))
}

/// A file system in memory, not mounted anywhere.
pub(super) fn memory(options: &[(&str, &str)]) -> rustix::io::Result<OwnedFd> {
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
struct Storage(OwnedFd);

impl Storage {
    fn new() -> rustix::io::Result<Self> {
        memory(&[("size", FRESH_SIZE), ("nr_inodes", FRESH_FILES), ("mode", "0755")]).map(Self)
    }

    /// The path of a folder of its own, made anew.
    fn folder(&self, name: &str, mode: u32) -> rustix::io::Result<PathBuf> {
        rustix::fs::mkdirat(&self.0, name, Mode::from_raw_mode(mode))?;
        // The umask has taken its part of the mode.
        rustix::fs::chmodat(&self.0, name, Mode::from_raw_mode(mode), AtFlags::empty())?;
        Ok(PathBuf::from(format!("/proc/self/fd/{}/{name}", self.0.as_raw_fd())))
    }

    /// Shows an empty folder in each of these places.
    fn empty(&self, places: &[PathBuf]) -> Result<(), WorldError> {
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

    /// Lays a writable layer over a folder, so that the program can write and the folder stays
    /// untouched.
    fn lay_over(&self, directory: &Path) -> Result<(), WorldError> {
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

/// Lays an empty folder over a folder, and the null device over a file.
fn hide_secrets(storage: &Storage) -> Result<(), WorldError> {
    let step = || WorldError::at("hiding the system's secrets");
    let nothing = storage.folder("nothing", 0o500).map_err(step())?;
    for secret in SECRETS.map(Path::new) {
        let Ok(metadata) = fs::metadata(secret) else { continue };
        let cover = if metadata.is_dir() {
            nothing.as_path()
        } else {
            Path::new("/dev/null")
        };
        mount_bind(cover, secret).map_err(step())?;
    }
    Ok(())
}

fn device_nodes() -> Vec<(&'static str, OwnedFd)> {
    let flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC;
    DEVICES
        .into_iter()
        .filter_map(|name| Some((name, open_tree(CWD, Path::new("/dev").join(name), flags).ok()?)))
        .collect()
}

fn mount_devices(devices: &[(&str, OwnedFd)], storage: &Storage) -> Result<(), WorldError> {
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
