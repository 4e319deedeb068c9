//! The JSON Schema of a scenario file, from which editors complete and check while one types.
//!
//! The fields come from [`RawScenario`]; the phrases, which are no fields, from the tables of
//! verbs. It is looser than the parser: it knows no order of steps.

use super::raw::RawScenario;
use super::vocabulary::{OBSERVATIONS, SERVER_VERBS, VERBS, VerbWord};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::fmt::Write as _;

/// The JSON Schema (draft 2020-12) of a scenario file.
///
/// ```
/// let schema = salon_scenarios::plan::schema();
/// assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
/// ```
pub fn schema() -> Value {
    schemars::schema_for!(RawScenario).to_value()
}

/// An actor's name.
const NAME: &str = r"(?!(?:server|together|optional)\b)\p{L}[\p{L}\p{N}_-]*";

/// Whole phrases of actors with one of these verbs.
fn phrases(verbs: &[&str]) -> String {
    format!("^{NAME} +({})$", verbs.join("|").replace(' ', " +"))
}

fn verbs(wanted: impl Fn(VerbWord) -> bool) -> Vec<&'static str> {
    VERBS
        .iter()
        .filter(|(_, verb, _)| wanted(*verb))
        .map(|(name, ..)| *name)
        .collect()
}

/// What a step can be, for people.
fn description() -> String {
    let mut text = String::from("A step: who, and what they do. Verbs:");
    for (name, verb, meaning) in VERBS {
        let text_too = if verb.takes_text() { ": …" } else { "" };
        let _ = write!(text, "\n- `{name}{text_too}`: {meaning}");
    }
    text.push_str("\n- `server stops`: the server gets SIGINT, as from Ctrl-C\n- `together:`: several steps at once");
    text
}

/// Completions, in the form that the YAML extensions of editors know.
fn snippets() -> Value {
    let acts = VERBS.iter().map(|(name, verb, meaning)| {
        let body = if verb.takes_text() {
            json!({ format!("${{1:vince}} {name}"): "${2:bonjour}" })
        } else {
            json!(format!("${{1:vince}} {name}"))
        };
        json!({ "label": name, "description": meaning, "body": body })
    });
    let others = [
        json!({ "label": "server stops", "description": "the server gets SIGINT", "body": "server stops" }),
        json!({
            "label": "together",
            "description": "several steps at once",
            "body": { "together": [{ "${1:vince} says": "${2:un}" }, { "${3:jin} says": "${4:deux}" }] },
        }),
    ];
    acts.chain(others).collect()
}

/// A text as editors see it: YAML may take it for a number.
fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"], "minLength": 1 })
}

fn optional() -> Value {
    let observation = json!({
        "type": "string",
        "pattern": phrases(OBSERVATIONS),
        "examples": ["bob receives", "bob is disconnected"],
    });
    json!({
        "description": "What may or may not be observed in answer.",
        "anyOf": [observation, { "type": "array", "items": observation }],
    })
}

/// A phrase that is a key, checked by its pattern, alone or with what may stand beside it.
fn phrase_key(beside: Option<(&str, &Value)>) -> Value {
    let silent = verbs(|verb| !verb.takes_text());
    let spoken = verbs(VerbWord::takes_text);
    let server = format!("^server +({})$", SERVER_VERBS.join("|"));
    let count = 1 + usize::from(beside.is_some());
    let required: Vec<&str> = beside.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> = beside
        .iter()
        .map(|(name, field)| ((*name).to_owned(), (*field).clone()))
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "patternProperties": {
            phrases(&spoken): text(),
            phrases(&silent): { "type": "null" },
            server: { "type": "null" },
        },
        "additionalProperties": false,
        "required": required,
        "minProperties": count,
        "maxProperties": count,
    })
}

/// One step of a script.
pub(super) struct StepLine;

impl JsonSchema for StepLine {
    fn schema_name() -> Cow<'static, str> {
        "Step".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let silent = phrases(&verbs(|verb| !verb.takes_text()));
        let at_once = json!({ "anyOf": [{ "type": "string", "pattern": silent }, phrase_key(None)] });
        json_schema!({
            "description": description(),
            "defaultSnippets": snippets(),
            "anyOf": [
                { "type": "string", "pattern": silent, "examples": ["vince joins", "jin leaves"] },
                { "type": "string", "enum": ["server stops"] },
                phrase_key(None),
                phrase_key(Some(("optional", &optional()))),
                {
                    "type": "object",
                    "properties": {
                        "together": {
                            "description": "Steps of several actors that happen at once.",
                            "type": "array",
                            "minItems": 2,
                            "items": at_once,
                        },
                        "optional": optional(),
                    },
                    "required": ["together"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}

/// One expectation written by hand.
pub(super) struct ExpectationLine;

impl JsonSchema for ExpectationLine {
    fn schema_name() -> Cow<'static, str> {
        "Expectation".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What is expected beyond the reference transcript.",
            "anyOf": [
                {
                    "type": "string",
                    "enum": ["server keeps running"],
                    "description": "At the end the server is still running.",
                },
                {
                    "type": "object",
                    "properties": {
                        "server prints": {
                            "type": ["string", "number", "boolean"],
                            "minLength": 1,
                            "description": "The server's terminal shows a line with this text.",
                        },
                    },
                    "required": ["server prints"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}
