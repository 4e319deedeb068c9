//! Which path below a session's own folder stands for which of the machine's.
//!
//! The places that a world of namespaces shows empty, and lets programs write in, lie below the session's folder: there
//! `/tmp` is a folder of its own. What a program names is told as *named*, what the kernel is given as *real*. Of the
//! places around a path the innermost decides, and some of them stand for themselves: an interpreter in a home.

use crate::world::Guard;
use crate::world::copy::{LENT, place_of};
use crate::world::mounts::{IN_VAR, emptied};
use salon_model::WorldError;
use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Component, Path, PathBuf};

/// A place of the machine, and what stands for it.
type Pair = (PathBuf, PathBuf);

/// The paths of a session.
#[derive(Debug, Default)]
pub(super) struct Paths(Vec<Pair>);

impl Paths {
    /// Makes the places below the session's folder.
    pub(super) fn lend(guard: &Guard) -> Result<Self, WorldError> {
        // Only to see whether addresses can be mapped, nothing is started that writes.
        if guard.own.parent().is_none() {
            return Ok(Self::default());
        }
        let own = fs::canonicalize(&guard.original).map_err(WorldError::at("finding the program's folder"))?;
        // What is started in the root has no folder of its own.
        let own = own.parent().is_some().then_some(own.as_path());
        let lent = guard.own.join(LENT);
        let below = |place: &Path| lent.join(place.strip_prefix("/").unwrap_or(place));
        let mut places = emptied(own)?;
        places.extend(["/dev/shm", "/run"].map(PathBuf::from));
        let mut folders = places.clone();
        folders.extend(std::env::home_dir());
        folders.extend(IN_VAR.map(|name| Path::new("/var").join(name)));
        let kept: Vec<PathBuf> = guard.kept();
        // A folder in which something is shown is there.
        folders.extend(kept.iter().filter(|kept| is_within(kept, &places)).cloned());
        for folder in folders.into_iter().filter(|folder| folder.is_absolute()) {
            make(&below(&folder)).map_err(WorldError::at(format!("making room for {}", folder.display())))?;
        }
        // Where the machine has a `/run`, and the one of `/var` is the same.
        let _ = symlink(below(Path::new("/run")), below(Path::new("/var/run")));
        let mut paths = Self(places.iter().map(|place| (place.clone(), below(place))).collect());
        paths.0.extend(
            kept.into_iter()
                .chain([guard.own.clone()])
                .map(|kept| (kept.clone(), kept)),
        );
        if let Some(own) = own {
            let place = place_of(&guard.own, own);
            paths.0.push((guard.original.clone(), place.clone()));
            paths.0.push((own.to_owned(), place));
        }
        paths.sort();
        Ok(paths)
    }

    /// The innermost first, and of two that are the same the later.
    fn sort(&mut self) {
        self.0.reverse();
        self.0
            .sort_by_key(|(named, _)| std::cmp::Reverse(named.components().count()));
    }

    /// Has others stand for some paths.
    pub(super) fn add(&mut self, shown: Vec<Pair>) {
        self.0.extend(shown);
        self.sort();
    }

    fn around(&self, path: &Path) -> Option<&Pair> {
        self.0.iter().find(|(named, _)| path.starts_with(named))
    }

    /// What stands for a path; `None` where it stands for itself.
    pub(super) fn real(&self, path: &Path) -> Option<PathBuf> {
        if !path.is_absolute() {
            return None;
        }
        let around = self.around(path);
        let rest = around.and_then(|(named, _)| path.strip_prefix(named).ok());
        let path = match rest {
            Some(rest) if stays_within(rest) => {
                let (named, real) = around?;
                return (named != real).then(|| joined(real, rest, path));
            }
            None if !path.components().any(|part| part == Component::ParentDir) => return None,
            _ => without_parents(path),
        };
        // It leaves the place by its beginning, as in `/tmp/../etc`: where to is told by the names alone.
        match self.around(&path) {
            Some((named, real)) => path.strip_prefix(named).ok().map(|rest| joined(real, rest, &path)),
            None => Some(path),
        }
    }

    /// The path that a path of the machine stands for; itself, where it stands for none.
    pub(super) fn named(&self, path: &Path) -> PathBuf {
        let around = self.0.iter().filter(|(_, real)| path.starts_with(real));
        let Some((named, real)) = around.max_by_key(|(_, real)| real.components().count()) else {
            return path.to_owned();
        };
        path.strip_prefix(real)
            .map_or_else(|_| path.to_owned(), |rest| joined(named, rest, path))
    }
}

