//! Outside a clone: the labs that came with the program.

use crate::harness::{salon, top};
use predicates::prelude::*;
use std::fs;

#[test]
fn in_an_empty_folder_a_run_replays_the_labs_of_the_program() {
    let empty = tempfile::tempdir().expect("a folder");
    salon()
        .current_dir(&empty)
        .args(["run", "--show", "brief", "--stage", "ii_2", "--verbose"])
        .assert()
        .code(0)
        .stdout(predicate::str::contains("as the reference"))
        .stderr(predicate::str::contains("lab: built-in:/"));
    assert_eq!(fs::read_dir(&empty).expect("the folder").count(), 0);
}

#[test]
fn in_an_empty_folder_a_check_finds_no_program_and_nothing_else_wrong() {
    let empty = tempfile::tempdir().expect("a folder");
    salon()
        .current_dir(&empty)
        .arg("check")
        .assert()
        .code(1)
        .stdout(predicate::str::contains("no program found"))
        .stderr(predicate::str::contains("lab").not());
}

#[test]
fn outside_a_clone_programs_are_judged_as_inside() {
    let empty = tempfile::tempdir().expect("a folder");
    for (sample, code) in [("correct", 0), ("no-relay", 1)] {
        salon()
            .current_dir(&empty)
            .args(["check", "ii_4", "--folder"])
            .arg(top().join("tests/submissions").join(sample))
            .assert()
            .code(code);
    }
}

#[test]
fn a_folder_of_labs_is_taken_before_those_of_the_program() {
    let clone = tempfile::tempdir().expect("a folder");
    let lab = clone.path().join("scenarios/labs/tp6");
    fs::create_dir_all(&lab).expect("a folder");
    fs::write(lab.join("lab.yaml"), "titre: x").expect("a file");
    for arguments in [["run", "--verbose"], ["check", "--verbose"]] {
        salon()
            .current_dir(&clone)
            .args(arguments)
            .assert()
            .code(3)
            .stderr(predicate::str::contains("lab: scenarios/labs"))
            .stderr(predicate::str::contains("titre"));
    }
}

#[test]
fn a_lab_that_is_not_there_is_named_and_no_other_taken_instead() {
    let empty = tempfile::tempdir().expect("a folder");
    for lab in ["no/such/lab", "built-in:/tp9"] {
        salon()
            .current_dir(&empty)
            .args(["check", "--lab", lab])
            .assert()
            .code(3)
            .stderr(predicate::str::contains(lab));
        salon()
            .current_dir(&empty)
            .args(["run", lab])
            .assert()
            .code(3)
            .stderr(predicate::str::contains(lab));
    }
}
