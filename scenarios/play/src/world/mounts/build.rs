//! Changing what is mounted, in the order in which it can be done.

use super::devices::{device_nodes, mount_devices};
use super::places::{fresh_places, kept_trees, put_back};
use super::storage::Storage;
use crate::sys;
use rustix::mount::{MountFlags, MountPropagationFlags, mount, mount_bind, mount_change};
use salon_model::WorldError;
use std::fs;
use std::path::{Path, PathBuf};

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
/// Switches of the whole machine that the owner of the files, root outside, could turn.
const MACHINE_SWITCHES: [&str; 4] = ["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus"];

/// Changes the file system of this mount namespace.
///
/// `keep` are the folders of fresh places that stay visible, read-only; `directory` is the
/// subject's working directory: it can write there, but nothing it writes outlives the world.
/// `with_own_proc` is called while the switches in the world's own `/proc` can be turned.
pub(in crate::world) fn build(
    keep: &[PathBuf],
    directory: &Path,
    with_own_proc: impl FnOnce(),
) -> Result<(), WorldError> {
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
