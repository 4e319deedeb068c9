//! Archives that want to do harm.

use super::{File, SIX, gzip, taken, tar, why, zip};
use crate::{Bench, both};
use insta::assert_snapshot;
use salon_model::Unopened;
use std::fs;
use tar::EntryType::{Fifo, Link, Regular, Symlink};

#[test]
fn names_that_lead_out_are_kept_inside() {
    let zipped = zip(&[
        File::program("../../tp6/chat_server_ii_6.py"),
        File::program("C:\\x.py"),
    ]);
    let tarred = tar(&[
        (Regular, "/home/jean/../tp6/chat_server_ii_6.py", "print()"),
        (Regular, "..", "x"),
    ]);
    let (file, told) = taken("rendu.zip", &zipped);
    assert_eq!(file, "tp6/chat_server_ii_6.py");
    assert_snapshot!(told, @r"
    fr: noms qui sortent de l'archive, gardés dedans : `tp6/chat_server_ii_6.py`, `x.py`
    en: names that lead out of the archive, kept inside: `tp6/chat_server_ii_6.py`, `x.py`
    ");
    let (file, told) = taken("rendu.tar", &tarred);
    assert_eq!(file, "home/jean/tp6/chat_server_ii_6.py");
    assert!(
        told.contains("kept inside: `home/jean/tp6/chat_server_ii_6.py`"),
        "{told}"
    );
}

#[test]
fn names_that_no_file_can_have_are_left_aside() {
    let long = "x".repeat(300);
    let deep = format!("{}x.py", "d/".repeat(40));
    let archive = zip(&[
        File::program(SIX),
        File::program(&long),
        File::program(&deep),
        File::program("a\0b"),
        File::program("chat_server_ii_6.py/inside.py"),
    ]);
    let (file, told) = taken("rendu.zip", &archive);
    assert_eq!(file, SIX);
    assert!(
        told.contains("en: names that no file can have here, left aside: `xxx"),
        "{told}"
    );
    assert!(told.contains("`chat_server_ii_6.py/inside.py`"), "{told}");
    assert!(told.contains("en: folders too deep to be looked into: `d/d/"), "{told}");
}

#[test]
fn links_are_made_after_all_files_and_none_leads_out() {
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret.py");
    fs::write(&secret, "secret").unwrap();
    let secret = secret.to_str().unwrap();
    // Nothing is written through the first link, and the last two lead out together.
    let tarred = tar(&[
        (Symlink, "out", outside.path().to_str().unwrap()),
        (Regular, "out/chat_client_ii_6.py", "print()"),
        (Symlink, "chat_client_ii_5.py", secret),
        (Regular, "src/server.py", "print()"),
        (Symlink, "chat_server_ii_6.py", "src/server.py"),
        (Link, "chat_server_ii_5.py", "src/server.py"),
        (Link, "hard.py", secret),
        (Fifo, "pipe", ""),
        (Symlink, "x/y/up", "../.."),
        (Symlink, "x/farther", "y/up/.."),
    ]);
    let bench = Bench::of(&[]);
    bench.write("rendu.tar", tarred);
    let found = bench.found();
    let files: Vec<_> = found.stages.iter().filter_map(|stage| stage.file.as_deref()).collect();
    let expected = ["chat_server_ii_5.py", "chat_server_ii_6.py", "out/chat_client_ii_6.py"];
    assert_eq!(files, expected.map(std::path::Path::new));
    let told = both(&found.notes).replace(secret.trim_start_matches('/'), "[secret]");
    assert_snapshot!(told, @r"
    fr: ce n'est pas un fichier ordinaire : `pipe`
    en: this is not a regular file: `pipe`
    fr: liens qui sortent du rendu, non suivis : `out`, `chat_client_ii_5.py`, `hard.py`, `x/farther`
    en: links that lead out of the submission, not followed: `out`, `chat_client_ii_5.py`, `hard.py`, `x/farther`
    fr: noms qui sortent de l'archive, gardés dedans : `[secret]`
    en: names that lead out of the archive, kept inside: `[secret]`
    ");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
    let zipped = zip(&[
        File::link("chat_server_ii_6.py", "real.py"),
        File::program("real.py"),
        File::link("x", "/etc"),
    ]);
    let (file, told) = taken("rendu.zip", &zipped);
    assert_eq!(file, SIX);
    assert!(
        told.contains("en: links that lead out of the submission, not followed: `x`"),
        "{told}"
    );
}

#[test]
fn bombs_are_not_unpacked() {
    let huge = File {
        size: u32::MAX,
        ..File::program(SIX)
    };
    assert_eq!(why("rendu.zip", &zip(&[huge])), Unopened::TooLarge);
    let mut header = tar::Header::new_gnu();
    header.set_path(SIX).unwrap();
    header.set_size(1 << 40);
    header.set_cksum();
    assert_eq!(why("rendu.tar", header.as_bytes()), Unopened::TooLarge);
    // 300 MiB of nothing, of which nothing says how long it is.
    let nothing = gzip(&vec![0; 1 << 20]).repeat(300);
    assert_eq!(why("chat_server_ii_6.py.gz", &nothing), Unopened::TooLarge);
    let many: Vec<File> = (0..50_001).map(|count| File::new(format!("{count}"), "")).collect();
    assert_eq!(why("rendu.zip", &zip(&many)), Unopened::TooManyEntries);
}

#[test]
fn a_name_of_megabytes_is_not_read() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_path("././@LongLink").unwrap();
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(2 << 20);
    header.set_cksum();
    builder.append(&header, "x".repeat(2 << 20).as_bytes()).unwrap();
    let archive = gzip(&builder.into_inner().unwrap());
    assert_eq!(why("rendu.tgz", &archive), Unopened::TooLarge);
}
