//! Which of a submission's files is a stage's program, and which could have been meant.

use super::name;
use super::notes;
use super::walk::{Entry, Kind, Tree};
use super::wanted::{Likeness, Programs, Wanted};
use salon_language::Lab;
use salon_model::{Aside, Note};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest program in text that is taken: 1 MiB.
const LARGEST: u64 = 1 << 20;
/// The largest compiled one.
const LARGEST_COMPILED: u64 = 64 << 20;
/// The most white space that is read of a file to find that there is nothing in it.
const BLANK: u64 = 4096;

/// What was found for a stage.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// The program.
    pub(super) file: Option<PathBuf>,
    /// Whether what the lab says of its programs holds for it.
    pub(super) as_asked: bool,
    /// Files that could have been meant.
    pub(super) passed_over: Vec<PathBuf>,
    /// What a teacher should know of it.
    pub(super) notes: Vec<Note>,
}

/// A file that has to do with a stage.
struct Candidate<'a> {
    entry: &'a Entry,
    likeness: Likeness,
    refused: Option<Aside>,
}

/// Chooses a program for every stage of the lab, in its order.
pub(super) fn choose(root: &Path, tree: &Tree, lab: &Lab) -> Vec<Choice> {
    let programs = Programs::of(lab);
    let found = candidates(root, tree, &programs);
    let company = company(&found);
    let chosen = programs.stages().iter().zip(&found);
    chosen
        .map(|(wanted, candidates)| Choice::of(wanted, candidates, &company))
        .collect()
}

/// For which stages a tree holds a program, with the folder of the top level it lies in.
pub(super) fn stages_by_folder(root: &Path, tree: &Tree, lab: &Lab) -> BTreeMap<PathBuf, HashSet<usize>> {
    let mut held: BTreeMap<PathBuf, HashSet<usize>> = BTreeMap::new();
    let found = candidates(root, tree, &Programs::of(lab));
    for (stage, candidates) in found.iter().enumerate() {
        for candidate in candidates {
            if candidate.tier().is_some() && !candidate.entry.aside {
                let mut parts = candidate.entry.path.components();
                let first = parts
                    .next()
                    .map(|part| PathBuf::from(part.as_os_str()))
                    .unwrap_or_default();
                let folder = if parts.next().is_some() { first } else { PathBuf::new() };
                held.entry(folder).or_default().insert(stage);
            }
        }
    }
    held
}

/// The stages that have a program in each folder: where several are, the student worked.
fn company<'a>(found: &[Vec<Candidate<'a>>]) -> HashMap<&'a Path, usize> {
    let mut stages: HashMap<&Path, HashSet<usize>> = HashMap::new();
    for (stage, candidates) in found.iter().enumerate() {
        for candidate in candidates.iter().filter(|candidate| candidate.tier().is_some()) {
            stages.entry(candidate.folder()).or_default().insert(stage);
        }
    }
    stages
        .into_iter()
        .map(|(folder, stages)| (folder, stages.len()))
        .collect()
}

/// The files that have to do with each stage.
fn candidates<'a>(root: &Path, tree: &'a Tree, programs: &Programs<'_>) -> Vec<Vec<Candidate<'a>>> {
    let mut found: Vec<Vec<Candidate<'a>>> = programs.stages().iter().map(|_| Vec::new()).collect();
    for entry in &tree.entries {
        for (stage, likeness) in programs.meant(&entry.name()) {
            // A folder is only worth a word where a program's very name is on it.
            if entry.kind == Kind::Folder && likeness > Likeness::Case(usize::MAX) {
                continue;
            }
            let candidate = Candidate {
                entry,
                likeness,
                refused: refusal(root, entry, likeness),
            };
            if candidate.is_program(root) {
                found[stage].push(candidate);
            }
        }
    }
    found
}

fn refusal(root: &Path, entry: &Entry, likeness: Likeness) -> Option<Aside> {
    match entry.kind {
        Kind::Folder => return Some(Aside::Folder),
        Kind::Special => return Some(Aside::Special),
        Kind::Outside => return Some(Aside::LeadsOut),
        Kind::Broken => return Some(Aside::Broken),
        Kind::File => {}
    }
    match likeness {
        Likeness::Backup => return Some(Aside::Backup),
        Likeness::Similar => return Some(Aside::Similar),
        Likeness::Accepted(_) | Likeness::Variant | Likeness::Copy if entry.aside => {
            return Some(Aside::OtherNameApart);
        }
        Likeness::Misspelt if entry.aside => return Some(Aside::Similar),
        _ => {}
    }
    let limit = match name::extension(&entry.path).as_str() {
        "jar" | "" => LARGEST_COMPILED,
        _ => LARGEST,
    };
    let path = root.join(&entry.path);
    match fs::metadata(&path) {
        Ok(metadata) if metadata.len() > limit => Some(Aside::TooLarge),
        Ok(metadata) => match fs::File::open(&path) {
            Ok(file) => is_blank(file, metadata.len()).then_some(Aside::Empty),
            Err(_) => Some(Aside::Forbidden),
        },
        Err(_) => Some(Aside::Forbidden),
    }
}

