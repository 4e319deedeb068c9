//! `salon grade`, `salon check` and `salon merge` as a teacher and a student run them.

use crate::harness::{copy, python_says, salon, stdout, top};
use crate::results::verdicts_in_report as verdicts;
use predicates::prelude::*;
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Grades folders into a JSON report in `out`, with more arguments.
fn grade(folders: &[&Path], out: &Path, more: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = salon();
    command.arg("grade").args(folders).args(more);
    command.arg("--results").arg(out.join("results.jsonl"));
    command.arg("--report-json").arg(out.join("report.json"));
    command.assert()
}

/// A folder with copies of samples.
fn class(names: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let class = folder.path().join("class");
    for (name, sample) in names {
        copy(&top().join("tests/submissions").join(sample), &class.join(name));
    }
    (folder, class)
}

#[test]
fn all_passed_ends_with_status_0_and_some_failed_with_1() {
    let (out, class) = class(&[("alice", "correct"), ("bob", "echo-to-sender")]);
    grade(&[&class.join("alice")], out.path(), &["--stage", "ii_2"])
        .code(0)
        .stdout(predicate::str::contains("alice"));
    grade(&[&class], out.path(), &["--stage", "ii_4"])
        .code(1)
        .stdout(
            predicate::str::contains("\nbob  ").and(predicate::str::contains("−0.75 ii_4/not_to_sender: The author")),
        )
        .stdout(predicate::str::contains("coucou").not());
    grade(&[&class], out.path(), &["--stage", "ii_4", "--verbose"])
        .code(1)
        .stdout(predicate::str::contains("coucou"));
}

#[test]
fn a_folder_without_submissions_and_a_wrong_lab_have_their_statuses() {
    let out = tempfile::tempdir().expect("a folder");
    grade(&[&out.path().join("no/such/folder")], out.path(), &[])
        .code(2)
        .stderr(predicate::str::contains("no/such/folder"));
    grade(
        &[Path::new("tests/submissions/correct")],
        out.path(),
        &["--lab", "tests"],
    )
    .code(3);
    grade(
        &[Path::new("tests/submissions/correct")],
        out.path(),
        &["--partition", "hash:3/2"],
    )
    .code(2);
    grade(&[Path::new("tests/submissions/correct")], out.path(), &["--near", "2"]).code(2);
}

#[test]
fn results_that_cannot_be_written_are_trouble_and_not_a_panic() {
    let own = tempfile::tempdir().expect("a folder");
    salon()
        .args(["grade", "tests/submissions/correct", "--stage", "ii_2", "--results"])
        .arg(own.path().join("no/such/folder/results.jsonl"))
        .assert()
        .code(4)
        .stderr(predicate::str::contains("no/such/folder/results.jsonl"))
        .stderr(predicate::str::contains("panicked").not());
}

#[test]
fn what_was_graded_before_an_interruption_is_not_graded_again() {
    let (out, class) = class(&[("alice", "correct"), ("bob", "correct")]);
    // One after the other, so that alice's line is the first.
    grade(&[&class], out.path(), &["--stage", "ii_2", "--jobs", "1"]).code(0);
    let results = out.path().join("results.jsonl");
    let whole = fs::read_to_string(&results).expect("results");
    // As if the machine had failed in the middle of bob's line.
    fs::write(&results, &whole[..whole.len() - 20]).expect("a shorter file");
    // Were alice graded again, she would fail now.
    fs::remove_dir_all(class.join("alice")).expect("alice's folder");
    fs::create_dir(class.join("alice")).expect("a folder");
    fs::write(class.join("alice/chat_server_ii_2.py"), "print('broken')").expect("a file");
    grade(&[&class], out.path(), &["--stage", "ii_2", "--resume"]).code(0);
    assert_eq!(verdicts(&out.path().join("report.json")).len(), 2);
}

#[test]
fn parts_graded_apart_and_merged_are_the_whole() {
    let names = [
        ("alice", "correct"),
        ("bob", "relays-to-earlier-only"),
        ("carol", "echo-to-sender"),
        ("dan", "correct"),
    ];
    let (out, class) = class(&names);
    grade(&[&class], out.path(), &["--stage", "ii_4"]).code(1);
    let whole = verdicts(&out.path().join("report.json"));
    let mut merge = salon();
    merge.arg("merge");
    for part in 1..=2 {
        let results = out.path().join(format!("part{part}.jsonl"));
        let mut command = salon();
        command
            .args(["grade", "--stage", "ii_4", "--partition", "hash:auto/2"])
            .arg(&class);
        command
            .env("SLURM_ARRAY_TASK_ID", part.to_string())
            .arg("--results")
            .arg(&results);
        let _ = stdout(&mut command);
        merge.arg(&results);
    }
    let merged = out.path().join("merged.json");
    merge.arg("--report-json").arg(&merged).assert().code(1);
    assert_eq!(verdicts(&merged), whole);
}

