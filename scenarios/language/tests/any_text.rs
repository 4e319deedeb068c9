//! No text makes the parser panic, hang or take its time.

use crate::{client_stage, examples, program_stage, stage};
use proptest::prelude::*;
use salon_language::PlanError;
use salon_model::{Language, Scenario, Stage, Stimulus};
use std::path::Path;
use std::time::{Duration, Instant};

/// A stage for each kind of program.
fn stages() -> [Stage; 3] {
    [stage(), client_stage(), program_stage()]
}

/// A stage for any kind of program.
fn any_stage() -> impl Strategy<Value = Stage> {
    prop::sample::select(stages().to_vec())
}

/// Reads a text and, where it is wrong, puts that into words every way there is.
fn read(text: &str, stage: Stage) {
    match salon_language::parse(Path::new("any.yaml"), text, stage) {
        Ok(scenario) => has_every_step(text, &scenario),
        Err(error) => has_words(text, &error),
    }
}

/// No step is dropped in silence.
fn has_every_step(text: &str, scenario: &Scenario) {
    let value: serde_json::Value = serde_saphyr::from_str(text).unwrap();
    let items = |field: &str| value[field].as_array().map_or(0, Vec::len);
    let read = [scenario.given.len(), scenario.when.len(), scenario.then.len()];
    assert_eq!(read, ["given", "when", "then"].map(items));
    let entries = |field: &str| value[field].as_object().map_or(0, serde_json::Map::len);
    assert_eq!(
        [scenario.site.len(), scenario.files.len()],
        ["site", "files"].map(entries)
    );
    for (step, item) in scenario.when.iter().zip(value["when"].as_array().unwrap()) {
        if let Stimulus::Together(actions) = &step.stimulus {
            assert_eq!(actions.len(), item["together"].as_array().unwrap().len());
        }
    }
}

fn has_words(text: &str, error: &PlanError) {
    assert!(!error.problems().is_empty());
    for language in [Language::Fr, Language::En] {
        assert!(!error.render(language, false).is_empty());
        assert!(!error.render(language, true).is_empty());
    }
    let lines = text.lines().count().max(1) + 1;
    for problem in error.problems() {
        assert!(problem.line().is_none_or(|line| (1..=lines).contains(&line)));
        assert!(problem.column().is_none_or(|column| column >= 1));
    }
}

