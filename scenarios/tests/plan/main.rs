//! Tests of the scenario language: good files, bad files with the message each gets, any text.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, like tests")]

mod any_text;
mod bad_files;
mod folders;
mod good_files;
mod schema;

use salon_scenarios::plan::Stage;
use std::path::PathBuf;

/// A stage with a handshake.
fn stage() -> Stage {
    Stage {
        name: "ii_6".into(),
        handshake: Some("Hello|{pseudo}".into()),
    }
}

/// The example files of one kind, by name: their names and texts.
fn examples(kind: &str) -> Vec<(PathBuf, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/plan").join(kind);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    let read = |path: PathBuf| {
        (
            path.file_name().unwrap().into(),
            std::fs::read_to_string(&path).unwrap(),
        )
    };
    paths.into_iter().map(read).collect()
}
