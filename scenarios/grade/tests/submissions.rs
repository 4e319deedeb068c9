//! Which folders are submissions.

use crate::{Bench, both};
use insta::assert_snapshot;
use salon_grade::discover::{Commands, Listing, Options, Readiness, Tools, programs, submissions};
use salon_language::Lab;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

fn listing(files: &[&str]) -> (Bench, Listing) {
    let bench = Bench::of(files);
    let listing = submissions(&bench.path("s"), &bench.lab).unwrap();
    (bench, listing)
}

fn names(files: &[&str]) -> Vec<String> {
    let (_, listing) = listing(files);
    listing.submissions.into_iter().map(|listed| listed.name).collect()
}

#[test]
fn each_sub_folder_is_a_submission_by_name() {
    assert_eq!(
        names(&[
            "b/chat_server_ii_6.py",
            "a/II/chat_server_ii_6.py",
            "c/README.md",
            ".hidden/chat_server_ii_6.py",
            "x.csv"
        ]),
        ["a", "b", "c"]
    );
}

#[test]
fn a_folder_that_holds_programs_is_one_submission() {
    assert_eq!(
        names(&["chat_server_ii_6.py", "a/chat_server_ii_6.py", "b/chat_server_ii_6.py"]),
        ["s"]
    );
    assert_eq!(
        names(&["README.md", "part 1/x.py", "part 2/chat_server_ii_6.py"]),
        ["s"]
    );
    assert_eq!(names(&["salon.yaml", "a/main.py", "b/main.py"]), ["s"]);
    assert_eq!(
        names(&[".git/config", "tp5/x.py", "chatroom/chat_server_ii_6.py"]),
        ["s"]
    );
    assert_eq!(names(&["rendu.zip"]), ["s"]);
}

#[test]
fn clients_and_programs_tell_submissions_as_servers_do() {
    let bench = |files: &[&str]| {
        let mut bench = Bench::of(files);
        bench.set_lab(&format!(
            "{}  web:\n    title: {{fr: Web, en: Web}}\n    program: web_sync.py\n",
            crate::LAB
        ));
        let listing = submissions(&bench.path("s"), &bench.lab).unwrap();
        let names = listing.submissions.into_iter().map(|listed| listed.name);
        names.collect::<Vec<String>>()
    };
    assert_eq!(bench(&["web_sync.py", "a/x.py", "b/x.py"]), ["s"]);
    assert_eq!(bench(&["jean/a/web_sync.py", "lea/web_sync.py"]), ["jean", "lea"]);
    assert_eq!(bench(&["chat_client_ii_6.py", "a/x.py"]), ["s"]);
    assert_eq!(
        bench(&["g/one/chat_client_ii_6.py", "g/two/chat_client_ii_6.py", "jean/x"]),
        ["g/one", "g/two", "jean"]
    );
    let one_work = [
        "README.md",
        "I. Débuts avec l'asynchrone/web_sync.py",
        "II. Chat Room/server/chat_server_ii_6.py",
        "II. Chat Room/client 1/chat_client_ii_6.py",
        "II. Chat Room/client 2/chat_client_ii_6.py",
    ];
    assert_eq!(bench(&one_work), ["s"]);
}

#[test]
fn a_folder_of_submissions_that_is_a_repository_is_still_one() {
    assert_eq!(
        names(&[".git/config", "jean/chat_server_ii_6.py", "lea/chat_server_ii_6.py"]),
        ["jean", "lea"]
    );
}

#[test]
fn a_group_is_looked_into() {
    assert_eq!(
        names(&[
            "correct/chat_server_ii_6.py",
            "hostile/fork-bomb/chat_server_ii_6.py",
            "hostile/memory-hog/chat_server_ii_6.py",
            "hostile/README.md",
        ]),
        ["correct", "hostile/fork-bomb", "hostile/memory-hog"]
    );
}

#[test]
fn the_parts_of_ones_work_are_no_group() {
    assert_eq!(
        names(&[
            "jean/v1/chat_server_ii_6.py",
            "jean/v2/chat_server_ii_6.py",
            "lea/part 2/chat_server_ii_6.py",
            "lea/bonus/chat_server_ii_6.py",
            "max/.git/config",
            "max/one/chat_server_ii_6.py",
            "max/two/chat_server_ii_6.py",
        ]),
        ["jean", "lea", "max"]
    );
}

#[test]
fn the_folders_of_moodle_give_names() {
    let (_, listing) = listing(&[
        "Léa Du Pont_12345_assignsubmission_file/chat_server_ii_6.py",
        "Max_Martin_777_assignsubmission_file_/x/chat_server_ii_6.py",
        "Jean_1_assignsubmission_file/a",
        "Jean_2_assignsubmission_file/a",
    ]);
    let listed: Vec<(&str, Option<&str>)> = listing
        .submissions
        .iter()
        .map(|listed| (listed.name.as_str(), listed.participant.as_deref()))
        .collect();
    assert_eq!(
        listed,
        [
            ("Jean_1_assignsubmission_file", Some("1")),
            ("Jean_2_assignsubmission_file", Some("2")),
            ("Léa Du Pont", Some("12345")),
            ("Max_Martin", Some("777")),
        ]
    );
}

