//! What scripts for a client under test mean.

use crate::client_stage;
use salon_model::{
    Action, Actor, ActorId, Expectation, Key, Observation, SERVER, Scenario, Stimulus, SubjectKind, USER, Verb,
};
use std::path::Path;

const SERVER_ID: ActorId = ActorId(0);
const USER_ID: ActorId = ActorId(1);

fn steps(steps: &str) -> Scenario {
    let text = format!("title: {{fr: Essai, en: Trial}}\nwhen:\n{steps}");
    salon_language::parse(Path::new("ii_6_client/trial.yaml"), &text, client_stage())
        .unwrap_or_else(|error| panic!("{error}"))
}

fn act(scenario: &Scenario, step: usize) -> (ActorId, &Verb) {
    match &scenario.when[step].stimulus {
        Stimulus::Act(Action { actor, verb }) => (*actor, verb),
        other => panic!("no single action: {other:?}"),
    }
}

#[test]
fn the_server_and_the_user_take_part_in_every_scenario() {
    let scenario = steps("  - jin says: a\n  - bob joins\n  - user types: b\n");
    assert_eq!(scenario.subject(), SubjectKind::Client);
    let expected = [SERVER, USER, "jin", "bob"].map(|name| Actor { name: name.into() });
    assert_eq!(scenario.actors, expected);
}

#[test]
fn the_user_types_lines_and_presses_keys() {
    let scenario =
        steps("  - user types: 42\n  - user presses: ctrl-c\n  - user presses: ctrl-d\n  - user presses: enter\n");
    assert_eq!(act(&scenario, 0), (USER_ID, &Verb::Types("42".into())));
    for (step, key) in [(1, Key::CtrlC), (2, Key::CtrlD), (3, Key::Enter)] {
        assert_eq!(act(&scenario, step), (USER_ID, &Verb::Presses(key)));
    }
    assert_eq!(scenario.when[0].source, "user types: 42");
    assert_eq!(scenario.when[1].source, "user presses: ctrl-c");
}

#[test]
fn the_server_sends_bytes_and_ends_the_connection_in_either_way() {
    let scenario = steps("  - server sends: 'a\\n\\xff'\n  - server closes\n");
    assert_eq!(act(&scenario, 0), (SERVER_ID, &Verb::Sends(b"a\n\xff".into())));
    assert_eq!(act(&scenario, 1), (SERVER_ID, &Verb::Leaves));
    assert_eq!(act(&steps("  - server drops\n"), 0), (SERVER_ID, &Verb::Drops));
}

#[test]
fn the_user_can_act_to_the_end() {
    let scenario = steps("  - server closes\n  - user types: a\n  - user presses: ctrl-c\n  - user types: b\n");
    assert_eq!(scenario.when.len(), 4);
}

#[test]
fn others_can_be_in_the_room_before_the_script_begins() {
    let scenario = steps("  - bob says: a\n  - jin leaves\n  - jin joins\n  - jin leaves\n");
    assert_eq!(act(&scenario, 0), (ActorId(2), &Verb::Says("a".into())));
    assert_eq!(act(&scenario, 1), (ActorId(3), &Verb::Leaves));
}

#[test]
fn what_is_tolerated_is_of_the_server_and_the_user() {
    let scenario = steps("  - user types: a\n    optional: [server receives, user sees, server is disconnected]\n");
    let tolerated = [
        Observation::Receives(SERVER_ID),
        Observation::Receives(USER_ID),
        Observation::Disconnected(SERVER_ID),
    ];
    assert_eq!(scenario.when[0].optional, tolerated);
}

#[test]
fn an_expected_text_keeps_its_escapes() {
    let scenario = steps("  - user types: a\nthen:\n  - server   receives exactly: 'Hello\\n'\n  - no traceback\n");
    let expected = [
        Expectation::ServerReceivesExactly("Hello\\n".into()),
        Expectation::NoTraceback,
    ];
    assert_eq!(scenario.then, expected);
}

#[test]
fn a_mistake_of_someone_else_has_no_other_mistakes_follow() {
    let text = "title: {fr: Essai, en: Trial}\nwhen:\n  - bob jions\n  - bob joins\n  - bob joins\n";
    let error = salon_language::parse(Path::new("trial.yaml"), text, client_stage()).unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
}
