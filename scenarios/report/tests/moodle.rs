//! Worksheets exported from Moodle get their grades.

use crate::build::{everything, mixed, report, submission};
use salon_model::Language;
use salon_model::Verdict;
use salon_report::formats::{MoodleError, Why, moodle};

const FRENCH: &str = "\u{feff}Identifiant,\"Nom complet\",\"Adresse de courriel\",Statut,Note,\"Note maximale\",\"La note peut être modifiée\",\"Dernière modification (note)\",\"Feedback par commentaires\"\n\
Participant101,\"Marie Dupont\",m@x.fr,\"Remis, pour évaluation\",,\"20,00\",Oui,-,\n\
Participant102,\"Élodie Martin\",e@x.fr,Remis,\"3,00\",\"20,00\",Oui,\"samedi 7 novembre 2026, 10:00\",bien\n\
Participant103,\"Zoé Absente\",z@x.fr,\"Pas de remise\",,\"20,00\",Oui,-,\n";

const ENGLISH: &str = "Identifier,Full name,Status,Grade,Maximum grade,Grade can be changed,Last modified (grade),Feedback comments\n\
Participant 7,Jean Petit,Submitted,,100.00,Yes,-,\n\
Participant 8,Anne Petit,Submitted,,100.00,Yes,-,\n\
Participant 9,Anne Petit,Submitted,,100.00,Yes,-,\n";

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_french_worksheet_is_filled_in_and_the_rest_is_kept() {
    let merged = moodle(&everything(), FRENCH.as_bytes(), Language::Fr).unwrap();
    insta::assert_snapshot!(text(&merged.worksheet));
    assert_eq!(merged.without_submission, ["Zoé Absente (Participant103)"]);
    let said: Vec<String> = merged
        .unmatched
        .iter()
        .map(|one| one.in_language(Language::Fr))
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn an_english_worksheet_matches_by_number_or_full_name() {
    let submissions = vec![
        submission("PETIT_jean", Verdict::Pass, |_| {}),
        mixed("Participant_8_assignsubmission_file"),
        submission("Anne Petit", Verdict::Pass, |_| {}),
    ];
    let merged = moodle(&report(submissions), ENGLISH.as_bytes(), Language::En).unwrap();
    insta::assert_snapshot!(text(&merged.worksheet));
    let several = vec![
        "Anne Petit (Participant 8)".to_owned(),
        "Anne Petit (Participant 9)".to_owned(),
    ];
    assert_eq!(merged.unmatched.len(), 1);
    assert_eq!(merged.unmatched[0].why, Why::SeveralRows(several));
}

#[test]
fn two_submissions_of_one_participant_are_left_to_the_teacher() {
    let submissions =
        ["Jean Petit_7_assignsubmission_file", "Jean Petit"].map(|name| submission(name, Verdict::Pass, |_| {}));
    let merged = moodle(&report(submissions.to_vec()), ENGLISH.as_bytes(), Language::En).unwrap();
    assert_eq!(text(&merged.worksheet), ENGLISH);
    assert!(
        merged
            .unmatched
            .iter()
            .all(|one| one.why == Why::SameParticipant("Jean Petit (Participant 7)".to_owned()))
    );
    assert_eq!(merged.unmatched.len(), 2);
}

#[test]
fn a_worksheet_saved_by_a_spreadsheet_keeps_its_semicolons() {
    let saved = "Identifiant;Note;Note maximale\r\nParticipant101;;20,00\r\n";
    let merged = moodle(&everything(), saved.as_bytes(), Language::Fr).unwrap();
    assert_eq!(
        text(&merged.worksheet),
        "Identifiant;Note;Note maximale\nParticipant101;20,00;20,00\n"
    );
}

#[test]
fn the_number_of_the_folder_comes_before_whatever_its_author_is_called() {
    let in_folder = |name: &str, folder: &str| {
        let mut submission = submission(name, Verdict::Pass, |_| {});
        submission.folder = folder.into();
        submission
    };
    let submissions = vec![
        // Two of that name are in the worksheet, and one of them has handed in.
        in_folder("Anne Petit", "/class/Anne Petit_9_assignsubmission_file_"),
        in_folder("Participant 8", "/class/Participant 8_7_assignsubmission_file_"),
        in_folder("Participant 8", "/class/Participant 8"),
        // Of another worksheet than this one.
        in_folder("Jean Petit", "/class/Jean Petit_70_assignsubmission_file_"),
    ];
    let merged = moodle(&report(submissions), ENGLISH.as_bytes(), Language::En).unwrap();
    let filled = text(&merged.worksheet);
    let graded: Vec<bool> = filled
        .lines()
        .skip(1)
        .map(|row| row.contains("100.00,100.00"))
        .collect();
    assert_eq!(graded, [true, false, true], "{filled}");
    let why: Vec<&Why> = merged.unmatched.iter().map(|one| &one.why).collect();
    assert_eq!(why, [&Why::Nobody, &Why::OnlyCalledSo]);
}

#[test]
fn nothing_is_matched_by_a_number_that_is_not_moodles() {
    let submissions = vec![submission("groupe_7", Verdict::Pass, |_| {})];
    let merged = moodle(&report(submissions), ENGLISH.as_bytes(), Language::En).unwrap();
    assert_eq!(merged.unmatched[0].why, Why::Nobody);
}

#[test]
fn worksheets_that_cannot_be_filled_in_are_refused_with_the_reason() {
    let refused = |exported: &[u8]| moodle(&everything(), exported, Language::En).unwrap_err();
    let errors = [
        refused(b""),
        refused(b"caf\xe9"),
        refused(b"Identifier,Name\n"),
        refused(b"Identifier,Grade,Maximum grade\nParticipant 101,,Good\n"),
    ];
    assert!(matches!(errors[0], MoodleError::Empty));
    assert!(matches!(errors[1], MoodleError::NotUtf8));
    assert!(matches!(errors[2], MoodleError::MissingColumn { .. }));
    assert!(matches!(errors[3], MoodleError::BadMaximum { line: 2, .. }));
    let said = errors
        .iter()
        .flat_map(|error| [Language::Fr, Language::En].map(|language| error.in_language(language)));
    insta::assert_snapshot!(said.collect::<Vec<_>>().join("\n"));
}
