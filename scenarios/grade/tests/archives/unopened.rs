//! Archives that cannot be opened: what may be in them is not judged.

use super::{File, SIX, gzip, tar, why, zip};
use crate::Bench;
use salon_grade::discover::{Readiness, unopened};
use salon_model::Unopened;
use tar::EntryType::Regular;

#[test]
fn what_is_not_understood_is_told_by_what_it_is() {
    assert_eq!(why("rendu.rar", b"Rar!\x1a\x07\x01\0rest"), Unopened::Rar);
    assert_eq!(why("rendu.zip", b"Rar!\x1a\x07\x01\0rest"), Unopened::Rar);
    assert_eq!(why("rendu.7z", b"7z\xbc\xaf\x27\x1c\0\x04"), Unopened::SevenZip);
    assert_eq!(why("rendu.tar.bz2", b"BZh91AY&SY"), Unopened::OtherFormat);
    assert_eq!(why("rendu.zip", b"<!DOCTYPE html>"), Unopened::Broken);
    assert_eq!(why("rendu.zip", b""), Unopened::Broken);
    assert_eq!(why("rendu.tgz", b"text"), Unopened::Broken);
}

#[test]
fn an_archive_with_a_password_or_an_unusual_method_is_not_opened() {
    let encrypted = File {
        flags: 1,
        ..File::program(SIX)
    };
    // Not all of it need be.
    let archive = zip(&[File::program("README.md"), encrypted]);
    assert_eq!(why("rendu.zip", &archive), Unopened::Encrypted);
    let zstd = File {
        method: 93,
        ..File::program(SIX)
    };
    assert_eq!(why("rendu.zip", &zip(&[zstd])), Unopened::Method);
}

#[test]
fn of_an_archive_that_is_cut_or_damaged_nothing_is_judged() {
    let whole = zip(&[File::program(SIX), File::new("data", vec![7; 5000])]);
    for length in [10, 100, whole.len() - 30] {
        assert_eq!(why("rendu.zip", &whole[..length]), Unopened::Broken, "{length}");
    }
    let mut damaged = whole.clone();
    damaged[1000] = 8;
    assert_eq!(why("rendu.zip", &damaged), Unopened::Broken);
    let tar = tar(&[(Regular, SIX, "print()"), (Regular, "data", &"7".repeat(5000))]);
    assert_eq!(why("rendu.tar", &tar[..4000]), Unopened::Broken);
    let packed = gzip(&tar);
    for length in [packed.len() / 2, packed.len() - 1] {
        assert_eq!(why("rendu.tar.gz", &packed[..length]), Unopened::Broken, "{length}");
    }
    let mut damaged = packed.clone();
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(why("rendu.tar.gz", &damaged), Unopened::Broken);
}

#[test]
fn the_download_of_a_course_is_not_taken_for_the_work_of_one() {
    let archive = zip(&[
        File::program("Jean_1_assignsubmission_file_/chat_server_ii_6.py"),
        File::program("Lea_2_assignsubmission_file_/chat_server_ii_6.py"),
    ]);
    let bench = Bench::of(&[]);
    bench.write("download.zip", archive);
    let options = bench.options(None, None).unwrap();
    let found = salon_grade::discover::programs(&bench.path("s/download.zip"), &bench.lab, &options).unwrap();
    for stage in found.stages {
        assert_eq!(
            stage.readiness,
            Readiness::Unopened("download.zip".into(), Unopened::Several)
        );
    }
}

#[test]
fn only_what_a_missing_program_may_be_in_is_said_before_a_grading() {
    let bench = Bench::of(&["chat_server_ii_5.py", "chat_client_ii_5.py", SIX]);
    bench.write("broken.zip", "PK");
    let told = unopened(&bench.path("s"), &bench.lab).unwrap();
    assert_eq!(told, [("broken.zip".into(), Unopened::Broken)]);
    bench.write("chat_client_ii_6.py", "print()");
    assert_eq!(unopened(&bench.path("s"), &bench.lab).unwrap(), []);
}