#[test]
fn every_report_is_written() {
    let (out, class) = class(&[("alice", "correct"), ("bob", "echo-to-sender")]);
    let file = |name: &str| out.path().join(name);
    let mut command = salon();
    command
        .args(["grade", "--stage", "ii_4", "--report-github", "--lang", "fr"])
        .arg(&class);
    command.env("GITHUB_STEP_SUMMARY", file("summary.md"));
    for (flag, name) in [
        ("--results", "results.jsonl"),
        ("--report-json", "report.json"),
        ("--report-junit", "report.xml"),
        ("--report-csv", "report.csv"),
        ("--report-html", "html"),
    ] {
        command.arg(flag).arg(file(name));
    }
    command.assert().code(1).stdout(predicate::str::contains("::error"));
    let read = |name: &str| fs::read_to_string(file(name)).expect(name);
    assert!(read("report.xml").contains("<testsuites"));
    assert!(read("report.csv").contains("alice") && read("report.csv").contains("bob"));
    assert!(read("html/index.html").contains("alice"));
    assert!(read("summary.md").contains("bob"));
}

#[test]
fn reports_for_one_submission_are_refused_for_several() {
    let (out, class) = class(&[("alice", "correct"), ("bob", "correct")]);
    let gradescope = out.path().join("results.json");
    let flag = [
        "--stage",
        "ii_2",
        "--report-gradescope",
        gradescope.to_str().expect("a path"),
    ];
    grade(&[&class], out.path(), &flag)
        .code(2)
        .stderr(predicate::str::contains("--report-gradescope"));
    grade(&[&class.join("alice")], out.path(), &flag).code(0);
    let written: Value = serde_json::from_str(&fs::read_to_string(&gradescope).expect("a file")).expect("JSON");
    assert!(written["tests"].as_array().is_some_and(|tests| !tests.is_empty()));
}

