//! `salon regrade`: recorded sessions judged again, what changes shown before anything is written.

use crate::Failure;
use crate::args::Regrade;
use crate::exit::Exit;
use crate::grade::bad_lab;
use crate::merge::finish;
use crate::messages::Messages;
use crate::output::printed;
use crate::sessions::Purpose;
use crate::{labs, reports, sessions};
use salon_grade::Batch;
use salon_grade::store::{Results, Store, put_in_place};
use salon_language::Lab;
use salon_model::Language;
use salon_report::formats::{self, Detail};
use std::io::Write;
use std::path::Path;

pub(crate) fn regrade(args: &Regrade, language: Language) -> Result<Exit, Failure> {
    let words = Messages(language);
    reports::check(&args.reports, words)?;
    let before = Results::open(&args.results).map_err(|error| reports::unusable(&error, words))?;
    reports::check_count(&args.reports, before.overview.rows.len(), words)?;
    for torn in &before.torn {
        sessions::say(&words.torn(torn));
    }
    let folder = labs::of_grading(args.lab.as_deref(), &args.sessions, words);
    let lab = Lab::load(&folder).map_err(|error| bad_lab(error.into(), language))?;
    let (graded, gone): (Vec<String>, Vec<String>) = before
        .overview
        .stages
        .iter()
        .map(|stage| stage.stage.clone())
        .partition(|stage| lab.stage(stage).is_some());
    if graded.is_empty() {
        return Err(Failure::new(Exit::BadScenario, words.no_stage_left(&folder)));
    }
    for stage in &gone {
        sessions::say(&words.stage_is_gone(stage));
    }
    // A reference that is not recorded is played: that is all that is run.
    let (settings, _) = sessions::settings(&args.sessions, Purpose::Trying, words)?;
    let batch = Batch::prepare(&lab, &graded, settings).map_err(|error| bad_lab(error, language))?;
    let near = args.near.unwrap_or(lab.near);
    let header = batch.header(before.overview.missing_protections.clone());

    // Beside the place where they are wanted, so that they are put there whole.
    let beside = args.output.as_deref().map(reports::folder_of);
    let folder = match beside {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    };
    let folder = folder.map_err(|error| {
        let place = beside.map_or_else(std::env::temp_dir, Path::to_owned);
        Failure::new(Exit::Trouble, words.unwritable(&place, &error))
    })?;
    let path = folder.path().join("regraded.jsonl");
    let unusable = |error| reports::unusable(&error, words);
    let mut store = Store::create(&path, &header).map_err(unusable)?;
    let mut out = anstream::stdout();
    let mut changed = 0;
    for row in 0..before.overview.rows.len() {
        let old = before.submission(row).map_err(unusable)?;
        let new = batch.regrade(near, &old);
        if let Some(changes) = formats::regraded(&old, &new, language) {
            changed += 1;
            printed(write!(out, "{changes}"), words)?;
        }
        store.add(&new).map_err(unusable)?;
    }
    drop(store);
    let after = Results::open(std::slice::from_ref(&path)).map_err(unusable)?;
    let said = words.regraded(changed, &before.overview, &after.overview);
    printed(writeln!(out, "{said}").and_then(|()| out.flush()), words)?;
    if let Some(output) = &args.output {
        put_in_place(&path, output).map_err(unusable)?;
    }
    if args.reports.any() {
        return finish(&after, &args.reports, Detail::Table, language);
    }
    Ok(reports::exit(&after.overview))
}
