//! The files of labs: those on disk, and those that came with the program.
//!
//! So that the program works outside a clone, `scenarios/labs` is in it. Its files have paths like others,
//! which begin with `built-in:`, and everything that reads labs reads them here. There is nothing to
//! unpack, so nothing that another user could change and nothing to remove.

use include_dir::{DirEntry, include_dir};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What the paths of files that came with the program begin with.
const ROOT: &str = "built-in:";
static LABS: DirEntry<'_> = DirEntry::Dir(include_dir!("$CARGO_MANIFEST_DIR/../labs"));

/// The folder of the labs that came with the program.
pub fn built_in() -> PathBuf {
    PathBuf::from(ROOT)
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileType {
    Folder,
    File,
    /// A pipe, a device, a socket.
    Other,
}

/// What came with the program under this path; `None` where it is a path on disk.
fn inside(path: &Path) -> Option<io::Result<&'static DirEntry<'static>>> {
    let path = path.strip_prefix(ROOT).ok()?;
    let entry = if path.as_os_str().is_empty() {
        Some(&LABS)
    } else {
        LABS.as_dir()?.get_entry(path)
    };
    Some(entry.ok_or_else(|| io::ErrorKind::NotFound.into()))
}

/// What there is at a path.
pub(super) fn file_type(path: &Path) -> io::Result<FileType> {
    match inside(path).transpose()? {
        Some(DirEntry::Dir(_)) => return Ok(FileType::Folder),
        Some(DirEntry::File(_)) => return Ok(FileType::File),
        None => {}
    }
    let metadata = fs::metadata(path)?;
    Ok(match (metadata.is_dir(), metadata.is_file()) {
        (true, _) => FileType::Folder,
        (_, true) => FileType::File,
        _ => FileType::Other,
    })
}

/// Whether there is anything at a path.
pub(super) fn exists(path: &Path) -> bool {
    file_type(path).is_ok()
}

/// Whether there is a folder at a path.
pub(super) fn is_folder(path: &Path) -> bool {
    file_type(path).is_ok_and(|found| found == FileType::Folder)
}

/// Whether a path is that of all labs that came with the program, which lies in no folder.
pub(super) fn is_root(path: &Path) -> bool {
    path == Path::new(ROOT)
}

/// The folder of a file.
pub(super) fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

/// The path by which a file is known, however it was reached.
pub(super) fn known_as(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The names in a folder, in no order.
pub(super) fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    match inside(folder).transpose()? {
        Some(entry) => {
            let entries = entry.as_dir().ok_or(io::ErrorKind::NotADirectory)?.entries();
            let name = |entry: &DirEntry<'_>| entry.path().file_name().map(OsString::from);
            Ok(entries.iter().filter_map(name).collect())
        }
        None => fs::read_dir(folder)?
            .map(|entry| entry.map(|entry| entry.file_name()))
            .collect(),
    }
}

/// What is in a file, `most` bytes at most.
pub(crate) fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match inside(path).transpose()? {
        Some(entry) => {
            let file = entry.as_file().ok_or(io::ErrorKind::IsADirectory)?;
            file.contents().take(most).read_to_end(&mut bytes)?
        }
        None => File::open(path)?.take(most).read_to_end(&mut bytes)?,
    };
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::built_in;
    use crate::reference;
    use crate::{Lab, find};
    use salon_model::Scenario;
    use std::path::{Path, PathBuf};

    /// A lab's scenarios and their references, and where each lies in the folder of labs.
    fn all(labs: &Path) -> Vec<(PathBuf, Scenario, Option<String>)> {
        let scenarios = find(&[labs.to_owned()]).unwrap();
        let parts = scenarios.into_iter().map(|mut scenario| {
            let reference = reference::recorded(&scenario).unwrap();
            let path = std::mem::take(&mut scenario.path);
            let path = path.strip_prefix(labs).unwrap().to_owned();
            (path, scenario, reference.map(|transcript| transcript.to_string()))
        });
        parts.collect()
    }

    #[test]
    fn the_labs_in_the_program_are_those_of_the_repository() {
        let on_disk = all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../labs"));
        assert!(on_disk.iter().any(|(_, _, reference)| reference.is_some()));
        assert_eq!(all(&built_in()), on_disk);
    }

    #[test]
    fn a_built_in_stage_and_a_single_scenario_can_be_named() {
        let stage = find(&[built_in().join("tp6/ii_6")]).unwrap();
        assert!(stage.iter().all(|scenario| scenario.stage.name == "ii_6"));
        let one = find(&[built_in().join("tp6/ii_6/departure.yaml")]).unwrap();
        assert_eq!(one.len(), 1);
    }

    #[test]
    fn what_did_not_come_with_the_program_is_missing_and_the_nearest_name_is_told() {
        let error = Lab::load(&built_in().join("tp9")).unwrap_err().to_string();
        assert!(error.contains("built-in:/tp9"), "{error}");
        let error = find(&[built_in().join("tp6/ii_6/depature.yaml")])
            .unwrap_err()
            .to_string();
        assert!(error.contains("departure.yaml"), "{error}");
    }
}
