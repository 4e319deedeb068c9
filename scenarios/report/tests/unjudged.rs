//! What the harness could not judge is no zero, and nobody's mean.

use crate::build::{report, submission};
use crate::whole::{csv, github_summary, totals};
use salon_model::{Language, Report, Verdict};
use salon_report::formats;

/// Three submissions: one that was judged, one of which a scenario was not, and one of which nothing was.
fn class() -> Report {
    report(vec![
        submission("ana", Verdict::Pass, |_| {}),
        submission("bea", Verdict::Pass, |result| {
            if result.scenario == "ii_6/departure" {
                result.verdict = Verdict::Error;
                result.points.got = 0.0;
            }
        }),
        submission("cleo", Verdict::Error, |_| {}),
    ])
}

fn index(report: &Report) -> String {
    let pages = formats::html(report, Language::En);
    let index = pages.iter().find(|(name, _)| name.to_str() == Some("index.html"));
    String::from_utf8(index.expect("an index").1.clone()).expect("UTF-8")
}

#[test]
fn points_that_could_not_be_lost_are_told_as_such() {
    let class = class();
    for told in [
        totals(&class, Language::En),
        github_summary(&class, Language::En),
        index(&class),
    ] {
        assert!(told.contains("14 / 14"), "{told}");
        assert!(told.contains("≥ 12 / 14"), "{told}");
        assert!(told.contains("— / 14"), "{told}");
        assert!(!told.contains("0 / 14"), "{told}");
    }
    let table = formats::submission(&class.submissions[2], Language::Fr);
    assert!(table.contains("— / 14"), "{table}");
}

#[test]
fn the_mean_is_of_those_that_were_judged() {
    let class = class();
    for told in [
        totals(&class, Language::En),
        github_summary(&class, Language::En),
        index(&class),
    ] {
        assert!(
            told.contains("3 submission(s), 2 of them not judged, mean 14 / 14;"),
            "{told}"
        );
    }
    let nobody = report(vec![submission("cleo", Verdict::Error, |_| {})]);
    let told = totals(&nobody, Language::Fr);
    assert!(
        told.contains("1 rendu(s), dont 1 non jugé(s), moyenne — / 14 ;"),
        "{told}"
    );
}

#[test]
fn a_spreadsheet_finds_no_number_to_add_up() {
    let told = csv(&class());
    let line = |name: &str| {
        let line = told.lines().find(|line| line.starts_with(name)).expect("a line");
        line.split(',').map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(line("ana")[1..9], ["4", "4", "6", "6", "4", "4", "14", "14"]);
    assert_eq!(line("bea")[1..9], ["4", "4", "6", "6", "", "4", "", "14"]);
    assert_eq!(line("cleo")[1..9], ["", "4", "", "6", "", "4", "", "14"]);
}
