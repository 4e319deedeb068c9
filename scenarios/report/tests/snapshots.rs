//! What each format says, in both languages.

use crate::build::{everything, mixed, received, submission};
use crate::whole::{csv, github_annotations, github_summary, junit, lines, table};
use salon_model::Language;
use salon_model::Verdict;
use salon_report::formats::{self, report_schema};

/// Compares a text in both languages.
fn in_both(format: &str, write: impl Fn(Language) -> String) {
    for (language, name) in [(Language::Fr, "fr"), (Language::En, "en")] {
        insta::assert_snapshot!(format!("{format}_{name}"), write(language));
    }
}

/// A terminal's text with its colours readable.
fn colours(text: &str) -> String {
    let names = [
        ("\x1b[0m", "⟩"),
        ("\x1b[1m", "⟨strong "),
        ("\x1b[2m", "⟨faint "),
        ("\x1b[31m", "⟨red "),
        ("\x1b[32m", "⟨green "),
        ("\x1b[33m", "⟨yellow "),
    ];
    names
        .iter()
        .fold(text.to_owned(), |text, (code, name)| text.replace(code, name))
}

/// A terminal's text without its colours.
fn plain(text: &str) -> String {
    colours(text)
        .replace("⟨strong ", "")
        .replace("⟨faint ", "")
        .replace("⟨red ", "")
        .replace("⟨green ", "")
        .replace("⟨yellow ", "")
        .replace('⟩', "")
}

#[test]
fn the_table_shows_every_submission_then_totals() {
    in_both("table", |language| plain(&table(&everything(), language)));
}

#[test]
fn each_submission_has_a_line_and_a_row_that_fit_the_terminal() {
    for width in [60, 80, 200] {
        let shown = plain(&lines(&everything(), Language::En, width));
        // The last lines are sentences.
        let longest = shown.lines().rev().skip(2).map(|line| line.chars().count()).max();
        assert!(longest <= Some(width), "{shown}");
        insta::assert_snapshot!(format!("lines_{width}"), shown);
    }
    insta::assert_snapshot!("lines_fr", plain(&lines(&everything(), Language::Fr, 120)));
}

#[test]
fn the_table_is_coloured() {
    insta::assert_snapshot!(colours(&formats::submission(&mixed("Élodie"), Language::En)));
}

#[test]
fn the_student_is_told_of_the_first_stage_that_fails() {
    in_both("student", |language| {
        plain(&formats::student(&mixed("Élodie"), language))
    });
}

#[test]
fn the_student_is_told_what_keeps_a_program_from_starting() {
    in_both("student_blocked", |language| {
        plain(&formats::student(&everything().submissions[2], language))
    });
}

#[test]
fn the_student_is_told_that_a_program_is_missing_or_that_all_is_well() {
    let report = everything();
    in_both("student_others", |language| {
        let [passed, missing] = [0, 3].map(|place| plain(&formats::student(&report.submissions[place], language)));
        format!("{passed}----\n{missing}")
    });
}

#[test]
fn another_wording_is_shown_to_the_student_and_stops_nothing() {
    let submission = submission("Zoé", Verdict::Pass, |result| {
        if result.scenario == "ii_4/relay" {
            result.verdict = Verdict::Near;
            result.reasons = received("jin says: salut", &["vince"], &["a dit : salut"], &["a dit: salut"]);
        }
    });
    in_both("student_near", |language| {
        plain(&formats::student(&submission, language))
    });
}

#[test]
fn junit_has_a_suite_for_each_stage() {
    in_both("junit", |language| junit(&everything(), language));
}

#[test]
fn csv_has_a_line_a_submission() {
    insta::assert_snapshot!(csv(&everything()));
}

#[test]
fn gradescope_has_a_test_for_each_scenario() {
    in_both("gradescope", |language| formats::gradescope(&mixed("Élodie"), language));
}

#[test]
fn classroom50_counts_in_hundredths() {
    in_both("classroom50", |language| {
        formats::classroom50(&mixed("Élodie"), language)
    });
}

#[test]
fn vpl_comments_and_grades() {
    in_both("vpl", |language| formats::vpl(&mixed("Élodie"), Some(20.0), language));
}

#[test]
fn the_summary_of_a_github_step_is_a_table_with_details() {
    in_both("github_summary", |language| github_summary(&everything(), language));
}

#[test]
fn github_annotations_point_at_programs() {
    in_both("github_annotations", |language| {
        github_annotations(&everything(), language)
    });
}

#[test]
fn the_schema_of_the_report_is_published() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&report_schema()).unwrap());
}

#[test]
fn web_pages_are_built() {
    in_both("html", |language| {
        let pages = formats::html(&everything(), language);
        // The style sheet is the same on every page, and reviewed as a file.
        let pages = pages.iter().take(3).map(|(name, page)| {
            let page = String::from_utf8(page.clone()).unwrap();
            let (before, rest) = page.split_once("<style>").unwrap();
            let (_, after) = rest.split_once("</style>").unwrap();
            format!("==== {}\n{before}<style>…</style>{after}", name.display())
        });
        pages.collect()
    });
}
