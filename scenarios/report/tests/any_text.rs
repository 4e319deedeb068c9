//! No text from a submission breaks out of a format.

use crate::build::{difference, everything, received};
use crate::web_pages::parsed;
use crate::whole::{csv, github_annotations, github_summary, json, junit, table};
use proptest::prelude::*;
use salon_model::Language;
use salon_model::{Arrow, Cause, Deviation, Note, Observer, Place, Report, Sign};
use salon_report::formats;

/// A report in which this text is wherever a submission's own text can be.
fn with(hostile: &str) -> Report {
    let mut report = everything();
    for submission in &mut report.submissions {
        hostile.clone_into(&mut submission.name);
        submission.folder = hostile.into();
        for stage in &mut submission.stages {
            if let Some(program) = &mut stage.program {
                program.file = Some(hostile.into());
                hostile.clone_into(&mut program.command);
                program.directory = hostile.into();
                program.passed_over = vec![hostile.into()];
                program.notes = vec![Note::WithOption {
                    option: hostile.to_owned(),
                }];
            }
            for result in &mut stage.results {
                result.reasons = received(hostile, &[hostile], &["x", hostile], &[hostile]);
                result.reasons.extend(received("a", &["a"], &["abc"], &[hostile]));
                result
                    .reasons
                    .push(difference(None, Deviation::Traceback(hostile.to_owned())));
                result.causes = vec![Cause::ErrorUncaught {
                    line: hostile.to_owned(),
                    source: Some(hostile.to_owned()),
                    step: Some(hostile.to_owned()),
                    ends: true,
                }];
                result.place = Some(Place {
                    file: hostile.into(),
                    line: 1,
                });
                for step in &mut result.steps {
                    step.printed = vec![hostile.to_owned()];
                    step.seen.push(Arrow {
                        party: Observer::Actor(hostile.to_owned()),
                        sign: Sign::Text(hostile.to_owned()),
                    });
                }
            }
        }
    }
    report
}

/// Pieces of every syntax there is, and anything else.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<script>",
        "</pre>",
        "</style>",
        "]]>",
        "<!--",
        "&#0;",
        "&",
        "\"",
        "'",
        "--|>",
        "<|--",
        "\n--|>\n",
        "Grade :=>> 20",
        "\nGrade :=>> 20\n",
        ":=>>",
        "=1+1",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        "\0",
        "\x1b[31m",
        "\u{202e}",
        "\u{fffe}",
        "\u{ffff}",
        "|",
        "`",
        "```",
        "::error::",
        "\n::error::x",
        "%0A",
        ",",
        ";",
        "\\",
        "é",
        "🎉",
        "../",
        "/",
        " ",
    ]);
    prop_oneof![
        3 => prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

fn is_shown(character: char) -> bool {
    character == '\n' || !(character.is_control() || ('\u{202a}'..='\u{202e}').contains(&character))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn web_pages_stay_whole(hostile in hostile()) {
        let plain = formats::html(&with("x"), Language::En);
        for ((_, page), (_, plain)) in formats::html(&with(&hostile), Language::En).iter().zip(&plain) {
            let elements = |document: &roxmltree::Document<'_>, name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
            parsed(page, |document| {
                prop_assert_ok(document.descendants().all(|node| node.text().is_none_or(|text| text.chars().all(is_shown))));
                prop_assert_ok(elements(document, "script") == 0);
                parsed(plain, |plain| prop_assert_ok(elements(document, "details") == elements(plain, "details")));
            });
        }
    }

    #[test]
    fn junit_stays_xml(hostile in hostile()) {
        let text = junit(&with(&hostile), Language::Fr);
        let document = roxmltree::Document::parse(&text).unwrap();
        prop_assert_eq!(document.descendants().filter(|node| node.has_tag_name("testcase")).count(), 35);
    }

    #[test]
    fn vpl_markers_are_ours_alone(hostile in hostile()) {
        for submission in with(&hostile).submissions {
            let text = formats::vpl(&submission, None, Language::Fr);
            let lines: Vec<&str> = text.lines().collect();
            prop_assert!(text.matches("--|>").count() == 1 && text.matches("<|--").count() == 1);
            prop_assert_eq!(lines[0], "<|--");
            let end = lines.iter().position(|line| *line == "--|>").unwrap();
            prop_assert!(lines[1..end].iter().all(|line| line.starts_with(['-', '>']) && !line.contains(":=>>")));
            prop_assert!(lines[end + 1..].iter().all(|line| line.starts_with("Grade :=>> ")) && lines.len() <= end + 2);
        }
    }

    #[test]
    fn csv_cells_are_no_formulas(hostile in hostile()) {
        let text = csv(&with(&hostile));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for row in reader.records().map(Result::unwrap) {
            prop_assert_eq!(row.len(), 24);
            prop_assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])));
        }
    }

    #[test]
    fn worksheets_get_no_formulas_and_no_tags(hostile in hostile()) {
        let mut report = with(&hostile);
        report.submissions.truncate(1);
        report.submissions[0].folder = "Participant_1_assignsubmission_file_".into();
        let exported = b"Identifier,Grade,Feedback comments\nParticipant 1,,\n";
        let merged = formats::moodle(&report, exported, Language::En).unwrap();
        let mut reader = csv::Reader::from_reader(&merged.worksheet[..]);
        let feedback = reader.records().next().unwrap().unwrap()[2].to_owned();
        prop_assert!(feedback.starts_with("Total: "));
        prop_assert!(!feedback.replace("<br>", "").contains('<'));
    }

    #[test]
    fn annotations_stay_on_their_lines(hostile in hostile()) {
        let text = github_annotations(&with(&hostile), Language::En);
        prop_assert!(text.lines().all(|line| ["::error ", "::warning ", "::notice::"].iter().any(|start| line.starts_with(start))));
        for line in text.lines().filter(|line| !line.starts_with("::notice")) {
            let properties = line[2..].split("::").next().unwrap();
            prop_assert_eq!(properties.matches(',').count(), 2);
        }
    }

    #[test]
    fn summaries_keep_their_form(hostile in hostile()) {
        let text = github_summary(&with(&hostile), Language::En);
        let bars = |line: &str| line.matches('|').count();
        let table: Vec<&str> = text.lines().skip(2).take_while(|line| !line.is_empty()).collect();
        prop_assert_eq!(table.len(), 7);
        prop_assert!(table.iter().all(|line| bars(line) == 6));
        for tag in ["<details>", "</details>", "<pre>", "</pre>", "<summary>", "</summary>"] {
            prop_assert_eq!(text.matches(tag).count(), 4);
        }
        prop_assert!(!text.contains("<script"));
    }

    #[test]
    fn terminals_get_no_sequences_but_ours(hostile in hostile()) {
        let report = with(&hostile);
        let text = table(&report, Language::Fr) + &formats::student(&report.submissions[1], Language::Fr);
        let ours = ["\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m"];
        let rest = ours.iter().fold(text, |text, code| text.replace(code, ""));
        prop_assert!(rest.chars().all(is_shown));
    }

    #[test]
    fn json_formats_are_read_back(hostile in hostile()) {
        let report = with(&hostile);
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        read(&json(&report));
        for submission in &report.submissions {
            read(&formats::gradescope(submission, Language::Fr));
            read(&formats::classroom50(submission, Language::Fr));
        }
    }
}

/// Inside closures that cannot return proptest's error.
fn prop_assert_ok(holds: bool) {
    assert!(holds);
}
