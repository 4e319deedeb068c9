//! The schema agrees with the parser on the examples.

use crate::examples;
use jsonschema::Validator;

use serde_json::Value;

fn validator() -> Validator {
    jsonschema::draft202012::new(&salon_language::schema()).unwrap()
}

fn read(text: &str) -> Option<Value> {
    serde_saphyr::from_str(text).ok()
}

#[test]
fn the_schema_itself_is_valid() {
    assert!(jsonschema::draft202012::meta::is_valid(&salon_language::schema()));
}

#[test]
fn good_files_satisfy_the_schema() {
    let validator = validator();
    for (name, text) in examples("good") {
        let errors: Vec<String> = validator
            .iter_errors(&read(&text).unwrap())
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", name.display());
    }
}

/// What an editor cannot see: it does not follow the actors, look into texts, or know YAML's `!`.
const BEYOND_THE_SCHEMA: &[&str] = &[
    "after_leaving",
    "already_connected",
    "client_alone",
    "client_order",
    "escapes",
    "exclamation",
    "merge_key",
    "not_connected_yet",
    "server_stopped",
    "stalls",
    "unknown_actor",
    "write_side_closed",
];

#[test]
fn bad_files_do_not_satisfy_the_schema_unless_only_their_order_is_wrong() {
    let validator = validator();
    for (name, text) in examples("bad") {
        let stem = name.file_stem().unwrap().to_str().unwrap();
        if let Some(value) = read(&text) {
            assert_eq!(validator.is_valid(&value), BEYOND_THE_SCHEMA.contains(&stem), "{stem}");
        }
    }
}

/// Whether a file with this step alone satisfies the schema.
fn step_is_valid(validator: &Validator, step: &str) -> bool {
    let text = format!("title: {{fr: a, en: b}}\nwhen:\n{step}\n");
    validator.is_valid(&read(&text).unwrap())
}

#[test]
fn every_step_is_known_to_the_schema_and_no_typo_is() {
    let validator = validator();
    for step in [
        "- user types: a",
        "- user types: 42\n  optional: user sees",
        "- user types: a\n  optional: [server receives, server is disconnected]",
        "- user presses: ctrl-c",
        "- server sends: a",
        "- server closes",
        "- server drops:\n  optional: user sees",
        "- bob says: a",
        "- any-one joins",
        "- together: [user presses: enter, server closes, bob leaves]",
        "- run: []",
        "- run: a",
        "- run: [a, 1, '']",
    ] {
        assert!(step_is_valid(&validator, step), "{step}");
    }
    for step in [
        "- user type: a",
        "- user types",
        "- user types: a\n  optional: user see",
        "- user types: a\n  optional: user receives",
        "- user types: a\n  optionnal: user sees",
        "- user joins",
        "- run joins",
        "- user presses: ctrl-x",
        "- server sends",
        "- server closse",
        "- server closes: a",
        "- together: [user types: a]",
        "- together: [user types: a, server stops]",
        "- run",
        "- run:",
        "- run: {a: b}",
        "- run: [[a]]",
        "- run: a\n  optional: user sees",
        "- runs: a",
    ] {
        assert!(!step_is_valid(&validator, step), "{step}");
    }
}

#[test]
fn fields_of_a_program_are_known_to_the_schema_and_no_typo_is() {
    let validator = validator();
    for (field, valid) in [
        ("site: {www.un.test: page, a.b: page after 300 ms, c.d: dead}", true),
        ("site:", true),
        ("site: {www.un.test: pages}", false),
        ("site: {www.un.test: page after 300ms}", false),
        ("site: {localhost: page}", false),
        ("site: {WWW.un.test: page}", false),
        ("site: {192.0.2.1: page}", false),
        ("site: [www.un.test]", false),
        ("sites: {}", false),
        ("files: {urls.txt: [a, 1, ''], b: c, d: ''}", true),
        ("files: {../urls.txt: []}", false),
        ("files: {..: []}", false),
        ("files: {a: {b: c}}", false),
        ("files: {a: }", false),
        (
            "then: [no traceback, program counts together, server receives exactly: a]",
            true,
        ),
        ("then: [no tracebak]", false),
        ("then: [server receives exactly]", false),
    ] {
        let text = format!("title: {{fr: a, en: b}}\n{field}\nwhen: [run: []]\n");
        assert_eq!(validator.is_valid(&read(&text).unwrap()), valid, "{field}");
    }
}

#[test]
fn the_schema_completes_every_verb() {
    let schema = salon_language::schema().to_string();
    for verb in [
        "connects",
        "joins",
        "says",
        "sends",
        "leaves",
        "drops",
        "closes its write side",
        "stalls",
        "resumes",
        "server stops",
        "server sends",
        "server closes",
        "server drops",
        "user types",
        "user presses",
        "together",
        "run",
    ] {
        assert!(schema.contains(&format!("\"label\":\"{verb}\"")), "{verb}");
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&salon_language::schema()).unwrap());
}
