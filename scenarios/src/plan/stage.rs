//! A stage in a lab file: what its programs are called, how they are started and greeted, and what
//! the stage is worth.

use super::fault::ShapeFault;
use super::model::{Stage, Text};
use super::node::{Entry, Field, Node};
use super::raw::{Findings, both_languages, entries, items, text, unknown_field};

const FIELDS: &[&str] = &["title", "server", "client", "interpreter", "handshake", "points"];

/// A stage as the lab file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabStage {
    /// Its name and handshake.
    pub stage: Stage,
    /// What it is called.
    pub title: Text,
    /// File patterns of submitted servers: names, in which `*` stands for any characters and `?` for
    /// one; the first are preferred.
    pub server: Vec<String>,
    /// File patterns of submitted clients.
    pub client: Vec<String>,
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
    let (mut title, mut server, mut client) = (None, None, None);
    let (mut interpreter, mut handshake, mut points) = (None, None, None);
    for entry in entries(entry.value, FIELDS, findings)? {
        match entry.key.text() {
            Some("title") => title = Some(entry),
            Some("server") => server = Some(entry),
            Some("client") => client = Some(entry),
            Some("interpreter") => interpreter = Some(entry),
            Some("handshake") => handshake = Some(entry),
            Some("points") => points = Some(entry),
            _ => unknown_field(&entry, FIELDS, findings),
        }
    }
    if title.is_none() {
        findings.add(at, ShapeFault::MissingField("title"));
    }
    let title = title.and_then(|entry| both_languages("title", entry, findings));
    let server = patterns(server, findings);
    let client = patterns(client, findings);
    let interpreter = interpreter_words(interpreter, findings);
    let handshake = optional(handshake, |entry| read_handshake(entry, findings));
    let points = optional(points, |entry| read_points(entry, findings));
    Some(LabStage {
        stage: Stage {
            name: name?,
            handshake: handshake?,
        },
        title: title?,
        server: server?,
        client: client?,
        interpreter: interpreter?,
        points: points?,
    })
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

/// The words of an interpreter's command; none where nothing is written.
fn interpreter_words(field: Field, findings: &mut Findings<'_>) -> Option<Vec<String>> {
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

/// A handshake, in which only `{pseudo}` stands for something.
fn read_handshake(Entry { key, value }: &Entry, findings: &mut Findings<'_>) -> Option<String> {
    let handshake = text(key, value, findings)?;
    for (start, _) in handshake.match_indices('{') {
        let end = handshake[start..]
            .find('}')
            .map_or(handshake.len(), |end| start + end + 1);
        if &handshake[start..end] != "{pseudo}" {
            let at = value.part(findings.source(), start..end);
            findings.add(at, ShapeFault::Placeholder(handshake[start..end].to_owned()));
            return None;
        }
    }
    Some(handshake)
}
