//! What a subject is told of a web site in its world: the names of the hosts, and whom to trust.

use super::mounts;
use crate::sys;
use rustix::fs::CWD;
use rustix::mount::{MoveMountFlags, mount_bind, move_mount};
use salon_model::WorldError;
use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Where it finds both, besides `/etc/hosts`.
const PLACE: &str = "/run/salon";
const HOSTS: &str = "hosts";
const AUTHORITY: &str = "ca.pem";
/// Where systems keep the authorities that they trust: programs that name the file themselves, or ask
/// Debian's `certifi` for it, look into no variable.
const TRUSTED: [&str; 3] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
];
/// Links by which some systems name these files: where paths are mapped, it is the path that a program names which counts.
#[cfg(target_arch = "x86_64")]
const LINKS: [&str; 3] = [
    "/usr/lib/ssl/cert.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/ca-bundle.pem",
];
/// Most versions of Python looked at in one folder.
const VERSIONS: usize = 32;

/// Shows a subject the names of a web site as `/etc/hosts`, and the certificate of the authority behind it (PEM)
/// where the system and the interpreters in `keep` have their own, as well as in a file whose path is returned. To
/// be called once the mounts are built.
pub(super) fn show_site(hosts: &str, authority: &str, keep: &[PathBuf]) -> Result<PathBuf, WorldError> {
    let place = Path::new(PLACE);
    fs::create_dir(place).map_err(WorldError::at(format!("making {PLACE}")))?;
    mounts::memory(&[("size", "64k"), ("nr_inodes", "8"), ("mode", "0755")])
        .and_then(|memory| move_mount(&memory, "", CWD, place, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH))
        .map_err(WorldError::at(format!("mounting {PLACE}")))?;
    write_files(place, hosts, authority)?;
    sys::make_read_only(place).map_err(WorldError::at(format!("making {PLACE} read-only")))?;
    // The new mount is as read-only as the one it is taken from.
    mount_bind(place.join(HOSTS), "/etc/hosts")
        .map_err(WorldError::at("showing the web site's names as /etc/hosts"))?;
    let authority = place.join(AUTHORITY);
    let trusted = TRUSTED.map(PathBuf::from).into_iter().filter(|path| path.is_file());
    // A link, as in Debian's package, leads to a file of the system's.
    let certifi = certifi(keep).filter(|bundle| bundle.symlink_metadata().is_ok_and(|file| file.is_file()));
    for trusted in trusted.chain(certifi) {
        mount_bind(&authority, &trusted).map_err(WorldError::at(format!(
            "showing the site's authority as {}",
            trusted.display()
        )))?;
    }
    Ok(authority)
}

/// Lays the same two files in a place that stands for that one, where paths are mapped and nothing is mounted; `real`
/// says what stands for a path. Which file is to stand for which path that a subject may name.
#[cfg(target_arch = "x86_64")]
pub(super) fn lay_site(
    hosts: &str,
    authority: &str,
    keep: &[PathBuf],
    real: impl Fn(&Path) -> PathBuf,
) -> Result<Vec<(PathBuf, PathBuf)>, WorldError> {
    let place = real(Path::new(PLACE));
    fs::create_dir(&place).map_err(WorldError::at(format!("making {PLACE}")))?;
    write_files(&place, hosts, authority)?;
    let mut shown = vec![("/etc/hosts".into(), place.join(HOSTS))];
    let trusted = TRUSTED.into_iter().chain(LINKS).map(PathBuf::from);
    for named in trusted.chain(certifi(keep)).filter(|path| path.is_file()) {
        // The same file is in the copy of the program's folder, and where a link leads.
        let others = [Some(real(&named)), fs::canonicalize(&named).ok()];
        let names = others.into_iter().flatten().chain([named]);
        shown.extend(names.map(|name| (name, place.join(AUTHORITY))));
    }
    Ok(shown)
}

/// Where a subject finds the certificate of the site's authority.
#[cfg(target_arch = "x86_64")]
pub(super) fn authority() -> PathBuf {
    Path::new(PLACE).join(AUTHORITY)
}

fn write_files(place: &Path, hosts: &str, authority: &str) -> Result<(), WorldError> {
    for (name, text) in [(HOSTS, hosts), (AUTHORITY, authority)] {
        let path = place.join(name);
        fs::write(&path, text)
            .and_then(|()| fs::set_permissions(&path, Permissions::from_mode(0o444)))
            .map_err(WorldError::at(format!("writing {}", path.display())))?;
    }
    Ok(())
}

/// The authorities that Python's package `certifi` brings, for each interpreter and each folder of packages:
/// `certifi.where()` names the file of the package itself, whatever the environment says.
fn certifi(keep: &[PathBuf]) -> impl Iterator<Item = PathBuf> {
    let mut packages: Vec<PathBuf> = keep
        .iter()
        .filter(|folder| folder.ends_with("site-packages"))
        .cloned()
        .collect();
    // Interpreters and the `PATH` name the same folders many times.
    let system = ["/usr", "/usr/local"].map(Path::new);
    let folders: BTreeSet<&Path> = keep.iter().map(PathBuf::as_path).chain(system).collect();
    for folder in folders {
        let versions = fs::read_dir(folder.join("lib")).into_iter().flatten().flatten();
        let versions = versions.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(b"python3"));
        let versions = versions.take(VERSIONS);
        packages
            .extend(versions.flat_map(|entry| ["site-packages", "dist-packages"].map(|name| entry.path().join(name))));
    }
    packages.sort();
    packages.dedup();
    packages.into_iter().map(|packages| packages.join("certifi/cacert.pem"))
}
