//! Bad input gets one clear line and exit code 2.

use std::fs;
use std::path::Path;

use salon_bench::web::Source;
use salon_bench::{ErrorKind, FetchConfig, fetch};
use salon_model::Language;
use tempfile::TempDir;

/// The line for a list with these bytes, in both languages.
fn complaint(bytes: &[u8]) -> String {
    let folder = TempDir::new().unwrap();
    let list = folder.path().join("urls.txt");
    fs::write(&list, bytes).unwrap();
    refusal(&Source::File(list), folder.path(), folder.path())
}

fn refusal(source: &Source, into: &Path, hidden: &Path) -> String {
    [Language::Fr, Language::En]
        .map(|language| {
            let config = FetchConfig {
                folder: into.to_path_buf(),
                language,
                ..FetchConfig::new(source.clone())
            };
            let error = fetch(&config, &mut std::io::sink(), &mut |_| ()).unwrap_err();
            assert_eq!(error.exit_code(), 2);
            let line = error.to_string();
            assert!(!line.contains('\n'));
            line.replace(&hidden.display().to_string(), "<tmp>")
        })
        .join("\n")
}

#[test]
fn a_missing_file_is_named() {
    let folder = TempDir::new().unwrap();
    let source = Source::of("www.ynov.com");
    insta::assert_snapshot!(refusal(&source, folder.path(), folder.path()), @"
    le fichier 'www.ynov.com' n'existe pas : vérifiez son nom (une URL commence par https://)
    there is no file 'www.ynov.com': check its name (a URL starts with https://)
    ");
}

#[test]
fn a_folder_is_no_list() {
    let folder = TempDir::new().unwrap();
    let source = Source::File(folder.path().into());
    insta::assert_snapshot!(refusal(&source, folder.path(), folder.path()), @"
    le fichier '<tmp>' ne peut pas être lu : Is a directory (os error 21)
    the file '<tmp>' cannot be read: Is a directory (os error 21)
    ");
}

#[test]
fn a_list_without_end_is_read_to_its_bound_only() {
    let folder = TempDir::new().unwrap();
    let source = Source::File("/dev/zero".into());
    insta::assert_snapshot!(refusal(&source, folder.path(), folder.path()), @"
    le fichier '/dev/zero' est trop long pour une liste d'URL : au plus 10 000 lignes et 1 Mio
    the file '/dev/zero' is too long for a list of URLs: 10,000 lines and 1 MiB at most
    ");
    let blank = "\n".repeat(10_000);
    assert!(complaint(blank.as_bytes()).contains("is empty"));
    assert!(complaint(format!("{blank}\n").as_bytes()).contains("too long"));
    assert!(complaint("a".repeat((1 << 20) + 1).as_bytes()).contains("too long"));
}

#[test]
fn an_empty_file_is_told_from_a_missing_one() {
    insta::assert_snapshot!(complaint(b" \n\n"), @"
    le fichier '<tmp>/urls.txt' est vide : écrivez-y une URL par ligne
    the file '<tmp>/urls.txt' is empty: write one URL a line
    ");
}

#[test]
fn a_line_without_scheme_is_shown_with_its_place_and_the_remedy() {
    insta::assert_snapshot!(complaint(b"https://a.test\r\n\r\n  www.ynov.com\r\n"), @"
    <tmp>/urls.txt:3:3: 'www.ynov.com' n'est pas une URL : écrivez https://www.ynov.com
    <tmp>/urls.txt:3:3: 'www.ynov.com' is not a URL: write https://www.ynov.com
    ");
}

#[test]
fn another_scheme_is_refused() {
    insta::assert_snapshot!(complaint(b"file:///etc/passwd"), @"
    <tmp>/urls.txt:1:1: 'file:///etc/passwd' n'est pas une URL : seules http:// et https:// sont acceptées
    <tmp>/urls.txt:1:1: 'file:///etc/passwd' is not a URL: only http:// and https:// will do
    ");
}

#[test]
fn two_urls_on_a_line_are_pointed_at_where_the_space_is() {
    insta::assert_snapshot!(complaint("https://é.test https://b.test".as_bytes()), @"
    <tmp>/urls.txt:1:15: 'https://é.test https://b.test' n'est pas une URL : ôtez l'espace ou le caractère invisible, et n'écrivez qu'une URL par ligne
    <tmp>/urls.txt:1:15: 'https://é.test https://b.test' is not a URL: remove the space or invisible character, and write one URL a line
    ");
}

#[test]
fn a_url_without_host_is_pointed_at_behind_its_scheme() {
    insta::assert_snapshot!(complaint(b"https:///page"), @"
    <tmp>/urls.txt:1:9: 'https:///page' n'est pas une URL : ajoutez le nom du site après https://
    <tmp>/urls.txt:1:9: 'https:///page' is not a URL: add the name of the site after https://
    ");
}

#[test]
fn a_port_that_is_none_is_refused() {
    insta::assert_snapshot!(complaint(b"https://a.test:99999/"), @"
    <tmp>/urls.txt:1:9: 'https://a.test:99999/' n'est pas une URL : vérifiez le nom du site et le port
    <tmp>/urls.txt:1:9: 'https://a.test:99999/' is not a URL: check the name of the site and the port
    ");
}

#[test]
fn bytes_that_are_not_utf_8_are_pointed_at() {
    insta::assert_snapshot!(complaint(b"https://a.test\nhttps://caf\xe9.test"), @"
    <tmp>/urls.txt:2:12: 'https://caf�.test' n'est pas une URL : enregistrez le fichier en UTF-8
    <tmp>/urls.txt:2:12: 'https://caf�.test' is not a URL: save the file as UTF-8
    ");
}

#[test]
fn control_characters_cannot_reach_the_terminal() {
    insta::assert_snapshot!(complaint(b"https://a.test/\x1b[31m"), @"
    <tmp>/urls.txt:1:16: 'https://a.test/�[31m' n'est pas une URL : ôtez l'espace ou le caractère invisible, et n'écrivez qu'une URL par ligne
    <tmp>/urls.txt:1:16: 'https://a.test/�[31m' is not a URL: remove the space or invisible character, and write one URL a line
    ");
}

#[test]
fn a_bad_argument_has_no_place() {
    let folder = TempDir::new().unwrap();
    let source = Source::of("ftp://a.test");
    insta::assert_snapshot!(refusal(&source, folder.path(), folder.path()), @"
    'ftp://a.test' n'est pas une URL : seules http:// et https:// sont acceptées
    'ftp://a.test' is not a URL: only http:// and https:// will do
    ");
}

#[test]
fn a_folder_that_cannot_be_written_is_found_out_before_any_page_is_fetched() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let source = Source::Url("http://salon.invalid".into());
    insta::assert_snapshot!(refusal(&source, &file.join("pages"), folder.path()), @"
    impossible d'écrire dans '<tmp>/file/pages' : Not a directory (os error 20) ; choisissez un autre emplacement
    cannot write to '<tmp>/file/pages': Not a directory (os error 20); choose another place
    ");
}

#[test]
fn a_byte_order_mark_and_blank_lines_are_passed_over() {
    let folder = TempDir::new().unwrap();
    let list = folder.path().join("urls.txt");
    fs::write(&list, "\u{feff}https://a.test\r\n\r\n https://b.test \n").unwrap();
    let pages = Source::File(list).pages().unwrap();
    let texts: Vec<&str> = pages.iter().map(|page| page.text.as_str()).collect();
    assert_eq!(texts, ["https://a.test", "https://b.test"]);
}

proptest::proptest! {
    #[test]
    fn no_argument_is_more_than_refused(text in "(https?://)?.*") {
        match Source::Url(text).pages() {
            Ok(pages) => assert_eq!(pages.len(), 1),
            Err(kind) => assert!(matches!(kind, ErrorKind::NotAUrl { .. })),
        }
    }
}