/// Whether there is nothing in a file, or only white space.
fn is_blank(file: fs::File, length: u64) -> bool {
    let mut bytes = Vec::new();
    let read = file.take(BLANK).read_to_end(&mut bytes);
    length <= BLANK && read.is_ok() && bytes.trim_ascii().is_empty()
}

impl<'a> Candidate<'a> {
    fn folder(&self) -> &'a Path {
        self.entry.path.parent().unwrap_or(Path::new(""))
    }

    /// A file without an extension is a program only if it begins like one.
    fn is_program(&self, root: &Path) -> bool {
        if self.refused.is_some() || !name::extension(&self.entry.path).is_empty() {
            return true;
        }
        let head = super::runtime::head(&root.join(&self.entry.path));
        head.starts_with(b"#!") || head.starts_with(b"\x7fELF")
    }

    /// How good a choice it is, the lowest best; `None` if it cannot be one.
    fn tier(&self) -> Option<(u8, usize)> {
        let aside = if self.entry.aside { 5 } else { 0 };
        match self.likeness {
            _ if self.refused.is_some() => None,
            Likeness::Exact(place) => Some((aside, place)),
            Likeness::Case(place) => Some((aside + 1, place)),
            Likeness::Accepted(place) => Some((2, place)),
            Likeness::Variant => Some((3, 0)),
            Likeness::Copy => Some((4, 0)),
            // Taken only where nothing else could be meant.
            Likeness::Misspelt | Likeness::Backup | Likeness::Similar => None,
        }
    }

    /// Why it is left aside, if it is not the one that is taken.
    fn why(&self) -> Aside {
        let alike = (self.likeness == Likeness::Misspelt).then_some(Aside::Similar);
        self.refused.or(alike).unwrap_or(Aside::AlsoFound)
    }

    /// Whether its name is only like the one asked for.
    fn is_alike(&self) -> bool {
        self.why() == Aside::Similar
    }
}

impl Choice {
    fn of(wanted: &Wanted<'_>, candidates: &[Candidate<'_>], company: &HashMap<&Path, usize>) -> Self {
        let rank = |candidate: &&Candidate<'_>| {
            let path = &candidate.entry.path;
            let extension = name::extension(path);
            Some((
                candidate.tier()?,
                // Names that can be passed to a program come first.
                path.to_str().is_none(),
                Reverse(company.get(candidate.folder()).copied().unwrap_or_default()),
                !wanted.same_extension(path),
                name::SOURCES.contains(&extension.as_str()),
                path.components().count(),
                path.clone(),
            ))
        };
        let best = candidates
            .iter()
            .filter(|candidate| candidate.tier().is_some())
            .min_by_key(rank)
            .or_else(|| misspelt(candidates));
        let mut choice = Self::default();
        if let Some(best) = best {
            choice.file = Some(best.entry.path.clone());
            choice.as_asked = wanted.same_extension(&best.entry.path);
            choice.notes.extend(taken(best, wanted.asked()));
        }
        choice.pass_over(candidates, best);
        choice
    }

    /// Tells of every other file, reason by reason.
    fn pass_over(&mut self, candidates: &[Candidate<'_>], best: Option<&Candidate<'_>>) {
        let mut reasons: BTreeMap<Aside, Vec<PathBuf>> = BTreeMap::new();
        for candidate in candidates {
            let path = &candidate.entry.path;
            // What is only alike matters where nothing better is there.
            let idle = candidate.is_alike() && best.is_some();
            if self.file.as_ref() != Some(path) && !idle {
                reasons.entry(candidate.why()).or_default().push(path.clone());
            }
        }
        for (reason, paths) in reasons {
            self.notes.extend(notes::listed(reason, &paths));
            self.passed_over.extend(paths);
        }
        self.passed_over.sort();
    }
}

/// The one file whose name was written with a wrong letter, where no other is alike.
fn misspelt<'a, 'b>(candidates: &'b [Candidate<'a>]) -> Option<&'b Candidate<'a>> {
    let mut alike = candidates.iter().filter(|candidate| candidate.is_alike());
    let only = alike.next().filter(|_| alike.next().is_none())?;
    only.refused.is_none().then_some(only)
}

/// What is to be known of the program that was taken, unless it is as asked.
fn taken(best: &Candidate<'_>, asked: &str) -> Vec<Note> {
    let (file, asked) = (best.entry.path.clone(), asked.to_owned());
    let mut notes = Vec::new();
    match best.likeness {
        Likeness::Case(_) | Likeness::Variant | Likeness::Misspelt => notes.push(Note::TakenFor { file, asked }),
        Likeness::Copy => notes.push(Note::Copy { file, asked }),
        Likeness::Exact(_) | Likeness::Accepted(_) | Likeness::Similar | Likeness::Backup => {}
    }
    if best.entry.aside {
        let file = best.entry.path.clone();
        notes.push(Note::InFolderApart { file });
    }
    notes
}
