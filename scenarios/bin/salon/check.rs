//! `salon check`: a student's own programs.

use crate::Failure;
use crate::args::Check;
use crate::exit::Exit;
use crate::grade::{Ready, not_found};
use crate::history::History;
use crate::messages::Messages;
use crate::output::printed;
use crate::progress::Waiting;
use crate::sessions::Purpose;
use crate::{reports, sessions};
use salon_grade::{Step, discover, store};
use salon_model::Language;
use salon_model::{Overview, Report};
use salon_report::formats;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How often files are looked at with `--watch`.
const GLANCE: Duration = Duration::from_millis(300);
/// How deep and how many files are looked at.
const DEPTH: usize = 6;

pub(crate) fn check(args: &Check, language: Language) -> Result<Exit, Failure> {
    // An archive alone needs no flag.
    let archive = args.stage.as_deref().map(Path::new);
    let archive = archive.filter(|path| discover::is_archive(path) && path.is_file());
    let stage = args.stage.iter().filter(|_| archive.is_none());
    let stages: Vec<String> = stage.cloned().collect();
    let folder = archive.unwrap_or(&args.folder);
    let ready = Ready::prepare(&args.programs, &args.sessions, &stages, Purpose::Trying, language)?;
    sessions::say_what_is_scarce(ready.jobs, language);
    let history = History::of(args, folder, &ready.lab.dir);
    loop {
        let before = newest(folder, DEPTH);
        let report = once(&ready, folder, history.as_ref(), language)?;
        if !args.watch {
            return Ok(reports::exit(&Overview::of(&report)));
        }
        sessions::say(Messages(language).watching());
        while newest(folder, DEPTH) == before {
            // Between two glances at the clock of files there is no condition to wait for.
            std::thread::park_timeout(GLANCE);
        }
    }
}

/// Checks a folder, and prints what came of each stage as soon as it is known.
fn once(ready: &Ready, folder: &Path, history: Option<&History>, language: Language) -> Result<Report, Failure> {
    let name = fs::canonicalize(folder)
        .ok()
        .and_then(|folder| folder.file_name().map(|name| name.to_string_lossy().into_owned()))
        .unwrap_or_default();
    let waiting = Waiting::new();
    // What could not be printed of a stage is said when all are judged.
    let mut written = Ok(());
    let submission = ready
        .grade_one(&name, folder, |step| match step {
            Step::Begun(stage) => waiting.at(stage),
            Step::Done(stage) if written.is_ok() => {
                written = waiting.aside(|| print(&formats::student_stage(stage, language)));
            }
            Step::Done(_) => {}
        })
        .map_err(|error| not_found(&error, language))?;
    waiting.finish();
    let words = Messages(language);
    let changes = history.map(|history| words.changes(&history.turn(&submission)));
    let findings = formats::student_findings(&submission, language) + &changes.unwrap_or_default();
    printed(written.and_then(|()| print(&findings)), words)?;
    Ok(store::report(ready.header(), submission))
}

fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout();
    write!(out, "{text}").and_then(|()| out.flush())
}

/// The number of files below a folder and the newest change among them; of an archive, its own.
fn newest(folder: &Path, depth: usize) -> (usize, Option<SystemTime>) {
    let Ok(entries) = fs::read_dir(folder) else {
        let archive = fs::metadata(folder).ok();
        return (0, archive.and_then(|archive| archive.modified().ok()));
    };
    let mut seen = (0, None);
    for entry in entries.flatten() {
        let hidden = entry.file_name().to_string_lossy().starts_with(['.', '_']);
        let Ok(kind) = entry.file_type() else { continue };
        let more = if kind.is_dir() && !hidden && depth > 0 {
            newest(&entry.path(), depth - 1)
        } else if kind.is_file() {
            (1, entry.metadata().and_then(|metadata| metadata.modified()).ok())
        } else {
            continue;
        };
        seen = (seen.0 + more.0, seen.1.max(more.1));
    }
    seen
}
