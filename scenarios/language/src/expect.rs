//! What may be observed (`bob receives`) and what is expected by hand (`server keeps running`).

use super::diagnostics::Findings;
use super::fault::{StepFault, SubjectFault};
use super::fields::items;
use super::near::nearest;
use super::node::{Content, Entry, Node};
use super::step::{self, Split};
use super::vocabulary::actor_name;
use salon_model::{Expectation, SubjectKind};
use std::ops::Range;

/// What is observed of whom: `bob receives`.
pub(super) fn observation(node: &Node, kind: SubjectKind, findings: &mut Findings<'_>) -> Option<Seen> {
    let split = Split::new(node.text().unwrap_or_default());
    let name_at = node.part(findings.source(), split.name_in.clone());
    // Any client of a server can be named, but the words for a client are whole phrases.
    let whole = kind == SubjectKind::Client;
    let known = kind.observations();
    let written = if whole {
        &format!("{} {}", split.name, split.rest)
    } else {
        &split.rest
    };
    if !known.contains(&written.as_str()) {
        let fault = if whole {
            StepFault::UnknownObservation {
                nearest: same_sense(&split, known).or_else(|| nearest(written, known.iter().copied())),
                allowed: known,
            }
        } else {
            let nearest = nearest(written, known.iter().copied());
            StepFault::UnknownObservation {
                nearest: nearest.map(|words| format!("{} {words}", split.name)),
                allowed: &["… receives", "… is disconnected"],
            }
        };
        findings.add(node.at.clone(), fault);
        return None;
    }
    if let Err(fault) = actor_name(split.name)
        && !whole
    {
        findings.add(name_at, fault);
        return None;
    }
    Some(Seen {
        name: split.name.to_owned(),
        name_at,
        disconnected: split.rest == "is disconnected",
    })
}

/// What is meant where someone sees what the server receives, or the other way round.
fn same_sense(split: &Split<'_>, known: &[&str]) -> Option<String> {
    let verb = match split.rest.as_str() {
        "receives" => "sees",
        "sees" => "receives",
        _ => return None,
    };
    Some(format!("{} {verb}", split.name)).filter(|phrase| known.contains(&phrase.as_str()))
}

/// An observation whose actor is not looked up yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// Of whom.
    pub(super) name: String,
    /// Where the name is written.
    pub(super) name_at: Range<usize>,
    /// Whether the connection ends; else something is received or seen.
    pub(super) disconnected: bool,
}

/// An expectation as it can be written.
pub(super) struct Form {
    /// The words of its phrase.
    pub(super) words: &'static str,
    /// Where it stands.
    pub(super) kinds: &'static [SubjectKind],
    /// What an editor shows of it.
    pub(super) meaning: &'static str,
    /// What it becomes.
    pub(super) make: Make,
}

/// How an expectation is made of its phrase.
pub(super) enum Make {
    /// The phrase says all.
    Plain(Expectation),
    /// A text follows.
    Text(fn(String) -> Expectation),
}

/// Every expectation.
pub(super) const FORMS: &[Form] = &[
    Form {
        words: "server prints",
        kinds: &[SubjectKind::Server],
        meaning: "The server's terminal shows a line with this text.",
        make: Make::Text(Expectation::ServerPrints),
    },
    Form {
        words: "server keeps running",
        kinds: &[SubjectKind::Server],
        meaning: "At the end the server is still running.",
        make: Make::Plain(Expectation::ServerKeepsRunning),
    },
    Form {
        words: "server receives exactly",
        kinds: &[SubjectKind::Client],
        meaning: "The client has sent exactly this text and nothing else, line ends included.",
        make: Make::Text(Expectation::ServerReceivesExactly),
    },
    Form {
        words: "no traceback",
        kinds: &[SubjectKind::Client, SubjectKind::Program],
        meaning: "The terminal shows no traceback.",
        make: Make::Plain(Expectation::NoTraceback),
    },
    Form {
        words: "program counts one after the other",
        kinds: &[SubjectKind::Program],
        meaning: "The program prints two counters, one after the other, with pauses between the numbers.",
        make: Make::Plain(Expectation::CountsInSequence),
    },
    Form {
        words: "program counts together",
        kinds: &[SubjectKind::Program],
        meaning: "The program prints two counters that advance together.",
        make: Make::Plain(Expectation::CountsTogether),
    },
    Form {
        words: "program asks for several pages at once",
        kinds: &[SubjectKind::Program],
        meaning: "The program asks for a second page before the first has come.",
        make: Make::Plain(Expectation::PagesAtOnce),
    },
];

/// What is expected by hand, with where it is written.
pub(super) fn expectations(field: Node, kind: SubjectKind, findings: &mut Findings<'_>) -> Vec<(Node, Expectation)> {
    let example = match kind {
        SubjectKind::Server => "- server keeps running",
        SubjectKind::Client | SubjectKind::Program => "- no traceback",
    };
    items(field, example, findings)
        .into_iter()
        .filter_map(|item| expectation(item, kind, findings))
        .collect()
}

fn expectation(item: Node, kind: SubjectKind, findings: &mut Findings<'_>) -> Option<(Node, Expectation)> {
    let (key, value) = match item.content {
        Content::Map(mut entries) if entries.len() == 1 => {
            let Entry { key, value } = entries.remove(0);
            (key, Some(value))
        }
        _ => (item, None),
    };
    let words = key.text().unwrap_or_default().split_whitespace();
    let words = words.collect::<Vec<_>>().join(" ");
    let Some(form) = FORMS
        .iter()
        .find(|form| form.words == words && form.kinds.contains(&kind))
    else {
        findings.add(key.at.clone(), unknown(&words, kind));
        return None;
    };
    match &form.make {
        Make::Plain(expectation) => {
            step::nothing_below(form.words, value.as_ref(), findings)?;
            Some((key, expectation.clone()))
        }
        Make::Text(make) => {
            let (actor, verb) = form.words.split_once(' ')?;
            let (text, node) = step::said(actor, verb, &key, value.as_ref(), findings)?;
            let expectation = make(text.to_owned());
            Some((node.clone(), expectation))
        }
    }
}

/// What is said of words that are no expectation here.
fn unknown(words: &str, here: SubjectKind) -> super::fault::Fault {
    let allowed = || FORMS.iter().filter(|form| form.kinds.contains(&here));
    let nearest = nearest(words, allowed().map(|form| form.words));
    let shown = allowed().map(|form| match form.make {
        Make::Plain(_) => form.words.to_owned(),
        Make::Text(_) => format!("{}: …", form.words),
    });
    let shown = shown.collect();
    match FORMS.iter().find(|form| form.words == words) {
        Some(form) => SubjectFault::Elsewhere {
            phrase: words.to_owned(),
            of: form.kinds[0],
            here,
            nearest,
            allowed: shown,
        }
        .into(),
        None => StepFault::UnknownExpectation {
            nearest,
            allowed: shown,
        }
        .into(),
    }
}
