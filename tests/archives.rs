//! Archives that students hand in: graded as if somebody had unpacked them, or said to be what could not be opened.

use crate::harness::{copy, salon, top};
use crate::results;
use assert_cmd::assert::Assert;
use predicates::prelude::*;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A class that hands in archives, and a folder for what is unpacked of them.
struct Class {
    own: TempDir,
}

impl Class {
    fn new() -> Self {
        let own = tempfile::tempdir().expect("a folder");
        for name in ["class", "unpacked"] {
            fs::create_dir(own.path().join(name)).expect("a folder");
        }
        Self { own }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.own.path().join(name)
    }

    /// Hands something in, under a path in the class's folder.
    fn hands_in(&self, path: &str, content: &[u8]) {
        let path = self.path("class").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    fn salon(&self, words: &[&str]) -> assert_cmd::Command {
        let mut command = salon();
        command.env("TMPDIR", self.path("unpacked")).args(words);
        command
    }

    /// Grades the class, in a file of results.
    fn grade(&self, more: &[&str]) -> Assert {
        self.grades("class", more)
    }

    fn grades(&self, folder: &str, more: &[&str]) -> Assert {
        let mut command = self.salon(&["grade"]);
        command.arg(self.path(folder)).args(more);
        command.arg("--results").arg(self.path("results.jsonl"));
        command.assert()
    }

    fn verdicts(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let graded = results::read(&self.path("results.jsonl"));
        let verdicts = |graded: &results::Graded| (graded.name().to_owned(), graded.verdicts());
        graded.iter().map(verdicts).collect()
    }

    fn assert_nothing_is_left(&self) {
        let left: Vec<_> = fs::read_dir(self.path("unpacked"))
            .expect("a folder")
            .flatten()
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

/// A sample's files.
fn files(sample: &str) -> Vec<(String, Vec<u8>)> {
    let folder = top().join("tests/submissions").join(sample);
    let files = fs::read_dir(folder).expect("a sample").flatten();
    let files = files.filter(|entry| entry.path().is_file());
    files
        .map(|entry| {
            let name = entry.file_name().into_string().expect("UTF-8");
            (name, fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

fn zip_of(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let options = SimpleFileOptions::default();
        archive.start_file(name, options).expect("a file");
        archive.write_all(content).expect("its content");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A sample in a zip archive, in a folder of its own as most programs make it.
fn zipped(sample: &str) -> Vec<u8> {
    let files = files(sample).into_iter();
    let files: Vec<_> = files
        .map(|(name, content)| (format!("TP6 rendu/{name}"), content))
        .collect();
    zip_of(&files)
}

fn tarred(sample: &str) -> Vec<u8> {
    let packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let mut archive = tar::Builder::new(packed);
    let folder = top().join("tests/submissions").join(sample);
    archive.append_dir_all("tp6", folder).expect("a sample");
    archive.into_inner().expect("a tar file").finish().expect("an archive")
}

/// As `zip -e` would say that all its files want a password.
fn encrypted(mut archive: Vec<u8>) -> Vec<u8> {
    for at in 0..archive.len() - 8 {
        match archive[at..at + 4] {
            [b'P', b'K', 3, 4] => archive[at + 6] |= 1,
            [b'P', b'K', 1, 2] => archive[at + 8] |= 1,
            _ => {}
        }
    }
    archive
}

#[test]
fn archives_get_the_verdicts_of_their_folders() {
    let stages = ["--stage", "ii_4", "--stage", "ii_5_client", "--stage", "web_sync"];
    let samples = [
        "correct",
        "echo-to-sender",
        "client-ctrl-c-traceback",
        "program-saves-in-folders",
    ];
    let plain = Class::new();
    for sample in samples {
        copy(
            &top().join("tests/submissions").join(sample),
            &plain.path("class").join(sample),
        );
    }
    plain.grade(&stages).code(1);
    let packed = Class::new();
    // As Moodle gives them, with folders and without, and as a teacher may collect them.
    packed.hands_in("correct_1_assignsubmission_file_/rendu.zip", &zipped("correct"));
    packed.hands_in(
        "echo-to-sender_2_assignsubmission_file_tp6.tar.gz",
        &tarred("echo-to-sender"),
    );
    packed.hands_in("client-ctrl-c-traceback.zip", &zipped("client-ctrl-c-traceback"));
    let inner = zipped("program-saves-in-folders");
    packed.hands_in(
        "program-saves-in-folders/a.zip",
        &zip_of(&[("b.zip".to_owned(), inner)]),
    );
    packed
        .grade(&stages)
        .code(1)
        .stderr(predicate::str::contains("archive").not());
    assert_eq!(packed.verdicts(), plain.verdicts());
    let verdicts = packed.verdicts();
    let seen: Vec<&String> = verdicts.values().flat_map(BTreeMap::values).collect();
    assert!(seen.iter().any(|verdict| *verdict == "fail") && seen.iter().any(|verdict| *verdict == "pass"));
    packed.assert_nothing_is_left();
}

#[test]
fn what_cannot_be_opened_is_said_before_grading_and_is_no_zero() {
    let class = Class::new();
    let whole = zipped("correct");
    let nothing: Vec<_> = (0..300).map(|count| (format!("{count}"), vec![0; 1 << 20])).collect();
    let nested = (0..3).fold(whole.clone(), |inner, _| zip_of(&[("inner.zip".to_owned(), inner)]));
    let handed_in = [
        ("bomb", "rendu.zip", zip_of(&nothing), "there are too many bytes in it"),
        (
            "cut",
            "rendu.zip",
            whole[..whole.len() / 2].to_owned(),
            "it is cut short or damaged",
        ),
        ("locked", "rendu.zip", encrypted(whole.clone()), "it wants a password"),
        ("nested", "rendu.zip", nested, "an archive that lies in an archive"),
        (
            "rar",
            "rendu.rar",
            b"Rar!\x1a\x07\x01\0".to_vec(),
            "it is a RAR archive",
        ),
        (
            "seven",
            "tp6.7z",
            b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(),
            "it is a 7-Zip archive",
        ),
    ];
    for (name, archive, content, _) in &handed_in {
        class.hands_in(&format!("{name}_7_assignsubmission_file_/{archive}"), content);
    }
    class.hands_in("whole_8_assignsubmission_file_/rendu.zip", &whole);
    let csv = class.path("report.csv");
    let csv_flag = csv.to_str().expect("UTF-8");
    // Also among many at once.
    let pages = class.path("pages");
    let reports = [
        "--report-csv",
        csv_flag,
        "--report-html",
        pages.to_str().expect("UTF-8"),
    ];
    let graded = class.grade(&[&["--stage", "ii_2"], &reports[..]].concat()).code(4);
    let output = graded.get_output();
    let (said, table) = (
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout),
    );
    for (name, _, _, why) in &handed_in {
        let line = said.lines().find(|line| line.contains(&format!("`{name}`")));
        assert!(line.is_some_and(|line| line.contains(why)), "{name}: {said}");
        assert!(table.contains(why), "{name}: {table}");
    }
    assert!(!said.contains("`whole`"), "{said}");
    let mut verdicts = class.verdicts();
    let good = verdicts.remove("whole").expect("the one that is whole");
    assert!(good.values().all(|verdict| verdict == "pass"), "{good:?}");
    assert_eq!(verdicts.len(), handed_in.len());
    assert!(
        verdicts
            .values()
            .flat_map(BTreeMap::values)
            .all(|verdict| verdict == "error")
    );
    // No report says 0 of them.
    let csv = fs::read_to_string(csv).expect("a report");
    let locked = csv.lines().find(|line| line.starts_with("locked")).expect("a line");
    assert!(locked.starts_with("locked,,"), "{locked}");
    let pages = fs::read_dir(pages).expect("a folder").flatten();
    let pages: Vec<_> = pages.filter_map(|page| fs::read_to_string(page.path()).ok()).collect();
    for (name, _, _, why) in &handed_in {
        let page = pages.iter().find(|page| page.contains(&format!("<h1>{name}</h1>")));
        let page = page.expect("a page");
        assert!(
            page.contains(why) && !page.contains("no program found"),
            "{name}: {page}"
        );
    }
    class.assert_nothing_is_left();
}

#[test]
fn nothing_is_written_outside_of_the_folder_of_an_archive() {
    let class = Class::new();
    let climbing = files("correct").into_iter();
    let climbing: Vec<_> = climbing
        .map(|(name, content)| (format!("../../../{name}"), content))
        .chain([(format!("{}/absolute.py", class.own.path().display()), Vec::new())])
        .collect();
    class.hands_in("jean.zip", &zip_of(&climbing));
    class.hands_in("lea.zip", &zipped("correct"));
    class.grade(&["--stage", "ii_2"]).code(0);
    let verdicts = class.verdicts();
    assert_eq!(verdicts["jean"], verdicts["lea"]);
    let mut beside: Vec<_> = fs::read_dir(class.own.path()).expect("a folder").flatten().collect();
    beside.retain(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let beside: Vec<_> = beside.iter().map(fs::DirEntry::file_name).collect();
    assert_eq!(beside, ["results.jsonl"]);
    class.assert_nothing_is_left();
}

#[test]
fn an_archive_that_was_graded_is_not_graded_again_and_keeps_its_name_when_unpacked() {
    let class = Class::new();
    class.hands_in("alice.zip", &zipped("correct"));
    class.hands_in("bob.tar.gz", &tarred("correct"));
    class.grade(&["--stage", "ii_2"]).code(0);
    let before = class.verdicts();
    assert_eq!(before.keys().collect::<Vec<_>>(), ["alice", "bob"]);
    // Were they graded again, they would fail now.
    class.hands_in(
        "alice.zip",
        &zip_of(&[("chat_server_ii_2.py".to_owned(), b"print('no')".to_vec())]),
    );
    fs::remove_file(class.path("class/bob.tar.gz")).expect("a file");
    class.hands_in("bob/chat_server_ii_2.py", b"print('no')");
    class.hands_in("carol.zip", &zipped("correct"));
    class.grade(&["--stage", "ii_2", "--resume"]).code(0);
    let after = class.verdicts();
    assert_eq!(after.keys().collect::<Vec<_>>(), ["alice", "bob", "carol"]);
    assert_eq!(after["alice"], before["alice"]);
}

#[test]
fn a_student_checks_an_archive_before_handing_it_in() {
    let class = Class::new();
    class.hands_in("rendu.zip", &zipped("correct"));
    class.hands_in("faux.zip", &zipped("echo-to-sender"));
    let path = |name: &str| class.path("class").join(name).to_str().expect("UTF-8").to_owned();
    let check = |words: &[&str]| class.salon(&[&["check"], words].concat()).assert();
    check(&["ii_4", "--folder", &path("rendu.zip")]).code(0);
    check(&["ii_4", "--folder", &path("faux.zip")]).code(1);
    // Without a flag, all of it.
    check(&[&path("faux.zip")])
        .code(1)
        .stdout(predicate::str::contains("ii_4").and(predicate::str::contains("ii_2")));
    class.hands_in("rendu.rar", b"Rar!\x1a\x07\x01\0");
    check(&["ii_4", "--folder", &path("rendu.rar")])
        .code(4)
        .stdout(predicate::str::contains(
            "it is a RAR archive; unpack it, or hand in a `.zip`",
        ));
    check(&["ii_4", "--folder", &path("no.zip")])
        .code(2)
        .stderr(predicate::str::contains("no.zip"));
    class.assert_nothing_is_left();
}

#[test]
fn a_check_of_a_class_before_grading_names_what_cannot_be_opened() {
    let class = Class::new();
    class.hands_in("alice/rendu.zip", &zipped("correct"));
    class.hands_in("bob/rendu.zip", &encrypted(zipped("correct")));
    let mut doctor = class.salon(&["doctor"]);
    doctor
        .arg(class.path("class"))
        .assert()
        .stdout(predicate::str::contains("bob").and(predicate::str::contains("it wants a password").count(1)));
}

#[test]
fn where_nothing_can_be_unpacked_one_message_says_so_and_nothing_is_graded() {
    let class = Class::new();
    let small = [("chat_server_ii_2.py".to_owned(), b"print()".to_vec())];
    class.hands_in("alice.zip", &zip_of(&small));
    class.hands_in("bob.zip", &zip_of(&small));
    // A disk of 64 KiB, which the last of them does not fit on.
    let full = "mount -t tmpfs -o size=64k none \"$TMPDIR\" && exec \"$@\"";
    let big: Vec<_> = (0..9)
        .map(|count| (format!("{count}.py"), vec![b'#'; 60 << 10]))
        .collect();
    class.hands_in("carol.zip", &zip_of(&big));
    let binary = assert_cmd::cargo::cargo_bin("salon");
    let mut command = assert_cmd::Command::new("unshare");
    command
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", full, "sh"])
        .arg(binary)
        .args(["grade", "--lang", "en", "--stage", "ii_2"])
        .arg(class.path("class"))
        .arg("--results")
        .arg(class.path("results.jsonl"))
        .current_dir(top())
        .env("TMPDIR", class.path("unpacked"));
    let unpacked = class.path("unpacked");
    command
        .assert()
        .code(4)
        .stdout("")
        .stderr(predicate::str::contains("carol.zip").and(predicate::str::contains("No space left on device").count(1)))
        .stderr(predicate::str::contains(unpacked.to_str().expect("UTF-8")));
}

#[test]
fn what_a_harness_that_was_killed_left_is_removed_and_what_another_uses_is_not() {
    let class = Class::new();
    class.hands_in("alice.zip", &zipped("correct"));
    class.hands_in("bob.zip", &zipped("correct"));
    for name in ["left", "used"] {
        let folder = class.path("unpacked").join(format!("salon-archives-{name}/rendu.zip"));
        fs::create_dir_all(folder).expect("a folder");
    }
    let used = File::open(class.path("unpacked/salon-archives-used")).expect("a folder");
    used.lock().expect("nobody else's");
    class.grade(&["--stage", "ii_2"]).code(0);
    let left = fs::read_dir(class.path("unpacked")).expect("a folder").flatten();
    let left: Vec<_> = left.map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["salon-archives-used"]);
    assert!(Path::exists(&class.path("unpacked/salon-archives-used/rendu.zip")));
}
