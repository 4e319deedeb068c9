//! The scenario's lists of addresses, wherever a program reads them.

use crate::harness::{Bench, salon, stdout};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

/// A scenario with a list, and a program that prints what it finds in one.
fn reader(code: &str) -> Bench {
    let steps = "site:\n  www.un.test: page\nfiles:\n  urls.txt: [https://www.un.test]\nwhen:\n  - run: urls.txt\n";
    let program = format!(
        "import pathlib, sys
def show(path, encoding='utf-8'): print('read', repr(open(path, encoding=encoding).read()))
beside = pathlib.Path(__file__).parent
{code}
"
    );
    Bench::fetcher(steps, &program)
}

fn write(bench: &Bench, place: &str, text: impl AsRef<[u8]>) {
    let path = bench.path().join(place);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// The transcript of a program in a folder of the submission that is started from its top.
fn from_the_top(bench: &Bench, world: &str) -> String {
    let mut run = salon();
    run.args(["run", "--program", "python3 partie1/program.py", "--world", world]);
    run.args(["--show", "transcript", "--directory"]).arg(bench.path());
    stdout(run.arg(bench.path().join("lab")))
}

const FOUND: &str = "program prints \"read 'https://www.un.test'\"";

#[test]
fn a_list_lies_beside_the_program_and_in_the_place_of_each_that_was_handed_in() {
    for code in [
        "show(beside / 'urls.txt')",
        "show(beside / 'data/urls.txt')",
        "show(sys.argv[1])",
    ] {
        let bench = reader("");
        fs::create_dir(bench.path().join("partie1")).expect("a folder");
        fs::copy(bench.path().join("program.py"), bench.path().join("partie1/program.py")).expect("a copy");
        let program = fs::read_to_string(bench.path().join("program.py")).expect("the program");
        write(&bench, "partie1/program.py", format!("{program}{code}"));
        write(&bench, "partie1/data/urls.txt", "https://www.a-moi.test");
        let seen = from_the_top(&bench, "namespaces");
        assert!(seen.contains(FOUND), "{code}: {seen}");
        let kept = fs::read_to_string(bench.path().join("partie1/data/urls.txt")).expect("the list");
        assert_eq!(kept, "https://www.a-moi.test");
        assert!(!bench.path().join("urls.txt").exists() && !bench.path().join("partie1/urls.txt").exists());
    }
}

#[test]
fn a_list_is_written_as_the_one_that_it_replaces() {
    for (own, encoding) in [
        (b"\xff\xfeh\0".as_slice(), "utf-16"),
        (b"\xef\xbb\xbfh", "utf-8-sig"),
        (b"\xe9", "latin-1"),
    ] {
        let bench = reader(&format!("show(sys.argv[1], '{encoding}')"));
        write(&bench, "urls.txt", own);
        let seen = bench.transcript();
        assert!(seen.contains(FOUND), "{encoding}: {seen}");
        // One that was handed in elsewhere tells it as well.
        let bench = reader(&format!("show(sys.argv[1], '{encoding}')"));
        write(&bench, "data/urls.txt", own);
        assert!(bench.transcript().contains(FOUND), "{encoding}");
    }
}

#[test]
fn a_folder_of_a_lists_name_is_what_the_program_finds_however_full() {
    let bench = reader("show(sys.argv[1])");
    let folder = bench.path().join("urls.txt");
    fs::create_dir(&folder).expect("a folder");
    // More than a session may make or remove.
    for number in 0..20_500 {
        fs::File::create(folder.join(number.to_string())).expect("a file");
    }
    let seen = bench.transcript();
    assert!(seen.contains("IsADirectoryError"), "{seen}");
    let said = bench.verdict();
    assert!(said.contains("1 different"), "{said}");
}

#[test]
fn nothing_is_written_through_a_link_or_a_fifo_of_a_lists_name() {
    let bench = reader("show(sys.argv[1])");
    let outside = tempfile::NamedTempFile::new().expect("a file");
    symlink(outside.path(), bench.path().join("urls.txt")).expect("a link");
    assert!(bench.transcript().contains(FOUND));
    assert_eq!(fs::read(outside.path()).expect("the file"), b"");
    fs::remove_file(bench.path().join("urls.txt")).expect("the link");
    let made = std::process::Command::new("mkfifo")
        .arg(bench.path().join("urls.txt"))
        .status();
    assert!(made.is_ok_and(|status| status.success()) && Path::new(bench.path()).exists());
    assert!(bench.transcript().contains(FOUND));
}
