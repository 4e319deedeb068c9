//! Pages found again in files.

use super::super::saved::Saved;
use super::*;
use rustix::fs::{CWD, Mode, mkfifoat};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tempfile::TempDir;

const HOSTS: [(&str, u32); 2] = [("www.un.test", 0), ("www.deux.test", 0)];

fn find(site: &Site, folder: &TempDir) -> Vec<(String, PathBuf, bool)> {
    let root = fs::canonicalize(folder.path()).unwrap();
    let saved = site.saved(std::slice::from_ref(&root), SystemTime::UNIX_EPOCH);
    let relative = |Saved { host, path, whole }| (host, path.strip_prefix(&root).unwrap().to_owned(), whole);
    saved.into_iter().map(relative).collect()
}

fn found(host: &str, path: impl AsRef<Path>, whole: bool) -> (String, PathBuf, bool) {
    (host.to_owned(), path.as_ref().to_owned(), whole)
}

#[test]
fn pages_are_found_by_what_is_in_the_files() {
    let site = open(&HOSTS);
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let (un, deux) = (site.page("www.un.test").unwrap(), site.page("www.deux.test").unwrap());
    fs::create_dir_all(place("tmp/web_pages")).unwrap();
    fs::write(place("tmp/web_pages/web_1"), un).unwrap();
    fs::write(place("D:\\page"), un.replace('\n', "\r\n") + "\n").unwrap();
    fs::write(place("both"), format!("{un}{deux}")).unwrap();
    fs::write(place("other"), "<html></html>").unwrap();
    assert_eq!(
        find(&site, &folder),
        [
            found("www.deux.test", "both", true),
            found("www.un.test", "D:\\page", true),
            found("www.un.test", "both", true),
            found("www.un.test", "tmp/web_pages/web_1", true),
        ]
    );
}

#[test]
fn a_page_indented_anew_is_whole_and_a_piece_or_a_repr_of_it_is_not() {
    let site = open(&HOSTS);
    let folder = tempfile::tempdir().unwrap();
    let page = site.page("www.un.test").unwrap();
    let pretty = page.replace('>', ">\n  ").replace('<', "\n <");
    fs::write(folder.path().join("pretty"), pretty).unwrap();
    fs::write(folder.path().join("half"), &page[..page.len() / 2]).unwrap();
    fs::write(folder.path().join("repr"), format!("{page:?}")).unwrap();
    assert_eq!(
        find(&site, &folder),
        [
            found("www.un.test", "half", false),
            found("www.un.test", "pretty", true),
            found("www.un.test", "repr", false),
        ]
    );
}

#[test]
fn pages_of_another_session_and_files_from_before_are_not_found() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("stale"), open(&HOSTS).page("www.un.test").unwrap()).unwrap();
    let site = open(&HOSTS);
    assert_eq!(find(&site, &folder), []);

    fs::write(folder.path().join("fresh"), site.page("www.un.test").unwrap()).unwrap();
    let hour = Duration::from_hours(1);
    let places = [folder.path().to_owned()];
    assert_eq!(site.saved(&places, SystemTime::now() + hour), []);
    assert_eq!(site.saved(&places, SystemTime::now() - hour).len(), 1);
}

#[test]
fn a_file_written_at_once_is_found_though_its_stamp_lags() {
    let site = open(&HOSTS);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page");
    for _ in 0..50 {
        let since = SystemTime::now();
        fs::write(&path, site.page("www.un.test").unwrap()).unwrap();
        assert_eq!(site.saved(std::slice::from_ref(&path), since).len(), 1);
    }
}

#[test]
fn links_and_fifos_are_left_alone() {
    let site = open(&HOSTS);
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("page"), site.page("www.un.test").unwrap()).unwrap();
    let link = |target: &Path, name: &str| std::os::unix::fs::symlink(target, folder.path().join(name)).unwrap();
    link(&outside.path().join("page"), "to_a_file");
    link(outside.path(), "to_a_folder");
    link(folder.path(), "in_circles");
    mkfifoat(CWD, folder.path().join("fifo"), Mode::from_raw_mode(0o644)).unwrap();
    assert_eq!(find(&site, &folder), []);
}

#[test]
fn places_that_lie_in_one_another_count_once() {
    let site = open(&HOSTS);
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("inner")).unwrap();
    let file = folder.path().join("inner/page");
    fs::write(&file, site.page("www.un.test").unwrap()).unwrap();
    let places = [
        folder.path().to_owned(),
        folder.path().join("inner"),
        file,
        "/no/where".into(),
    ];
    assert_eq!(site.saved(&places, SystemTime::UNIX_EPOCH).len(), 1);
}

#[test]
fn a_file_too_large_to_be_read_whole_is_looked_into() {
    let site = open(&HOSTS);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large");
    fs::write(&path, site.page("www.un.test").unwrap()).unwrap();
    fs::OpenOptions::new()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(1 << 40)
        .unwrap();
    assert_eq!(find(&site, &folder), [found("www.un.test", "large", true)]);
}
