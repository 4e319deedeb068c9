//! The reference against every scenario: the recorded transcripts are the snapshots.

use crate::harness::{salon, stdout, top};
use insta::{Settings, assert_snapshot};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// Every scenario file of the labs.
fn scenario_files() -> BTreeSet<PathBuf> {
    let folders = |path: PathBuf| {
        fs::read_dir(path)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
    };
    folders(top().join("scenarios/labs"))
        .flat_map(folders)
        .filter(|path| path.is_dir())
        .flat_map(folders)
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect()
}

#[test]
fn the_reference_does_in_every_scenario_what_is_recorded_beside_it() {
    let all = stdout(salon().args(["run", "--show", "transcript"]));
    let mut unseen = scenario_files();
    // A transcript begins where a line begins with its title; texts in it are indented.
    let all = format!("\n{all}");
    for transcript in all
        .split("\nscenario ")
        .skip(1)
        .map(|text| format!("scenario {}", text.trim_end()))
    {
        let id = transcript
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("scenario "))
            .expect("a first line");
        let (stage, name) = id.split_once('/').expect("STAGE/NAME");
        let folder = top().join("scenarios/labs/tp6").join(stage);
        assert!(
            unseen.remove(&folder.join(name).with_extension("yaml")),
            "{id} is played once"
        );
        let mut settings = Settings::clone_current();
        settings.set_snapshot_path(folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| assert_snapshot!(name, transcript));
    }
    assert!(unseen.is_empty(), "not played: {unseen:?}");
}

/// Once more for a stage: that every scenario is played the same many times over is for `make soak`.
#[test]
fn a_transcript_is_the_same_each_time_that_it_is_repeated() {
    let run = |more: &[&str]| {
        stdout(
            salon()
                .args(["run", "--show", "transcript", "--stage", "ii_4"])
                .args(more),
        )
    };
    assert_eq!(run(&["--repeat", "2", "--jobs", "16"]), run(&[]).repeat(2));
}

#[test]
fn no_snapshot_is_left_of_a_scenario_that_is_gone() {
    for scenario in scenario_files() {
        assert!(
            scenario.with_extension("snap").is_file(),
            "{} has a reference",
            scenario.display()
        );
    }
    let count = |pattern: &str| {
        let text =
            stdout(
                assert_cmd::Command::new("find")
                    .current_dir(top())
                    .args(["scenarios/labs", "-name", pattern]),
            );
        text.lines().count()
    };
    assert_eq!(count("*.snap"), scenario_files().len());
}
