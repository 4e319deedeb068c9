//! The schema of fields that hold no steps: expectations, and what a program finds around it.

use super::{any_text, text};
use crate::expect::{FORMS, Form, Make};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};
use std::borrow::Cow;

/// A host's name.
const HOST: &str = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$";
/// What a host answers.
const ANSWER: &str = "^(page|page +after +[0-9]+ +ms|dead)$";
/// A file's name, without a folder.
const FILE: &str = r"^(?!\.{1,2}$)[^/\\\p{Cc}]+$";

/// One expectation written by hand.
pub(super) struct ExpectationLine;

impl JsonSchema for ExpectationLine {
    fn schema_name() -> Cow<'static, str> {
        "Expectation".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let forms: Vec<Value> = FORMS.iter().map(expectation).collect();
        json_schema!({
            "description": "What is expected beyond the reference transcript.",
            "anyOf": forms,
        })
    }
}

fn expectation(form: &Form) -> Value {
    let mut text = text();
    text["description"] = json!(form.meaning);
    match form.make {
        Make::Plain(_) => json!({ "type": "string", "enum": [form.words], "description": form.meaning }),
        Make::Text(_) => json!({
            "type": "object",
            "properties": { form.words: text },
            "required": [form.words],
            "additionalProperties": false,
        }),
    }
}

/// The hosts of a mock web site.
pub(super) struct SiteField;

impl JsonSchema for SiteField {
    fn schema_name() -> Cow<'static, str> {
        "Site".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Hosts, and what becomes of requests: `page`, `page after 300 ms` or `dead`.",
            "type": "object",
            "propertyNames": { "pattern": HOST, "maxLength": 253 },
            "additionalProperties": {
                "type": "string",
                "pattern": ANSWER,
                "examples": ["page", "page after 300 ms", "dead"],
            },
        })
    }
}

/// Files for a program.
pub(super) struct FilesField;

impl JsonSchema for FilesField {
    fn schema_name() -> Cow<'static, str> {
        "Files".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Names of files, and what is in them: a list of lines, of which none ends the last, or a text to the byte.",
            "type": "object",
            "propertyNames": { "pattern": FILE },
            "additionalProperties": { "anyOf": [any_text(), { "type": "array", "items": any_text() }] },
        })
    }
}
