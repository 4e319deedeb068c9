//! Recorded sessions judged again: the lab has changed, and no program is run.

use crate::harness::{copy, salon, top};
use crate::results::{self, Graded};
use assert_cmd::assert::Assert;
use predicates::prelude::*;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const LAB: &str = "\
title: {fr: Labo, en: Lab}
near: 0.5
stages:
  ii_4:
    title: {fr: Un chat, en: A chat}
    server: [\"*server_ii_4.py\"]
    criteria:
      relay:
        title: {fr: Redistribuer, en: Passing on}
        points: 4
        scenarios: [relay, addresses]
        aspects: delivery
      words:
        title: {fr: Les mots, en: The words}
        points: 2
        scenarios: [addresses]
        aspects: [content, wording]
      sender:
        title: {fr: Sans écho, en: No echo}
        points: 4
        scenarios: [not_to_sender]
        needs: relay
";

/// A lab of one stage, and a class that was graded with it: alice does as the reference, bob in other words, carol sends
/// messages back to their authors, and dan has handed in nothing.
struct Class {
    folder: TempDir,
}

impl Class {
    fn graded() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let class = Self { folder };
        let lab = class.path("lab");
        copy(&top().join("scenarios/labs/tp6/ii_4"), &lab.join("ii_4"));
        for entry in fs::read_dir(lab.join("ii_4")).expect("scenarios").flatten() {
            let name = entry.path().file_stem().expect("a name").to_owned();
            if !["relay", "addresses", "not_to_sender"].iter().any(|kept| name == *kept) {
                fs::remove_file(entry.path()).expect("a file");
            }
        }
        class.lab_is(LAB);
        let server = top().join("tests/submissions/correct/chat_server_ii_4.py");
        let server = fs::read_to_string(server).expect("a server");
        for (name, program) in [
            ("alice", server.clone()),
            ("bob", server.replace("a dit :", "said:")),
            ("carol", server.replace("if addr != expediteur:", "if True:")),
        ] {
            fs::create_dir_all(class.path("class").join(name)).expect("a folder");
            fs::write(class.path("class").join(name).join("chat_server_ii_4.py"), program).expect("a program");
        }
        fs::create_dir(class.path("class/dan")).expect("a folder");
        let mut grade = class.salon("grade");
        grade
            .arg(class.path("class"))
            .arg("--results")
            .arg(class.path("results"));
        grade.assert().code(1);
        // What is judged again needs no program.
        fs::remove_dir_all(class.path("class")).expect("the class");
        class
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn salon(&self, verb: &str) -> assert_cmd::Command {
        let mut salon = salon();
        salon.arg(verb).arg("--lab").arg(self.path("lab"));
        salon
    }

    fn lab_is(&self, text: &str) {
        fs::write(self.path("lab/lab.yaml"), text).expect("a lab");
    }

    fn scenario(&self, name: &str, change: impl FnOnce(String) -> String) {
        let path = self.path("lab/ii_4").join(name).with_extension("yaml");
        let text = fs::read_to_string(&path).expect("a scenario");
        fs::write(&path, change(text)).expect("a scenario");
    }

    fn regrade(&self, more: &[&str]) -> Assert {
        let mut regrade = self.salon("regrade");
        regrade.arg(self.path("results")).args(more);
        regrade.assert()
    }

    /// Regrades into a file, and reads it.
    fn regraded(&self) -> Vec<Graded> {
        let file = self.path("new");
        self.regrade(&["--output", file.to_str().expect("a path")]);
        results::read(&file)
    }

    fn points(&self) -> Vec<(String, f64)> {
        let graded = self.regraded();
        graded.iter().map(|one| (one.name().to_owned(), one.got())).collect()
    }
}

fn all(points: [f64; 4]) -> Vec<(String, f64)> {
    let names = ["alice", "bob", "carol", "dan"];
    names.map(str::to_owned).into_iter().zip(points).collect()
}

#[test]
fn with_the_same_lab_nothing_changes() {
    let class = Class::graded();
    class
        .regrade(&["--lang", "fr"])
        .code(1)
        .stdout("0 rendu(s) sur 4 changent ; moyenne : 6,25 → 6,25\n");
    assert_eq!(class.points(), all([10.0, 9.0, 6.0, 0.0]));
    let file = |name| fs::read_to_string(class.path(name)).expect("results");
    let lines = |text: &str| {
        text.lines()
            .map(str::to_owned)
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(lines(&file("new")), lines(&file("results")));
}

#[test]
fn other_points_and_another_share_for_near_verdicts_are_shown_before_they_are_written() {
    let class = Class::graded();
    class.lab_is(&LAB.replace("near: 0.5", "near: 0.75").replace(
        "points: 4\n        scenarios: [not",
        "points: 1\n        scenarios: [not",
    ));
    let before = fs::read(class.path("results")).expect("results");
    class.regrade(&[]).code(1).stdout(
        "alice: 10 / 10 → 7 / 7
  ii_4 No echo: 4 / 4 → 1 / 1
bob: 9 / 10 → 6.5 / 7
  ii_4 The words: 1 / 2 → 1.5 / 2
  ii_4 No echo: 4 / 4 → 1 / 1
carol: 6 / 10 → 6 / 7
  ii_4 No echo: 0 / 4 → 0 / 1
dan: 0 / 10 → 0 / 7
  ii_4 No echo: 0 / 4 → 0 / 1
4 of 4 submission(s) change; mean: 6.25 → 4.88
",
    );
    assert_eq!(
        fs::read(class.path("results")).expect("results"),
        before,
        "nothing is written unasked"
    );
    assert_eq!(class.points(), all([7.0, 6.5, 6.0, 0.0]));
}

#[test]
fn results_can_be_written_over_those_that_there_were_and_reports_beside_them() {
    let class = Class::graded();
    class.lab_is(&LAB.replace("near: 0.5", "near: 1"));
    let (results, csv) = (class.path("results"), class.path("points.csv"));
    let former = fs::read(&results).expect("results");
    let [to, report] = [&results, &csv].map(|path| path.to_str().expect("a path"));
    class.regrade(&["--output", to, "--report-csv", report]).code(1);
    assert_eq!(fs::read(class.path("results~")).expect("the former results"), former);
    let csv = fs::read_to_string(csv).expect("a report");
    assert!(csv.contains("\r\nbob,10,10,10,10,"), "{csv}");
    class.regrade(&[]).stdout(predicate::str::starts_with("0 of 4 "));
}

#[test]
fn what_only_another_session_could_tell_is_not_judged() {
    let class = Class::graded();
    // Another title, hint or expectation is judged; another step, or a new scenario, is not.
    class.scenario("relay", |text| {
        text.replace("points: 3", "points: 5") + "then:\n  - server keeps running\n"
    });
    class.scenario("not_to_sender", |text| text.replace("salut", "bonsoir"));
    // Where no reference is recorded, it is played.
    fs::remove_file(class.path("lab/ii_4/not_to_sender.snap")).expect("a reference");
    let verdicts = class.regraded().remove(0).verdicts();
    let verdict = |scenario: &str| verdicts[scenario].as_str();
    assert_eq!(
        (
            verdict("ii_4/relay"),
            verdict("ii_4/addresses"),
            verdict("ii_4/not_to_sender")
        ),
        ("pass", "pass", "error")
    );
    class
        .regrade(&[])
        .code(4)
        .stdout(predicate::str::contains("ii_4/not_to_sender: ✓ pass → ! error"));
}

#[test]
fn what_was_seen_is_judged_again_when_a_scenario_is_what_it_was_however_often_results_were_written_over() {
    let class = Class::graded();
    let (results, scenario) = (class.path("results"), class.path("lab/ii_4/not_to_sender.yaml"));
    let (graded, played) = (fs::read(&results), fs::read(&scenario));
    let (graded, played) = (graded.expect("results"), played.expect("a scenario"));
    let to = results.to_str().expect("a path");
    class.scenario("not_to_sender", |text| text.replace("salut", "bonsoir"));
    let snap = class.path("lab/ii_4/not_to_sender.snap");
    let reference = fs::read(&snap).expect("a reference");
    fs::remove_file(&snap).expect("a reference");
    // The second time, the file that is kept beside the results is not the graded one any more.
    class.regrade(&["--output", to]).code(4);
    class.regrade(&["--output", to]).code(4);
    fs::write(&scenario, played).expect("a scenario");
    fs::write(&snap, reference).expect("a reference");
    class.regrade(&["--output", to]).code(1);
    let lines = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        text.lines()
            .map(str::to_owned)
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(lines(&fs::read(&results).expect("results")), lines(&graded));
}

#[test]
fn results_that_cannot_be_judged_again_are_refused_with_the_reason() {
    let class = Class::graded();
    let said = |words: &str, code: i32| {
        class.regrade(&[]).code(code).stderr(predicate::str::contains(words));
    };
    let (stage, renamed) = (class.path("lab/ii_4"), class.path("lab/ii_9"));
    class.lab_is(&LAB.replace("ii_4:", "ii_9:"));
    fs::rename(&stage, &renamed).expect("a stage");
    said("no stage of these results is in the lab", 3);
    class.lab_is(LAB);
    fs::rename(&renamed, &stage).expect("a stage");
    fs::write(class.path("results"), "{\"format\":5}\n").expect("results");
    said("its format is 5", 3);
    fs::write(class.path("results"), "no results").expect("results");
    said("it is not a file of results", 3);
    fs::remove_file(class.path("results")).expect("results");
    said("No such file", 4);
}