/// Makes a folder, as open to everybody as the machine's own of that name.
fn make(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let mode = if folder.ends_with("tmp") || folder.ends_with("shm") {
        0o1777
    } else {
        0o755
    };
    fs::set_permissions(folder, Permissions::from_mode(mode))
}

fn is_within(path: &Path, places: &[PathBuf]) -> bool {
    places.iter().any(|place| path.starts_with(place))
}

/// Whether a path below a folder leads to what is below it, so far as its names tell.
fn stays_within(rest: &Path) -> bool {
    let mut depth = 0_usize;
    for part in rest.components() {
        depth = match part {
            Component::ParentDir => match depth.checked_sub(1) {
                Some(depth) => depth,
                None => return false,
            },
            Component::Normal(_) => depth + 1,
            _ => depth,
        };
    }
    true
}

fn without_parents(path: &Path) -> PathBuf {
    let mut plain = PathBuf::from("/");
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::Normal(name) => plain.push(name),
            _ => {}
        }
    }
    plain
}

/// What `rest` is below a folder. What ends with a slash, as `whole` may, has to be a folder, and so it stays.
fn joined(folder: &Path, rest: &Path, whole: &Path) -> PathBuf {
    let mut path = folder.to_owned();
    if !rest.as_os_str().is_empty() {
        path.push(rest);
    }
    let is_folder = [b"/".as_slice(), b"/."]
        .iter()
        .any(|end| whole.as_os_str().as_bytes().ends_with(end));
    if is_folder && path.parent().is_some() {
        let mut text: OsString = path.into();
        text.push("/");
        return text.into();
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;

    fn paths() -> Paths {
        let pair = |named: &str, real: &str| (named.into(), real.into());
        let mut paths = Paths(vec![
            pair("/tmp", "/tmp/s-1/machine/tmp"),
            pair("/home", "/tmp/s-1/machine/home"),
            pair("/home/me/python", "/home/me/python"),
            pair("/tmp/s-1", "/tmp/s-1"),
            pair("/home/me/tp", "/tmp/s-1/submission/tp"),
        ]);
        paths.sort();
        paths
    }

    #[track_caller]
    fn assert_real(named: &str, real: &str) {
        let path = paths().real(Path::new(named)).unwrap_or_else(|| named.into());
        assert_eq!(path.as_os_str(), OsStr::new(real));
    }

    #[test]
    fn the_innermost_place_around_a_path_decides() {
        assert_real("/tmp/web_x", "/tmp/s-1/machine/tmp/web_x");
        assert_real("/tmp", "/tmp/s-1/machine/tmp");
        assert_real("//tmp/./a//b/", "/tmp/s-1/machine/tmp/a//b/");
        assert_real("/tmpfile", "/tmpfile");
        assert_real("/tmp/s-1/submission/tp/a", "/tmp/s-1/submission/tp/a");
        assert_real("/home/me/python/bin/python3", "/home/me/python/bin/python3");
        assert_real("/home/me/tp/log", "/tmp/s-1/submission/tp/log");
        assert_real("/usr/../etc/x", "/etc/x");
        assert_real("tmp/a", "tmp/a");
    }

    #[test]
    fn a_path_that_leaves_its_place_leads_where_its_names_say() {
        assert_real("/tmp/a/../b", "/tmp/s-1/machine/tmp/a/../b");
        assert_real("/tmp/../etc/hosts", "/etc/hosts");
        assert_real("/tmp/../home/x", "/tmp/s-1/machine/home/x");
        assert_real("/usr/../tmp/x", "/tmp/s-1/machine/tmp/x");
        assert_real("/../tmp/x", "/tmp/s-1/machine/tmp/x");
    }

    #[test]
    fn bytes_that_are_no_text_stay_as_they_are() {
        let named = Path::new(OsStr::from_bytes(b"/tmp/caf\xe9"));
        let real = paths().real(named).unwrap();
        assert_eq!(real.as_os_str().as_bytes(), b"/tmp/s-1/machine/tmp/caf\xe9");
        assert_eq!(paths().named(&real), named);
    }

    #[test]
    fn what_a_program_wrote_is_told_under_its_name() {
        assert_eq!(
            paths().named(Path::new("/tmp/s-1/machine/tmp/web_x")),
            Path::new("/tmp/web_x")
        );
        assert_eq!(
            paths().named(Path::new("/tmp/s-1/submission/tp/a")),
            Path::new("/home/me/tp/a")
        );
        assert_eq!(paths().named(Path::new("/usr/a")), Path::new("/usr/a"));
    }
}
