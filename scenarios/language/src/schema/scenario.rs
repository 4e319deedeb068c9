//! The schema of the fields of a scenario file.

use super::field::{ExpectationLine, FilesField, SiteField};
use super::step::StepLine;
use salon_model::{SubjectKind, Text};
use schemars::JsonSchema;
use serde_json::Value;

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
    /// Whether all clients of a server have the same IP address; each has its own unless said otherwise.
    same_address: Option<bool>,
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
