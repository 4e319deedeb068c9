//! Where to start a program: which folders, in the order in which they are worth a try.

use std::collections::VecDeque;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// How many texts of a program are tried as paths.
const MOST: usize = 1_000;
/// How long a path in a program is at most.
const LONGEST: usize = 200;

/// The folders in which a program may want to start, the most likely first: its own, unless its text
/// names files that are there for a folder further up only; then the top of the student's work.
pub(super) fn candidates(root: &Path, file: &Path, text: &[u8]) -> Vec<PathBuf> {
    let own = file.parent().unwrap_or(Path::new("")).to_owned();
    let mut folders = VecDeque::from([own.clone()]);
    let top = top(root, &own);
    if top != own {
        folders.push_back(top.clone());
    }
    if !top.as_os_str().is_empty() && !own.as_os_str().is_empty() {
        folders.push_back(PathBuf::new());
    }
    if let Some(meant) = meant(root, &own, text) {
        folders.retain(|folder| *folder != meant);
        folders.push_front(meant);
    }
    folders.into()
}

/// The folder in which the work begins: unpacking often leaves a single folder around it.
fn top(root: &Path, own: &Path) -> PathBuf {
    let mut top = PathBuf::new();
    for part in own.components() {
        let Ok(reading) = fs::read_dir(root.join(&top)) else {
            break;
        };
        let mut visible = reading
            .flatten()
            .filter(|entry| !super::walk::is_foreign(&entry.file_name()));
        let is_alone = visible.by_ref().take(2).count() == 1;
        if !is_alone {
            break;
        }
        top.push(part);
    }
    top
}

/// The nearest folder above a program's own from which a file that its text names is there, where it
/// is not from its own.
fn meant(root: &Path, own: &Path, text: &[u8]) -> Option<PathBuf> {
    let text = String::from_utf8_lossy(text);
    let paths: Vec<&Path> = literals(&text).filter_map(relative_path).take(MOST).collect();
    let is_there = |folder: &Path, path: &Path| root.join(folder).join(path).exists();
    own.ancestors().skip(1).find_map(|folder| {
        let names = paths.iter().any(|path| !is_there(own, path) && is_there(folder, path));
        names.then(|| folder.to_owned())
    })
}

/// What stands in quotation marks, line by line. A parser of each language would know better; a path
/// that is not there does no harm.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| {
        let mut rest = line;
        std::iter::from_fn(move || {
            let start = rest.find(['"', '\''])?;
            let quote = &rest[start..=start];
            let inner = &rest[start + 1..];
            let end = inner.find(quote).unwrap_or(inner.len());
            rest = inner.get(end + 1..).unwrap_or_default();
            Some(&inner[..end])
        })
    })
}

/// A text that can be a path below a folder. A word alone is one only with an extension: `server`
/// says nothing, `config.json` does.
fn relative_path(text: &str) -> Option<&Path> {
    let path = Path::new(text);
    let mut parts = 0;
    for component in path.components() {
        match component {
            Component::Normal(_) => parts += 1,
            Component::CurDir => {}
            _ => return None,
        }
    }
    let says_something = parts > 1 || parts == 1 && path.extension().is_some();
    (says_something && text.len() <= LONGEST && !text.contains('\0')).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_quotation_marks_are_found() {
        let text = "open('./Tp6/a.json') + \"b c.txt\" # l'été\nx = 'open";
        let found: Vec<&str> = literals(text).collect();
        assert_eq!(found, ["./Tp6/a.json", "b c.txt", "été", "open"]);
    }

    #[test]
    fn only_paths_below_a_folder_count() {
        for text in ["server", "/etc/passwd", "../x.py", "", ".", "./"] {
            assert_eq!(relative_path(text), None, "{text}");
        }
        assert!(relative_path("./Tp6/config").is_some());
        assert!(relative_path("config.json").is_some());
    }
}
