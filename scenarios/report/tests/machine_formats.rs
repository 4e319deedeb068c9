//! Formats that programs read are read back.

use crate::build::{everything, report, submission};
use crate::whole::{csv, github_summary, json, junit};
use salon_model::Language;
use salon_model::{Report, Verdict};
use salon_report::formats::{self, report_schema};
use serde_json::Value;

#[test]
fn json_tells_every_reason_in_both_languages_and_satisfies_its_schema() {
    let text = json(&everything());
    let value: Value = serde_json::from_str(&text).unwrap();
    let schema = report_schema();
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let told = &value["submissions"][1]["stages"][2]["results"][0]["reasons"][0];
    assert_eq!(told["who"], serde_json::json!(["vince", "bob"]));
    assert_eq!(told["what"]["fr"], "reçoit un autre texte");
    assert_eq!(told["what"]["en"], "receives another text");
}

#[test]
fn results_come_back_as_they_were_stored() {
    let stored = serde_json::to_string(&everything()).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&stored).unwrap(), everything());
}

#[cfg(unix)]
#[test]
fn a_file_name_that_is_not_utf8_costs_no_report() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let mut report = everything();
    report.submissions[0].folder = OsStr::from_bytes(b"caf\xe9").into();
    assert!(json(&report).contains("caf\u{fffd}"));
}

#[test]
fn junit_is_read_back() {
    for language in [Language::Fr, Language::En] {
        let text = junit(&everything(), language);
        let document = roxmltree::Document::parse(&text).unwrap();
        let count = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
        let verdicts = |wanted: &[Verdict]| {
            let report = everything();
            let results = report
                .submissions
                .iter()
                .flat_map(|one| &one.stages)
                .flat_map(|stage| &stage.results);
            results.filter(|result| wanted.contains(&result.verdict)).count()
        };
        assert_eq!(count("testsuite"), 15);
        assert_eq!(count("testcase"), verdicts(&Verdict::ALL));
        assert_eq!(
            count("failure"),
            verdicts(&[Verdict::Near, Verdict::Fail, Verdict::Blocked])
        );
        assert_eq!(count("skipped"), verdicts(&[Verdict::Missing, Verdict::Skipped]));
        assert_eq!(count("error"), 1);
        assert_eq!(count("system-out"), verdicts(&Verdict::ALL[1..]));
    }
}

#[test]
fn csv_is_read_back() {
    let text = csv(&everything());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let column = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mixed = &rows[1];
    assert_eq!(&mixed[column("ii_4")], "3.5");
    assert_eq!(&mixed[column("ii_4_max")], "6");
    assert_eq!(&mixed[column("total")], "7.5");
    assert_eq!(&mixed[column("near")], "1");
    assert_eq!(&rows[2][0], "'=cmd|'/c calc'!A1");
}

#[test]
fn scores_of_tests_add_up_to_the_whole() {
    for submission in everything().submissions {
        for (text, score) in [
            (formats::gradescope(&submission, Language::En), "score"),
            (formats::classroom50(&submission, Language::En), "score"),
        ] {
            let value: Value = serde_json::from_str(&text).unwrap();
            let sum: f64 = value["tests"]
                .as_array()
                .unwrap()
                .iter()
                .map(|test| test[score].as_f64().unwrap())
                .sum();
            assert!((sum - value[score].as_f64().unwrap()).abs() < 1e-9);
        }
    }
}

#[test]
fn classroom50_has_whole_numbers_only() {
    let value: Value = serde_json::from_str(&formats::classroom50(&everything().submissions[1], Language::En)).unwrap();
    assert_eq!(value["score"], 750);
    assert_eq!(value["max-score"], 1400);
    assert!(
        value["tests"]
            .as_array()
            .unwrap()
            .iter()
            .all(|test| test["score"].is_i64())
    );
}

#[test]
fn where_the_harness_failed_vpl_gives_no_grade() {
    let report = everything();
    assert!(!formats::vpl(&report.submissions[4], None, Language::En).contains("Grade :=>>"));
    assert!(formats::vpl(&report.submissions[0], None, Language::En).ends_with("Grade :=>> 14\n"));
}

#[test]
fn the_summary_of_a_large_class_is_one_that_github_takes() {
    let name = |number| format!("{number} {}", "é_".repeat(100));
    let submissions = (0..2000).map(|number| submission(&name(number), Verdict::Fail, |_| {}));
    let text = github_summary(&report(submissions.collect()), Language::En);
    assert!(text.len() < 1 << 20, "{} bytes", text.len());
    assert!(text.contains("more submission(s): see the other reports"));
    assert!(text.contains("2000 submission(s), mean 0 / 14"));
    assert!(text.contains("Details of ") && text.contains("<details>"));
}
