//! Commands given by hand.

use crate::Bench;
use crate::archives::make::{File, zip};
use insta::assert_snapshot;
use salon_grade::discover::{Commands, FindError, FoundStage, Options};

/// What a command makes of stage `ii_6`.
fn with(bench: &Bench, command: &str) -> FoundStage {
    let options = bench.options(Some(command), None).unwrap();
    crate::of_stage(bench.found_with(&options), "ii_6")
}

#[test]
fn a_command_is_filled_in_word_by_word() {
    let bench = Bench::of(&["part 2/it's {stage}; rm/chat_server_ii_6.py", "README.md"]);
    assert_snapshot!(bench.told(&with(&bench, "python3 -u {file} --at={stage}")), @r"
    in ./part 2/it's {stage}; rm: python3 -u chat_server_ii_6.py '--at=ii_6'
    in ./: python3 -u 'part 2/it'\''s {stage}; rm/chat_server_ii_6.py' '--at=ii_6'
    ");
    assert_snapshot!(bench.told(&with(&bench, "python3 {folder}/x")), @r"
    in ./part 2/it's {stage}; rm: python3 [dir]/s/x
    in ./: python3 [dir]/s/x
    ");
}

#[test]
fn a_command_that_needs_a_program_finds_it_missing() {
    let bench = Bench::of(&["chat_server_ii_5.py"]);
    assert_snapshot!(bench.told(&with(&bench, "python3 {file}")), @"missing");
    assert_snapshot!(bench.told(&with(&bench, "python3 chat_server_{stage}.py")), @r"
    missing
    fr: `chat_server_ii_6.py`, que la commande nomme, n'est pas là
    en: `chat_server_ii_6.py`, which the command names, is not there
    ");
}

#[test]
fn a_command_starts_where_the_files_it_names_are() {
    let bench = Bench::of(&["ii/chat_server_ii_6.py", "serve_ii_6.py"]);
    assert_snapshot!(bench.told(&with(&bench, "python3 serve_{stage}.py")), @"in ./: python3 serve_ii_6.py");
}

#[test]
fn a_program_of_the_submission_is_named_but_not_asked_what_it_is() {
    let bench = Bench::of(&["README.md"]);
    let witness = bench.path("witness");
    bench.write("python3", format!("#!/bin/sh\ntouch {}\n", witness.display()));
    let file = bench.path("s/python3");
    std::fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    assert_snapshot!(bench.told(&with(&bench, "{folder}/python3 x")), @"in ./: [dir]/s/python3 x");
    assert_snapshot!(bench.told(&with(&bench, "./python3 x")), @"in ./: ./python3 x");
    assert!(!witness.exists());
}

#[test]
fn a_command_holds_for_its_kind_of_program_only() {
    let bench = Bench::of(&["chat_server_ii_6.py", "chat_client_ii_6.py"]);
    let told = |server: Option<&str>, client: Option<&str>| {
        let options = Options::new(bench.tools(), Commands { server, client }, None).unwrap();
        let stages = bench.found_with(&options).stages;
        let told: Vec<String> = stages.iter().map(|stage| bench.told(stage)).collect();
        told.join("---\n")
    };
    assert_snapshot!(told(Some("python3 -u {file}"), None), @r"
    missing
    ---
    missing
    ---
    in ./: python3 -u chat_server_ii_6.py
    ---
    in ./: python3 chat_client_ii_6.py
    ");
    assert_snapshot!(told(None, Some("python3 -B {folder}/chat_client_{stage}.py {stage}")), @r"
    missing
    ---
    missing
    fr: `chat_client_ii_5.py`, que la commande nomme, n'est pas là
    en: `chat_client_ii_5.py`, which the command names, is not there
    ---
    in ./: python3 chat_server_ii_6.py
    ---
    in ./: python3 -B [dir]/s/chat_client_ii_6.py ii_6
    ");
    assert_snapshot!(told(Some("python3 s.py"), Some("python3 c.py")), @r"
    in ./: python3 s.py
    ---
    in ./: python3 c.py
    ---
    in ./: python3 s.py
    ---
    in ./: python3 c.py
    ");
}

#[test]
fn a_wrong_command_for_clients_is_refused_too() {
    let bench = Bench::of(&[]);
    let client = Some("pyhton3 {file}");
    let error = Options::new(bench.tools(), Commands { server: None, client }, None).unwrap_err();
    assert!(matches!(error, FindError::NoProgram(_)), "{error}");
}

#[test]
fn a_wrong_command_is_refused_at_once() {
    let bench = Bench::of(&[]);
    let error = |command: &str| bench.options(Some(command), None).unwrap_err().to_string();
    assert_eq!(
        error("pyhton3 {file}"),
        "`pyhton3` is neither a program on the PATH nor an executable file"
    );
    assert_eq!(
        error("python3 {fil}"),
        "{fil} stands for nothing in a command; `{stage}`, `{file}` and `{folder}` do"
    );
    assert_eq!(error("python3 '"), "a quotation mark in the command is not closed");
}

#[test]
fn a_command_finds_in_an_archive_what_it_would_find_unpacked() {
    let bench = Bench::of(&[]);
    bench.write("rendu.zip", zip(&[File::program("src/serve_ii_6.py")]));
    let six = |command: &str| {
        let found = bench.found_with(&bench.options(Some(command), None).unwrap());
        let unpacked = found.unpacked().map(|folder| folder.to_str().unwrap().to_owned());
        let told = bench.told(&crate::of_stage(found, "ii_6"));
        told.replace(&unpacked.unwrap(), "[unpacked]")
    };
    assert_snapshot!(six("python3 src/serve_{stage}.py"), @"in ./: python3 src/serve_ii_6.py");
    assert_snapshot!(six("python3 {folder}/src/x.py"), @"in ./: python3 [unpacked]/rendu.zip/src/x.py");
    // What is outside comes first, and of what could not be opened nothing is run.
    bench.write("serve_ii_6.py", "print()");
    assert_snapshot!(six("python3 serve_{stage}.py"), @"in ./: python3 serve_ii_6.py");
    let bench = Bench::of(&["part/rendu.zip"]);
    assert_snapshot!(bench.told(&with(&bench, "python3 {folder}/src/x.py")), @r"
    fr: l'archive `part/rendu.zip` n'a pas pu être ouverte : elle est coupée ou abîmée, ou n'est pas une archive ; rendez-la à nouveau
    en: the archive `part/rendu.zip` could not be opened: it is cut short or damaged, or no archive; hand it in again
    ");
}
