//! What good files mean.

use crate::{examples, stage, stage_of};
use salon_model::{Action, ActorId, Observation, Scenario, Stimulus, SubjectKind, Verb};
use std::path::Path;

fn scenario(text: &str) -> Scenario {
    salon_language::parse(Path::new("ii_6/trial.yaml"), text, stage()).unwrap()
}

fn steps(steps: &str) -> Scenario {
    scenario(&format!("title: {{fr: Essai, en: Trial}}\nwhen:\n{steps}"))
}

fn verb(scenario: &Scenario, step: usize) -> &Verb {
    match &scenario.when[step].stimulus {
        Stimulus::Act(action) => &action.verb,
        other => panic!("no single action: {other:?}"),
    }
}

#[test]
fn every_good_file_is_read() {
    for (name, text) in examples("good") {
        if let Err(error) = salon_language::parse(&name, &text, stage_of(&name)) {
            panic!("{error}");
        }
    }
}

/// An example file, read in full.
fn in_full(file: &str) -> String {
    let found = examples("good").into_iter().find(|(name, _)| name.ends_with(file));
    let (name, text) = found.unwrap();
    serde_json::to_string_pretty(&salon_language::parse(&name, &text, stage_of(&name)).unwrap()).unwrap()
}

#[test]
fn a_script_with_everything_is_read_in_full() {
    insta::assert_snapshot!(in_full("everything.yaml"));
}

#[test]
fn a_script_for_a_client_with_everything_is_read_in_full() {
    insta::assert_snapshot!(in_full("client_everything.yaml"));
}

#[test]
fn a_script_for_a_program_with_everything_is_read_in_full() {
    insta::assert_snapshot!(in_full("program_everything.yaml"));
}

#[test]
fn what_is_left_out_has_a_default() {
    let scenario = steps("  - vince joins\n");
    assert_eq!((scenario.points, scenario.subject()), (1, SubjectKind::Server));
    assert_eq!((scenario.name.as_str(), scenario.hint), ("trial", None));
    assert!(scenario.given.is_empty() && scenario.then.is_empty());
    let step = &scenario.when[0];
    assert_eq!((step.source.as_str(), step.line), ("vince joins", 3));
    assert_eq!(
        step.stimulus,
        Stimulus::Act(Action {
            actor: ActorId(0),
            verb: Verb::Joins
        })
    );
}

#[test]
fn a_text_is_what_is_written_whatever_yaml_makes_of_it() {
    for text in [
        "no",
        "42",
        "0x10",
        "1.50",
        "null",
        "~",
        ".inf",
        "12:30",
        "2026-11-01",
        "yes",
        "+1",
        "1e999",
    ] {
        let scenario = steps(&format!("  - vince joins\n  - vince says: {text}\n"));
        assert_eq!(verb(&scenario, 1), &Verb::Says(text.into()));
    }
}

#[test]
fn a_text_keeps_its_escapes_and_bytes_lose_them() {
    let scenario = steps("  - vince joins\n  - vince says: 'a\\n'\n  - vince sends: 'l''a\\n\\xff'\n");
    assert_eq!(verb(&scenario, 1), &Verb::Says("a\\n".into()));
    assert_eq!(verb(&scenario, 2), &Verb::Sends(b"l'a\n\xff".to_vec()));
    assert_eq!(scenario.when[2].source, "vince sends: l'a\\n\\xff");
}

#[test]
fn a_step_in_one_line_hides_no_line_end() {
    let scenario = steps("  - vince joins\n  - vince says: |\n      a\n      b\n  - vince   closes its   write side\n");
    assert_eq!(scenario.when[1].source, "vince says: a\\nb\\n");
    assert_eq!(scenario.when[2].source, "vince closes its write side");
}

#[test]
fn an_alias_repeats_a_text() {
    let scenario = steps("  - vince joins\n  - vince says: &text 12\n  - vince says: *text\n");
    assert_eq!(verb(&scenario, 2), &Verb::Says("12".into()));
}

#[test]
fn who_left_can_come_back() {
    let scenario = steps("  - vince joins\n  - vince leaves\n  - vince connects\n  - vince drops\n  - vince joins\n");
    assert_eq!(scenario.actors.len(), 1);
}

#[test]
fn tolerated_observations_name_their_actors() {
    let scenario = steps("  - vince joins\n  - jin joins:\n    optional: [vince receives, jin is disconnected]\n");
    let tolerated = [Observation::Receives(ActorId(0)), Observation::Disconnected(ActorId(1))];
    assert_eq!(scenario.when[1].optional, tolerated);
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_do_no_harm() {
    let text = "\u{feff}title: {fr: Essai, en: Trial}\r\nwhen:\r\n  - vince joins\r\n  - vince says: a\r\n";
    let scenario = scenario(text);
    assert_eq!(scenario.when[1].line, 4);
    assert_eq!(verb(&scenario, 1), &Verb::Says("a".into()));
}
