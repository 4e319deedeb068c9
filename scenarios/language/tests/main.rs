//! Tests of the scenario language: good files, bad files with the message each gets, any text.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, like tests")]

mod any_text;
mod bad_files;
mod clients;
mod criteria;
mod folders;
mod good_files;
mod programs;
mod schema;
mod stages;

use salon_model::{Stage, SubjectKind};
use std::path::{Path, PathBuf};

/// A stage of servers, with a handshake.
fn stage() -> Stage {
    Stage {
        name: "ii_6".into(),
        handshake: Some("Hello|{pseudo}".into()),
        ..Stage::default()
    }
}

/// A stage of clients that hear of others.
fn client_stage() -> Stage {
    Stage {
        name: "ii_6_client".into(),
        subject: SubjectKind::Client,
        relay: Some("{pseudo} a dit : {text}".into()),
        arrival: Some("Annonce : {pseudo} a rejoint la chatroom".into()),
        departure: Some("Annonce : {pseudo} a quitté la chatroom".into()),
        ..Stage::default()
    }
}

/// A stage of programs.
fn program_stage() -> Stage {
    Stage {
        name: "web_sync".into(),
        subject: SubjectKind::Program,
        ..Stage::default()
    }
}

/// The stage of an example file, which the first word of its name tells.
fn stage_of(name: &Path) -> Stage {
    let name = name.to_str().unwrap();
    if name.starts_with("client_alone") {
        Stage {
            name: "ii_2_client".into(),
            subject: SubjectKind::Client,
            ..Stage::default()
        }
    } else if name.starts_with("client_") {
        client_stage()
    } else if name.starts_with("program_") {
        program_stage()
    } else {
        stage()
    }
}

/// The example files of one kind, by name: their names and texts.
fn examples(kind: &str) -> Vec<(PathBuf, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(kind);
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
