//! Finding pages in the files that a program has written, by what is in them: names differ from
//! program to program, and pages of other days lie in some folders.

use super::page::Page;
use rustix::fs::{CWD, FileType, Mode, OFlags, fstat, openat};
use std::collections::{BTreeSet, VecDeque};
use std::fs::{self, File, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How deep folders are looked into, how many entries in all, and how many bytes of a file and in all.
const DEPTH: usize = 12;
const ENTRIES: usize = 50_000;
const BYTES_OF_FILE: u64 = 4 << 20;
const BYTES: u64 = 64 << 20;
/// Files are stamped with a clock that lags behind by up to a tick of the kernel.
const TICK: Duration = Duration::from_millis(20);

/// A page in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Saved {
    /// The page's host.
    pub(crate) host: String,
    /// The file; bytes that are not UTF-8 are written `�`.
    pub(crate) path: PathBuf,
    /// Whether all of the page is there; else a part of it is.
    pub(crate) whole: bool,
}

/// The pages that lie in files in these places, changed since then. Links are not followed, and
/// nothing but regular files is opened.
pub(super) fn find(pages: &[Page], places: &[PathBuf], since: SystemTime) -> Vec<Saved> {
    let since = since.checked_sub(TICK).unwrap_or(UNIX_EPOCH);
    let mut room = BYTES;
    let mut found = BTreeSet::new();
    for path in files(places, since) {
        let Some(content) = read(&path, room.min(BYTES_OF_FILE)) else {
            continue;
        };
        room -= content.len() as u64;
        let content = String::from_utf8_lossy(&content);
        let mut bare = None;
        for page in pages.iter().filter(|page| content.contains(&page.token)) {
            let content = bare.get_or_insert_with(|| without_space(&content));
            found.insert(Saved {
                host: page.host.clone(),
                // Events and reports are texts.
                path: PathBuf::from(path.to_string_lossy().into_owned()),
                whole: content.contains(&without_space(&page.text)),
            });
        }
        if room == 0 {
            break;
        }
    }
    found.into_iter().collect()
}

/// White space says nothing about whether a page is complete: line ends are converted, and parsers
/// write a document out again with their own indentation.
fn without_space(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_ascii_whitespace())
        .collect()
}

/// The regular files changed since then, the highest first: a program's cache, deep down, must not
/// keep the pages above it from being found.
fn files(places: &[PathBuf], since: SystemTime) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut seen = BTreeSet::new();
    let mut entries = ENTRIES;
    let roots = places.iter().filter_map(|place| fs::canonicalize(place).ok());
    let mut queue: VecDeque<Entry> = roots.map(Entry::root).collect();
    while let Some(Entry { path, depth, device }) = queue.pop_front() {
        let Ok(metadata) = fs::symlink_metadata(&path) else {
            continue;
        };
        // What is mounted below a place (an interpreter in a home) is the system's, and read-only.
        let device = device.unwrap_or(metadata.dev());
        if metadata.is_dir() && metadata.dev() != device {
            continue;
        }
        // Places can lie in one another.
        if !seen.insert(path.clone()) {
            continue;
        }
        if metadata.is_file() && changed(&metadata).is_none_or(|changed| changed >= since) {
            files.push(path);
        } else if metadata.is_dir() && depth < DEPTH {
            let inside = fs::read_dir(&path).into_iter().flatten().flatten().take(entries);
            let before = queue.len();
            queue.extend(inside.map(|entry| Entry {
                path: entry.path(),
                depth: depth + 1,
                device: Some(device),
            }));
            entries -= queue.len() - before;
        }
    }
    files
}

/// Something that is still to be looked at.
struct Entry {
    path: PathBuf,
    depth: usize,
    /// The device of the place it lies in; `None` for the place itself.
    device: Option<u64>,
}

impl Entry {
    fn root(path: PathBuf) -> Self {
        Self {
            path,
            depth: 0,
            device: None,
        }
    }
}

/// When a file was last changed: programs can set any other time (`wget` does), not this one.
fn changed(metadata: &Metadata) -> Option<SystemTime> {
    let seconds = u64::try_from(metadata.ctime()).ok()?;
    let nanoseconds = u32::try_from(metadata.ctime_nsec()).ok()?;
    UNIX_EPOCH.checked_add(Duration::new(seconds, nanoseconds))
}

/// What is in a file, as far as there is room. What was a file before may have been made a link or a
/// FIFO meanwhile: neither is followed or waited for.
fn read(path: &Path, room: u64) -> Option<Vec<u8>> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let file = openat(CWD, path, flags, Mode::empty()).ok()?;
    if FileType::from_raw_mode(fstat(&file).ok()?.st_mode) != FileType::RegularFile {
        return None;
    }
    let mut content = Vec::new();
    File::from(file).take(room).read_to_end(&mut content).ok()?;
    Some(content)
}
