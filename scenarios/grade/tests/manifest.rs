//! `salon.yaml` in a submission.

use crate::{Bench, both};
use insta::assert_snapshot;
use salon_model::Language;
use std::fs;
use std::os::unix::fs::symlink;

/// All that is said of a `salon.yaml`.
fn error(bench: &Bench, text: &str) -> String {
    bench.write("salon.yaml", text);
    let error = bench.found().manifest_error.unwrap();
    assert!(!error.render(Language::Fr, false).is_empty());
    bench.stable(&error.render(Language::En, false))
}

#[test]
fn a_file_a_command_and_a_folder_can_be_named() {
    let bench = Bench::of(&["a/main.py", "a/data/x", "chat_server_ii_6.py"]);
    bench.write("salon.yaml", "stages: {ii_6: {file: ./a/main.py}}");
    assert_snapshot!(bench.told(&bench.six()), @r"
    in ./a: python3 main.py
    in ./: python3 a/main.py
    fr: `a/main.py` est nommé dans `salon.yaml`
    en: `a/main.py` is named in `salon.yaml`
    not chat_server_ii_6.py
    ");
    bench.write(
        "salon.yaml",
        "stages: {ii_6: {file: a/main.py, server: 'python3 -u {file}', directory: a/data}}",
    );
    assert_snapshot!(bench.told(&bench.six()), @r"
    in ./a/data: python3 -u [dir]/s/a/main.py
    fr: `a/main.py` est nommé dans `salon.yaml`
    en: `a/main.py` is named in `salon.yaml`
    not chat_server_ii_6.py
    ");
    bench.write("salon.yaml", "stages:");
    assert_eq!(bench.taken(), "chat_server_ii_6.py");
}

#[test]
fn a_command_may_be_called_by_the_kind_of_its_program() {
    let mut bench = Bench::of(&["main.py", "web.py"]);
    bench.set_lab(&format!(
        "{}  web:\n    title: {{fr: Web, en: Web}}\n    program: web_sync.py\n",
        crate::LAB
    ));
    for (server, client, program) in [("server", "client", "program"), ("command", "command", "command")] {
        bench.write(
            "salon.yaml",
            format!(
                "stages:\n  ii_6: {{{server}: python3 -u main.py}}\n  \
                 ii_6_client: {{{client}: 'python3 main.py --join {{stage}}'}}\n  \
                 web: {{file: web.py, {program}: 'python3 -B {{file}}'}}\n"
            ),
        );
        assert_eq!(bench.told(&bench.six()), "in ./: python3 -u main.py\n");
        let client = bench.stage("ii_6_client");
        assert_eq!(bench.told(&client), "in ./: python3 main.py --join ii_6\n");
        let web = bench.told(&bench.stage("web"));
        assert!(web.starts_with("in ./: python3 -B web.py\n"), "{web}");
    }
}

#[test]
fn a_command_for_another_kind_of_program_is_a_mistake() {
    let mut bench = Bench::of(&[]);
    bench.set_lab(&format!(
        "{}  web:\n    title: {{fr: Web, en: Web}}\n    program: web_sync.py\n",
        crate::LAB
    ));
    let text = "\
stages:
  ii_6: {server: python3 a.py, client: python3 b.py}
  ii_6_client: {command: x, client: y}
  web: {server: z}
";
    assert_snapshot!(error(&bench, text), @r"
    error: the program of `ii_6` is a server
     --> [dir]/s/salon.yaml:2:32
      |
    2 |   ii_6: {server: python3 a.py, client: python3 b.py}
      |                                ^^^^^^
      |
      = help: this command belongs under `ii_6_client`

    error: a stage has one command only
     --> [dir]/s/salon.yaml:3:29
      |
    3 |   ii_6_client: {command: x, client: y}
      |                 -------     ^^^^^^ to be said once
      |                 |
      |                 said here already

    error: the program of `web` is neither a server nor a client
     --> [dir]/s/salon.yaml:4:9
      |
    4 |   web: {server: z}
      |         ^^^^^^
      |
      = help: `command` gives the command of any program
    ");
}

#[test]
fn the_teachers_command_comes_first() {
    let bench = Bench::of(&["a/main.py"]);
    bench.write("salon.yaml", "stages: {ii_6: {file: a/main.py, server: 'true'}}");
    let options = bench.options(Some("python3 {file}"), None).unwrap();
    assert!(
        bench
            .told(&bench.found_with(&options).stages[2])
            .starts_with("in ./a: python3 main.py\n")
    );
}

#[test]
fn every_mistake_has_a_message() {
    let bench = Bench::of(&["main.py", "a/b.py"]);
    symlink("/etc/hostname", bench.path("s/out.py")).unwrap();
    assert_snapshot!(error(&bench, "\
stages:
  ii_7: {file: main.py}
  ii_6:
    file: mian.py
    servr: x
    directory: ../..
  ii_5: {file: /etc/passwd, server: 'python3 {flie}', directory: main.py}
"), @r"
    error: this lab has no stage `ii_7`
     --> [dir]/s/salon.yaml:2:3
      |
    2 |   ii_7: {file: main.py}
      |   ^^^^
      |
      = help: did you mean `ii_5`?
      = note: allowed here: `ii_5`, `ii_5_client`, `ii_6`, `ii_6_client`

    error: there is no such file or folder in the submission
     --> [dir]/s/salon.yaml:4:11
      |
    4 |     file: mian.py
      |           ^^^^^^^
      |
      = help: did you mean `main.py`?

    error: unknown field `servr`
     --> [dir]/s/salon.yaml:5:5
      |
    5 |     servr: x
      |     ^^^^^
      |
      = help: did you mean `server`?
      = note: allowed here: `command`, `server`, `file`, `directory`

    error: this path leads out of the submission
     --> [dir]/s/salon.yaml:6:16
      |
    6 |     directory: ../..
      |                ^^^^^
      |
      = help: a path starts at the folder of `salon.yaml`, without `..`

    error: this path leads out of the submission
     --> [dir]/s/salon.yaml:7:16
      |
    7 |   ii_5: {file: /etc/passwd, server: 'python3 {flie}', directory: main.py}
      |                ^^^^^^^^^^^
      |
      = help: a path starts at the folder of `salon.yaml`, without `..`

    error: `{flie}` stands for nothing
     --> [dir]/s/salon.yaml:7:46
      |
    7 |   ii_5: {file: /etc/passwd, server: 'python3 {flie}', directory: main.py}
      |                                              ^^^^^^
      |
      = help: did you mean `{file}`?
      = note: allowed here: `{stage}`, `{file}`, `{folder}`

    error: this is not a folder
     --> [dir]/s/salon.yaml:7:66
      |
    7 |   ii_5: {file: /etc/passwd, server: 'python3 {flie}', directory: main.py}
      |                                                                  ^^^^^^^
    ");
    assert_snapshot!(error(&bench, "stages: {ii_6: {file: out.py}, ii_5: {file: a, server: \"a 'b\"}}"), @r#"
    error: this path leads out of the submission
     --> [dir]/s/salon.yaml:1:23
      |
    1 | stages: {ii_6: {file: out.py}, ii_5: {file: a, server: "a 'b"}}
      |                       ^^^^^^
      |
      = help: a path starts at the folder of `salon.yaml`, without `..`

    error: this is not a regular file
     --> [dir]/s/salon.yaml:1:45
      |
    1 | stages: {ii_6: {file: out.py}, ii_5: {file: a, server: "a 'b"}}
      |                                             ^

    error: a quotation mark in this command is not closed
     --> [dir]/s/salon.yaml:1:56
      |
    1 | stages: {ii_6: {file: out.py}, ii_5: {file: a, server: "a 'b"}}
      |                                                        ^^^^^^
    "#);
    assert_snapshot!(error(&bench, "stage: {}"), @r"
    error: unknown field `stage`
     --> [dir]/s/salon.yaml:1:1
      |
    1 | stage: {}
      | ^^^^^
      |
      = help: did you mean `stages`?
      = note: allowed here: `stages`

    error: the field `stages` is missing
     --> [dir]/s/salon.yaml:1:1
      |
    1 | stage: {}
      | ^^^^^ to be added here
    ");
}

#[test]
fn a_wrong_one_is_left_aside_and_said() {
    let bench = Bench::of(&["chat_server_ii_6.py"]);
    bench.write("salon.yaml", "stages:\n  ii_6: {fil: x}\n");
    assert_eq!(bench.taken(), "chat_server_ii_6.py");
    assert_snapshot!(both(&bench.found().notes), @r"
    fr: `salon.yaml` est laissé de côté, ligne 2 : champ inconnu : `fil`
    en: `salon.yaml` is left aside, line 2: unknown field `fil`
    ");
}

#[test]
fn a_link_is_not_read() {
    let bench = Bench::of(&[]);
    fs::write(bench.path("secret"), "password: hunter2\n").unwrap();
    symlink(bench.path("secret"), bench.path("s/salon.yaml")).unwrap();
    let error = bench.found().manifest_error.unwrap();
    assert_snapshot!(bench.stable(&error.to_string()), @r"
    error: this is not a regular file
    --> [dir]/s/salon.yaml
    ");
}

#[test]
fn a_students_command_reaches_nothing_outside_and_runs_nothing_here() {
    let bench = Bench::of(&["x.py"]);
    let witness = bench.path("witness");
    bench.tool("python-evil", &format!("#!/bin/sh\ntouch {}\n", witness.display()));
    bench.tool("s/python-evil", &format!("#!/bin/sh\ntouch {}\n", witness.display()));
    for command in [
        "../python-evil",
        "./python-evil",
        "../other/secret.py",
        "nothing-like-it",
    ] {
        bench.write(
            "salon.yaml",
            format!("stages: {{ii_6: {{server: '{command} ../other/x.py'}}}}"),
        );
        let six = bench.six();
        if command == "./python-evil" {
            assert_snapshot!(bench.told(&six), @"in ./: ./python-evil ../other/x.py");
            let salon_grade::discover::Readiness::Ready(launches) = six.readiness else {
                panic!()
            };
            let kept = launches[0].program.keep();
            assert!(
                !kept
                    .iter()
                    .any(|folder| folder.ends_with("other") || folder.ends_with("..")),
                "{kept:?}"
            );
        } else {
            assert!(bench.told(&six).contains("interpreter-missing") || bench.told(&six).contains("command-not-found"));
        }
    }
    assert!(!witness.exists());
}

#[test]
fn a_command_that_names_no_program_blocks_its_stage() {
    let bench = Bench::of(&["a.py"]);
    bench.write("salon.yaml", "stages:\n  ii_6:\n    command: ./nothing a.py\n");
    assert_snapshot!(bench.told(&bench.six()), @r"
    command-not-found:
    fr: la commande nomme `./nothing`, qui n'est ni installé ni un fichier exécutable
    en: the command names `./nothing`, which is neither installed nor an executable file
    ");
}
