//! A stage in a lab file: what its programs are called, how they are started and greeted, and what
//! the stage is worth.

use super::diagnostics::Findings;
use super::fault::ShapeFault;
use super::node::{Entry, Field, Node};
use super::raw::{both_languages, entries, items, text, unknown_field};
use salon_model::{Stage, SubjectKind, Text};

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
];

/// Stands for an actor's name.
const PSEUDO: &str = "{pseudo}";
/// Stands for what an actor says.
const SAID: &str = "{text}";

/// A stage as the lab file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// What the whole stage is worth: the points of its scenarios are scaled to it. `None`: what
    /// they are worth together.
    pub points: Option<u32>,
}

/// Reads a stage: its name, and what is written of it.
pub(super) fn read_stage(entry: Entry, findings: &mut Findings<'_>) -> Option<LabStage> {
    let name = stage_name(&entry.key, findings);
    let at = entry.key.at;
    let mut fields = Fields::default();
    for entry in entries(entry.value, FIELDS, findings)? {
        fields.take(entry, findings);
    }
    if fields.title.is_none() {
        findings.add(at, ShapeFault::MissingField("title"));
    }
    let title = fields.title.and_then(|entry| both_languages("title", entry, findings));
    let (subject, files) = fields
        .files
        .map_or((SubjectKind::Server, None), |(kind, entry)| (kind, Some(entry)));
    let files = patterns(files, findings);
    let interpreter = command_words(fields.interpreter, findings);
    let handshake = optional(fields.handshake, |entry| wire_text(entry, &[PSEUDO], findings));
    let relay = optional(fields.relay, |entry| wire_text(entry, &[PSEUDO, SAID], findings));
    let arrival = optional(fields.arrival, |entry| wire_text(entry, &[PSEUDO], findings));
    let departure = optional(fields.departure, |entry| wire_text(entry, &[PSEUDO], findings));
    let reference = command_words(fields.reference, findings);
    let points = optional(fields.points, |entry| read_points(entry, findings));
    let name = name?;
    Some(LabStage {
        stage: Stage {
            reference: reference_of(&name, subject, reference?),
            name,
            subject,
            handshake: handshake?,
            relay: relay?,
            arrival: arrival?,
            departure: departure?,
        },
        title: title?,
        files: files?,
        interpreter: interpreter?,
        points: points?,
    })
}

/// The fields of a stage, found but not looked into.
#[derive(Default)]
struct Fields {
    title: Field,
    files: Option<(SubjectKind, Entry)>,
    interpreter: Field,
    handshake: Field,
    relay: Field,
    arrival: Field,
    departure: Field,
    reference: Field,
    points: Field,
}

impl Fields {
    fn take(&mut self, entry: Entry, findings: &mut Findings<'_>) {
        let kind = SubjectKind::ALL
            .into_iter()
            .find(|kind| entry.key.text() == Some(kind.name()));
        if let Some(kind) = kind {
            match &self.files {
                Some((_, first)) => findings.add_related(entry.key.at, first.key.at.clone(), ShapeFault::SecondSubject),
                None => self.files = Some((kind, entry)),
            }
            return;
        }
        let field = match entry.key.text() {
            Some("title") => &mut self.title,
            Some("interpreter") => &mut self.interpreter,
            Some("handshake") => &mut self.handshake,
            Some("relay") => &mut self.relay,
            Some("arrival") => &mut self.arrival,
            Some("departure") => &mut self.departure,
            Some("reference") => &mut self.reference,
            Some("points") => &mut self.points,
            _ => return unknown_field(&entry, FIELDS, findings),
        };
        *field = Some(entry);
    }
}

/// With which arguments salon is the reference of a stage: those written, or for a server that of the
/// stage's name.
fn reference_of(name: &str, subject: SubjectKind, written: Vec<String>) -> Vec<String> {
    if written.is_empty() && subject == SubjectKind::Server {
        return ["serve", "--stage", name, "--port", "0"].map(str::to_owned).to_vec();
    }
    written
}

/// The name of a stage, which is also that of its folder.
fn stage_name(key: &Node, findings: &mut Findings<'_>) -> Option<String> {
    let name = key.text().filter(|name| {
        name.starts_with(char::is_alphanumeric)
            && name
                .chars()
                .all(|next| next.is_alphanumeric() || matches!(next, '_' | '-' | '.'))
    });
    if name.is_none() {
        findings.add(key.at.clone(), ShapeFault::StageName);
    }
    name.map(str::to_owned)
}

/// File patterns: one, or a list.
fn patterns(field: Field, findings: &mut Findings<'_>) -> Option<Vec<String>> {
    let Some(Entry { key, value }) = field else {
        return Some(Vec::new());
    };
    let nodes = if value.text().is_some() {
        vec![value]
    } else {
        items(value, "[chat_server_ii_2.py]", findings)
    };
    let patterns: Vec<_> = nodes.iter().map(|node| pattern(&key, node, findings)).collect();
    patterns.into_iter().collect()
}

/// A file's name, in which `*` and `?` stand for other characters. Programs are looked for in all
/// folders, so none is named.
fn pattern(key: &Node, node: &Node, findings: &mut Findings<'_>) -> Option<String> {
    let pattern = text(key, node, findings)?;
    let says_nothing = pattern.chars().all(|next| matches!(next, '*' | '?' | '.'));
    if says_nothing || pattern.contains(['/', '\\']) || pattern.contains(char::is_control) {
        findings.add(node.at.clone(), ShapeFault::Pattern);
        return None;
    }
    Some(pattern)
}

/// The words of a command; none where nothing is written.
fn command_words(field: Field, findings: &mut Findings<'_>) -> Option<Vec<String>> {
    let Some(Entry { key, value }) = field.filter(|entry| !entry.value.is_null()) else {
        return Some(Vec::new());
    };
    let command = text(&key, &value, findings)?;
    let words = shell_words::split(&command).ok().filter(|words| !words.is_empty());
    if words.is_none() {
        findings.add(value.at, ShapeFault::Command);
    }
    words
}

fn read_points(Entry { value, .. }: &Entry, findings: &mut Findings<'_>) -> Option<u32> {
    let points = value
        .text()
        .and_then(|text| text.parse().ok())
        .filter(|points| (1..=100).contains(points));
    if points.is_none() {
        findings.add(value.at.clone(), ShapeFault::Points);
    }
    points
}

/// What a field holds, unless nothing is written in it; `None` where what is written is wrong.
#[expect(clippy::option_option, reason = "nothing written is no mistake")]
pub(super) fn optional<T>(field: Field, read: impl FnOnce(&Entry) -> Option<T>) -> Option<Option<T>> {
    match field.filter(|entry| !entry.value.is_null()) {
        Some(entry) => read(&entry).map(Some),
        None => Some(None),
    }
}

/// A text sent over the wire, in which only these words stand for something.
fn wire_text(
    Entry { key, value }: &Entry,
    known: &'static [&'static str],
    findings: &mut Findings<'_>,
) -> Option<String> {
    let wire = text(key, value, findings)?;
    for (start, _) in wire.match_indices('{') {
        let end = wire[start..].find('}').map_or(wire.len(), |end| start + end + 1);
        if !known.contains(&&wire[start..end]) {
            let at = value.part(findings.source(), start..end);
            let word = wire[start..end].to_owned();
            findings.add(at, ShapeFault::Placeholder { word, known });
            return None;
        }
    }
    Some(wire)
}
