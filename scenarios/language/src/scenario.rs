//! From a file to a checked [`Scenario`].

use super::check::Check;
use super::diagnostics::Findings;
use super::diagnostics::PlanError;
use super::expect;
use super::fault::ShapeFault;
use super::near::nearest;
use super::node::{Entry, Field, Node};
use super::raw::{RawScenario, both_languages};
use super::script::{Reader, Script};
use super::source;
use super::surroundings;
use salon_model::{Expectation, Scenario, Stage, SubjectKind};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// Reads a scenario file of a stage. The error holds all that is wrong with it.
pub fn load(path: &Path, stage: Stage) -> Result<Scenario, PlanError> {
    build(path, &source::read(path)?, stage)
}

/// The same for a text that is already at hand; `path` is only named in messages and kept.
pub fn parse(path: &Path, text: &str, stage: Stage) -> Result<Scenario, PlanError> {
    build(path, &source::text_of(path, text)?, stage)
}

fn build(path: &Path, source: &Arc<str>, stage: Stage) -> Result<Scenario, PlanError> {
    let document = Node::read(path, source)?;
    let mut findings = Findings::new(path, source);
    let scenario = read(path, document, stage, &mut findings);
    findings.finish(scenario)
}

/// Reads all fields; `None` only where a problem was noted.
fn read(path: &Path, document: Node, stage: Stage, findings: &mut Findings<'_>) -> Option<Scenario> {
    let kind = stage.subject;
    let raw = RawScenario::read(document, kind, findings);
    let title = raw.title.and_then(|entry| both_languages("title", entry, findings));
    let hint = written(raw.hint).map(|entry| both_languages("hint", entry, findings));
    let points = points(written(raw.points), findings);
    let subject = subject(written(raw.subject), kind, findings);
    let site = surroundings::site(written(raw.site), findings);
    let files = surroundings::files(written(raw.files), findings);
    let when_at = raw.when.as_ref().map(|entry| entry.key.at.clone());

    let mut reader = Reader {
        stage: &stage,
        findings,
        doubtful: BTreeSet::new(),
    };
    let given = raw.given.map_or_else(Vec::new, |entry| reader.lines(entry.value));
    let empty = raw.when.as_ref().is_some_and(|entry| entry.value.is_empty());
    let when = raw.when.map_or_else(Vec::new, |entry| reader.lines(entry.value));
    let script = Script {
        given,
        when,
        doubtful: reader.doubtful,
    };
    if let Some(at) = when_at.filter(|_| empty) {
        findings.add(
            at,
            ShapeFault::EmptyList {
                field: "when",
                example: kind.example(),
            },
        );
    }
    let expected = raw
        .then
        .map_or_else(Vec::new, |entry| expect::expectations(entry.value, kind, findings));

    let mut check = Check::new(&script, kind, findings);
    for (node, expectation) in &expected {
        check.addresses(node, expectation);
    }
    let checked = check.run(script);
    subject?;
    Some(Scenario {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        path: path.to_owned(),
        stage,
        title: title?,
        hint: match hint {
            Some(hint) => Some(hint?),
            None => None,
        },
        points: points?,
        actors: checked.actors,
        site: site?,
        files: files?,
        given: checked.given,
        when: checked.when,
        then: expected
            .into_iter()
            .map(|(_, expectation)| expectation)
            .collect::<Vec<Expectation>>(),
    })
}

/// A field, unless nothing is written in it.
fn written(field: Field) -> Field {
    field.filter(|entry| !entry.value.is_null())
}

fn points(field: Field, findings: &mut Findings<'_>) -> Option<u32> {
    let Some(Entry { value, .. }) = field else {
        return Some(1);
    };
    let number = value
        .text()
        .and_then(|text| text.parse().ok())
        .filter(|points| (1..=100).contains(points));
    if number.is_none() {
        findings.add(value.at, ShapeFault::Points);
    }
    number
}

/// Checks the kind of program, which is that of the stage; writing it is optional.
fn subject(field: Field, stage: SubjectKind, findings: &mut Findings<'_>) -> Option<()> {
    let Some(Entry { value, .. }) = field else {
        return Some(());
    };
    if value.text() == Some(stage.name()) {
        return Some(());
    }
    let nearest = nearest(value.text().unwrap_or_default(), [stage.name()]);
    findings.add(value.at, ShapeFault::Subject { nearest, stage });
    None
}
