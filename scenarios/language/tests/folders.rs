//! Labs on disk, and the paths by which scenarios are found.

use insta::assert_snapshot;
use salon_language::{Lab, PlanError};
use salon_model::Language;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const LAB: &str = "\
title: {fr: TP6, en: Lab 6}
stages:
  ii_6:
    title: {fr: Départs, en: Leaving}
    server: [chat_server_ii_6.py]
    handshake: Hello|{pseudo}
  ii_2:
    title: {fr: Premiers pas, en: First steps}
    handshake:
";
const SCENARIO: &str = "title: {fr: Essai, en: Trial}\nwhen:\n  - vince joins\n";

/// A folder of labs: `tp6` with two stages, and something that is no lab.
fn labs() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("tp6/lab.yaml", LAB),
        ("tp6/ii_6/leave.yaml", SCENARIO),
        ("tp6/ii_6/arrive.yml", SCENARIO),
        ("tp6/ii_6/leave.transcript", "…"),
        ("tp6/ii_6/.hidden.yaml", "never read"),
        ("tp6/ii_2/hello.yaml", SCENARIO),
        ("notes/todo.txt", "…"),
    ] {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

/// The names of what is found at a path of the folder of labs.
fn found(labs: &TempDir, path: &str) -> Vec<String> {
    let scenarios = salon_language::find(&[labs.path().join(path)]).unwrap_or_else(|error| panic!("{error}"));
    scenarios
        .into_iter()
        .map(|scenario| format!("{}/{}", scenario.stage.name, scenario.name))
        .collect()
}

/// The message for a path of the folder of labs, in which that folder is called `[labs]`.
fn message(labs: &TempDir, path: &str) -> String {
    shown(labs, &salon_language::find(&[labs.path().join(path)]).unwrap_err())
}

fn shown(labs: &TempDir, error: &PlanError) -> String {
    error
        .render(Language::En, false)
        .replace(labs.path().to_str().unwrap(), "[labs]")
}

fn lab_error(text: &str) -> String {
    let labs = labs();
    fs::write(labs.path().join("tp6/lab.yaml"), text).unwrap();
    shown(&labs, &Lab::load(&labs.path().join("tp6")).unwrap_err())
}

#[test]
fn a_lab_has_its_stages_in_the_order_of_the_file() {
    let labs = labs();
    let lab = Lab::load(&labs.path().join("tp6")).unwrap();
    let names: Vec<&str> = lab.stages.iter().map(|stage| stage.stage.name.as_str()).collect();
    assert_eq!(names, ["ii_6", "ii_2"]);
    let stage = lab.stage("ii_6").unwrap();
    assert_eq!(stage.files, ["chat_server_ii_6.py"]);
    assert_eq!(stage.stage.handshake.as_deref(), Some("Hello|{pseudo}"));
    assert_eq!(lab.stage("ii_2").unwrap().stage.handshake, None);
    assert_eq!(lab.title.fr, "TP6");
}

#[test]
fn scenarios_come_by_stage_and_then_by_name() {
    let labs = labs();
    let files = Lab::load(&labs.path().join("tp6")).unwrap().scenarios().unwrap();
    let files: Vec<&Path> = files
        .iter()
        .map(|file| file.strip_prefix(labs.path()).unwrap())
        .collect();
    let expected = ["tp6/ii_6/arrive.yml", "tp6/ii_6/leave.yaml", "tp6/ii_2/hello.yaml"].map(Path::new);
    assert_eq!(files, expected);
}

#[test]
fn a_file_a_stage_a_lab_or_a_folder_of_labs_can_be_named() {
    let labs = labs();
    assert_eq!(found(&labs, "tp6/ii_6/leave.yaml"), ["ii_6/leave"]);
    assert_eq!(found(&labs, "tp6/ii_6"), ["ii_6/arrive", "ii_6/leave"]);
    assert_eq!(found(&labs, "tp6/ii_6/"), ["ii_6/arrive", "ii_6/leave"]);
    assert_eq!(found(&labs, "tp6/ii_6/../ii_2/."), ["ii_2/hello"]);
    assert_eq!(found(&labs, "tp6/ii_6/.."), ["ii_6/arrive", "ii_6/leave", "ii_2/hello"]);
    assert_eq!(found(&labs, "tp6"), ["ii_6/arrive", "ii_6/leave", "ii_2/hello"]);
    assert_eq!(
        found(&labs, "tp6/lab.yaml"),
        ["ii_6/arrive", "ii_6/leave", "ii_2/hello"]
    );
    assert_eq!(found(&labs, ""), ["ii_6/arrive", "ii_6/leave", "ii_2/hello"]);
}

#[test]
fn what_is_named_twice_is_found_once() {
    let labs = labs();
    let paths: Vec<PathBuf> = ["tp6/ii_6/leave.yaml", "tp6/ii_6", "tp6/ii_6/./leave.yaml"]
        .map(|path| labs.path().join(path))
        .into();
    let names: Vec<String> = salon_language::find(&paths)
        .unwrap()
        .into_iter()
        .map(|scenario| scenario.name)
        .collect();
    assert_eq!(names, ["leave", "arrive"]);
}

#[test]
fn a_missing_path_gets_the_nearest_name() {
    assert_snapshot!(message(&labs(), "tp6/ii_6/leav.yaml"), @r"
    error: there is no such file or folder
    --> [labs]/tp6/ii_6/leav.yaml
     = help: did you mean `leave.yaml`?
    ");
}

#[test]
fn a_scenario_outside_of_a_lab_is_refused() {
    let labs = labs();
    fs::write(labs.path().join("notes/lost.yaml"), SCENARIO).unwrap();
    assert_snapshot!(message(&labs, "notes/lost.yaml"), @r"
    error: there is no `lab.yaml` here
    --> [labs]/notes/lost.yaml
     = help: a scenario lies in `<lab>/<stage>/`, and `lab.yaml` in `<lab>/`
    ");
    assert_snapshot!(message(&labs, "notes"), @r"
    error: there is no `lab.yaml` here
    --> [labs]/notes
     = help: a scenario lies in `<lab>/<stage>/`, and `lab.yaml` in `<lab>/`
    ");
    assert_snapshot!(message(&labs, "notes/todo.txt"), @r"
    error: this is no scenario: a scenario's name ends in `.yaml`
    --> [labs]/notes/todo.txt
    ");
}

#[test]
fn a_folder_that_is_no_stage_is_refused() {
    let labs = labs();
    let dir = labs.path().join("tp6");
    fs::create_dir(dir.join("ii_7")).unwrap();
    assert_eq!(found(&labs, "tp6").len(), 3, "an empty folder does not matter");
    fs::write(dir.join("ii_7/ban.yaml"), SCENARIO).unwrap();
    assert_snapshot!(message(&labs, "tp6"), @r"
    error: `lab.yaml` knows no stage `ii_7`
    --> [labs]/tp6/ii_7
     = help: did you mean `ii_6`?
     = note: allowed here: `ii_6`, `ii_2`
    ");
    assert_snapshot!(message(&labs, "tp6/ii_7"), @r"
    error: `lab.yaml` knows no stage `ii_7`
    --> [labs]/tp6/ii_7
     = help: did you mean `ii_6`?
     = note: allowed here: `ii_6`, `ii_2`
    ");
    assert_snapshot!(message(&labs, "tp6/ii_7/ban.yaml"), @r"
    error: `lab.yaml` knows no stage `ii_7`
    --> [labs]/tp6/ii_7/ban.yaml
     = help: did you mean `ii_6`?
     = note: allowed here: `ii_6`, `ii_2`
    ");
}

#[test]
fn a_lab_without_scenarios_is_refused() {
    let labs = labs();
    fs::remove_dir_all(labs.path().join("tp6/ii_6")).unwrap();
    fs::remove_dir_all(labs.path().join("tp6/ii_2")).unwrap();
    assert_snapshot!(message(&labs, "tp6"), @r"
    error: there is no scenario here
    --> [labs]/tp6
     = help: a scenario is a file `<lab>/<stage>/<name>.yaml`
    ");
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let labs = labs();
    fs::write(labs.path().join("tp6/ii_6/leave.yaml"), "title: 1\n").unwrap();
    fs::write(labs.path().join("tp6/ii_2/hello.yaml"), "").unwrap();
    assert_snapshot!(message(&labs, "tp6"), @r#"
    error: the field `when` is missing
     --> [labs]/tp6/ii_6/leave.yaml:1:1
      |
    1 | title: 1
      | ^^^^^ to be added here

    error: `title` is written in French and in English
     --> [labs]/tp6/ii_6/leave.yaml:1:8
      |
    1 | title: 1
      |        ^
      |
      = help: `title: {fr: "…", en: "…"}`

    error: this file is empty
    --> [labs]/tp6/ii_2/hello.yaml
    "#);
}

#[test]
fn a_wrong_lab_is_said_once_for_all_its_scenarios() {
    let labs = labs();
    fs::write(labs.path().join("tp6/lab.yaml"), "stages: []\n").unwrap();
    let paths = ["tp6/ii_6/leave.yaml", "tp6/ii_2/hello.yaml", "tp6"].map(|path| labs.path().join(path));
    assert_snapshot!(shown(&labs, &salon_language::find(&paths).unwrap_err()), @r"
    error: the field `title` is missing
     --> [labs]/tp6/lab.yaml:1:1
      |
    1 | stages: []
      | ^^^^^^ to be added here

    error: fields are needed here, one a line: `field: …`
     --> [labs]/tp6/lab.yaml:1:9
      |
    1 | stages: []
      |         ^
    ");
}

#[test]
fn the_mistakes_of_a_lab_file_have_messages() {
    assert_snapshot!(lab_error("title: {fr: a, en: b}\n"), @r"
    error: the field `stages` is missing
     --> [labs]/tp6/lab.yaml:1:1
      |
    1 | title: {fr: a, en: b}
      | ^^^^^ to be added here
    ");
    assert_snapshot!(lab_error("title: {fr: a, en: b}\nstages:\n"), @r"
    error: `stages` is empty
     --> [labs]/tp6/lab.yaml:2:1
      |
    2 | stages:
      | ^^^^^^
      |
      = help: for example: `stages: {ii_2: {title: …}}`
    ");
    assert_snapshot!(
        lab_error("title: TP6\nstages:\n  ../x:\n    title: {fr: a, en: b}\n  ii_2:\n    sever: [x]\n    client: [{}]\n    handshake: 'Hello|{name}'\n  ii_3:\n"),
        @r#"
    error: `title` is written in French and in English
     --> [labs]/tp6/lab.yaml:1:8
      |
    1 | title: TP6
      |        ^^^
      |
      = help: `title: {fr: "…", en: "…"}`

    error: a stage's name is a folder's: letters, digits, `_`, `-` and `.`
     --> [labs]/tp6/lab.yaml:3:3
      |
    3 |   ../x:
      |   ^^^^

    error: the field `title` is missing
     --> [labs]/tp6/lab.yaml:5:3
      |
    5 |   ii_2:
      |   ^^^^ to be added here

    error: unknown field `sever`
     --> [labs]/tp6/lab.yaml:6:5
      |
    6 |     sever: [x]
      |     ^^^^^
      |
      = help: did you mean `server`?
      = note: allowed here: `title`, `server`, `client`, `program`, `interpreter`, `handshake`, `relay`, `arrival`, `departure`, `reference`, `points`, `criteria`

    error: a text is needed here
     --> [labs]/tp6/lab.yaml:7:14
      |
    7 |     client: [{}]
      |              ^
      |
      = help: a text that begins with `[`, `{` or `- ` goes in quotes

    error: `{name}` stands for nothing
     --> [labs]/tp6/lab.yaml:8:23
      |
    8 |     handshake: 'Hello|{name}'
      |                       ^^^^^^
      |
      = note: allowed here: `{pseudo}`

    error: fields are needed here, one a line: `field: …`
     --> [labs]/tp6/lab.yaml:9:7
      |
    9 |   ii_3:
      |       ^
      |
      = note: allowed here: `title`, `server`, `client`, `program`, `interpreter`, `handshake`, `relay`, `arrival`, `departure`, `reference`, `points`, `criteria`
    "#
    );
}

#[test]
fn a_lab_says_what_stages_and_near_verdicts_are_worth() {
    let labs = labs();
    let dir = labs.path().join("tp6");
    let stage = Lab::load(&dir).unwrap();
    assert!((stage.near - 0.5).abs() < f64::EPSILON);
    assert_eq!(stage.stages[0].points, None);
    assert_eq!(stage.stages[0].interpreter, [""; 0]);
    let text = LAB.replace("stages:", "near: 0.25\nstages:").replace(
        "    handshake: H",
        "    points: 7\n    interpreter: python3.12 -X 'a b'\n    handshake: H",
    );
    fs::write(dir.join("lab.yaml"), text).unwrap();
    let lab = Lab::load(&dir).unwrap();
    assert!((lab.near - 0.25).abs() < f64::EPSILON);
    assert_eq!(lab.stages[0].points, Some(7));
    assert_eq!(lab.stages[0].interpreter, ["python3.12", "-X", "a b"]);
}

#[test]
fn the_mistakes_of_points_and_patterns_have_messages() {
    assert_snapshot!(
        lab_error("title: {fr: a, en: b}\nnear: 1.5\nstages:\n  ii_2:\n    title: {fr: a, en: b}\n    server: [part2/a.py, '*.*']\n    points: 0\n    interpretr: python3\n    interpreter: \"python3 'x\"\n"),
        @r#"
    error: `near` is a number from 0 to 1, for example 0.5
     --> [labs]/tp6/lab.yaml:2:7
      |
    2 | near: 1.5
      |       ^^^

    error: a file's name is needed, without a folder
     --> [labs]/tp6/lab.yaml:6:14
      |
    6 |     server: [part2/a.py, '*.*']
      |              ^^^^^^^^^^
      |
      = help: `*` stands for any characters, `?` for one: `chat*server*6.py`

    error: a file's name is needed, without a folder
     --> [labs]/tp6/lab.yaml:6:26
      |
    6 |     server: [part2/a.py, '*.*']
      |                          ^^^^^
      |
      = help: `*` stands for any characters, `?` for one: `chat*server*6.py`

    error: `points` is a whole number from 1 to 100
     --> [labs]/tp6/lab.yaml:7:13
      |
    7 |     points: 0
      |             ^

    error: unknown field `interpretr`
     --> [labs]/tp6/lab.yaml:8:5
      |
    8 |     interpretr: python3
      |     ^^^^^^^^^^
      |
      = help: did you mean `interpreter`?
      = note: allowed here: `title`, `server`, `client`, `program`, `interpreter`, `handshake`, `relay`, `arrival`, `departure`, `reference`, `points`, `criteria`

    error: a quotation mark in this command is not closed
     --> [labs]/tp6/lab.yaml:9:18
      |
    9 |     interpreter: "python3 'x"
      |                  ^^^^^^^^^^^^
    "#
    );
    assert_snapshot!(lab_error("title: {fr: a, en: b}\nnear: NaN\nstages: {a: {title: {fr: a, en: b}}}\n"), @r"
    error: `near` is a number from 0 to 1, for example 0.5
     --> [labs]/tp6/lab.yaml:2:7
      |
    2 | near: NaN
      |       ^^^
    ");
}

#[test]
fn files_that_are_no_text_are_refused() {
    let labs = labs();
    let stage = labs.path().join("tp6/ii_2");
    fs::write(stage.join("latin.yaml"), b"title: {fr: Un \xe9l\xe8ve, en: x}\n").unwrap();
    fs::write(stage.join("huge.yaml"), vec![b'#'; (1 << 20) + 1]).unwrap();
    fs::create_dir(stage.join("folder.yaml")).unwrap();
    assert_snapshot!(message(&labs, "tp6/ii_2"), @r"
    error: this file is larger than 1 MiB
    --> [labs]/tp6/ii_2/huge.yaml

    error: this text is not UTF-8
     --> [labs]/tp6/ii_2/latin.yaml:1:16
      |
    1 | title: {fr: Un �l�ve, en: x}
      |                ^ first invalid byte
      |
      = help: save the file as UTF-8
    ");
    assert_snapshot!(shown(&labs, &salon_language::load(&stage, crate::stage()).unwrap_err()), @r"
    error: this is a folder, a file is needed
    --> [labs]/tp6/ii_2
    ");
}

#[cfg(unix)]
#[test]
fn sockets_devices_and_links_to_themselves_do_not_hang_it() {
    use std::os::unix::fs::symlink;
    let labs = labs();
    let stage = labs.path().join("tp6/ii_2");
    let _socket = std::os::unix::net::UnixListener::bind(stage.join("socket.yaml")).unwrap();
    symlink("/dev/zero", stage.join("endless.yaml")).unwrap();
    symlink("loop.yaml", stage.join("loop.yaml")).unwrap();
    symlink("nowhere", stage.join("dangling.yaml")).unwrap();
    symlink("..", stage.join("up")).unwrap();
    symlink(labs.path(), labs.path().join("again")).unwrap();
    assert_snapshot!(message(&labs, "."), @r"
    error: this symbolic link leads nowhere
    --> [labs]/./tp6/ii_2/dangling.yaml

    error: this is not a regular file
    --> [labs]/./tp6/ii_2/endless.yaml

    error: this symbolic link leads nowhere
    --> [labs]/./tp6/ii_2/loop.yaml

    error: this is not a regular file
    --> [labs]/./tp6/ii_2/socket.yaml
    ");
}
