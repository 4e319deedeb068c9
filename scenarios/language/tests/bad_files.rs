//! Each file in `bad/` has the message it gets beside it, in English and in French.

use crate::{examples, stage, stage_of};
use insta::Settings;
use salon_model::Language;
use std::path::Path;

#[test]
fn every_bad_file_gets_the_message_beside_it() {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("bad");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, text) in examples("bad") {
            let error = salon_language::parse(&name, &text, stage_of(&name)).expect_err(&name.to_string_lossy());
            let messages = format!(
                "{}\n\n-----\n\n{}",
                error.render(Language::En, false),
                error.render(Language::Fr, false)
            );
            insta::assert_snapshot!(name.file_stem().unwrap().to_str().unwrap(), messages);
        }
    });
}

#[test]
fn every_message_beside_a_bad_file_has_its_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.with_extension("yaml").exists(), "{} has no file", path.display());
    }
}

#[test]
fn an_error_names_the_place_and_both_languages() {
    let text = "title: {fr: Essai, en: Trial}\nwhen:\n  - Chloé jions\n";
    let error = salon_language::parse(Path::new("trial.yaml"), text, stage()).unwrap_err();
    let [problem] = error.problems() else {
        panic!("one problem expected: {error}")
    };
    assert_eq!((problem.line(), problem.column()), (Some(3), Some(11)));
    assert_eq!(problem.message(Language::En), "unknown verb `jions`");
    assert_eq!(problem.message(Language::Fr), "verbe inconnu : `jions`");
    assert_eq!(error.to_string(), error.render(Language::En, false));
    assert!(error.render(Language::En, true).contains('\u{1b}'));
}

#[test]
fn what_a_user_wrote_cannot_harm_a_terminal() {
    let text = "title: {fr: Essai, en: Trial}\nwhen:\n  - \"vince \\e[31mjoins\"\n  - \"\\e[2J joins\"\n";
    let error = salon_language::parse(Path::new("tri\u{1b}al.yaml"), text, stage()).unwrap_err();
    assert!(!error.render(Language::En, false).contains('\u{1b}'), "{error}");
}

#[test]
fn a_file_with_countless_mistakes_gets_a_short_answer() {
    let text = format!("title: {{fr: a, en: b}}\nwhen:\n{}", "  - vince jions\n".repeat(5_000));
    let error = salon_language::parse(Path::new("trial.yaml"), &text, stage()).unwrap_err();
    let message = error.to_string();
    assert!(message.lines().count() < 600, "{} lines", message.lines().count());
    assert!(message.ends_with("more errors"), "{}", &message[message.len() - 200..]);
}
