//! What the schema is made of.

use serde_json::{Value, json};

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
pub(super) use by_hand;

/// A text as editors see it: YAML may take it for a number.
pub(super) fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"], "minLength": 1 })
}

/// The same where it may be empty.
pub(super) fn any_text() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

/// One item, or a list of them.
pub(super) fn one_or_more(item: &Value) -> Value {
    json!([item, { "type": "array", "items": item }])
}

/// A mapping with one field, which must be there.
pub(super) fn field(name: &str, value: &Value) -> Value {
    json!({
        "type": "object",
        "properties": { name: value },
        "required": [name],
        "additionalProperties": false,
    })
}
