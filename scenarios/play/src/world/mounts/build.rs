//! Changing what is mounted, in the order in which it can be done.

use super::devices::{device_nodes, mount_devices};
use super::places::Places;
use super::storage::Storage;
use crate::sys;
use rustix::mount::{MountFlags, MountPropagationFlags, mount, mount_bind, mount_change};
use salon_model::WorldError;
use std::fs;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

/// Where some distributions keep what `/etc/ssl` points at.
const CERTIFICATES: &str = "/var/lib/ca-certificates";
/// Secrets of the system, which a subject could read where the harness is run by root.
pub(in crate::world) const SECRETS: [&str; 10] = [
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
/// `keep` are the folders of fresh places that stay visible, read-only; `own` is the subject's own folder: it can
/// write there, but nothing it writes outlives the world, and what lies beside it is hidden. `covered` are files that
/// are there for nobody. `with_own_proc` is called while the switches in the world's own `/proc` can be turned.
pub(in crate::world) fn build(
    keep: &[PathBuf],
    own: &Path,
    covered: &[PathBuf],
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

    let own = fs::canonicalize(own).map_err(WorldError::at("finding the program's folder"))?;
    // What is started in the root has no folder of its own.
    let own = own.parent().is_some().then_some(own);
    let places = Places::around(own.as_deref())?;
    let keep = keep.iter().map(PathBuf::as_path).chain([Path::new(CERTIFICATES)]);
    let kept = places.kept(keep)?;
    let devices = device_nodes();
    let storage = Storage::new().map_err(WorldError::at("making room in memory"))?;
    storage.empty(places.fresh())?;
    kept.show(&storage)?;
    if let Some(home) = std::env::home_dir() {
        // Read-only homes outside the fresh places stay as they are.
        let _ = fs::create_dir_all(home);
    }
    if let Some(own) = &own {
        storage.lay_over(own)?;
    }
    mount_devices(&devices, &storage)?;
    for switch in MACHINE_SWITCHES.map(Path::new).into_iter().filter(|path| path.exists()) {
        mount_bind(switch, switch)
            .map_err(std::io::Error::from)
            .and_then(|()| sys::make_read_only(switch))
            .map_err(WorldError::at(format!("making {} read-only", switch.display())))?;
    }
    hide_secrets(&storage)?;
    cover(covered)
}

/// Lays the null device over files, which then can be neither executed nor connected to.
fn cover(files: &[PathBuf]) -> Result<(), WorldError> {
    let is_there = |path: &&PathBuf| {
        fs::symlink_metadata(path).is_ok_and(|file| !file.is_dir() && !file.is_symlink() && !is_device(&file))
    };
    for path in files.iter().filter(is_there) {
        mount_bind("/dev/null", path).map_err(WorldError::at(format!("covering {}", path.display())))?;
    }
    Ok(())
}

fn is_device(file: &fs::Metadata) -> bool {
    file.file_type().is_char_device() || file.file_type().is_block_device()
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
