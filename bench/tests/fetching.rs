//! Pages to files, in every mode.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use salon_bench::latency::Latency;
use salon_bench::mock::MockSite;
use salon_bench::web::{Limits, Network, Outcome, Progress, Source};
use salon_bench::{FetchConfig, Mode, fetch};
use salon_model::Language;
use tempfile::TempDir;

use crate::site::{Then, moved, nobody, page, serve};

/// A fetch into a folder of its own, all names leading to one site.
struct Scene {
    folder: TempDir,
    config: FetchConfig,
}

impl Scene {
    fn new(mode: Mode, urls: &[&str], site: SocketAddr) -> Self {
        let folder = TempDir::new().unwrap();
        let list = folder.path().join("urls.txt");
        fs::write(&list, urls.join("\n")).unwrap();
        let config = FetchConfig {
            mode,
            folder: folder.path().join("pages"),
            network: Network::Everywhere(site),
            language: Language::En,
            ..FetchConfig::new(Source::File(list))
        };
        Self { folder, config }
    }

    fn run(&self) -> (Outcome, String) {
        let mut out = Vec::new();
        let outcome = fetch(&self.config, &mut out, &mut |_| ()).unwrap();
        (outcome, self.plain(&String::from_utf8(out).unwrap()))
    }

    /// The output without what changes from run to run.
    fn plain(&self, out: &str) -> String {
        let lines = out
            .replace(&self.folder.path().display().to_string(), "<tmp>")
            .lines()
            .map(|line| match line.strip_suffix(" secondes") {
                Some(start) => {
                    let label = start.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
                    format!("{label}<time> secondes")
                }
                None => line.to_owned(),
            })
            .collect::<Vec<_>>();
        lines.join("\n")
    }

    fn files(&self) -> Vec<String> {
        names(&self.config.folder)
    }

