//! From a file to a checked [`Scenario`].

use super::check::Check;
use super::diagnostics::{Findings, PlanError, Wrong, say};
use super::expect;
use super::fields::{Fields, bilingual, document, points, truth};
use super::node::Node;
use super::script::Reader;
use super::source;
use super::surroundings;
use salon_model::{Scenario, Stage, SubjectKind};
use std::collections::BTreeSet;
use std::path::Path;

/// The fields of a scenario file.
const FIELDS: &[&str] = &["title", "subject", "points", "given", "when", "then", "hint"];
/// The same where a server is under test.
const SERVER_FIELDS: &[&str] = &[
    "title",
    "subject",
    "points",
    "same_address",
    "given",
    "when",
    "then",
    "hint",
];
/// The same where a program is under test.
const PROGRAM_FIELDS: &[&str] = &[
    "title", "subject", "points", "site", "files", "given", "when", "then", "hint",
];

/// Reads a scenario file of a stage. The error holds all that is wrong with it.
pub fn load(path: &Path, stage: Stage) -> Result<Scenario, PlanError> {
    let source = source::read(path)?;
    document(path, &source, |node, findings| read(path, node, stage, findings))
}

/// The same for a text that is already at hand; `path` is only named in messages and kept.
pub fn parse(path: &Path, text: &str, stage: Stage) -> Result<Scenario, PlanError> {
    let source = source::text_of(path, text)?;
    document(path, &source, |node, findings| read(path, node, stage, findings))
}

/// Reads all fields.
fn read(path: &Path, node: Node, stage: Stage, findings: &mut Findings<'_>) -> Option<Scenario> {
    let kind = stage.subject;
    let allowed_of = |kind| match kind {
        SubjectKind::Server => SERVER_FIELDS,
        SubjectKind::Client => FIELDS,
        SubjectKind::Program => PROGRAM_FIELDS,
    };
    let of_another = |name: &str| {
        let other = SubjectKind::ALL
            .into_iter()
            .find(|other| allowed_of(*other).contains(&name))?;
        Some(say::elsewhere(name, other, kind))
    };
    let mut fields = Fields::explained(node, allowed_of(kind), findings, of_another)?;
    let title = fields.required("title", findings);
    let when = fields.required("when", findings);
    let title = title.and_then(|entry| bilingual(entry, findings));
    let hint = fields.written("hint").and_then(|entry| bilingual(entry, findings));
    let points = fields.read("points", findings, points);
    fields.read("subject", findings, |entry| subject(&entry.value, kind));
    let same_address = fields.read("same_address", findings, truth).unwrap_or_default();
    let (site, files) = match kind {
        SubjectKind::Program => (fields.written("site"), fields.written("files")),
        SubjectKind::Server | SubjectKind::Client => (None, None),
    };
    let site = site.map_or_else(Vec::new, |entry| surroundings::site(entry.value, findings));
    let files = files.map_or_else(Vec::new, |entry| surroundings::files(entry.value, findings));

    let mut reader = Reader {
        stage: &stage,
        findings,
        doubtful: BTreeSet::new(),
    };
    let given = fields
        .take("given")
        .map_or_else(Vec::new, |entry| reader.lines(entry.value));
    let empty = when
        .as_ref()
        .filter(|entry| entry.value.is_empty())
        .map(|entry| entry.key.at.clone());
    let when = when.map_or_else(Vec::new, |entry| reader.lines(entry.value));
    let doubtful = reader.doubtful;
    if let Some(at) = empty {
        findings.note(&at, say::empty_list("when").example([kind.example()]));
    }
    let then = fields.take("then");
    let expected = then.map_or_else(Vec::new, |entry| expect::expectations(entry.value, kind, findings));

    let mut check = Check::new(given.iter().chain(&when), &doubtful, kind, findings);
    for (node, expectation) in &expected {
        check.addresses(node, expectation);
    }
    let (given, when) = (check.steps(given), check.steps(when));
    Some(Scenario {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        path: path.to_owned(),
        stage,
        title: title?,
        hint,
        points: points.unwrap_or(1),
        actors: check.actors,
        same_address,
        site,
        files,
        given,
        when,
        then: expected.into_iter().map(|(_, expectation)| expectation).collect(),
    })
}

/// Checks the kind of program, which is that of the stage; writing it is optional.
fn subject(value: &Node, kind: SubjectKind) -> Result<(), Wrong> {
    match value.text().unwrap_or_default() {
        written if written == kind.name() => Ok(()),
        other => Err(value.wrong(say::other_subject().among(other, [kind.name()]))),
    }
}
