//! The table and the plot, from a mock site.

use std::fs;
use std::path::Path;
use std::time::Duration;

use salon_bench::latency::Latency;
use salon_bench::measure::Measurement;
use salon_bench::web::{Limits, Page, Source};
use salon_bench::{MeasureConfig, Mode, measure};
use salon_model::Language;
use tempfile::TempDir;

const URLS: &str = "https://www.ynov.com\nhttps://example.org/page?x=1&y=2\nhttps://10.0.0.1:8443/";

/// Delays short enough to be measured often.
fn brief(seed: u64) -> Latency {
    Latency::Seeded {
        seed,
        shortest: 5,
        longest: 50,
    }
}

fn measured(folder: &Path, seed: u64, language: Language) -> (Measurement, String) {
    let list = folder.join("urls.txt");
    fs::write(&list, URLS).unwrap();
    let config = MeasureConfig {
        source: Source::File(list),
        offline: Some(brief(seed)),
        limits: Limits::default(),
        plot: Some(folder.join("plot.svg")),
        language,
    };
    let mut out = Vec::new();
    let measurement = measure(&config, &mut out).unwrap();
    (measurement, String::from_utf8(out).unwrap())
}

#[test]
fn offline_every_host_is_served_whatever_its_scheme_and_port() {
    let folder = TempDir::new().unwrap();
    let (measurement, out) = measured(folder.path(), 1, Language::Fr);
    assert!(measurement.is_complete(), "{out}");
    assert_eq!(measurement.exit_code(), 0);
    assert_eq!(measurement.differing(), 0);
    let hosts: Vec<&str> = measurement.pages.iter().map(Page::host).collect();
    assert_eq!(hosts, ["www.ynov.com", "example.org", "10.0.0.1.invalid"]);
}

#[test]
fn the_same_seed_gives_the_same_delays_and_another_seed_others() {
    let folder = TempDir::new().unwrap();
    let delays = |seed| measured(folder.path(), seed, Language::Fr).0.delays;
    assert_eq!(delays(1), delays(1));
    assert_ne!(delays(1), delays(2));
}

#[test]
fn the_delays_of_a_seed_never_change() {
    let latency = Latency::seeded(42);
    let delays = ["www.ynov.com", "example.org", "www.python.org"].map(|host| latency.of(host));
    insta::assert_debug_snapshot!(delays, @"
    [
        223ms,
        74ms,
        194ms,
    ]
    ");
}

#[test]
fn no_mode_beats_its_ideal() {
    // A lower bound holds however busy the machine is, unlike an upper one.
    let folder = TempDir::new().unwrap();
    let (measurement, out) = measured(folder.path(), 3, Language::En);
    for run in &measurement.runs {
        assert!(run.elapsed >= measurement.ideal(run.mode), "{out}");
    }
}

#[test]
fn the_ideal_is_the_sum_in_sequence_and_the_longest_or_a_share_at_once() {
    let folder = TempDir::new().unwrap();
    let (mut measurement, _) = measured(folder.path(), 1, Language::Fr);
    measurement.delays = [100, 200, 300].map(Duration::from_millis).into();
    let ideal = |measurement: &Measurement| Mode::ALL.map(|m| measurement.ideal(m).as_millis());
    assert_eq!(ideal(&measurement), [600, 300, 300]);
    measurement.jobs = 1;
    assert_eq!(ideal(&measurement), [600, 600, 600]);
}

#[test]
fn the_table_names_every_mode_with_its_target() {
    let folder = TempDir::new().unwrap();
    for (language, words) in [
        (
            Language::Fr,
            ["graine 7", "≥ 1.00", "≤ 1.30", "entre les deux", "se recouvrent"],
        ),
        (Language::En, ["seed 7", "≥ 1.00", "≤ 1.30", "in between", "overlap"]),
    ] {
        let (_, out) = measured(folder.path(), 7, language);
        for word in words.into_iter().chain(["sync", "async", "threads"]) {
            assert!(out.contains(word), "{word} in {out}");
        }
    }
}

#[test]
fn the_plot_has_a_bar_for_each_page_and_mode_and_no_raw_ampersand() {
    let folder = TempDir::new().unwrap();
    measured(folder.path(), 1, Language::Fr);
    let svg = fs::read_to_string(folder.path().join("plot.svg")).unwrap();
    for mode in Mode::ALL {
        assert_eq!(svg.matches(&format!("<rect class=\"{mode}\"")).count(), 3);
    }
    assert!(svg.contains("x=1&amp;y=2") && !svg.contains("&y"));
    assert!(svg.ends_with("</svg>\n"));
}

#[test]
fn a_plot_that_cannot_be_written_is_found_out_first() {
    let config = MeasureConfig {
        source: Source::Url("http://a.test".into()),
        offline: Some(brief(1)),
        limits: Limits::default(),
        plot: Some("/dev/null/plot.svg".into()),
        language: Language::En,
    };
    let mut out = Vec::new();
    let error = measure(&config, &mut out).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(out.is_empty());
}