    fn file(&self, name: &str) -> Vec<u8> {
        fs::read(self.config.folder.join(name)).unwrap()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn in_every_mode(urls: &[&str], site: SocketAddr, check: impl Fn(&Scene)) {
    for mode in Mode::ALL {
        check(&Scene::new(mode, urls, site));
    }
}

#[test]
fn the_lines_are_those_of_the_lab_report() {
    let site = MockSite::start(Latency::Fixed(Duration::ZERO)).unwrap();
    let urls = ["http://www.ynov.com", "http://example.org/a?b=c"];
    let (_, out) = Scene::new(Mode::Sync, &urls, site.address()).run();
    insta::assert_snapshot!(out, @"
    Page téléchargée : http://www.ynov.com -> <tmp>/pages/web_www.ynov.com
    Page téléchargée : http://example.org/a?b=c -> <tmp>/pages/web_example.org
    Temps d'exécution : <time> secondes
    ");
    let (_, out) = Scene::new(Mode::Async, &urls[..1], site.address()).run();
    insta::assert_snapshot!(out, @"
    Page téléchargée : http://www.ynov.com -> <tmp>/pages/web_www.ynov.com
    Temps d'exécution asynchrone: <time> secondes
    ");
    let (_, out) = Scene::new(Mode::Threads, &urls[..1], site.address()).run();
    insta::assert_snapshot!(out, @"
    Page téléchargée : http://www.ynov.com -> <tmp>/pages/web_www.ynov.com
    Temps d'exécution avec threads : <time> secondes
    ");
}

#[test]
fn a_dead_host_costs_only_its_own_page() {
    let alive = serve(|_| page(b"alive"));
    let dead = format!("http://{}/", nobody());
    let urls = ["http://one.test", &dead, "http://two.test"];
    in_every_mode(&urls, alive, |scene| {
        let (outcome, out) = scene.run();
        assert_eq!(outcome.exit_code(), 1);
        assert_eq!(scene.files(), ["web_one.test", "web_two.test"]);
        assert!(out.contains("Pages not downloaded: 1 of 3"), "{out}");
        assert!(out.ends_with(&format!("{dead}: connection refused")), "{out}");
    });
}

#[test]
fn a_name_without_address_is_called_so() {
    // A label of more than 63 bytes: the system refuses it without asking any server.
    let name = format!("{}.test", "a".repeat(70));
    let mut scene = Scene::new(Mode::Async, &[&format!("http://{name}")], nobody());
    scene.config.network = Network::Real;
    let (_, out) = scene.run();
    assert!(out.ends_with(&format!("the name '{name}' has no address")), "{out}");
}

#[test]
fn whatever_the_url_files_stay_in_the_folder_under_names_of_one_component() {
    let site = MockSite::start(Latency::Fixed(Duration::ZERO)).unwrap();
    let long = format!("http://{}.test/", "a".repeat(300));
    let urls = [
        "http://../../../etc/passwd",
        "http://%2e%2e/",
        "http://a.test/..%2f..%2fetc/%00",
        "http://user:word@a.test:80/",
        "http://web_.test\\..\\x",
        "http://é.test/",
        &long,
    ];
    in_every_mode(&urls, site.address(), |scene| {
        let (outcome, out) = scene.run();
        assert!(outcome.is_complete(), "{out}");
        assert_eq!(names(scene.folder.path()), ["pages", "urls.txt"]);
        let cut = format!("web_{}", "a".repeat(200));
        let mut expected = [
            "web_...2",
            "web_..",
            "web_a.test",
            "web_a.test_2",
            "web_web_.test",
            "web_xn--9ca.test",
            &cut,
        ];
        expected[0] = "web_.._2";
        expected.sort_unstable();
        let mut files = scene.files();
        files.sort();
        assert_eq!(files, expected);
    });
}

#[test]
fn an_ipv6_host_makes_a_plain_file_name() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("urls.txt");
    std::fs::write(&list, "http://[::1]:8080/").unwrap();
    let pages = Source::File(list).pages().unwrap();
    assert_eq!(pages[0].file_name, "web_--1");
}

#[test]
fn a_page_asked_for_alone_has_the_name_that_the_sheet_gives() {
    let pages = Source::Url("http://a.test".into()).pages().unwrap();
    assert_eq!(pages[0].file_name, "web_page");
}

#[test]
fn pages_of_one_host_do_not_overwrite_one_another() {
    let site = serve(|path| page(path.as_bytes()));
    let urls = ["http://a.test/1", "http://A.test/2", "https://a.test_2/3"].map(|url| {
        // Only the names matter here; this site speaks no TLS.
        url.replace("https", "http")
    });
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    in_every_mode(&urls, site, |scene| {
        scene.run();
        assert_eq!(scene.file("web_a.test"), b"/1");
        assert_eq!(scene.file("web_a.test_2"), b"/2");
        assert_eq!(scene.file("web_a.test_2_2"), b"/3");
    });
}

#[test]
fn a_second_run_replaces_the_pages_and_a_planted_link_is_not_followed() {
    let site = serve(|_| page(b"new"));
    let scene = Scene::new(Mode::Sync, &["http://a.test"], site);
    let elsewhere = scene.folder.path().join("elsewhere");
    fs::write(&elsewhere, "mine").unwrap();
    fs::create_dir(&scene.config.folder).unwrap();
    std::os::unix::fs::symlink(&elsewhere, scene.config.folder.join("web_a.test")).unwrap();
    scene.run();
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "mine");
    assert_eq!(scene.file("web_a.test"), b"new");
    scene.run();
    assert_eq!(scene.files(), ["web_a.test"]);
}

#[test]
fn redirects_are_followed_but_not_for_ever() {
    let site = serve(|path| match path {
        "/start" => moved("/end"),
        "/end" => page(b"arrived"),
        _ => moved("/round"),
    });
    let urls = ["http://a.test/start", "http://b.test/round"];
    in_every_mode(&urls, site, |scene| {
        let (_, out) = scene.run();
        assert_eq!(scene.files(), ["web_a.test"]);
        assert_eq!(scene.file("web_a.test"), b"arrived");
        assert!(out.ends_with("more than 10 redirects"), "{out}");
    });
}

#[test]
fn a_site_that_never_answers_or_stops_in_the_middle_times_out() {
    let site = serve(|path| {
        let half = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf a page";
        let answer = if path == "/silent" { "" } else { half };
        (answer.into(), Then::Hang)
    });
    for mode in Mode::ALL {
        let mut scene = Scene::new(mode, &["http://a.test/silent", "http://b.test/half"], site);
        scene.config.limits.timeout = Duration::from_millis(200);
        let (outcome, out) = scene.run();
        assert_eq!(outcome.failures().count(), 2);
        assert_eq!(out.matches("no complete answer within 0.2 s").count(), 2, "{out}");
        assert!(scene.files().is_empty(), "nothing half written stays");
    }
}

#[test]
fn a_page_cut_short_is_not_saved() {
    let site = serve(|_| {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec();
        (bytes, Then::Close)
    });
    in_every_mode(&["http://a.test"], site, |scene| {
        let (outcome, _) = scene.run();
        assert!(!outcome.is_complete());
        assert!(scene.files().is_empty());
    });
}

#[test]
fn bytes_that_are_no_text_are_saved_as_they_are() {
    let all: Vec<u8> = (0..=255).cycle().take(200_000).collect();
    let body = all.clone();
    let site = serve(move |_| page(&body));
    in_every_mode(&["http://a.test"], site, |scene| {
        scene.run();
        assert!(scene.file("web_a.test") == all);
    });
}

#[test]
fn a_page_over_the_limit_is_given_up_whether_or_not_it_is_announced() {
    let site = serve(|path| {
        let body = vec![b'x'; 300_000];
        match path {
            "/announced" => page(&body),
            _ => ([b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), body].concat(), Then::Close),
        }
    });
    for mode in Mode::ALL {
        let urls = ["http://a.test/announced", "http://b.test/endless"];
        let mut scene = Scene::new(mode, &urls, site);
        scene.config.limits.bytes = 200_000;
        let (_, out) = scene.run();
        assert_eq!(out.matches("more than 200000 bytes").count(), 2, "{out}");
        assert!(scene.files().is_empty());
    }
}

#[test]
fn a_refusal_is_no_page() {
    let site = serve(|_| {
        let bytes = b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nlost".to_vec();
        (bytes, Then::Close)
    });
    in_every_mode(&["http://a.test"], site, |scene| {
        let (_, out) = scene.run();
        assert!(out.ends_with("the site answered 404"), "{out}");
        assert!(scene.files().is_empty());
    });
}

#[test]
fn a_site_without_tls_where_tls_is_asked_for_is_told_apart() {
    let site = serve(|_| page(b"plain"));
    let url = format!("https://127.0.0.1:{}/", site.port());
    in_every_mode(&[&url], site, |scene| {
        let (_, out) = scene.run();
        assert!(out.contains("no secure connection:"), "{out}");
    });
}

#[test]
fn progress_begins_at_nothing_and_counts_every_page() {
    let alive = serve(|_| page(b"alive"));
    let dead = format!("http://{}/", nobody());
    let scene = Scene::new(Mode::Sync, &["http://a.test", &dead], alive);
    let mut seen = Vec::new();
    fetch(&scene.config, &mut std::io::sink(), &mut |progress| {
        seen.push(progress);
    })
    .unwrap();
    let at = |done, failed| Progress { done, failed, total: 2 };
    assert_eq!(seen, [at(0, 0), at(1, 0), at(2, 1)]);
}

#[test]
fn fewer_jobs_than_pages_still_fetch_them_all() {
    let site = MockSite::start(Latency::Fixed(Duration::from_millis(1))).unwrap();
    let urls: Vec<String> = (0..40).map(|n| format!("http://h{n}.test")).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    for mode in Mode::ALL {
        let mut scene = Scene::new(mode, &urls, site.address());
        scene.config.limits = Limits {
            jobs: 3.try_into().unwrap(),
            ..Limits::default()
        };
        assert!(scene.run().0.is_complete());
        assert_eq!(scene.files().len(), 40);
    }
}
