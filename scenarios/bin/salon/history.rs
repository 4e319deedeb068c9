//! What the last `salon check` of a folder found, so that the next one says what got better and worse.
//!
//! It is a convenience: where it cannot be kept or read, nothing is said. It lies in the user's own folder for state,
//! never in the folder that is checked, which is handed in.

use crate::args::Check;
use salon_model::{Judged, Submission, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Folders that are remembered.
const KEPT: usize = 100;
/// A file that is larger is none of ours.
const LARGEST: u64 = 1 << 20;
/// Points that differ by less are the same.
const NOTHING: f64 = 1e-6;

/// Where what was found in a folder is kept.
pub(crate) struct History {
    file: PathBuf,
    /// What is meant, as two may have the file's name.
    subject: Subject,
}

/// What was checked: other programs or another lab are not to be compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Subject {
    folder: PathBuf,
    lab: PathBuf,
    server: Option<String>,
    client: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    subject: Subject,
    /// By stage and name of each demand.
    earned: BTreeMap<String, Earned>,
}

/// What a demand earned.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Earned {
    got: f64,
    max: f64,
}

/// What changed since the last check, by stage and title.
#[derive(Default)]
pub(crate) struct Changes {
    pub(crate) better: Vec<(String, Text)>,
    pub(crate) worse: Vec<(String, Text)>,
}

impl History {
    /// That of a folder; `None` where none is kept.
    pub(crate) fn of(args: &Check, folder: &Path, lab: &Path) -> Option<Self> {
        if args.no_history {
            return None;
        }
        let absolute = |path: PathBuf| path.is_absolute().then_some(path);
        let state = env::var_os("XDG_STATE_HOME").map(PathBuf::from).and_then(absolute);
        let home = || env::var_os("HOME").map(PathBuf::from).and_then(absolute);
        let state = state.or_else(|| Some(home()?.join(".local/state")))?;
        let folder = fs::canonicalize(folder).ok()?;
        let subject = Subject {
            // A lab that came with salon is in no folder.
            lab: fs::canonicalize(lab).unwrap_or_else(|_| lab.to_owned()),
            server: args.programs.server.clone(),
            client: args.programs.client.clone(),
            folder,
        };
        let checks = state.join("salon/checks");
        // Links are followed as far as there is something.
        let there = checks.ancestors().find_map(|path| fs::canonicalize(path).ok())?;
        if there.starts_with(&subject.folder) {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        subject.hash(&mut hasher);
        let file = checks.join(format!("{:016x}.json", hasher.finish()));
        Some(Self { file, subject })
    }

    /// Keeps what was found now, and says what changed since the last time.
    pub(crate) fn turn(&self, submission: &Submission) -> Changes {
        let before = self.read().unwrap_or_default();
        let mut after = before.clone();
        let mut changes = Changes::default();
        for (stage, name, title, earned) in demands(submission) {
            let key = format!("{stage}/{name}");
            let known = before.get(&key).filter(|known| same(known.max, earned.max));
            if let Some(known) = known.filter(|known| !same(known.got, earned.got)) {
                let list = if earned.got > known.got {
                    &mut changes.better
                } else {
                    &mut changes.worse
                };
                list.push((stage.to_owned(), title.clone()));
            }
            after.insert(key, earned);
        }
        // A check goes on without it.
        let _ = self.write(after);
        changes
    }

    fn read(&self) -> Option<BTreeMap<String, Earned>> {
        let about = fs::metadata(&self.file).ok()?;
        if !about.is_file() || about.len() > LARGEST {
            return None;
        }
        let kept: Kept = serde_json::from_slice(&fs::read(&self.file).ok()?).ok()?;
        (kept.subject == self.subject).then_some(kept.earned)
    }

    fn write(&self, earned: BTreeMap<String, Earned>) -> io::Result<()> {
        let Some(folder) = self.file.parent() else {
            return Ok(());
        };
        fs::create_dir_all(folder)?;
        let subject = self.subject.clone();
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&serde_json::to_vec(&Kept { subject, earned })?)?;
        file.persist(&self.file)?;
        forget(folder)
    }
}

/// Removes what was not written for the longest time.
fn forget(folder: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)?.flatten() {
        let is_ours = entry.path().extension().is_some_and(|extension| extension == "json");
        if let (true, Ok(written)) = (is_ours, entry.metadata().and_then(|about| about.modified())) {
            files.push((written, entry.path()));
        }
    }
    files.sort();
    let too_many = files.len().saturating_sub(KEPT);
    files
        .iter()
        .take(too_many)
        .try_for_each(|(_, file)| fs::remove_file(file))
}

/// Each demand of the stages that was judged as a whole, with its stage, name and title.
fn demands(submission: &Submission) -> impl Iterator<Item = (&str, &str, &Text, Earned)> {
    submission.stages.iter().flat_map(|stage| {
        let criteria = stage.criteria.iter().map(|criterion| {
            let shows = criterion.scenarios.as_slice();
            let evidence = stage.results.iter().filter(|result| shows.contains(&result.scenario));
            let judged = Judged::of(evidence.map(|result| result.verdict));
            (criterion.name.as_str(), &criterion.title, criterion.points, judged)
        });
        let own = stage.results.iter().filter(|_| stage.criteria.is_empty());
        let own = own.map(|result| (result.scenario.as_str(), &result.title, result.points, result.judged()));
        let judged = criteria.chain(own).filter(|(_, _, _, judged)| *judged == Judged::All);
        judged.map(|(name, title, points, _)| {
            let (got, max) = (points.got, points.max);
            (stage.stage.as_str(), name, title, Earned { got, max })
        })
    })
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < NOTHING
}
