//! The schema agrees with the parser on the examples.

use crate::examples;
use jsonschema::Validator;
use salon_scenarios::plan;
use serde_json::Value;

fn validator() -> Validator {
    jsonschema::draft202012::new(&plan::schema()).unwrap()
}

fn read(text: &str) -> Option<Value> {
    serde_saphyr::from_str(text).ok()
}

#[test]
fn the_schema_itself_is_valid() {
    assert!(jsonschema::draft202012::meta::is_valid(&plan::schema()));
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

#[test]
fn the_schema_completes_every_verb() {
    let schema = plan::schema().to_string();
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
    ] {
        assert!(schema.contains(&format!("\"label\":\"{verb}\"")), "{verb}");
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&plan::schema()).unwrap());
}
