//! The schema of fields that hold no steps: expectations, and what a program finds around it.

use super::parts::{any_text, by_hand, field, one_or_more, text};
use crate::expect::{FORMS, Form, Make};
use serde_json::{Value, json};

/// A host's name.
const HOST: &str = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$";
/// What a host answers.
const ANSWER: &str = "^(page|page +after +[0-9]+ +ms|dead)$";
/// A file's name, without a folder.
const FILE: &str = r"^(?!\.{1,2}$)[^/\\\p{Cc}]+$";

by_hand!(
    /// One expectation written by hand.
    ExpectationLine,
    "Expectation",
    json!({
        "description": "What is expected beyond the reference transcript.",
        "anyOf": FORMS.iter().map(expectation).collect::<Vec<Value>>(),
    })
);

fn expectation(form: &Form) -> Value {
    let mut text = text();
    text["description"] = json!(form.meaning);
    match form.make {
        Make::Plain(_) => json!({ "type": "string", "enum": [form.words], "description": form.meaning }),
        Make::Text(_) => field(form.words, &text),
    }
}

by_hand!(
    /// The hosts of a mock web site.
    SiteField,
    "Site",
    json!({
        "description": "Hosts, and what becomes of requests: `page`, `page after 300 ms` or `dead`.",
        "type": "object",
        "propertyNames": { "pattern": HOST, "maxLength": 253 },
        "additionalProperties": {
            "type": "string",
            "pattern": ANSWER,
            "examples": ["page", "page after 300 ms", "dead"],
        },
    })
);

by_hand!(
    /// Files for a program.
    FilesField,
    "Files",
    json!({
        "description": "Names of files, and what is in them: a list of lines, of which none ends the last, or a text to the byte.",
        "type": "object",
        "propertyNames": { "pattern": FILE },
        "additionalProperties": { "anyOf": one_or_more(&any_text()) },
    })
);
