//! Submissions made to break the search.

use crate::{Bench, both};
use insta::assert_snapshot;
use proptest::prelude::*;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use salon_grade::discover::{FindError, Readiness, programs};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

#[test]
fn what_is_no_regular_file_is_never_taken() {
    let bench = Bench::of(&["b/chat_server_ii_6.py/inside.txt"]);
    fs::create_dir_all(bench.path("s/a")).unwrap();
    mknodat(CWD, bench.path("s/chat_server_ii_6.py"), FileType::Fifo, Mode::RWXU, 0).unwrap();
    symlink("nowhere", bench.path("s/a/chat_server_ii_6.py")).unwrap();
    symlink("ChatServerII6.py", bench.path("s/ChatServerII6.py")).unwrap();
    symlink("/etc/hostname", bench.path("s/chat-server-ii-6.py")).unwrap();
    bench.write("chat_server_II_6.py", vec![b'#'; (1 << 20) + 1]);
    assert_snapshot!(bench.told(&bench.six()), @r"
    missing
    fr: c'est un dossier, il faut un fichier : `b/chat_server_ii_6.py`
    en: this is a folder, a file is needed: `b/chat_server_ii_6.py`
    fr: ce n'est pas un fichier ordinaire : `chat_server_ii_6.py`
    en: this is not a regular file: `chat_server_ii_6.py`
    fr: ce lien sort du rendu, il n'est pas suivi : `chat-server-ii-6.py`
    en: this link leads out of the submission, it is not followed: `chat-server-ii-6.py`
    fr: ce lien ne mène nulle part : `ChatServerII6.py`, `a/chat_server_ii_6.py`
    en: this link leads nowhere: `ChatServerII6.py`, `a/chat_server_ii_6.py`
    fr: ce fichier est trop grand : `chat_server_II_6.py`
    en: this file is too large: `chat_server_II_6.py`
    not ChatServerII6.py
    not a/chat_server_ii_6.py
    not b/chat_server_ii_6.py
    not chat-server-ii-6.py
    not chat_server_II_6.py
    not chat_server_ii_6.py
    ");
}

#[test]
fn a_link_inside_the_submission_is_followed_to_a_file() {
    let bench = Bench::of(&["parts/final.py"]);
    symlink("parts/final.py", bench.path("s/chat_server_ii_6.py")).unwrap();
    assert_eq!(bench.taken(), "chat_server_ii_6.py");
}

#[test]
fn links_of_folders_are_not_followed() {
    let bench = Bench::of(&["a/x.txt"]);
    fs::create_dir(bench.path("other")).unwrap();
    fs::write(bench.path("other/chat_server_ii_6.py"), "").unwrap();
    symlink(bench.path("other"), bench.path("s/out")).unwrap();
    symlink("..", bench.path("s/a/up")).unwrap();
    symlink("self", bench.path("s/self")).unwrap();
    assert_eq!(bench.taken(), "");
    assert_snapshot!(both(&bench.found().notes), @r"
    fr: liens qui sortent du rendu, non suivis : `out`
    en: links that lead out of the submission, not followed: `out`
    ");
}

#[test]
fn depth_and_number_are_limited_and_the_nearest_come_first() {
    let deep = format!("{}chat_server_ii_6.py", "d/".repeat(14));
    let bench = Bench::of(&[&deep, "e/e/e/chat_server_ii_6.py", "a/chat_server_ii_5.py"]);
    assert_eq!(bench.taken(), "e/e/e/chat_server_ii_6.py");
    fs::create_dir(bench.path("s/data")).unwrap();
    for number in 0..5_001 {
        fs::File::create(bench.path(&format!("s/data/{number}"))).unwrap();
    }
    assert_eq!(
        bench.taken(),
        "e/e/e/chat_server_ii_6.py",
        "one folder does not use it all up"
    );
    for number in 0..15_000 {
        let folder = bench.path(&format!("s/d{}", number / 4_000));
        fs::create_dir_all(&folder).unwrap();
        fs::File::create(folder.join(number.to_string())).unwrap();
    }
    let found = bench.found();
    assert_eq!(
        found.stages[0].file.as_deref(),
        Some(Path::new("a/chat_server_ii_5.py"))
    );
    assert_eq!(found.stages[2].readiness, Readiness::Missing);
    assert_snapshot!(both(&found.notes), @r"
    fr: plus de 20000 fichiers : les plus profonds n'ont pas été regardés
    en: more than 20000 files: the deepest were not looked at
    ");
}

#[test]
fn a_folder_that_cannot_be_read_is_told() {
    if rustix::process::geteuid().is_root() {
        return;
    }
    let bench = Bench::of(&["closed/chat_server_ii_6.py", "chat_server_ii_5.py"]);
    fs::set_permissions(bench.path("s/closed"), fs::Permissions::from_mode(0o000)).unwrap();
    assert_eq!(bench.taken(), "");
    assert!(both(&bench.found().notes[..1]).contains("en: folders that cannot be read: `closed`"));
    fs::set_permissions(bench.path("s/closed"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn names_that_are_not_utf8_block_with_their_cause() {
    let bench = Bench::of(&[]);
    let folder = bench.path("s").join(OsStr::from_bytes(b"partie d\xe9part"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("chat_server_ii_6.py"), "print()").unwrap();
    let six = bench.six();
    assert_snapshot!(bench.told(&six), @r"
    name-not-utf8:
    fr: le chemin `partie d�part/chat_server_ii_6.py` n'est pas en UTF-8 : renommez le fichier ou le dossier
    en: the path `partie d�part/chat_server_ii_6.py` is not UTF-8: rename the file or the folder
    ");
    assert!(serde_json::to_string(&six.described(None)).is_ok());
    let error = programs(&folder, &bench.lab, &bench.options(None, None).unwrap()).unwrap_err();
    assert!(matches!(error, FindError::NotUtf8(_)));
    bench.write("deeper/down/chat_server_ii_6.py", "print()");
    assert_eq!(bench.taken(), "deeper/down/chat_server_ii_6.py");
}

#[test]
fn names_do_no_harm_to_commands_and_terminals() {
    let bench = Bench::of(&["\x1b[2J/-chat_server_ii_6.py"]);
    assert_snapshot!(bench.told(&bench.six()), @r"
    in ./[2J: python3 ./-chat_server_ii_6.py
    in ./: python3 '�[2J/-chat_server_ii_6.py'
    fr: `\x1b[2J/-chat_server_ii_6.py` est pris pour `chat_server_ii_6.py`, le nom demandé
    en: `\x1b[2J/-chat_server_ii_6.py` is taken for `chat_server_ii_6.py`, the name asked for
    ");
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let bench = Bench::of(&["x"]);
    for path in ["none", "s/x"] {
        let error = programs(&bench.path(path), &bench.lab, &bench.options(None, None).unwrap()).unwrap_err();
        assert!(matches!(error, FindError::NoFolder(_)), "{error}");
    }
}

/// Parts of names that mean something here, and others.
fn part() -> impl Strategy<Value = Vec<u8>> {
    let words = [
        "chat", "server", "_ii_", "6", "-", " copy", "(1)", ".py", ".js", "bonus", "~", ".", "{stage}", "\x1b[1m", "é",
    ];
    prop_oneof![
        proptest::sample::select(words.to_vec()).prop_map(|word| word.as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 1..4),
    ]
}

fn name() -> impl Strategy<Value = Vec<u8>> {
    let bytes = proptest::collection::vec(part(), 1..8).prop_map(|parts| parts.concat());
    bytes.prop_filter("no name of a file", |name| {
        !name.contains(&b'/') && !name.contains(&0) && name != b"." && name != b".." && name.len() < 200
    })
}

#[test]
fn a_near_name_that_is_no_utf8_can_be_written_into_results() {
    let bench = Bench::on_nothing(&[]);
    fs::create_dir(bench.path("s/chat")).unwrap();
    fs::write(bench.path("s/chat").join(OsStr::from_bytes(b"chatserver\x806")), "").unwrap();
    let found = bench.found_with(&bench.options(None, None).unwrap());
    let described = found.stages.iter().map(|stage| stage.described(None));
    let written: Vec<String> = described.map(|one| serde_json::to_string(&one).unwrap()).collect();
    assert!(written.concat().contains("chatserver\u{fffd}6"), "{written:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_name_makes_it_fail_or_change_its_mind(names in proptest::collection::vec((name(), name()), 1..6)) {
        let bench = Bench::on_nothing(&[]);
        for (folder, file) in &names {
            let folder = bench.path("s").join(OsStr::from_bytes(folder));
            // A folder may have the name of an earlier file.
            let _ = fs::create_dir_all(&folder);
            let _ = fs::write(folder.join(OsStr::from_bytes(file)), "");
        }
        let options = bench.options(None, None).unwrap();
        let found = bench.found_with(&options);
        let again = bench.found_with(&options);
        prop_assert_eq!((&found.stages, &found.notes), (&again.stages, &again.notes));
        for stage in &found.stages {
            let told = bench.told(stage);
            prop_assert!(!told.chars().any(|next| next.is_control() && next != '\n') || !stage.passed_over.is_empty());
            prop_assert!(serde_json::to_string(&stage.described(None)).is_ok());
            if let Some(file) = &stage.file {
                let real = fs::canonicalize(bench.submission().join(file)).unwrap();
                prop_assert!(real.starts_with(bench.submission()) && real.is_file());
                prop_assert!(!stage.passed_over.contains(file));
            }
            prop_assert!(stage.passed_over.iter().all(|path| bench.submission().join(path).symlink_metadata().is_ok()));
            prop_assert!(!stage.passed_over.contains(&Path::new("").to_owned()));
        }
    }
}
