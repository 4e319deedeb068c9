//! The command line: what it refuses, how it ends, what it prints.

use crate::harness::{Bench, salon, stdout, top};
use predicates::prelude::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

const SCENARIO: &str = "scenarios/labs/tp6/ii_6/departure.yaml";

#[test]
fn a_run_against_the_reference_shows_the_transcript_and_ends_well() {
    salon()
        .args(["run", SCENARIO])
        .assert()
        .code(0)
        .stdout(predicate::str::contains(
            "✓ ii_6/departure A client leaves, the others are told",
        ))
        .stdout(predicate::str::contains(
            "  when jin leaves\n    vince receives \"Annonce : jin a quitté la chatroom\"\n",
        ));
}

#[test]
fn a_difference_ends_with_status_1_and_says_what_was_expected_and_what_came() {
    salon()
        .args(["run", "--show", "brief", "--lang", "fr", SCENARIO, "--server"])
        .arg("python3 chat_server_{stage}.py")
        .args(["--directory", "tests/submissions/wrong-wording"])
        .assert()
        .code(1)
        .stdout(predicate::str::contains(
            "✗ ii_6/departure Un client part, les autres l'apprennent",
        ))
        .stdout(predicate::str::contains("à l'étape « jin part »"))
        .stdout(predicate::str::contains(
            "attendu : \"Annonce : jin a quitté la chatroom\"",
        ))
        .stdout(predicate::str::contains("obtenu : \"jin est parti\""));
}

#[test]
fn a_program_that_does_not_start_shows_its_last_words() {
    let bench = Bench::new("when:\n  - vince connects\n", "import no_such_module\n");
    bench
        .run()
        .assert()
        .code(1)
        .stdout(predicate::str::contains(
            "the server ended before it listened: exit status 1",
        ))
        .stdout(predicate::str::contains(
            "ModuleNotFoundError: No module named 'no_such_module'",
        ));
}

#[test]
fn events_are_streamed_as_json() {
    let events = stdout(salon().args(["run", "--json", SCENARIO]));
    let events: Vec<serde_json::Value> = events
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    assert!(events.iter().all(|event| event["scenario"] == "ii_6/departure"));
    let of = |name: &str| events.iter().filter(|event| event["event"] == name).count();
    assert_eq!((of("stimulus"), of("connected"), of("outcome")), (4, 3, 1));
    assert_eq!(events.last().expect("events")["outcome"], "same");
}

#[test]
fn a_scenario_with_a_mistake_is_shown_with_the_place_and_ends_with_status_3() {
    let bench = Bench::new("when:\n  - vince joigns\n", "");
    bench
        .run()
        .assert()
        .code(3)
        .stderr(predicate::str::contains("scenario.yaml:3"))
        .stderr(predicate::str::contains("joigns"))
        .stderr(predicate::str::contains("`joins`"));
}

#[test]
fn a_missing_scenario_ends_with_status_3_and_a_near_name() {
    salon()
        .args(["run", "scenarios/labs/tp6/ii_6/depature.yaml"])
        .assert()
        .code(3)
        .stderr(predicate::str::contains("departure.yaml"));
}

#[test]
fn a_reference_recorded_from_other_steps_is_refused() {
    let bench = Bench::new("when:\n  - vince connects\n", "");
    let reference = bench.path().join("lab/stage/scenario.snap");
    fs::write(
        &reference,
        "scenario stage/scenario\n\nstart\n\nwhen vince joins\n\nend\n  server runs\n",
    )
    .expect("a file");
    let program = "import socket; s = socket.create_server(('127.0.0.1', 8888)); s.accept()[0].recv(1)";
    fs::write(bench.path().join("program.py"), program).expect("a file");
    bench
        .run()
        .assert()
        .code(3)
        .stderr(predicate::str::contains("record it again"));
}

