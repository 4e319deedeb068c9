//! Which folders, and which archives, are submissions.
//!
//! A folder that holds programs itself is one submission; else each of its sub-folders is one, and each archive. Of
//! those, a *group* is looked into once more: a folder with nothing but folders in it, of which
//! several hold a program for the same stage (`hostile/fork-bomb`, `hostile/memory-hog`). Folders that
//! are named like parts of one student's work (`part 2`, `v1`) are none of a group.

use super::choose;
use super::error::FindError;
use super::name;
use super::notes::{self, harmless};
use super::parts::is_part;
use super::walk::{self, name_of};
use crate::archive::{is_archive, stem};
use salon_language::Lab;
use salon_model::{Aside, Note};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

/// How deep groups lie in groups.
const DEEPEST: usize = 3;
/// What Moodle writes into the names of the folders it makes.
const MOODLE: &str = "_assignsubmission_";
/// Stands for the stages of the programs that may be in an archive.
const ANY_STAGE: usize = usize::MAX;
/// What a folder of submissions holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// The submissions, by name.
    pub submissions: Vec<Listed>,
    /// What a teacher should know of what is no submission.
    pub notes: Vec<Note>,
}

/// A submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it is called in reports: unique in its listing.
    pub name: String,
    /// Its folder, or its archive.
    pub folder: PathBuf,
    /// The number Moodle gave its author, as in `Participant 12345` of its worksheets.
    pub participant: Option<String>,
}

/// Lists the submissions in a folder, by name. An archive is one.
pub fn submissions(folder: &Path, lab: &Lab) -> Result<Listing, FindError> {
    let unreadable = || FindError::NoFolder(folder.to_owned());
    let root = fs::canonicalize(folder).map_err(|_| unreadable())?;
    if root.to_str().is_none() {
        return Err(FindError::NotUtf8(folder.to_owned()));
    }
    if root.is_file() && is_archive(&root) {
        let mut listing = Listing::default();
        listing.submissions.push(Listed::new(&name_of(&root), root));
        return Ok(listing);
    }
    let inside = Inside::read(&root).ok_or_else(unreadable)?;
    let mut search = Search {
        lab,
        listing: Listing::default(),
    };
    if search.is_one(&root, &inside) {
        let name = name_of(&root);
        search.listing.submissions.push(Listed::new(&name, root));
    } else {
        search.group(&root, Path::new(""), &inside, 0);
    }
    Ok(search.finish())
}

/// What lies in a folder, without what is hidden.
struct Inside {
    folders: Vec<PathBuf>,
    links: Vec<PathBuf>,
    files: Vec<PathBuf>,
    is_repository: bool,
    says_how: bool,
}

impl Inside {
    fn read(folder: &Path) -> Option<Self> {
        let mut inside = Self {
            folders: Vec::new(),
            links: Vec::new(),
            files: Vec::new(),
            is_repository: false,
            says_how: false,
        };
        for entry in fs::read_dir(folder).ok()?.flatten() {
            let name = entry.file_name();
            inside.is_repository |= name == ".git";
            inside.says_how |= name == "salon.yaml";
            let Ok(kind) = entry.file_type() else { continue };
            if walk::is_foreign(&name) {
                continue;
            }
            let kept = if kind.is_dir() {
                &mut inside.folders
            } else if kind.is_symlink() {
                &mut inside.links
            } else {
                &mut inside.files
            };
            kept.push(folder.join(name));
        }
        for kept in [&mut inside.folders, &mut inside.links, &mut inside.files] {
            kept.sort();
        }
        Some(inside)
    }

    fn archives(&self) -> impl Iterator<Item = &PathBuf> {
        self.files.iter().filter(|file| is_archive(file))
    }
}

struct Search<'a> {
    lab: &'a Lab,
    listing: Listing,
}

