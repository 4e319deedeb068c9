//! The last step before the program under test: a fresh process that takes the terminal, gives
//! up every privilege, and becomes the program.

use super::seccomp::{self, Harness};
use super::{Guard, connects, gate, guard, limits};
use crate::sys;
use rustix::process::{Pid, getppid, setsid};
use rustix::thread::{CapabilitiesSecureBits, CapabilitySet, CapabilitySets};
use salon_model::WorldError;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::os::fd::RawFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

/// What to become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shim {
    /// The program, as an absolute path.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Its working directory.
    pub directory: PathBuf,
    /// What goes before the arguments of a run, if it has any: `-u`.
    pub option: Option<String>,
    /// An empty folder that is made for it, as seen from its working directory.
    pub folder: Option<String>,
    /// More of its environment.
    pub environment: Vec<(String, String)>,
    /// The descriptors by which it enters the session's control group.
    pub entrances: Vec<RawFd>,
    /// What guards the machine from it, where it is not in a world of its own.
    pub guard: Option<Guard>,
    /// Whether the session learns of each connection it asks for, before the kernel makes it.
    pub watch_connects: bool,
}

/// Becomes the program. Returns only when it cannot.
pub(super) fn become_program(shim: &Shim) -> Result<Infallible, WorldError> {
    if shim.guard.is_some() {
        guard::wait_for_tracer()?;
    }
    // Where it cannot, it is watched all the same.
    let _ = gate::enter(&shim.entrances);
    let prepared = sys::close_others()
        .map_err(WorldError::at("closing descriptors"))
        .and_then(|()| prepare());
    if let Some(guard) = &shim.guard {
        prepared?;
        guard.stand(&shim.program)?;
    } else if shim.watch_connects {
        let listener = prepared.and_then(|()| seccomp::watch_connects());
        connects::give(&listener)?;
        // Closed here: it is not for the program.
        listener?;
    } else {
        prepared?;
    }
    make_folder(shim);
    let error = Command::new(&shim.program)
        .args(&shim.arguments)
        .current_dir(&shim.directory)
        .env_clear()
        .envs(environment())
        .envs(shim.environment.iter().map(|(name, value)| (name, value)))
        .exec();
    Err(WorldError {
        step: format!("starting {}", shim.program.display()),
        cause: error.to_string(),
    })
}

/// Makes the folder that the program misses, in a world of its own. Where something of that name is there already, it is
/// what the program finds.
fn make_folder(shim: &Shim) {
    if let Some(folder) = &shim.folder
        && (shim.guard.is_some() || matches!(harness(), Harness::Below(_)))
    {
        let _ = std::fs::create_dir(shim.directory.join(folder));
    }
}

/// Takes the terminal and gives up all that the program must not have.
fn prepare() -> Result<(), WorldError> {
    setsid().map_err(WorldError::at("starting a terminal session"))?;
    rustix::process::ioctl_tiocsctty(rustix::stdio::stdin()).map_err(WorldError::at("taking the terminal"))?;
    sys::default_signals();
    limits::bound_subject()?;
    give_up_privileges()?;
    seccomp::filter(harness())
}

/// What a program finds in its environment: a terminal and UTF-8, and nothing of the harness's own,
/// above all no `PYTHONUNBUFFERED`, which would hide that a program never flushes.
fn environment() -> impl Iterator<Item = (String, String)> {
    let passed_on = ["PATH", "HOME", "TZ"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), std::env::var(name).ok()?)));
    passed_on.chain([
        ("LANG".to_owned(), "C.UTF-8".to_owned()),
        ("TERM".to_owned(), "xterm".to_owned()),
        // The folder may be read-only, and a cache written in one session must not serve the next.
        ("PYTHONDONTWRITEBYTECODE".to_owned(), "1".to_owned()),
    ])
}

fn harness() -> Harness {
    match getppid() {
        Some(Pid::INIT) | None => Harness::Below(std::process::id()),
        Some(parent) => Harness::Only(parent.as_raw_nonzero().get().cast_unsigned()),
    }
}

/// In its user namespace the harness is root. The program keeps none of that: neither now, nor by
/// a set-user-ID file, nor by being user 0 when it executes.
fn give_up_privileges() -> Result<(), WorldError> {
    let step = "giving up privileges";
    rustix::thread::set_no_new_privs(true).map_err(WorldError::at(step))?;
    let locked = CapabilitiesSecureBits::NO_ROOT
        | CapabilitiesSecureBits::NO_ROOT_LOCKED
        | CapabilitiesSecureBits::NO_SETUID_FIXUP
        | CapabilitiesSecureBits::NO_SETUID_FIXUP_LOCKED;
    // Refused where the harness has no privileges to begin with, and then there are none to keep.
    let _ = rustix::thread::set_capabilities_secure_bits(locked);
    let none = CapabilitySet::empty();
    rustix::thread::set_capabilities(
        None,
        CapabilitySets {
            effective: none,
            permitted: none,
            inheritable: none,
        },
    )
    .map_err(WorldError::at(step))
}
