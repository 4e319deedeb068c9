//! The control group this process is in, and sharing it out.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

/// The folder of this process's own group: in the hierarchy of a controller (version 1), or else in that of
/// version 2. From the texts of `/proc/self/cgroup` and `/proc/self/mountinfo`, whose paths begin at the
/// same place, in a namespace of control groups too.
pub(super) fn folder(of_process: &str, mounts: &str, controller: Option<&str>) -> Option<PathBuf> {
    let group = of_process.lines().find_map(|line| {
        let mut fields = line.splitn(3, ':');
        let (number, controllers, path) = (fields.next()?, fields.next()?, fields.next()?);
        let is_it = match controller {
            Some(controller) => controllers.split(',').any(|name| name == controller),
            None => number == "0" && controllers.is_empty(),
        };
        is_it.then_some(path)
    })?;
    mounts.lines().find_map(|line| below_mount(line, group, controller))
}

/// The group's folder, if a line of `mountinfo` shows it: proc(5), `ID PARENT DEVICE ROOT PLACE …  - TYPE
/// SOURCE OPTIONS`.
fn below_mount(line: &str, group: &str, controller: Option<&str>) -> Option<PathBuf> {
    let (before, after) = line.split_once(" - ")?;
    let mut before = before.split(' ').skip(3);
    let (root, place) = (before.next()?, before.next()?);
    let mut after = after.split(' ');
    let (kind, options) = (after.next()?, after.nth(1)?);
    let is_it = match controller {
        Some(controller) => kind == "cgroup" && options.split(',').any(|name| name == controller),
        None => kind == "cgroup2",
    };
    is_it.then_some(())?;
    let below = Path::new(group).strip_prefix(unescaped(root)?).ok()?;
    // Outside of the namespace's own groups, which are all that is mounted.
    let outside = below.components().any(|part| part.as_os_str() == "..");
    (!outside).then(|| Some(Path::new(&unescaped(place)?).join(below)))?
}

/// A path of `mountinfo`, where a blank and the like are written `\040`.
fn unescaped(path: &str) -> Option<String> {
    let mut parts = path.split('\\');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at_checked(3)?;
        bytes.push(u8::from_str_radix(code, 8).ok()?);
        bytes.extend(rest.bytes());
    }
    String::from_utf8(bytes).ok()
}

/// Lets groups below a group of version 2 have controllers, as many of those wanted as there are, the first
/// at least; `None` where that cannot be.
///
/// No group may have both processes and groups with controllers below it. A process that is alone in its
/// group therefore moves itself into one of the name `leaf` below, and back if that does not help.
pub(super) fn share_out(own: &Path, leaf: &str, wanted: &[&'static str]) -> Option<Vec<&'static str>> {
    let words = |file: &str| fs::read_to_string(own.join(file)).unwrap_or_default();
    let has = |text: &str, name: &str| text.split_ascii_whitespace().any(|word| word == name);
    let offered = words("cgroup.controllers");
    wanted.first().filter(|name| has(&offered, name))?;
    let wanted: Vec<_> = wanted.iter().copied().filter(|name| has(&offered, name)).collect();
    let shared = words("cgroup.subtree_control");
    let share = || -> io::Result<()> {
        let all: Vec<_> = wanted.iter().map(|name| format!("+{name}")).collect();
        fs::write(own.join("cgroup.subtree_control"), all.join(" "))
    };
    if wanted.iter().all(|name| has(&shared, name)) || share().is_ok() {
        return Some(wanted);
    }
    let alone = words("cgroup.procs").trim() == process::id().to_string();
    let leaf = own.join(leaf);
    if !alone || fs::create_dir(&leaf).is_err() {
        return None;
    }
    // In these files 0 stands for the process that writes.
    let moved = fs::write(leaf.join("cgroup.procs"), "0").and_then(|()| share());
    if moved.is_err() {
        let _ = fs::write(own.join("cgroup.procs"), "0");
        let _ = fs::remove_dir(&leaf);
    }
    moved.is_ok().then_some(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const V1: &str = "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n";

    fn found(of_process: &str, mounts: &str, controller: Option<&str>) -> Option<String> {
        folder(of_process, mounts, controller).map(|folder| folder.display().to_string())
    }

    #[test]
    fn a_group_is_found_in_each_version() {
        let of_process = "9:name=systemd:/\n4:cpu,memory:/a:b/c\n0::/u\n";
        let memory = found(of_process, V1, Some("memory"));
        assert_eq!(memory.as_deref(), Some("/sys/fs/cgroup/memory/a:b/c"));
        let unified = found(of_process, V1, None);
        assert_eq!(unified.as_deref(), Some("/sys/fs/cgroup/unified/u"));
        assert_eq!(found(of_process, V1, Some("pids")), None);
    }

    #[test]
    fn a_containers_mount_shows_its_own_groups_alone() {
        // Without a namespace of its own, its root is a group of the machine.
        let mounts = "9 8 0:1 /docker/7 /sys/fs/cgroup\\040x/memory ro - cgroup cgroup rw,memory\n";
        let within = found("4:memory:/docker/7/salon", mounts, Some("memory"));
        assert_eq!(within.as_deref(), Some("/sys/fs/cgroup x/memory/salon"));
        assert_eq!(found("4:memory:/docker/70", mounts, Some("memory")), None);
        // With one, what is outside begins with dots.
        let mounts = "9 8 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup rw,nsdelegate\n";
        assert_eq!(found("0::/", mounts, None).as_deref(), Some("/sys/fs/cgroup/"));
        assert_eq!(found("0::/../7", mounts, None), None);
    }

    #[test]
    fn a_group_with_others_in_it_is_left_alone() {
        let own = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| fs::write(own.path().join(file), text).unwrap();
        write("cgroup.controllers", "cpu memory\n");
        write("cgroup.procs", &format!("1\n{}\n", process::id()));
        // A folder, to which nothing can be written.
        fs::create_dir(own.path().join("cgroup.subtree_control")).unwrap();
        assert_eq!(share_out(own.path(), "leaf", &["memory", "pids"]), None);
        // Alone it would go into a leaf, which here is no group: it comes back.
        write("cgroup.procs", &format!("{}\n", process::id()));
        assert_eq!(share_out(own.path(), "leaf", &["memory", "pids"]), None);
        assert_eq!(fs::read_to_string(own.path().join("cgroup.procs")).unwrap(), "0");
    }

    #[test]
    fn what_is_shared_out_already_needs_no_writing() {
        let own = tempfile::tempdir().unwrap();
        fs::write(own.path().join("cgroup.controllers"), "cpu memory pids\n").unwrap();
        fs::write(own.path().join("cgroup.subtree_control"), "pids memory\n").unwrap();
        let shared = share_out(own.path(), "leaf", &["memory", "pids"]);
        assert_eq!(shared, Some(vec!["memory", "pids"]));
        assert_eq!(share_out(own.path(), "leaf", &["io"]), None);
    }
}