#[test]
fn a_student_learns_what_is_wrong_from_the_first_stage_that_fails() {
    let (_out, class) = class(&[("moi", "echo-to-sender")]);
    let mut command = salon();
    command
        .args(["check", "--lang", "fr", "--folder"])
        .arg(class.join("moi"));
    command
        .assert()
        .code(1)
        .stdout(predicate::str::contains("ii_4/not_to_sender"))
        .stdout(predicate::str::contains("if addr != addr_auteur"))
        // Explained later, when stage ii_4 is right.
        .stdout(predicate::str::contains("ii_6/not_to_sender").not());
    salon()
        .args(["check", "ii_9"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("ii_9"));
    salon()
        .args(["check", "ii_2", "--folder", "tests/submissions/correct"])
        .assert()
        .code(0);
}

#[test]
fn a_student_sees_what_came_of_a_stage_while_the_next_are_checked() {
    let mut check = std::process::Command::new(assert_cmd::cargo::cargo_bin("salon"))
        .args(["check", "--lang", "en", "--folder", "tests/submissions/correct"])
        .env("SALON_NO_HISTORY", "true")
        .current_dir(top())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("salon");
    let mut lines = BufReader::new(check.stdout.take().expect("a pipe")).lines();
    let first = lines.next().expect("a line").expect("text");
    assert!(check.try_wait().expect("a child").is_none(), "{first}");
    let stages: Vec<String> = std::iter::once(first)
        .chain(lines.map(|line| line.expect("text")))
        .take_while(|line| !line.is_empty())
        .map(|line| line.split(' ').nth(1).unwrap_or_default().to_owned())
        .collect();
    assert_eq!(stages.first().map(String::as_str), Some("sleep"));
    assert_eq!(stages.last().map(String::as_str), Some("ii_6_client"));
    let complaints = check.wait_with_output().expect("salon").stderr;
    // No line that moves where there is no terminal.
    let moves = |byte: &u8| matches!(byte, b'\r' | b'\x1b');
    assert!(
        !complaints.iter().any(moves),
        "{}",
        String::from_utf8_lossy(&complaints)
    );
}

#[test]
fn what_is_printed_beside_githubs_commands_is_none() {
    let name = "::error file=a.py::owned";
    let (out, class) = class(&[(name, "echo-to-sender")]);
    let mut command = salon();
    command
        .args(["grade", "--stage", "ii_4", "--report-github"])
        .arg(&class);
    command.arg("--results").arg(out.path().join("results.jsonl"));
    let printed = stdout(&mut command);
    let lines: Vec<&str> = printed.lines().collect();
    let token = lines[0].strip_prefix("::stop-commands::").expect("the first line");
    let again = lines
        .iter()
        .position(|line| *line == format!("::{token}::"))
        .expect("the end");
    let named = |lines: &[&str]| lines.iter().any(|line| line.starts_with(name));
    assert!(named(&lines[..again]) && !named(&lines[again..]), "{printed}");
    assert!(
        lines[again..].iter().any(|line| line.starts_with("::error file=")),
        "{printed}"
    );
}

#[test]
fn results_are_not_written_over_what_is_no_file() {
    let (out, class) = class(&[("alice", "correct")]);
    let folder = out.path().join("results.jsonl");
    fs::create_dir(&folder).expect("a folder");
    for more in [[].as_slice(), &["--resume"]] {
        grade(&[&class], out.path(), &[["--stage", "ii_2"].as_slice(), more].concat())
            .code(4)
            .stderr(predicate::str::contains("results.jsonl").and(predicate::str::contains("panicked").not()));
        assert!(folder.is_dir() && !out.path().join("results.jsonl~").exists());
    }
}

/// What `--report-github` prints of a stage of one submission, with paths relative to the class.
fn annotations(class: &Path, name: &str, stage: &str) -> String {
    let mut command = salon();
    command.args(["grade", "--stage", stage, "--python", "python3", "--report-github"]);
    command.arg(class.join(name)).env("GITHUB_WORKSPACE", class);
    command.arg("--results").arg(class.join("results.jsonl"));
    let printed = stdout(&mut command);
    let from = printed.find("::").expect("annotations");
    printed[from..].to_owned()
}

#[test]
fn annotations_name_the_line_at_which_a_program_says_that_it_went_wrong() {
    let (_out, class) = class(&[
        ("reset", "crashes-on-reset"),
        ("gone", "client-dies-when-gone"),
        ("host", "program-dead-host-traceback"),
        ("syntax", "syntax-error"),
    ]);
    let leads = |name: &str, stage: &str, place: &str| {
        let printed = annotations(&class, name, stage);
        assert!(
            printed.contains(&format!("::error file={name}/{place},title=")),
            "{printed}"
        );
    };
    leads("reset", "ii_6", "chat_server_ii_6.py,line=39");
    leads("gone", "ii_6_client", "chat_client_ii_6.py,line=23");
    leads("host", "web_sync_multiple", "web_sync_multiple.py,line=6");
    // From 3.12 on the sample is correct, and before 3.11 the line is one of the text in braces.
    if python_says("(3, 11) <= sys.version_info < (3, 12)") {
        leads("syntax", "ii_6", "chat_server_ii_6.py,line=64");
    }
}

#[test]
fn no_program_has_a_line_outside_its_submission_named() {
    let out = tempfile::tempdir().expect("a folder");
    let class = out.path().canonicalize().expect("a real path");
    let submission = class.join("forger");
    fs::create_dir(&submission).expect("a folder");
    fs::write(class.join("secret.py"), "1\n2\n").expect("a file");
    let program = r#"
for name in ["/etc/passwd", "../secret.py", "chat_server_ii_2.py\n::error file=a.py,line=1::", "none.py", "."]:
    print(f'  File "{name}", line 1, in main')
print("::error file=a.py,line=1::forged")
raise SystemExit(1)
"#;
    fs::write(submission.join("chat_server_ii_2.py"), program).expect("a program");
    let printed = annotations(&class, "forger", "ii_2");
    let place = "::error file=forger/chat_server_ii_2.py,title=";
    assert!(printed.lines().any(|line| line.starts_with(place)), "{printed}");
    let (_, commands) = printed.split_once("::stop-commands::").expect("a token");
    let (token, rest) = commands.split_once('\n').expect("a line");
    let (_, commands) = rest.split_once(&format!("::{token}::\n")).expect("its end");
    for line in commands.lines() {
        assert!(line.starts_with(place) || line.starts_with("::error title="), "{line}");
    }
}
