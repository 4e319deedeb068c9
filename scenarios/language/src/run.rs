//! The one step that a script for a program has: `run: [arguments]`.

use super::diagnostics::{Findings, Message, Wrong, say};
use super::fields::unknown_field;
use super::near::nearest;
use super::node::{Content, Entry, Node};
use super::phrase::Split;
use super::step::{Event, Line};
use super::vocabulary::elsewhere;
use salon_model::{RUN, SubjectKind};

/// Reads a step of a program.
pub(super) fn line(item: Node, findings: &mut Findings<'_>) -> Option<Line> {
    let Content::Map(entries) = item.content else {
        findings.note(&item.at, not_run(&item));
        return None;
    };
    if entries.is_empty() {
        findings.note(&item.at, say::not_run());
    }
    let lonely = entries.len() == 1;
    let mut run = None;
    for Entry { key, value } in entries {
        let message = match key.text() {
            Some(RUN) => {
                run = Some((key, value));
                continue;
            }
            Some("optional") => say::optional_beside_run(),
            Some(word) if !lonely && !word.contains(char::is_whitespace) => unknown_field(&key, &[RUN]),
            _ => not_run(&key),
        };
        findings.note(&key.at, message);
    }
    let (key, value) = run?;
    let arguments = arguments(&key, value, findings);
    Some(Line {
        at: key.at,
        event: Event::Run(arguments),
        optional: Vec::new(),
    })
}

/// What is said of a phrase that is not `run`.
fn not_run(key: &Node) -> Message {
    let split = Split::new(key.text().unwrap_or_default());
    if split.name == RUN && split.rest.is_empty() {
        return say::no_arguments();
    }
    elsewhere(split.name, &split.rest, SubjectKind::Program).unwrap_or_else(|| {
        let written = split.name.trim_end_matches(':');
        let meant = written == RUN || nearest(written, [RUN]).is_some();
        let rest = if split.rest.is_empty() { "…" } else { &split.rest };
        say::not_run().near(meant.then(|| format!("{RUN}: {rest}")))
    })
}

/// The arguments of a program: a list, or one.
fn arguments(key: &Node, value: Node, findings: &mut Findings<'_>) -> Vec<String> {
    let items = match value.content {
        Content::List(items) => items,
        Content::Null(ref text) if text.is_empty() => {
            findings.note(&key.at, say::no_arguments());
            Vec::new()
        }
        _ => vec![value],
    };
    items.iter().filter_map(|item| findings.keep(argument(item))).collect()
}

fn argument(item: &Node) -> Result<String, Wrong> {
    match item.any_text() {
        None => Err(item.wrong(say::not_text())),
        Some(text) if text.contains('\0') => Err(item.wrong(say::argument())),
        Some(text) => Ok(text.to_owned()),
    }
}
