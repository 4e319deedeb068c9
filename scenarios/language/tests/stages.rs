//! Stages of labs: their kinds of programs, and what those speak.

use insta::assert_snapshot;
use salon_language::{Lab, PlanError};
use salon_model::{Language, SubjectKind};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const LAB: &str = "\
title: {fr: TP6, en: Lab 6}
stages:
  ii_6:
    title: {fr: Départs, en: Leaving}
    server: chat_server_ii_6.py
    handshake: Hello|{pseudo}
  ii_6_client:
    title: {fr: 'Départs : le client', en: 'Leaving: the client'}
    client: [chat_client_ii_6.py, '*client_ii_6.py']
    relay: '{pseudo} a dit : {text}'
    arrival: 'Annonce : {pseudo} a rejoint la chatroom'
    departure: 'Annonce : {pseudo} a quitté la chatroom'
    reference: join --stage 'ii 6'
  web_sync:
    title: {fr: Une page, en: A page}
    program: web_sync.py
  bare:
    title: {fr: Rien, en: Nothing}
";

fn folder(lab: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("lab.yaml"), lab).unwrap();
    dir
}

fn lab() -> Lab {
    Lab::load(folder(LAB).path()).unwrap_or_else(|error| panic!("{error}"))
}

fn shown(dir: &Path, error: &PlanError) -> String {
    let text = [Language::En, Language::Fr].map(|language| error.render(language, false));
    text.join("\n\n-----\n\n").replace(dir.to_str().unwrap(), "[lab]")
}

fn lab_error(stage: &str) -> String {
    let dir = folder(&format!(
        "title: {{fr: a, en: b}}\nstages:\n  x:\n    title: {{fr: a, en: b}}\n{stage}"
    ));
    shown(dir.path(), &Lab::load(dir.path()).unwrap_err())
}

#[test]
fn a_stage_puts_the_kind_under_test_whose_files_it_names() {
    let kinds: Vec<(String, SubjectKind)> = lab()
        .stages
        .into_iter()
        .map(|stage| (stage.stage.name, stage.stage.subject))
        .collect();
    let expected = [
        ("ii_6", SubjectKind::Server),
        ("ii_6_client", SubjectKind::Client),
        ("web_sync", SubjectKind::Program),
        ("bare", SubjectKind::Server),
    ];
    assert_eq!(kinds, expected.map(|(name, kind)| (name.to_owned(), kind)));
    assert_eq!(
        lab().stage("ii_6_client").unwrap().files,
        ["chat_client_ii_6.py", "*client_ii_6.py"]
    );
    assert_eq!(lab().stage("web_sync").unwrap().files, ["web_sync.py"]);
}

#[test]
fn a_stage_of_clients_says_how_they_hear_of_others() {
    let stage = lab().stage("ii_6_client").unwrap().stage.clone();
    assert_eq!(stage.relay.as_deref(), Some("{pseudo} a dit : {text}"));
    assert_eq!(
        stage.arrival.as_deref(),
        Some("Annonce : {pseudo} a rejoint la chatroom")
    );
    assert_eq!(
        stage.departure.as_deref(),
        Some("Annonce : {pseudo} a quitté la chatroom")
    );
    assert_eq!(stage.handshake, None);
}

#[test]
fn a_server_has_a_reference_of_its_stage_and_others_have_what_is_written() {
    let reference = |name: &str| lab().stage(name).unwrap().stage.reference.clone();
    assert_eq!(reference("ii_6"), ["serve", "--stage", "ii_6", "--port", "0"]);
    assert_eq!(reference("ii_6_client"), ["join", "--stage", "ii 6"]);
    assert_eq!(reference("web_sync"), [""; 0]);
}

#[test]
fn scenarios_are_read_for_the_kind_of_their_stage() {
    let dir = folder(LAB);
    for (stage, step) in [
        ("ii_6", "vince joins"),
        ("ii_6_client", "user types: a"),
        ("web_sync", "run: []"),
    ] {
        fs::create_dir(dir.path().join(stage)).unwrap();
        let text = format!("title: {{fr: a, en: b}}\nwhen:\n  - {step}\n");
        fs::write(dir.path().join(stage).join("trial.yaml"), text).unwrap();
    }
    let scenarios = salon_language::find(&[dir.path().to_owned()]).unwrap_or_else(|error| panic!("{error}"));
    let kinds: Vec<SubjectKind> = scenarios.iter().map(salon_model::Scenario::subject).collect();
    assert_eq!(kinds, [SubjectKind::Server, SubjectKind::Client, SubjectKind::Program]);
}

#[test]
fn every_scenario_of_the_real_labs_is_read() {
    let labs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../labs");
    if let Err(error) = salon_language::find(&[labs]) {
        panic!("{error}");
    }
}

#[test]
fn a_second_kind_of_program_in_a_stage_is_refused() {
    assert_snapshot!(lab_error("    server: a.py\n    client: b.py\n"), @r"
    error: a stage puts one kind of program under test
     --> [lab]/lab.yaml:6:5
      |
    5 |     server: a.py
      |     ------
    6 |     client: b.py
      |     ^^^^^^
      |
      = help: give the other a stage of its own, for example `ii_6_client`

    -----

    erreur: une partie ne met à l'épreuve qu'une sorte de programme
     --> [lab]/lab.yaml:6:5
      |
    5 |     server: a.py
      |     ------
    6 |     client: b.py
      |     ^^^^^^
      |
      = aide: donnez à l'autre sa propre partie, par exemple `ii_6_client`
    ");
}

#[test]
fn a_word_in_braces_that_stands_for_nothing_is_refused() {
    assert_snapshot!(lab_error("    client: a.py\n    relay: '{pseudo} : {txt}'\n    arrival: '{pseudo} {text}'\n    departure: '{'\n"), @r"
    error: `{txt}` stands for nothing
     --> [lab]/lab.yaml:6:24
      |
    6 |     relay: '{pseudo} : {txt}'
      |                        ^^^^^
      |
      = note: allowed here: `{pseudo}`, `{text}`

    error: `{text}` stands for nothing
     --> [lab]/lab.yaml:7:24
      |
    7 |     arrival: '{pseudo} {text}'
      |                        ^^^^^^
      |
      = note: allowed here: `{pseudo}`

    error: `{` stands for nothing
     --> [lab]/lab.yaml:8:17
      |
    8 |     departure: '{'
      |                 ^
      |
      = note: allowed here: `{pseudo}`

    -----

    erreur: `{txt}` ne désigne rien
     --> [lab]/lab.yaml:6:24
      |
    6 |     relay: '{pseudo} : {txt}'
      |                        ^^^^^
      |
      = note: possible ici : `{pseudo}`, `{text}`

    erreur: `{text}` ne désigne rien
     --> [lab]/lab.yaml:7:24
      |
    7 |     arrival: '{pseudo} {text}'
      |                        ^^^^^^
      |
      = note: possible ici : `{pseudo}`

    erreur: `{` ne désigne rien
     --> [lab]/lab.yaml:8:17
      |
    8 |     departure: '{'
      |                 ^
      |
      = note: possible ici : `{pseudo}`
    ");
}
