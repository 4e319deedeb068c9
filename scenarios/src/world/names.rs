//! What a subject is told of a web site in its world: the names of the hosts, and whom to trust.

use super::{WorldError, sys, view};
use rustix::fs::CWD;
use rustix::mount::{MoveMountFlags, mount_bind, move_mount};
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

/// Shows a subject the names of a web site and the certificate of the authority behind it (PEM): as
/// `/etc/hosts`, and where the system keeps its own as well as in a file whose path is returned. To be called once the view is built.
pub(crate) fn show_site(hosts: &str, authority: &str) -> Result<PathBuf, WorldError> {
    let place = Path::new(PLACE);
    fs::create_dir(place).map_err(WorldError::at(format!("making {PLACE}")))?;
    view::memory(&[("size", "64k"), ("nr_inodes", "8"), ("mode", "0755")])
        .and_then(|memory| move_mount(&memory, "", CWD, place, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH))
        .map_err(WorldError::at(format!("mounting {PLACE}")))?;
    for (name, text) in [(HOSTS, hosts), (AUTHORITY, authority)] {
        let path = place.join(name);
        fs::write(&path, text)
            .and_then(|()| fs::set_permissions(&path, Permissions::from_mode(0o444)))
            .map_err(WorldError::at(format!("writing {}", path.display())))?;
    }
    sys::make_read_only(place).map_err(WorldError::at(format!("making {PLACE} read-only")))?;
    // The new mount is as read-only as the one it is taken from.
    mount_bind(place.join(HOSTS), "/etc/hosts")
        .map_err(WorldError::at("showing the web site's names as /etc/hosts"))?;
    let authority = place.join(AUTHORITY);
    for trusted in TRUSTED.map(Path::new).into_iter().filter(|path| path.is_file()) {
        mount_bind(&authority, trusted).map_err(WorldError::at(format!(
            "showing the site's authority as {}",
            trusted.display()
        )))?;
    }
    Ok(authority)
}
