//! The one step that a script for a program has: `run: [arguments]`.

use super::diagnostics::{Findings, say};
use super::fault::{Fault, SubjectFault};
use super::fields::unknown_field;
use super::near::nearest;
use super::node::{Content, Entry, Node};
use super::script::{Event, Line, one_line};
use super::step::Split;
use super::vocabulary::elsewhere;
use salon_model::RUN;
use salon_model::SubjectKind;

/// Reads a step of a program.
pub(super) fn line(item: Node, findings: &mut Findings<'_>) -> Option<Line> {
    let Content::Map(entries) = item.content else {
        let fault = not_run(&item);
        findings.add(item.at, fault);
        return None;
    };
    let lonely = entries.len() == 1;
    let mut run = None;
    let mut sound = true;
    for Entry { key, value } in entries {
        match key.text() {
            Some(RUN) => run = Some((key, value)),
            Some("optional") => {
                findings.add(key.at, SubjectFault::OptionalBesideRun);
                sound = false;
            }
            Some(word) if !lonely && !word.contains(char::is_whitespace) => {
                findings.note(&key.at, unknown_field(&key, &[RUN]));
                sound = false;
            }
            _ => {
                findings.add(key.at.clone(), not_run(&key));
                sound = false;
            }
        }
    }
    let Some((key, value)) = run else {
        if sound {
            findings.add(item.at, SubjectFault::NotRun { nearest: None });
        }
        return None;
    };
    let arguments = arguments(&key, value, findings)?;
    sound.then(|| Line {
        number: findings.line(key.at.start),
        at: key.at,
        source: source(&arguments),
        event: Event::Run(arguments),
        optional: Vec::new(),
    })
}

/// What is said of a phrase that is not `run`.
fn not_run(key: &Node) -> Fault {
    let split = Split::new(key.text().unwrap_or_default());
    if split.name == RUN && split.rest.is_empty() {
        return SubjectFault::NoArguments.into();
    }
    if let Some(fault) = elsewhere(split.name, &split.rest, SubjectKind::Program) {
        return fault.into();
    }
    let written = split.name.trim_end_matches(':');
    let meant = written == RUN || nearest(written, [RUN]).is_some();
    let rest = if split.rest.is_empty() { "…" } else { &split.rest };
    SubjectFault::NotRun {
        nearest: meant.then(|| format!("{RUN}: {rest}")),
    }
    .into()
}

/// The arguments of a program: a list, or one.
fn arguments(key: &Node, value: Node, findings: &mut Findings<'_>) -> Option<Vec<String>> {
    let items = match value.content {
        Content::List(items) => items,
        Content::Scalar(_) => vec![value],
        Content::Null(ref text) if !text.is_empty() => vec![value],
        Content::Null(_) => {
            findings.add(key.at.clone(), SubjectFault::NoArguments);
            return None;
        }
        Content::Map(_) => {
            findings.note(&value.at, say::not_text());
            return None;
        }
    };
    let arguments: Vec<_> = items.into_iter().map(|item| argument(item, findings)).collect();
    arguments.into_iter().collect()
}

fn argument(item: Node, findings: &mut Findings<'_>) -> Option<String> {
    match item.any_text() {
        None => findings.note(&item.at, say::not_text()),
        Some(text) if text.contains('\0') => findings.add(item.at, SubjectFault::Argument),
        Some(text) => return Some(text.to_owned()),
    }
    None
}

/// The step in one line, the same however the arguments were written.
fn source(arguments: &[String]) -> String {
    match arguments {
        [only] => format!("{RUN}: {}", one_line(only)),
        several => {
            let words: Vec<String> = several.iter().map(|word| one_line(word)).collect();
            format!("{RUN}: [{}]", words.join(", "))
        }
    }
}
