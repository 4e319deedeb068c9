//! No text makes the parser panic, hang or take its time.

use crate::{examples, stage};
use proptest::prelude::*;
use salon_scenarios::plan::{Language, PlanError, Scenario, Stimulus};
use std::path::Path;
use std::time::{Duration, Instant};

/// Reads a text and, where it is wrong, puts that into words every way there is.
fn read(text: &str) {
    match Scenario::parse(Path::new("any.yaml"), text, stage()) {
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
    fn any_text_is_read_or_refused(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn any_change_to_a_scenario_is_read_or_refused(text in mutated()) {
        read(&text);
    }

    #[test]
    fn any_text_can_be_said_and_sent(text in any::<String>()) {
        let quoted = text.replace('\'', "''");
        read(&format!("title: {{fr: a, en: b}}\nwhen:\n  - vince joins\n  - vince says: '{quoted}'\n  - vince sends: '{quoted}'\n"));
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
    ];
    for text in texts {
        let start = Instant::now();
        read(&text);
        let limit = if cfg!(debug_assertions) { 10 } else { 2 };
        assert!(
            start.elapsed() < Duration::from_secs(limit),
            "{:?} for {:.40}",
            start.elapsed(),
            text
        );
    }
}