#[test]
fn archives_are_submissions_and_links_are_not() {
    let bench = Bench::of(&["jean/chat_server_ii_6.py", "lea.zip", "max.tar.gz"]);
    symlink("jean", bench.path("s/link")).unwrap();
    let listing = submissions(&bench.path("s"), &bench.lab).unwrap();
    let names: Vec<&str> = listing.submissions.iter().map(|listed| listed.name.as_str()).collect();
    assert_eq!(names, ["jean", "lea", "max"]);
    assert_snapshot!(both(&listing.notes), @r"
    fr: liens, non suivis : `link`
    en: links, not followed: `link`
    ");
}

#[test]
fn two_archives_alone_are_two_students_but_not_where_they_are_parts_of_one_work() {
    assert_eq!(names(&["dupont.zip", "martin.zip"]), ["dupont", "martin"]);
    assert_eq!(
        names(&["dupont.zip", "martin.tar.xz", "README.md"]),
        ["dupont", "martin"]
    );
    assert_eq!(names(&["part1.zip", "part2.zip"]), ["s"]);
    assert_eq!(names(&["rendu.zip"]), ["s"]);
}

#[test]
fn moodles_folders_with_an_archive_each_are_a_student_each() {
    let listing = participants(&[
        "Jean Dupont_12_assignsubmission_file_/rendu.zip",
        "Léa Martin_34_assignsubmission_file_/tp6.tar.gz",
        "Max Petit_56_assignsubmission_file_/chat_server_ii_6.py",
    ]);
    assert_eq!(
        listing,
        [("Jean Dupont", "12"), ("Léa Martin", "34"), ("Max Petit", "56")].map(owned)
    );
}

#[test]
fn moodles_archives_without_folders_are_a_student_each() {
    let flat = participants(&[
        "Jean Dupont_12_assignsubmission_file_rendu.zip",
        "Léa Martin_34_assignsubmission_file_tp6_final.tar.gz",
    ]);
    assert_eq!(flat, [("Jean Dupont", "12"), ("Léa Martin", "34")].map(owned));
    // Also where one is all that was handed in.
    let one = participants(&["Jean Dupont_12_assignsubmission_file_rendu.zip"]);
    assert_eq!(one, [owned(("Jean Dupont", "12"))]);
}

#[test]
fn an_archive_beside_the_folder_it_was_unpacked_to_is_not_a_second_student() {
    let (_bench, listing) = listing(&["jean/chat_server_ii_6.py", "jean.zip", "lea.zip"]);
    let names: Vec<&str> = listing.submissions.iter().map(|listed| listed.name.as_str()).collect();
    assert_eq!(names, ["jean", "lea"]);
    assert_snapshot!(both(&listing.notes), @r"
    fr: archives dont le dossier est à côté, non ouvertes : `jean.zip`
    en: archives with their folders beside them, not opened: `jean.zip`
    ");
}

/// The names of submissions, and the numbers that Moodle gave their authors.
fn participants(files: &[&str]) -> Vec<(String, String)> {
    let (_bench, listing) = listing(files);
    assert_eq!(listing.notes, []);
    let listed = listing.submissions.into_iter();
    listed
        .map(|listed| (listed.name, listed.participant.unwrap_or_default()))
        .collect()
}

fn owned((name, participant): (&str, &str)) -> (String, String) {
    (name.to_owned(), participant.to_owned())
}

#[test]
fn an_empty_folder_is_one_submission_without_programs() {
    assert_eq!(names(&[]), ["s"]);
}

#[test]
fn a_name_does_no_harm_to_a_terminal() {
    assert_eq!(
        names(&["a\x1b[2J/chat_server_ii_6.py", "b/chat_server_ii_6.py"]),
        ["a\u{fffd}[2J", "b"]
    );
}

#[test]
fn the_samples_of_this_repository_are_listed() {
    let bench = Bench::of(&[]);
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/submissions");
    let listing = submissions(samples.as_ref(), &bench.lab).unwrap();
    let names: Vec<&str> = listing.submissions.iter().map(|listed| listed.name.as_str()).collect();
    assert!(
        names.contains(&"correct") && names.contains(&"correct-perl"),
        "{names:?}"
    );
    let folders = fs::read_dir(samples).unwrap().count();
    assert!(names.len() >= folders, "{names:?}");
}

#[test]
fn every_sample_of_this_repository_has_its_programs() {
    let room = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lab = Lab::load(&room.join("../labs/tp6")).unwrap();
    let options = Options::new(Tools::of_machine(), Commands::default(), None).unwrap();
    for listed in submissions(&room.join("../../tests/submissions"), &lab)
        .unwrap()
        .submissions
    {
        // Those may hold anything, and others have their programs elsewhere than at the top, which is what they are for.
        let elsewhere = ["layout-of-all-kinds", "logs-in-folder-above"];
        if listed.name.starts_with("hostile/") || elsewhere.contains(&listed.name.as_str()) {
            continue;
        }
        let found = programs(&listed.folder, &lab, &options).unwrap();
        assert_eq!(found.manifest_error, None);
        for stage in found.stages {
            let asked = Path::new(&lab.stage(&stage.stage).unwrap().files[0]).with_extension("");
            let name = format!("{}.", asked.display());
            let mut there = fs::read_dir(&listed.folder).unwrap().flatten();
            let is_there = there.any(|file| file.file_name().to_string_lossy().starts_with(&name));
            assert_eq!(
                stage.readiness != Readiness::Missing,
                is_there,
                "{}: {stage:?}",
                listed.name
            );
        }
    }
}
