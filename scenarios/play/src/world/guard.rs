//! What guards the machine from a program that runs on it: its files by Landlock, and calls by who traces it.
//!
//! Landlock knows only what is allowed, and what is allowed in a folder is in all below it. So a folder with something
//! in it that is not to be seen is allowed part by part.

use super::mounts::{SECRETS, SYSTEM, own_places, parts_of_prefix};
use super::seccomp;
use landlock::{
    ABI, Access, AccessFs, BitFlags, Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError, Scope,
    path_beneath_rules,
};
use rustix::process::{Signal, getpid, kill_process, set_parent_process_death_signal};
use salon_model::WorldError;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

const STEP: &str = "guarding the machine's files";
/// What is asked of the kernel; of an older one, what it has of that.
const VERSION: ABI = ABI::V6;
/// Devices that any program may expect.
const DEVICES: [&str; 6] = ["null", "zero", "full", "random", "urandom", "tty"];
/// How the reference is named, which is this very executable.
const REFERENCE: &str = "/proc/self/exe";

/// What a program may do with the machine's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// The folder that it may write in.
    pub own: PathBuf,
    /// The folder that it was copied from. What lies beside that is not to be seen.
    pub original: PathBuf,
    /// Folders that it may see besides the system's.
    pub keep: Vec<PathBuf>,
    /// Files that it must not see in any of them.
    pub covered: Vec<PathBuf>,
}

/// Whether this kernel can guard files from a program.
pub(super) fn available() -> bool {
    let whole = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(Ruleset::create);
    // A ruleset of a kernel that has none is made all the same, without a descriptor.
    whole.is_ok_and(|ruleset| Option::<std::os::fd::OwnedFd>::from(ruleset).is_some())
}

/// Stops this process until the tracer has taken it up.
pub(super) fn wait_for_tracer() -> Result<(), WorldError> {
    // Nothing else ends what is not traced yet, should the session end now.
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(WorldError::at("binding to the session's life"))?;
    kill_process(getpid(), Signal::STOP).map_err(WorldError::at("waiting for the tracer"))
}

impl Guard {
    /// Guards the machine from this process, and from all that come of it, for ever. `program` is what it becomes.
    pub(super) fn stand(&self, program: &Path) -> Result<(), WorldError> {
        self.guard_files(program).map_err(WorldError::at(STEP))?;
        #[cfg(target_arch = "x86_64")]
        seccomp::trace_calls()?;
        Ok(())
    }

    fn guard_files(&self, program: &Path) -> Result<(), RulesetError> {
        let all = AccessFs::from_all(VERSION);
        let see = AccessFs::from_read(VERSION);
        let device = AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::IoctlDev;
        let mut rules = Ruleset::default()
            .handle_access(all)?
            .scope(Scope::AbstractUnixSocket)?
            .create()?
            .add_rules(path_beneath_rules([&self.own], all))?;
        let devices = DEVICES.iter().map(|name| Path::new("/dev").join(name));
        // Of terminals its own, and no one else's.
        let terminal = fs::read_link("/proc/self/fd/0").ok();
        rules = rules.add_rules(path_beneath_rules(devices.chain(terminal), device))?;
        if program == Path::new(REFERENCE) {
            rules = rules.add_rules(path_beneath_rules(fs::canonicalize(program), see))?;
        }
        let hidden = self.hidden();
        for folder in SYSTEM.iter().map(|name| Path::new("/").join(name)) {
            rules = show(rules, &folder, &hidden, see)?;
        }
        let covered: Vec<PathBuf> = self.covered.iter().chain(&secrets()).cloned().collect();
        for folder in self.kept() {
            rules = show(rules, &folder, &covered, see)?;
        }
        rules.restrict_self()?;
        Ok(())
    }

    /// What is not to be seen in the system's folders.
    fn hidden(&self) -> Vec<PathBuf> {
        let mut hidden = secrets();
        hidden.extend(self.covered.iter().cloned());
        hidden.extend(own_places(&self.original));
        hidden
    }

    /// The other folders to be seen.
    pub(super) fn kept(&self) -> Vec<PathBuf> {
        let keep = self.keep.iter().filter_map(|folder| fs::canonicalize(folder).ok());
        // The program has a copy of its own folder, and what is around that has others' in it.
        let (around, others): (Vec<_>, Vec<_>) = keep
            .filter(|folder| !folder.starts_with(&self.original))
            .partition(|folder| self.original.starts_with(folder));
        let parts = around.iter().flat_map(|folder| parts_of_prefix(folder));
        parts.chain(others).collect()
    }
}

fn secrets() -> Vec<PathBuf> {
    SECRETS.iter().map(PathBuf::from).collect()
}

/// Shows a folder, but for what is hidden.
fn show(
    rules: RulesetCreated,
    path: &Path,
    hidden: &[PathBuf],
    see: BitFlags<AccessFs>,
) -> Result<RulesetCreated, RulesetError> {
    // A link, such as `/bin`, is shown where it leads to.
    let Ok(path) = fs::canonicalize(path) else {
        return Ok(rules);
    };
    if hidden.iter().any(|hidden| path.starts_with(hidden)) {
        return Ok(rules);
    }
    if !hidden.iter().any(|hidden| hidden.starts_with(&path)) {
        return rules.add_rules(path_beneath_rules([path], see));
    }
    // Which names there are is told, of all below as well.
    let mut rules = rules.add_rules(path_beneath_rules([&path], AccessFs::ReadDir))?;
    for entry in fs::read_dir(&path).into_iter().flatten().flatten() {
        rules = show(rules, &entry.path(), hidden, see)?;
    }
    Ok(rules)
}
