//! What may be observed (`bob receives`) and what is expected by hand (`server keeps running`).

use super::fault::{ShapeFault, StepFault};
use super::model::Expectation;
use super::near::nearest;
use super::node::{Content, Node};
use super::raw::{Findings, items};
use super::step::{self, Split};
use super::vocabulary::{OBSERVATIONS, actor_name};
use std::ops::Range;

/// What is observed of whom: `bob receives`.
pub(super) fn observation(node: &Node, findings: &mut Findings<'_>) -> Option<Seen> {
    let text = node.text().unwrap_or_default();
    let split = Split::new(text);
    let name_at = node.part(findings.source(), split.name_in.clone());
    let Some(what) = OBSERVATIONS.iter().position(|words| *words == split.rest) else {
        let nearest = nearest(&split.rest, OBSERVATIONS.iter().copied()).map(|words| format!("{} {words}", split.name));
        findings.add(node.at.clone(), StepFault::UnknownObservation { nearest });
        return None;
    };
    if let Err(fault) = actor_name(split.name) {
        findings.add(name_at, fault);
        return None;
    }
    Some(Seen {
        name: split.name.to_owned(),
        name_at,
        disconnected: what == 1,
    })
}

/// An observation whose actor is not looked up yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// Of whom.
    pub(super) name: String,
    /// Where the name is written.
    pub(super) name_at: Range<usize>,
    /// Whether the connection ends; else something is received.
    pub(super) disconnected: bool,
}

/// What is expected by hand, with where it is written.
pub(super) fn expectations(field: Node, findings: &mut Findings<'_>) -> Vec<(Node, Expectation)> {
    let items = items(field, "- server keeps running", findings);
    items
        .into_iter()
        .filter_map(|item| expectation(item, findings))
        .collect()
}

fn expectation(item: Node, findings: &mut Findings<'_>) -> Option<(Node, Expectation)> {
    const RUNNING: &str = "server keeps running";
    const PRINTS: &str = "server prints";
    let (key, value) = match item.content {
        Content::Map(mut entries) if entries.len() == 1 => {
            let (key, value) = entries.remove(0);
            (key, Some(value))
        }
        _ => (item, None),
    };
    let words = key
        .text()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    match (words.as_str(), value) {
        (RUNNING, value) => {
            step::nothing_below(RUNNING, value.as_ref(), findings)?;
            Some((key, Expectation::ServerKeepsRunning))
        }
        (PRINTS, Some(value)) if value.text().is_some() => {
            let text = value.text()?.to_owned();
            Some((value, Expectation::ServerPrints(text)))
        }
        (PRINTS, Some(value)) if !value.is_null() => {
            findings.add(value.at, ShapeFault::NotText);
            None
        }
        (PRINTS, _) => {
            findings.add(
                key.at,
                StepFault::NoText {
                    actor: "server".to_owned(),
                    verb: "prints",
                },
            );
            None
        }
        (other, _) => {
            let nearest = nearest(other, [RUNNING, PRINTS]);
            findings.add(key.at, StepFault::UnknownExpectation { nearest });
            None
        }
    }
}