#[test]
fn wrong_arguments_end_with_status_2() {
    salon()
        .args(["run", "--stage", "ii_7"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("`ii_7`"));
    salon()
        .args(["serve", "--stage", "ii_7"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("ii_6"));
    let empty = tempfile::tempdir().expect("a folder");
    salon()
        .env("PATH", empty.path())
        .args(["run", SCENARIO, "--server", "no-such-program x"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains(
            "`no-such-program` is neither a program on the PATH nor an executable file",
        ));
    salon()
        .args(["run", SCENARIO, "--server", "cat", "--directory"])
        .arg(empty.path().join("no/such"))
        .assert()
        .code(2);
    salon().args(["run", "--jobs", "0"]).assert().code(2);
}

#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let output = std::process::Command::new("sh")
        .args(["-c", "\"$0\" run scenarios/labs/tp6/ii_2 | head -n 1"])
        .arg(assert_cmd::cargo::cargo_bin("salon"))
        .current_dir(top())
        .output()
        .expect("a shell");
    // A machine may have protections to miss there, and nothing else.
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(
        !complaints.contains("panicked") && !complaints.contains("ipe"),
        "{complaints}"
    );
    assert!(output.stdout.starts_with("✓ ii_2/".as_bytes()));
}

/// The arguments of commands that print something.
const PRINTING: [&[&str]; 4] = [
    &["schema"],
    &["run", SCENARIO],
    &["run", SCENARIO, "--json"],
    &["check", "ii_2", "--folder", "tests/submissions/correct"],
];

#[test]
fn output_that_cannot_be_written_is_trouble_and_one_that_nobody_reads_is_not() {
    let salon = |args: &[&str], out: Stdio| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("salon"));
        command.args(args).env("LANG", "C.UTF-8").current_dir(top()).stdout(out);
        command.stderr(Stdio::piped()).output().expect("salon")
    };
    for args in PRINTING {
        let full = fs::File::create("/dev/full").expect("a full disk");
        let output = salon(args, full.into());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(4), "{args:?}: {said}");
        assert!(said.contains("standard output cannot be written"), "{args:?}: {said}");
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = salon(args, writer.into());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        assert!(!said.contains("ipe"), "{args:?}: {said}");
    }
}

#[test]
fn what_the_user_keeps_to_himself_changes_nothing_in_a_world() {
    let own = tempfile::tempdir().expect("a folder");
    let results = own.path().join("results.jsonl");
    let output = Command::new("sh")
        .args([
            "-c",
            "umask 177 && exec \"$0\" grade tests/submissions/correct --stage ii_2 --results \"$1\"",
        ])
        .arg(assert_cmd::cargo::cargo_bin("salon"))
        .arg(&results)
        .current_dir(top())
        .output()
        .expect("a shell");
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    // What salon itself writes is still nobody else's.
    assert_eq!(
        fs::metadata(&results).expect("results").permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn what_does_as_little_as_a_reference_that_does_not_start_is_not_right_for_that() {
    let own = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = own.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    let lab = "title: {fr: l, en: l}\nstages:\n  s:\n    title: {fr: s, en: s}\n    server: [server.py]\n";
    write("lab/s/one.yaml", "title: {fr: s, en: s}\nwhen:\n  - vince connects\n");
    let deaf =
        "import socket\ns = socket.create_server(('127.0.0.1', 8888))\nk = []\nwhile True: k.append(s.accept())\n";
    write("work/a/server.py", deaf);
    // Where no reference is named it is the server of the stage of that name, and there is none.
    for reference in ["", "    reference: serve --stage ii_9\n"] {
        write("lab/lab.yaml", &format!("{lab}{reference}"));
        let mut grade = salon();
        grade.current_dir(&own).args(["grade", "work/a", "--lab", "lab"]);
        let graded = grade.assert().code(3).stdout("");
        graded.stderr(predicate::str::contains("s/one: the reference does not start").count(1));
        assert!(!own.path().join("salon-results.jsonl").exists());
    }
}

#[test]
fn the_schemas_in_the_repository_are_those_salon_prints() {
    for (file, of) in [
        ("scenarios/schema.json", "scenario"),
        ("scenarios/report.schema.json", "report"),
    ] {
        let kept = fs::read_to_string(top().join(file)).expect(file);
        assert_eq!(
            kept,
            stdout(salon().args(["schema", of])),
            "write it again: make schema"
        );
    }
}
