//! Archives that are opened.

use super::{File, SIX, gzip, taken, tar, zip};
use crate::{Bench, both};
use salon_grade::discover::{Readiness, programs};
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tar::EntryType::Regular;
use zip::write::SimpleFileOptions;

#[test]
fn a_program_in_an_archive_is_told_of_as_if_it_were_unpacked() {
    for name in [
        "chat_server_ii_6.py",
        "TP6 - Copie/Chat-Server-II-6.py",
        "tp6/bonus/chat_server_ii_6.py",
    ] {
        let unpacked = Bench::of(&[name]);
        let packed = Bench::of(&[]);
        packed.write("rendu.zip", zip(&[File::program(name)]));
        let found = packed.found();
        let six = found.stages.iter().find(|stage| stage.stage == "ii_6").unwrap();
        assert_eq!(packed.told(six), unpacked.told(&unpacked.six()));
        assert_eq!(six.file, unpacked.six().file);
        assert_eq!(both(&found.notes), "");
    }
}

#[test]
fn every_usual_format_is_opened() {
    let tar = tar(&[(Regular, "rendu/chat_server_ii_6.py", "print()")]);
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::default()).unwrap();
    xz.write_all(&tar).unwrap();
    let mut deflated = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let file = deflated.start_file("rendu/chat_server_ii_6.py", SimpleFileOptions::default());
    file.unwrap();
    deflated.write_all(&b"print()\n".repeat(1000)).unwrap();
    let wrapped = "rendu/chat_server_ii_6.py".to_owned();
    for (name, archive, file) in [
        ("rendu.tar", tar.clone(), &wrapped),
        ("rendu.TAR.GZ", gzip(&tar), &wrapped),
        ("rendu.tgz", gzip(&tar), &wrapped),
        ("rendu.tar.xz", xz.finish().unwrap(), &wrapped),
        ("rendu.zip", deflated.finish().unwrap().into_inner(), &wrapped),
        // What an archive is called and what it is are two things.
        ("rendu.rar", zip(&[File::program(&wrapped)]), &wrapped),
        ("chat_server_ii_6.py.gz", gzip(b"print()"), &SIX.to_owned()),
    ] {
        assert_eq!(taken(name, &archive), (file.clone(), String::new()), "{name}");
    }
}

#[test]
fn an_archive_can_be_the_submission_itself() {
    let bench = Bench::of(&[]);
    bench.write(
        "dupont.zip",
        zip(&[
            File::program(SIX),
            File::new("salon.yaml", "stages:\n  ii_5: {file: chat_server_ii_6.py}\n"),
        ]),
    );
    let options = bench.options(None, None).unwrap();
    let found = programs(&bench.path("s/dupont.zip"), &bench.lab, &options).unwrap();
    assert!(found.folder.ends_with("s/dupont.zip"));
    let files: Vec<_> = found.stages.iter().filter_map(|stage| stage.file.as_deref()).collect();
    assert_eq!(files, [Path::new(SIX); 2]);
}

#[test]
fn what_is_unpacked_is_there_as_long_as_it_is_needed_and_only_its_executable_bit_is_kept() {
    let bench = Bench::of(&[]);
    bench.tool("bin/sh", "");
    let program = File {
        mode: 0o106_777,
        ..File::new("chat_server_ii_6", "#!/bin/sh\n")
    };
    let data = File {
        mode: 0o100_000,
        ..File::new("data.json", "{}")
    };
    bench.write("rendu.zip", zip(&[program, data]));
    let found = bench.found();
    let six = found.stages.iter().find(|stage| stage.stage == "ii_6").unwrap();
    let Readiness::Ready(launches) = &six.readiness else {
        panic!("{six:?}")
    };
    let folder = launches[0].program.directory().to_owned();
    let mode = |name: &str| fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o7777;
    assert_eq!((mode("chat_server_ii_6"), mode("data.json")), (0o755, 0o644));
    drop(found);
    assert!(!folder.exists());
}

#[test]
fn what_is_missing_outside_is_taken_from_the_archives_by_their_names() {
    let bench = Bench::of(&["chat_server_ii_6.py"]);
    bench.write(
        "a/server.zip",
        zip(&[File::program("chat_server_ii_5.py"), File::program(SIX)]),
    );
    bench.write("client.zip", zip(&[File::program("chat_client_ii_5.py")]));
    bench.write("photos.rar", "Rar!\x1a\x07");
    let found = bench.found();
    let files: Vec<_> = found.stages.iter().filter_map(|stage| stage.file.as_deref()).collect();
    assert_eq!(
        files,
        [
            Path::new("a/server.zip/chat_server_ii_5.py"),
            Path::new("client.zip/chat_client_ii_5.py"),
            Path::new(SIX)
        ]
    );
    // Nothing is missing any more that could be in what is not understood.
    bench.write("chat_client_ii_6.py", "print()");
    assert!(
        bench
            .found()
            .stages
            .iter()
            .all(|stage| matches!(stage.readiness, Readiness::Ready(_)))
    );
}

#[test]
fn what_macos_adds_is_not_looked_at_and_its_names_are_utf8() {
    let archive = zip(&[
        File::program("D\u{e9}buts/chat_server_ii_6.py"),
        File::program("__MACOSX/D\u{e9}buts/._chat_server_ii_6.py"),
        File::program("D\u{e9}buts/._chat_server_ii_6.py"),
    ]);
    assert_eq!(
        taken("rendu.zip", &archive),
        ("D\u{e9}buts/chat_server_ii_6.py".to_owned(), String::new())
    );
}

#[test]
fn names_of_old_windows_have_their_own_letters_and_backslashes() {
    let archive = zip(&[File::new(b"D\x82buts\\chat_server_ii_6.py", "print()")]);
    assert_eq!(taken("rendu.zip", &archive).0, "D\u{e9}buts/chat_server_ii_6.py");
}

#[test]
fn an_archive_in_an_archive_is_opened_and_one_in_that_is_not() {
    let inner = zip(&[File::program(SIX)]);
    let outer = zip(&[File::new("rendu/inner.zip", &inner)]);
    assert_eq!(
        taken("rendu.zip", &outer),
        ("rendu/inner.zip/chat_server_ii_6.py".to_owned(), String::new())
    );
    assert_eq!(taken("rendu.tgz", &gzip(&tar(&[(Regular, "x.py", "1")]))).0, "");
    let bench = Bench::of(&[]);
    bench.write("rendu.zip", zip(&[File::new("outer.zip", &outer)]));
    let Readiness::Unopened(path, why) = bench.six().readiness else {
        panic!("{:?}", bench.six())
    };
    assert_eq!(why, salon_model::Unopened::Nested);
    assert_eq!(path, Path::new("rendu.zip/outer.zip/rendu/inner.zip"));
}

#[test]
fn an_archive_without_the_program_leaves_it_missing() {
    let bench = Bench::of(&[]);
    bench.write("rendu.zip", zip(&[File::program("other.py")]));
    assert_eq!(bench.six().readiness, Readiness::Missing);
}
