//! A stage in a lab file: what its programs are called, how they are started and greeted, and what
//! the stage is worth.

use super::criteria::read_criteria;
use super::diagnostics::{Findings, Mistake, Wrong, say};
use super::fields::{Fields, bilingual, one_or_more, points, text, words};
use super::node::{Entry, Node};
use salon_model::{Criterion, Scenario, Stage, SubjectKind, Text};
use std::path::Path;

const FIELDS: &[&str] = &[
    "title",
    "server",
    "client",
    "program",
    "interpreter",
    "handshake",
    "relay",
    "arrival",
    "departure",
    "reference",
    "points",
    "criteria",
];

/// Stands for an actor's name.
const PSEUDO: &str = "{pseudo}";
/// Stands for what an actor says.
const SAID: &str = "{text}";

/// A stage as the lab file describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct LabStage {
    /// Its name, its kind of program, and what that speaks.
    pub stage: Stage,
    /// What it is called.
    pub title: Text,
    /// File patterns of submitted programs: names, in which `*` stands for any characters and `?` for
    /// one; the first are preferred. In a lab file they stand under the kind of program: `server`,
    /// `client` or `program`.
    pub files: Vec<String>,
    /// The words of the command that runs a program named like one of the patterns, before the
    /// program's name; empty where the program itself tells.
    pub interpreter: Vec<String>,
    /// What the whole stage is worth: the points of its criteria, or scenarios, are scaled to it. `None`:
    /// what they are worth together.
    pub points: Option<u32>,
    /// What its points are given for; empty where each scenario is a criterion of its own.
    pub criteria: Vec<Criterion>,
}

impl LabStage {
    /// What the points are given for in a stage that has these scenarios.
    pub fn criteria_of<'a>(&self, scenarios: impl Iterator<Item = &'a Scenario>) -> Vec<Criterion> {
        let mut criteria = if self.criteria.is_empty() {
            scenarios
                .map(|scenario| Criterion::of_scenario(&scenario.name, &scenario.title, f64::from(scenario.points)))
                .collect()
        } else {
            self.criteria.clone()
        };
        if let Some(points) = self.points {
            let worth = f64::from(points) / criteria.iter().map(Criterion::max).sum::<f64>();
            for criterion in &mut criteria {
                criterion.points *= worth;
            }
        }
        criteria
    }
}

/// Reads a stage: its name, and what is written of it.
pub(super) fn read_stage(dir: &Path, Entry { key, value }: Entry, findings: &mut Findings<'_>) -> Option<LabStage> {
    let name = findings.keep(stage_name(&key));
    let mut fields = Fields::of(value, FIELDS, findings)?;
    let title = fields.take("title");
    if title.is_none() {
        findings.note(&key.at, say::missing_field("title"));
    }
    let title = title.and_then(|entry| bilingual(entry, findings));
    let files = fields.one_of(&SubjectKind::ALL.map(SubjectKind::name), say::second_subject, findings);
    let kind = |entry: &Entry| {
        SubjectKind::ALL
            .into_iter()
            .find(|kind| entry.key.text() == Some(kind.name()))
    };
    let subject = files.as_ref().and_then(kind).unwrap_or_default();
    let source = findings.source();
    let mut wire = |field, known| fields.read(field, findings, |entry| wire_text(entry, known, source));
    let handshake = wire("handshake", &[PSEUDO]);
    let relay = wire("relay", &[PSEUDO, SAID]);
    let arrival = wire("arrival", &[PSEUDO]);
    let departure = wire("departure", &[PSEUDO]);
    let interpreter = fields.read("interpreter", findings, words).unwrap_or_default();
    let reference = fields.read("reference", findings, words);
    let points = fields.read("points", findings, points);
    let files = files.map_or_else(Vec::new, |entry| patterns(entry, findings));
    let criteria = fields.written("criteria");
    let name = name?;
    let criteria = criteria.map_or_else(Vec::new, |entry| read_criteria(&dir.join(&name), entry, findings));
    Some(LabStage {
        stage: Stage {
            reference: reference.unwrap_or_else(|| own_reference(&name, subject)),
            name,
            subject,
            handshake,
            relay,
            arrival,
            departure,
        },
        title: title?,
        files,
        interpreter,
        points,
        criteria,
    })
}

/// With which arguments salon is the reference of a stage for which none are written.
fn own_reference(name: &str, subject: SubjectKind) -> Vec<String> {
    match subject {
        SubjectKind::Server => ["serve", "--stage", name, "--port", "0"].map(str::to_owned).to_vec(),
        SubjectKind::Client | SubjectKind::Program => Vec::new(),
    }
}

/// The name of a stage, which is also that of its folder.
fn stage_name(key: &Node) -> Result<String, Wrong> {
    let fits = |next: char| next.is_alphanumeric() || matches!(next, '_' | '-' | '.');
    let is_name = |name: &&str| name.starts_with(char::is_alphanumeric) && name.chars().all(fits);
    let name = key.text().filter(is_name).map(str::to_owned);
    name.ok_or_else(|| key.wrong(say::stage_name()))
}

/// File patterns, one or several.
fn patterns(Entry { key, value }: Entry, findings: &mut Findings<'_>) -> Vec<String> {
    let nodes = one_or_more(value, "[chat_server_ii_2.py]", findings).into_iter();
    let entries = nodes.map(|value| (key.clone(), value));
    let pattern = |(key, value)| findings.keep(pattern(&Entry { key, value }));
    entries.filter_map(pattern).collect()
}

/// A file's name, in which `*` and `?` stand for other characters. Programs are looked for in all
/// folders, so none is named.
fn pattern(entry: &Entry) -> Result<String, Wrong> {
    let pattern = text(entry)?;
    let says_nothing = pattern.chars().all(|next| matches!(next, '*' | '?' | '.'));
    if says_nothing || pattern.contains(['/', '\\']) || pattern.contains(char::is_control) {
        return Err(entry.value.wrong(say::pattern()));
    }
    Ok(pattern.to_owned())
}

/// A text sent over the wire, in which only these words stand for something.
fn wire_text(entry: &Entry, known: &[&str], source: &str) -> Result<String, Wrong> {
    let wire = text(entry)?;
    for (start, _) in wire.match_indices('{') {
        let end = wire[start..].find('}').map_or(wire.len(), |end| start + end + 1);
        let word = &wire[start..end];
        if !known.contains(&word) {
            let at = entry.value.part(source, start..end);
            return Err(Mistake::at(&at, say::placeholder(word).allowed(known)));
        }
    }
    Ok(wire.to_owned())
}