impl Search<'_> {
    /// Whether a folder that somebody named is one submission.
    fn is_one(&self, folder: &Path, inside: &Inside) -> bool {
        let held = self.held(folder);
        if inside.says_how || held.contains_key(Path::new("")) {
            return true;
        }
        let archives: Vec<&PathBuf> = inside.archives().collect();
        if archives.iter().any(|archive| is_moodles(&name_of(archive))) {
            return false;
        }
        if inside.folders.is_empty() {
            return archives.len() < 2 || archives.iter().all(|archive| is_part(archive));
        }
        if is_shared(&held) {
            return false;
        }
        // One author's files lie around, or one author's parts.
        let looks_like_one = inside.is_repository || !held.is_empty() && held.keys().all(|path| is_part(path));
        looks_like_one && !inside.folders.iter().any(|path| is_moodles(&name_of(path)))
    }

    /// Whether a folder among submissions holds submissions itself.
    fn is_group(&self, folder: &Path, inside: &Inside) -> bool {
        let only_folders = inside.files.iter().all(|file| name::extension(file) == "md");
        only_folders && !inside.is_repository && !inside.says_how && is_shared(&self.held(folder))
    }

    /// The stages for which each sub-folder of a folder has a program. Where there is none at all, an archive in
    /// one may have any.
    fn held(&self, folder: &Path) -> BTreeMap<PathBuf, HashSet<usize>> {
        let tree = walk::walk(folder);
        let held = choose::stages_by_folder(folder, &tree, self.lab);
        if !held.is_empty() {
            return held;
        }
        let within = tree.archives.iter().filter(|archive| archive.components().count() > 1);
        within
            .filter_map(|archive| archive.iter().next())
            .map(|folder| (folder.into(), HashSet::from([ANY_STAGE])))
            .collect()
    }

    fn group(&mut self, folder: &Path, prefix: &Path, inside: &Inside, depth: usize) {
        let within =
            |paths: &[PathBuf]| -> Vec<PathBuf> { paths.iter().map(|path| prefix.join(name_of(path))).collect() };
        let is_not_utf8 = |path: &PathBuf| path.to_str().is_none();
        let (mut not_utf8, folders): (Vec<PathBuf>, Vec<PathBuf>) =
            inside.folders.iter().cloned().partition(is_not_utf8);
        let (odd, archives): (Vec<PathBuf>, Vec<PathBuf>) = inside.archives().cloned().partition(is_not_utf8);
        not_utf8.extend(odd);
        let is_unpacked = |archive: &PathBuf| folders.contains(&archive.with_file_name(stem(&name_of(archive))));
        let (unpacked, archives): (Vec<PathBuf>, Vec<PathBuf>) = archives.into_iter().partition(is_unpacked);
        let told = [
            (Aside::Unpacked, within(&unpacked)),
            (Aside::Links, within(&inside.links)),
            (Aside::NotUtf8, within(&not_utf8)),
        ];
        for (why, paths) in told {
            self.listing.notes.extend(notes::listed(why, &paths));
        }
        for path in archives {
            let name = prefix.join(name_of(&path));
            self.listing
                .submissions
                .push(Listed::new(&name.to_string_lossy(), path));
        }
        for path in folders {
            let name = prefix.join(name_of(&path));
            match Inside::read(&path) {
                Some(inner) if depth < DEEPEST && self.is_group(&path, &inner) => {
                    self.group(&path, &name, &inner, depth + 1);
                }
                Some(_) => self
                    .listing
                    .submissions
                    .push(Listed::new(&name.to_string_lossy(), path)),
                None => self
                    .listing
                    .notes
                    .extend(notes::listed(Aside::UnreadableFolders, &[name])),
            }
        }
        if depth == 0 && self.listing.submissions.is_empty() {
            let folder = folder.to_owned();
            self.listing.notes.push(Note::NoSubmission { folder });
        }
    }

    /// The listing, in which names that two share are those of the folders.
    fn finish(mut self) -> Listing {
        let mut uses: HashMap<String, usize> = HashMap::new();
        for listed in &self.listing.submissions {
            *uses.entry(listed.name.clone()).or_default() += 1;
        }
        for listed in &mut self.listing.submissions {
            if uses.get(&listed.name).is_some_and(|uses| *uses > 1) {
                listed.name = harmless(&name_of(&listed.folder));
            }
        }
        self.listing
            .submissions
            .sort_by(|one, other| (&one.name, &one.folder).cmp(&(&other.name, &other.folder)));
        self.listing
    }
}

impl Listed {
    /// Moodle's `Nom Prénom_12345_assignsubmission_file_` is the work of `Nom Prénom`, as is what it has behind that
    /// where it makes no folders.
    fn new(name: &str, folder: PathBuf) -> Self {
        let own = if folder.is_dir() { name } else { stem(name) };
        // The last, as an author may be called like a folder.
        let moodle = name.rsplit_once(MOODLE).and_then(|(author, _)| author.rsplit_once('_'));
        let moodle =
            moodle.filter(|(author, number)| !author.is_empty() && number.chars().all(|next| next.is_ascii_digit()));
        Self {
            name: harmless(moodle.map_or(own, |(author, _)| author)),
            folder,
            participant: moodle
                .map(|(_, number)| number.to_owned())
                .filter(|number| !number.is_empty()),
        }
    }
}

/// Whether Moodle made a name.
pub(super) fn is_moodles(name: &str) -> bool {
    name.contains(MOODLE)
}

/// Whether two folders hold a program for the same stage, and are not parts of one work.
fn is_shared(held: &BTreeMap<PathBuf, HashSet<usize>>) -> bool {
    let mut seen = HashSet::new();
    let work = held.iter().filter(|(path, _)| !is_part(path));
    work.flat_map(|(_, stages)| stages).any(|stage| !seen.insert(*stage))
}
