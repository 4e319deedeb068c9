//! The JSON Schema of a scenario file, from which editors complete and check while one types.
//!
//! The fields come from [`RawScenario`]; the phrases, which are no fields, from the tables of
//! verbs. It is looser than the parser: it knows no order of steps, and not which kind of program a
//! stage puts under test, so that it takes what is right for any kind.

mod field;
mod step;

pub(super) use field::{ExpectationLine, FilesField, SiteField};
pub(super) use step::StepLine;

use super::raw::RawScenario;
use serde_json::{Value, json};

/// The JSON Schema (draft 2020-12) of a scenario file.
///
/// ```
/// let schema = salon_language::schema();
/// assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
/// ```
pub fn schema() -> Value {
    schemars::schema_for!(RawScenario).to_value()
}

/// A text as editors see it: YAML may take it for a number.
fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"], "minLength": 1 })
}

/// The same where it may be empty.
fn any_text() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}
