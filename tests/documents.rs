//! The documents: what they name is there.

use crate::harness::{salon, stdout, top};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// Every command of salon.
const VERBS: [&str; 11] = [
    "serve", "join", "run", "grade", "check", "doctor", "merge", "sleep", "fetch", "measure", "schema",
];
/// Flags of other programs that the documents name.
const OF_OTHERS: [&str; 8] = [
    "--depth",
    "--path",
    "--review",
    "--scarce",
    "--scope",
    "--test",
    "--user",
    "--workspace",
];
/// Flags that every program has.
const OF_ALL: [&str; 2] = ["--help", "--version"];

/// The README, the pages of the book, and those for who changes salon.
fn documents() -> Vec<(PathBuf, String)> {
    let book = fs::read_dir(top().join("docs")).expect("the book");
    let mut paths: Vec<PathBuf> = book.map(|page| page.expect("a page").path()).collect();
    paths.extend(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].map(|name| top().join(name)));
    let read = |path: PathBuf| (path.clone(), fs::read_to_string(path).expect("a page"));
    paths.into_iter().map(read).collect()
}

/// The long flags that a text names.
fn flags(text: &str) -> BTreeSet<String> {
    let word = |next: char| next.is_ascii_lowercase() || next.is_ascii_digit() || next == '-';
    let words = text.split(|next: char| !word(next));
    words
        .filter(|word| word.starts_with("--") && word[2..].starts_with(|first: char| first.is_ascii_lowercase()))
        .map(str::to_owned)
        .collect()
}

/// All that salon says of its flags.
fn known() -> BTreeSet<String> {
    let help = VERBS.map(|verb| stdout(salon().args(["help", verb])));
    let mut known = flags(&help.join("\n"));
    known.retain(|flag| !OF_ALL.contains(&flag.as_str()));
    known
}

#[test]
fn every_flag_that_the_documents_name_is_one() {
    let known = known();
    for (path, text) in documents() {
        let named = flags(&text);
        let unknown: Vec<_> = named
            .difference(&known)
            .filter(|flag| !OF_OTHERS.contains(&flag.as_str()))
            .collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", path.display());
    }
}

#[test]
fn every_flag_and_every_command_is_in_the_book() {
    let text: String = documents().into_iter().map(|(_, text)| text).collect();
    let known = known();
    let named = flags(&text);
    let missing: Vec<_> = known.difference(&named).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for verb in VERBS {
        assert!(text.contains(&format!("`salon {verb}")), "{verb}");
    }
}

#[test]
fn every_link_in_the_documents_leads_to_a_file() {
    for (path, text) in documents() {
        let folder = path.parent().expect("a folder");
        for (link, _) in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')) {
            let file = link.split('#').next().unwrap_or_default();
            let elsewhere = file.is_empty() || file.starts_with("https://");
            assert!(elsewhere || folder.join(file).exists(), "{}: {link}", path.display());
        }
    }
}

#[test]
fn the_readme_names_the_command_that_runs_the_tests() {
    let readme = fs::read_to_string(top().join("README.md")).expect("the README");
    assert!(
        readme
            .lines()
            .any(|line| line.contains("Test") && line.contains("`make test`"))
    );
}
