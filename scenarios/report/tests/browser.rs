//! The pages in a real browser, where there is one; with `SALON_REQUIRE_BROWSER` set, there must be. That they
//! have no script is tested beside the pages, and their content security policy, which the browser enforces
//! here, forbids any.

use crate::build::everything;
use salon_model::Language;
use salon_report::formats::html;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The browser, if it is installed. That a test does nothing without it is said past the test harness, which
/// shows what a test prints only when it fails.
fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let mut found = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    let browser = found.find(|file| file.is_file());
    if browser.is_none() {
        let required = std::env::var_os("SALON_REQUIRE_BROWSER").is_some_and(|value| !value.is_empty() && value != "0");
        assert!(
            !required,
            "SALON_REQUIRE_BROWSER is set, and no Chromium is in the PATH"
        );
        let test = std::thread::current().name().unwrap_or_default().to_owned();
        let _ = writeln!(std::io::stderr(), "{test}: skipped: no Chromium");
    }
    browser
}

/// The pages, written into a folder.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let pages = html(&everything(), Language::En);
    let write = |(name, page): (PathBuf, Vec<u8>)| {
        let file = folder.join(name);
        std::fs::write(&file, page).unwrap();
        file
    };
    pages.into_iter().map(write).collect()
}

/// Runs the browser on a page. Whatever name it asked for would not resolve, and would be logged.
fn browse(browser: &Path, page: &Path, folder: &Path, arguments: &[String]) -> Output {
    let url = format!("file://{}", page.display());
    Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .arg("--disable-dev-shm-usage")
        .args(["--host-resolver-rules=MAP * ~NOTFOUND", "--timeout=20000"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .args(arguments)
        .arg(url)
        .output()
        .unwrap()
}

/// What the browser shows of a page, and the hosts it asked for anything on the way.
fn visit(browser: &Path, page: &Path, folder: &Path) -> (String, BTreeSet<String>) {
    let log = folder.join("net.json");
    let arguments = ["--dump-dom".to_owned(), format!("--log-net-log={}", log.display())];
    let output = browse(browser, page, folder, &arguments);
    let hosts = std::fs::read_to_string(&log)
        .unwrap()
        .split("\"url\":\"")
        .skip(1)
        .filter_map(host)
        .collect();
    (String::from_utf8_lossy(&output.stdout).into_owned(), hosts)
}

/// The host of an address, unless it is one the browser asks by itself.
fn host(address: &str) -> Option<String> {
    let rest = address
        .strip_prefix("http://")
        .or_else(|| address.strip_prefix("https://"))?;
    let host = rest.split(['/', ':', '"']).next()?;
    (!host.ends_with(".google.com") && !host.ends_with(".googleapis.com")).then(|| host.to_owned())
}

#[test]
fn pages_show_everything_and_ask_for_nothing() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let files = pages(folder.path());
    for (file, wanted) in [(&files[0], "Élodie Martin"), (&files[2], "first difference")] {
        let (shown, hosts) = visit(&browser, file, folder.path());
        assert!(shown.contains(wanted), "{shown}");
        assert!(hosts.is_empty(), "{hosts:?}");
    }
}

/// A page that a script changes, by which it shows whether scripts are run.
const SCRIPTED: &str = "<!DOCTYPE html><p id='p'>as sent</p><script>p.textContent = 'changed'</script>";

/// Lets no page run scripts, in the profile of a folder: the setting that a user has. (The switch
/// `--blink-settings=scriptEnabled=false` also stops the browser's own script that tells what a page shows.)
fn forbid_scripts(folder: &Path) {
    let profile = folder.join("profile/Default");
    std::fs::create_dir_all(&profile).unwrap();
    let setting = r#"{"profile": {"default_content_setting_values": {"javascript": 2}}}"#;
    std::fs::write(profile.join("Preferences"), setting).unwrap();
}

#[test]
fn pages_show_everything_without_javascript() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (usual, forbidding) = (folder.path().join("usual"), folder.path().join("forbidding"));
    forbid_scripts(&forbidding);
    let scripted = folder.path().join("scripted.html");
    std::fs::write(&scripted, SCRIPTED).unwrap();
    let shown = |page: &Path, settings: &Path| {
        let output = browse(&browser, page, settings, &["--dump-dom".to_owned()]);
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert!(shown(&scripted, &usual).contains("<p id=\"p\">changed</p>"));
    assert!(shown(&scripted, &forbidding).contains("<p id=\"p\">as sent</p>"));
    let files = pages(folder.path());
    for (file, all_wanted) in [
        (&files[0], ["Élodie Martin", "<table"]),
        (&files[2], ["first difference", "<svg"]),
    ] {
        let page = shown(file, &forbidding);
        for wanted in all_wanted {
            assert!(page.contains(wanted), "no {wanted}: {page}");
        }
        assert_eq!(page, shown(file, &usual));
    }
}

#[test]
fn a_request_would_be_noticed() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("asks.html");
    std::fs::write(
        &file,
        "<!DOCTYPE html><img src='http://picture.invalid/x.png' alt='x'/>",
    )
    .unwrap();
    let (_, hosts) = visit(&browser, &file, folder.path());
    assert!(hosts.contains("picture.invalid"), "{hosts:?}");
}

#[test]
fn pages_have_a_picture_in_wide_and_narrow_windows() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let files = pages(folder.path());
    for (file, size) in [(&files[0], "1200,900"), (&files[2], "390,844")] {
        let picture = folder.path().join("picture.png");
        let arguments = [
            format!("--screenshot={}", picture.display()),
            format!("--window-size={size}"),
        ];
        browse(&browser, file, folder.path(), &arguments);
        let bytes = std::fs::read(&picture).unwrap();
        assert!(bytes.starts_with(b"\x89PNG"));
        // An empty page of this size takes less.
        assert!(bytes.len() > 15_000, "{} bytes", bytes.len());
        std::fs::remove_file(&picture).unwrap();
    }
}
