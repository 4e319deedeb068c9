//! The fields of a scenario file, found but not yet looked into.
//!
//! The types here also give the JSON Schema of a scenario file: their doc comments are what an
//! editor shows.

use super::diagnostics::Findings;
use super::fault::{ShapeFault, SubjectFault};
use super::near::nearest;
use super::node::{Content, Entry, Field, Node};
use super::schema::{ExpectationLine, FilesField, SiteField, StepLine};
use salon_model::Language;
use salon_model::{SubjectKind, Text};
use schemars::JsonSchema;

/// The fields of a scenario file.
const FIELDS: &[&str] = &["title", "subject", "points", "given", "when", "then", "hint"];
/// The same where a program is under test.
const PROGRAM_FIELDS: &[&str] = &[
    "title", "subject", "points", "site", "files", "given", "when", "then", "hint",
];
/// The languages of a text.
const LANGUAGES: &[&str] = &["fr", "en"];

/// A scenario: a script of stimuli for a program under test, and what is known of it.
#[derive(JsonSchema, Default)]
#[schemars(deny_unknown_fields, rename = "Scenario")]
pub(super) struct RawScenario {
    /// What the scenario is about, in one line, in both languages.
    #[schemars(with = "Text")]
    pub(super) title: Field,
    /// What kind of program is under test: that of the stage, which holds where nothing is said.
    #[schemars(with = "Option<SubjectKind>")]
    pub(super) subject: Field,
    /// What the scenario is worth, from 1 to 100 points; 1 unless said otherwise.
    #[schemars(with = "Option<u32>", range(min = 1, max = 100))]
    pub(super) points: Field,
    /// The hosts of a mock web site that a program can ask for pages, and what each answers.
    #[schemars(with = "Option<SiteField>")]
    pub(super) site: Field,
    /// Files in the working directory of a program.
    #[schemars(with = "Option<FilesField>")]
    pub(super) files: Field,
    /// Steps that set the scene: replayed and recorded, not judged.
    #[schemars(with = "Option<Vec<StepLine>>")]
    pub(super) given: Field,
    /// The steps that are judged, one by one.
    #[schemars(with = "Vec<StepLine>", length(min = 1))]
    pub(super) when: Field,
    /// What is expected beyond the reference transcript.
    #[schemars(with = "Option<Vec<ExpectationLine>>")]
    pub(super) then: Field,
    /// Shown when the scenario fails, in both languages.
    #[schemars(with = "Option<Text>")]
    pub(super) hint: Field,
}

impl RawScenario {
    /// Finds the fields of a scenario.
    pub(super) fn read(document: Node, kind: SubjectKind, findings: &mut Findings<'_>) -> Self {
        let start = document.at.clone();
        let fields = match kind {
            SubjectKind::Server | SubjectKind::Client => FIELDS,
            SubjectKind::Program => PROGRAM_FIELDS,
        };
        let Some(entries) = entries(document, fields, findings) else {
            return Self::default();
        };
        let mut raw = Self::default();
        let start = entries.first().map_or(start, |entry| entry.key.at.clone());
        for entry in entries {
            let field = match entry.key.text() {
                Some("title") => &mut raw.title,
                Some("subject") => &mut raw.subject,
                Some("points") => &mut raw.points,
                Some("site") => &mut raw.site,
                Some("files") => &mut raw.files,
                Some("given") => &mut raw.given,
                Some("when") => &mut raw.when,
                Some("then") => &mut raw.then,
                Some("hint") => &mut raw.hint,
                _ => {
                    unknown_field(&entry, fields, findings);
                    continue;
                }
            };
            if let Some(name) = entry.key.text().filter(|name| !fields.contains(name)) {
                let fault = SubjectFault::of_program(name, kind);
                findings.add(entry.key.at, fault);
                continue;
            }
            *field = Some(entry);
        }
        for (field, name) in [(&raw.title, "title"), (&raw.when, "when")] {
            if field.is_none() {
                findings.add(start.clone(), ShapeFault::MissingField(name));
            }
        }
        raw
    }
}

/// The fields of a mapping; notes a problem where there is none.
pub(super) fn entries(node: Node, allowed: &'static [&'static str], findings: &mut Findings<'_>) -> Option<Vec<Entry>> {
    if let Content::Map(entries) = node.content {
        return Some(entries.into_iter().map(|(key, value)| Entry { key, value }).collect());
    }
    findings.add(node.at, ShapeFault::NotAMapping { allowed });
    None
}

/// Notes an unknown field.
pub(super) fn unknown_field(entry: &Entry, allowed: &'static [&'static str], findings: &mut Findings<'_>) {
    let Some(field) = entry.key.text().map(str::to_owned) else {
        findings.add(entry.key.at.clone(), ShapeFault::NoFieldName);
        return;
    };
    let nearest = nearest(&field, allowed.iter().copied());
    findings.add(
        entry.key.at.clone(),
        ShapeFault::UnknownField {
            field,
            nearest,
            allowed,
        },
    );
}

/// A text in both languages.
pub(super) fn both_languages(name: &'static str, entry: Entry, findings: &mut Findings<'_>) -> Option<Text> {
    let Content::Map(entries) = entry.value.content else {
        let at = if entry.value.is_null() {
            entry.key.at
        } else {
            entry.value.at
        };
        findings.add(at, ShapeFault::NoLanguages(name));
        return None;
    };
    let (mut fr, mut en) = (None, None);
    for (key, value) in entries {
        match key.text() {
            Some("fr") => fr = Some(text(&key, &value, findings)),
            Some("en") => en = Some(text(&key, &value, findings)),
            _ => unknown_field(&Entry { key, value }, LANGUAGES, findings),
        }
    }
    for (found, missing) in [(&fr, Language::Fr), (&en, Language::En)] {
        if found.is_none() {
            findings.add(
                entry.key.at.clone(),
                ShapeFault::MissingLanguage { field: name, missing },
            );
        }
    }
    Some(Text { fr: fr??, en: en?? })
}

/// A text that is not empty.
pub(super) fn text(key: &Node, value: &Node, findings: &mut Findings<'_>) -> Option<String> {
    let (at, fault) = match &value.content {
        Content::Null(text) | Content::Scalar(text) if !text.trim().is_empty() => {
            return Some(text.clone());
        }
        Content::Null(_) => (key.at.clone(), ShapeFault::EmptyText),
        Content::Scalar(_) => (value.at.clone(), ShapeFault::EmptyText),
        Content::List(_) | Content::Map(_) => (value.at.clone(), ShapeFault::NotText),
    };
    findings.add(at, fault);
    None
}

/// The items of a list; nothing written is an empty list.
pub(super) fn items(value: Node, example: &'static str, findings: &mut Findings<'_>) -> Vec<Node> {
    match value.content {
        Content::List(items) => items,
        Content::Null(_) => Vec::new(),
        Content::Scalar(_) | Content::Map(_) => {
            findings.add(value.at, ShapeFault::NotAList { example });
            Vec::new()
        }
    }
}
