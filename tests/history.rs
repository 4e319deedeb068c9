//! What `salon check` remembers of the last time, and where.

use crate::harness::{copy, salon, top};
use std::fs;
use std::path::Path;

/// What a check of stage `ii_6` says, with the state kept in a folder.
fn check(folder: &Path, state: &Path, more: &[&str]) -> String {
    let mut command = salon();
    command.env_remove("SALON_NO_HISTORY").env("XDG_STATE_HOME", state);
    command
        .args(["check", "ii_6", "--lang", "en", "--folder"])
        .arg(folder)
        .args(more);
    let output = command.output().expect("salon");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// Puts another sample's server into a folder.
fn server(folder: &Path, sample: &str) {
    let file = "chat_server_ii_6.py";
    fs::copy(
        top().join("tests/submissions").join(sample).join(file),
        folder.join(file),
    )
    .expect("a server");
}

#[test]
fn a_check_tells_what_got_better_and_worse_since_the_last_one_of_the_folder() {
    let own = tempfile::tempdir().expect("a folder");
    let (folder, state) = (own.path().join("me"), own.path().join("state"));
    copy(&top().join("tests/submissions/no-relay"), &folder);
    let first = check(&folder, &state, &[]);
    assert!(!first.contains("than the last time"), "{first}");
    assert!(!check(&folder, &state, &[]).contains("than the last time"));
    server(&folder, "correct");
    let better = check(&folder, &state, &[]);
    assert!(
        better.contains("Better than the last time: ii_6 `A message is passed on to all others`"),
        "{better}"
    );
    assert!(!better.contains("Worse"), "{better}");
    server(&folder, "no-relay");
    let forgetful = check(&folder, &state, &["--no-history"]);
    assert!(!forgetful.contains("than the last time"), "{forgetful}");
    let worse = check(&folder, &state, &[]);
    assert!(
        worse.contains("Worse than the last time") && !worse.contains("Better"),
        "{worse}"
    );
    assert_eq!(fs::read_dir(state.join("salon/checks")).expect("a folder").count(), 1);
}

#[test]
fn nothing_is_kept_in_the_folder_that_is_checked_nor_said_where_nothing_can_be_kept() {
    let own = tempfile::tempdir().expect("a folder");
    let folder = own.path().join("me");
    copy(&top().join("tests/submissions/no-relay"), &folder);
    let is_a_file = own.path().join("file");
    fs::write(&is_a_file, "").expect("a file");
    for state in [folder.join("state"), is_a_file] {
        for _ in 0..2 {
            let told = check(&folder, &state, &[]);
            assert!(!told.contains("than the last time"), "{told}");
        }
        assert!(!folder.join("state").exists());
    }
}
