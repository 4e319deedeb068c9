//! Files written, cut short and read back.

use super::{FORMAT, Header, Results, Store, Unusable};
use salon_model::{Points, Protection, Submission, Text};
use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

fn header(digest: &str) -> Header {
    let text = Text {
        fr: "TP".to_owned(),
        en: "lab".to_owned(),
    };
    Header {
        format: FORMAT,
        lab: text,
        stages: Vec::new(),
        digest: digest.to_owned(),
        missing_protections: Vec::new(),
    }
}

fn submission(name: &str) -> Submission {
    Submission {
        name: name.to_owned(),
        folder: name.into(),
        stages: Vec::new(),
        points: Points::default(),
    }
}

/// The names of the submissions in a file, each of which can be read.
fn names(path: &Path) -> Vec<String> {
    let results = Results::open(&[path.to_owned()]).unwrap();
    let names = (0..results.overview.rows.len()).map(|row| results.submission(row).unwrap().name);
    names.collect()
}

#[test]
fn what_was_written_before_an_interruption_is_there_and_a_torn_line_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.jsonl");
    let mut store = Store::create(&path, &header("1")).unwrap();
    store.add(&submission("alice")).unwrap();
    let mut torn = OpenOptions::new().append(true).open(&path).unwrap();
    torn.write_all(b"{\"name\":\"bo").unwrap();
    drop(store);
    let (mut store, before) = Store::resume(&path, &header("1")).unwrap();
    assert_eq!(before, HashSet::from(["alice".to_owned()]));
    store.add(&submission("bob")).unwrap();
    assert_eq!(names(&path), ["alice", "bob"]);
}

#[test]
fn a_last_line_that_misses_its_end_alone_is_taken_and_a_torn_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["1", "2"].map(|name| folder.path().join(name));
    for (path, cut) in paths.iter().zip([1, 5]) {
        let mut store = Store::create(path, &header("1")).unwrap();
        store.add(&submission("alice")).unwrap();
        store.add(&submission(&format!("bob{cut}"))).unwrap();
        let whole = fs::read(path).unwrap();
        fs::write(path, &whole[..whole.len() - cut]).unwrap();
    }
    let results = Results::open(&paths).unwrap();
    assert_eq!(results.torn, [paths[1].clone()]);
    let merged = folder.path().join("merged");
    results.write(&merged).unwrap();
    assert_eq!(names(&merged), ["alice", "bob1"]);
    let (mut store, before) = Store::resume(&paths[0], &header("1")).unwrap();
    assert_eq!(before.len(), 2);
    store.add(&submission("carol")).unwrap();
    assert_eq!(names(&paths[0]), ["alice", "bob1", "carol"]);
}

#[test]
fn a_file_has_one_writer_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.jsonl");
    let mut other_machine = header("1");
    other_machine.missing_protections.push(Protection::Memory);
    let refused = || {
        let created = Store::create(&path, &header("1")).map(|_| ());
        let resumed = Store::resume(&path, &header("1")).map(|_| ());
        [created, resumed]
            .into_iter()
            .all(|refused| matches!(refused, Err(error) if matches!(error.cause, Unusable::InUse)))
    };
    let first = Store::create(&path, &header("1")).unwrap();
    assert!(refused());
    drop(first);
    let mut again = Store::resume(&path, &other_machine).unwrap().0;
    assert!(refused());
    again.add(&submission("alice")).unwrap();
    assert_eq!(names(&path), ["alice"]);
}

#[test]
fn a_header_that_was_not_written_to_its_end_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.jsonl");
    Store::create(&path, &header("1")).unwrap();
    let whole = fs::read(&path).unwrap();
    for length in [0, 1, 20, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        let (mut store, before) = Store::resume(&path, &header("1")).unwrap();
        assert!(before.is_empty());
        store.add(&submission("alice")).unwrap();
        assert_eq!(names(&path), ["alice"]);
    }
}

#[test]
fn what_is_no_regular_file_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let error = Store::create(folder.path(), &header("1")).unwrap_err();
    assert!(error.to_string().ends_with("it is no regular file"), "{error}");
    assert!(folder.path().is_dir());
    assert!(Store::resume(folder.path(), &header("1")).is_err());
}

#[test]
fn what_holds_on_another_machine_is_said_and_what_was_graded_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.jsonl");
    let mut store = Store::create(&path, &header("1")).unwrap();
    store.add(&submission("alice")).unwrap();
    drop(store);
    let mut elsewhere = header("1");
    elsewhere.missing_protections.push(Protection::Memory);
    let (mut store, before) = Store::resume(&path, &elsewhere).unwrap();
    assert_eq!(before.len(), 1);
    store.add(&submission("bob")).unwrap();
    assert_eq!(names(&path), ["alice", "bob"]);
    let results = Results::open(&[path]).unwrap();
    assert_eq!(results.overview.missing_protections.len(), 1);
}

#[test]
fn of_a_submission_graded_twice_the_later_result_counts() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["1", "2"].map(|name| folder.path().join(name));
    for (got, path) in [1.0, 2.0].into_iter().zip(&paths) {
        let mut one = submission("alice");
        one.points = Points { got, max: 2.0 };
        Store::create(path, &header("1")).unwrap().add(&one).unwrap();
    }
    let merged = folder.path().join("merged");
    Results::open(&paths).unwrap().write(&merged).unwrap();
    let results = Results::open(&[merged]).unwrap();
    assert_eq!(results.overview.rows.len(), 1);
    assert!((results.submission(0).unwrap().points.got - 2.0).abs() < f64::EPSILON);
}

#[test]
fn results_of_another_lab_are_not_mixed_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.jsonl");
    Store::create(&path, &header("1")).unwrap();
    assert!(matches!(
        Store::resume(&path, &header("2")).unwrap_err().cause,
        Unusable::OtherLab
    ));
    fs::write(&path, "hello\n").unwrap();
    assert!(matches!(
        Store::resume(&path, &header("1")).unwrap_err().cause,
        Unusable::NotResults
    ));
}

#[test]
fn results_of_another_format_are_told_from_what_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.jsonl");
    fs::write(&path, "{\"format\":2,\"lab\":{}}\n").unwrap();
    let error = Store::resume(&path, &header("1")).unwrap_err();
    assert!(error.to_string().contains("its format is 2"), "{error}");
    assert!(error.to_string().ends_with("grade again"), "{error}");
}

#[test]
fn starting_anew_keeps_the_former_results_aside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.jsonl");
    Store::create(&path, &header("1"))
        .unwrap()
        .add(&submission("alice"))
        .unwrap();
    Store::create(&path, &header("2")).unwrap();
    assert_eq!(names(&folder.path().join("results.jsonl~")), ["alice"]);
}
