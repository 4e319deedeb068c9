//! Which labs are meant where none are named: in a clone those on disk, which may be worked on; elsewhere
//! those that came with the program.

use crate::args::Sessions;
use crate::messages::Messages;
use crate::sessions;
use std::path::{Path, PathBuf};

/// The labs of a clone.
const ON_DISK: &str = "scenarios/labs";
/// The lab that is graded where no other is asked for.
const LAB: &str = "tp6";

/// Where the scenarios of a run are.
pub(crate) fn of_run(named: &[PathBuf], args: &Sessions, words: Messages) -> Vec<PathBuf> {
    let paths = if named.is_empty() {
        vec![known("")]
    } else {
        named.to_vec()
    };
    for path in &paths {
        tell(path, args, words);
    }
    paths
}

/// Where the lab of a grading is.
pub(crate) fn of_grading(named: Option<&Path>, args: &Sessions, words: Messages) -> PathBuf {
    let lab = named.map_or_else(|| known(LAB), Path::to_owned);
    tell(&lab, args, words);
    lab
}

fn known(lab: &str) -> PathBuf {
    let on_disk = Path::new(ON_DISK).join(lab);
    if on_disk.is_dir() {
        on_disk
    } else {
        salon_language::built_in().join(lab)
    }
}

fn tell(path: &Path, args: &Sessions, words: Messages) {
    if args.verbose {
        sessions::say(&words.lab(path));
    }
}
