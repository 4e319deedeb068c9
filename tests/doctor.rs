//! What is said of a machine and of submissions before any session is played.

use crate::harness::{salon, top};
use predicates::prelude::*;
use std::fs;
use std::process::Command;

/// `salon` as a shell starts it that allows so many open files.
fn with_few_files(files: u32, arguments: &str) -> Command {
    let whole = salon();
    let mut shell = Command::new("sh");
    shell
        .current_dir(top())
        .env_clear()
        .envs(whole.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .arg("-c")
        .arg(format!("ulimit -n {files}; exec \"$0\" {arguments}"))
        .arg(whole.get_program());
    shell
}

#[test]
fn a_machine_that_lacks_nothing_is_said_to_be_fit() {
    salon()
        .args(["doctor", "--jobs", "1"])
        .assert()
        .stdout(predicate::str::contains(
            "✓ each program has an isolated machine of its own",
        ))
        .stdout(predicate::str::contains(
            "✓ the machine has room for 1 session(s) at once",
        ));
}

#[test]
fn what_a_machine_has_little_of_is_said_with_what_to_do_by_the_doctor_and_before_a_grading() {
    let told = "40 open files at most, and the sessions may want 96: they will wait for each other; \
                lower `--jobs`, or raise `ulimit -n`";
    assert_cmd::Command::from_std(with_few_files(40, "doctor --jobs 8"))
        .assert()
        .code(1)
        .stdout(predicate::str::contains(told));
    let out = tempfile::tempdir().expect("a folder");
    let results = out.path().join("results.jsonl");
    let grade = format!(
        "grade --jobs 8 --stage ii_2 --results {} tests/submissions/no-relay",
        results.display()
    );
    assert_cmd::Command::from_std(with_few_files(40, &grade))
        .assert()
        .stderr(predicate::str::contains(told));
}

#[test]
fn sessions_wait_where_there_are_few_descriptors_and_that_is_said_once() {
    let told = "64 open files at most, and the sessions may want 160: they will wait for each other";
    for world in ["namespaces", "mapped"] {
        let run = format!("run --jobs 16 --show brief --stage ii_2 --repeat 4 --world {world}");
        assert_cmd::Command::from_std(with_few_files(64, &run))
            .assert()
            .code(0)
            .stderr(predicate::str::contains(told).count(1));
    }
}

#[test]
fn programs_are_counted_and_what_a_teacher_should_know_of_each_submission_is_said() {
    let class = tempfile::tempdir().expect("a folder");
    let server = top().join("tests/submissions/correct/chat_server_ii_6.py");
    for (name, file) in [
        ("ana", "chat_server_ii_6.py"),
        ("bea", "chat_server_ii_6 (1).py"),
        ("cleo", "notes.txt"),
        ("dan", "chat_server_ii_6.c"),
    ] {
        let folder = class.path().join(name);
        fs::create_dir(&folder).expect("a folder");
        fs::copy(&server, folder.join(file)).expect("a copy");
    }
    salon()
        .arg("doctor")
        .arg(class.path())
        .assert()
        .code(1)
        .stdout(predicate::str::contains("✓ 4 submission(s)"))
        .stdout(predicate::str::contains(
            "ii_6: 2 program(s), 1 that cannot start here, 1 missing",
        ))
        .stdout(predicate::str::contains(
            "! `bea`: ii_6: `chat_server_ii_6 (1).py` is taken",
        ))
        .stdout(predicate::str::contains(
            "! `cleo`: no file has the name of a program of the lab",
        ))
        .stdout(predicate::str::contains("! `dan`: ii_6: "))
        .stdout(predicate::str::contains("`ana`").not());
}

#[test]
fn a_folder_that_is_not_there_and_a_lab_that_is_wrong_have_their_statuses() {
    salon().args(["doctor", "no-such-folder"]).assert().code(2);
    salon()
        .args(["doctor", "--lab", "tests/submissions/correct"])
        .assert()
        .code(3);
}

#[test]
fn the_pythons_found_and_the_modules_that_the_programs_miss_are_said_before_any_session() {
    let class = tempfile::tempdir().expect("a folder");
    for (name, imports) in [
        ("ana", "import nulle_part.client, asyncio\n"),
        ("bea", "from nulle_part import tout\nimport outils\n"),
        (
            "cleo",
            "try:\n    import nulle_part\nexcept ImportError:\n    nulle_part = None\n",
        ),
    ] {
        let folder = class.path().join(name);
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join("chat_server_ii_6.py"), imports).expect("a file");
        fs::write(folder.join("outils.py"), "x = 1\n").expect("a file");
    }
    fs::copy(
        class.path().join("ana/chat_server_ii_6.py"),
        class.path().join("ana/chat_client_ii_6.py"),
    )
    .expect("a copy");
    let told = |options: &[&str]| {
        let mut doctor = salon();
        let asked = doctor.arg("doctor").args(options).arg(class.path());
        let output = asked.assert().code(1).get_output().stdout.clone();
        String::from_utf8(output).expect("UTF-8")
    };
    let english = told(&[]);
    assert!(english.contains("✓ Python 3."), "{english}");
    assert!(english.contains("(`python3`)"), "{english}");
    assert!(
        english.contains("! `nulle_part` is imported by 3 program(s) of 2 submission(s), and Python 3."),
        "{english}"
    );
    assert!(!english.contains("outils") && !english.contains("asyncio"), "{english}");
    let french = told(&["--python", "python3", "--lang", "fr"]);
    assert!(
        french.contains("! `nulle_part` est importé par 3 programme(s) de 2 rendu(s), et Python 3."),
        "{french}"
    );
}
