//! The JSON Schema of a scenario file, from which editors complete and check while one types.
//!
//! The fields come from [`Scenario`]; the phrases, which are no fields, from the tables of
//! verbs. It is looser than the parser: it knows no order of steps, and not which kind of program a
//! stage puts under test, so that it takes what is right for any kind.

mod field;
mod step;

use field::{ExpectationLine, FilesField, SiteField};
use salon_model::{SubjectKind, Text};
use schemars::JsonSchema;
use serde_json::{Value, json};
use step::StepLine;

/// A scenario: a script of stimuli for a program under test, and what is known of it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "only its schema is of use: its doc comments are what an editor shows"
)]
struct Scenario {
    /// What the scenario is about, in one line, in both languages.
    title: Text,
    /// What kind of program is under test: that of the stage, which holds where nothing is said.
    subject: Option<SubjectKind>,
    /// What the scenario is worth, from 1 to 100 points; 1 unless said otherwise.
    #[schemars(range(min = 1, max = 100))]
    points: Option<u32>,
    /// The hosts of a mock web site that a program can ask for pages, and what each answers.
    site: Option<SiteField>,
    /// Files in the working directory of a program.
    files: Option<FilesField>,
    /// Steps that set the scene: replayed and recorded, not judged.
    given: Option<Vec<StepLine>>,
    /// The steps that are judged, one by one.
    #[schemars(length(min = 1))]
    when: Vec<StepLine>,
    /// What is expected beyond the reference transcript.
    then: Option<Vec<ExpectationLine>>,
    /// Shown when the scenario fails, in both languages.
    hint: Option<Text>,
}

/// The JSON Schema (draft 2020-12) of a scenario file.
///
/// ```
/// let schema = salon_language::schema();
/// assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
/// ```
pub fn schema() -> Value {
    schemars::schema_for!(Scenario).to_value()
}

/// A type that has a name in the schema, and one made by hand.
macro_rules! by_hand {
    ($(#[$doc:meta])* $type:ident, $name:literal, $schema:expr) => {
        $(#[$doc])*
        pub(super) struct $type;

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let schema: serde_json::Map<_, _> = serde_json::from_value($schema).unwrap_or_default();
                schema.into()
            }
        }
    };
}
use by_hand;

/// A text as editors see it: YAML may take it for a number.
fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"], "minLength": 1 })
}

/// The same where it may be empty.
fn any_text() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

/// One item, or a list of them.
fn one_or_more(item: &Value) -> Value {
    json!([item, { "type": "array", "items": item }])
}

/// A mapping with one field, which must be there.
fn field(name: &str, value: &Value) -> Value {
    json!({
        "type": "object",
        "properties": { name: value },
        "required": [name],
        "additionalProperties": false,
    })
}