/// One change to a text: some characters are cut out and others put in.
fn mutated() -> impl Strategy<Value = String> {
    let texts: Vec<String> = examples("good")
        .into_iter()
        .chain(examples("bad"))
        .map(|(_, text)| text)
        .collect();
    let pieces = prop::sample::select(vec![
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\t",
        "'",
        "\"",
        "\\",
        "\\x",
        "\\u{",
        "{",
        "}",
        "[",
        "]",
        "&a ",
        "*a",
        "!",
        "|",
        ">",
        "#",
        "---\n",
        "é",
        "\u{301}",
        "🎉",
        "\u{feff}",
        "\r",
        "\0",
        "\u{85}",
        "\u{2028}",
        "vince",
        "server",
        "together",
        "optional: ",
        "says",
        "joins",
        "leaves",
        "? ",
        "<<: ",
        "~",
        "<vince.addr>",
        "{pseudo}",
        "user types: ",
        "user presses: ctrl-c",
        "server closes",
        "run: ",
        "site:",
        "files:",
        "www.un.test: ",
        "page after 10 ms",
        "no traceback",
    ]);
    let change = (
        any::<prop::sample::Index>(),
        0..12_usize,
        prop::collection::vec(pieces, 0..4),
    );
    (prop::sample::select(texts), prop::collection::vec(change, 1..6)).prop_map(|(text, changes)| {
        changes.into_iter().fold(text, |text, (place, cut, pieces)| {
            let start = text.floor_char_boundary(place.index(text.len() + 1));
            let end = text.floor_char_boundary((start + cut).min(text.len())).max(start);
            format!("{}{}{}", &text[..start], pieces.concat(), &text[end..])
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), stage in any_stage()) {
        read(&text, stage);
    }

    #[test]
    fn any_change_to_a_scenario_is_read_or_refused(text in mutated(), stage in any_stage()) {
        read(&text, stage);
    }

    #[test]
    fn any_text_can_be_said_and_sent(text in any::<String>()) {
        let quoted = text.replace('\'', "''");
        read(&format!("title: {{fr: a, en: b}}\nwhen:\n  - vince joins\n  - vince says: '{quoted}'\n  - vince sends: '{quoted}'\n"), stage());
    }

    #[test]
    fn any_text_can_be_typed_shown_or_given(text in any::<String>()) {
        let quoted = text.replace('\'', "''");
        read(&format!("title: {{fr: a, en: b}}\nwhen:\n  - user types: '{quoted}'\n  - user presses: '{quoted}'\n  - server sends: '{quoted}'\n  - bob says: '{quoted}'\n"), client_stage());
        read(&format!("title: {{fr: a, en: b}}\nwhen:\n  - run: '{quoted}'\n  - run: ['{quoted}', a]\nfiles: {{a: '{quoted}', b: ['{quoted}'], '{quoted}': []}}\nsite:\n  '{quoted}': page\n  a.b: '{quoted}'\n"), program_stage());
    }
}

#[test]
fn hostile_texts_are_answered_at_once() {
    let long = if cfg!(debug_assertions) { 1 << 17 } else { 1 << 20 };
    let texts = [
        "[".repeat(long),
        "- ".repeat(long / 2),
        "{a: ".repeat(long / 4),
        "? ".repeat(long / 2),
        "a: &a ".repeat(long / 6),
        "- a\n".repeat(long / 4),
        "a".repeat(long),
        "é".repeat(long / 2),
        format!(
            "title: {{fr: a, en: b}}\nwhen: [{}]\n",
            "vince jions, ".repeat(long / 30)
        ),
        format!("title: {}", "x".repeat(long / 2)),
        format!(
            "title: {{fr: a, en: b}}\nwhen:\n{}",
            "- vince jions\n".repeat(long / 70)
        ),
        format!(
            "title: {{fr: a, en: b}}\nwhen:\n{}",
            "- vince says: a\n".repeat(long / 70)
        ),
        format!(
            "title: {{fr: a, en: b}}\nwhen:\n- {} joins\n- a {}\n",
            "b".repeat(long / 3),
            "c ".repeat(long / 6)
        ),
        (0..long / 70).fold(String::from("title: {fr: a, en: b}\nwhen:\n"), |text, n| {
            format!("{text}- a{n} joins\n- b{n} leaves\n")
        }),
        format!(
            "title: {{fr: a, en: b}}\nwhen:\n{}",
            "- user typs: a\n".repeat(long / 70)
        ),
        format!("title: {{fr: a, en: b}}\nwhen:\n- run: [{}]\n", "a, ".repeat(long / 30)),
        format!("title: {{fr: a, en: b}}\nwhen:\n{}", "- rum: a\n".repeat(long / 70)),
        (0..long / 70).fold(
            String::from("title: {fr: a, en: b}\nwhen: [run: []]\nsite:\n"),
            |text, n| format!("{text}  a{n}.{}: pages\n", "b".repeat(40)),
        ),
    ];
    let cases = texts.iter().flat_map(|text| stages().map(|stage| (text, stage)));
    for (text, stage) in cases {
        let start = Instant::now();
        read(text, stage);
        // Generous, for a build that is not optimised on a machine with other work: what grows too fast
        // takes minutes.
        let limit = if cfg!(debug_assertions) { 30 } else { 2 };
        assert!(
            start.elapsed() < Duration::from_secs(limit),
            "{:?} for {:.40}",
            start.elapsed(),
            text
        );
    }
}
