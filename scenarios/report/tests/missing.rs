//! A stage without a program of which it is known why: what was passed over is told, and nothing is
//! said of a program that is not there.

use crate::build::{report, submission};
use crate::whole::{csv, github_annotations, github_summary, junit, totals};
use salon_model::Language;
use salon_model::{Aside, Note, Program, Report, Verdict};
use salon_report::formats;

/// A submission without programs, with or without what was passed over.
fn missing(passed_over: bool) -> Report {
    let mut submission = submission("lea", Verdict::Missing, |_| {});
    for stage in submission.stages.iter_mut().filter(|_| passed_over) {
        stage.program = Some(Program {
            file: None,
            command: String::new(),
            directory: "".into(),
            passed_over: vec!["chat_sever.py".into()],
            notes: vec![Note::LeftAside {
                why: Aside::Similar,
                paths: vec!["chat_sever.py".into()],
                more: 0,
            }],
        });
    }
    report(vec![submission])
}

#[test]
fn a_student_and_a_teacher_read_what_was_passed_over() {
    let known = missing(true);
    let student = formats::student(&known.submissions[0], Language::En);
    let table = formats::submission(&known.submissions[0], Language::En);
    let pages = formats::html(&known, Language::En);
    let page = pages
        .iter()
        .find(|(name, _)| name.to_str() != Some("index.html"))
        .unwrap();
    let page = String::from_utf8(page.1.clone()).unwrap();
    for told in [&student, &table, &page] {
        assert!(
            told.contains("a similar name, not taken") && told.contains("chat_sever.py"),
            "{told}"
        );
        assert!(!told.contains("run as"), "{told}");
    }
    assert!(student.contains("No file in this folder has the name"), "{student}");
    assert!(table.contains("no program"), "{table}");
}

#[test]
fn the_formats_for_machines_count_it_as_missing_all_the_same() {
    let told = |report: &Report| {
        let one = &report.submissions[0];
        [
            csv(report),
            junit(report, Language::Fr),
            github_summary(report, Language::Fr),
            github_annotations(report, Language::Fr),
            formats::gradescope(one, Language::Fr),
            formats::classroom50(one, Language::Fr),
            formats::vpl(one, None, Language::Fr),
            totals(report, Language::Fr),
        ]
    };
    assert_eq!(told(&missing(true)), told(&missing(false)));
}
