//! What may be observed (`bob receives`) and what is expected by hand (`server keeps running`).

use super::diagnostics::{Findings, Message, Mistake, Wrong, say};
use super::fields::items;
use super::near::nearest;
use super::node::{Content, Entry, Node};
use super::phrase::Split;
use super::said;
use super::step::Seen;
use super::vocabulary::actor_name;
use salon_model::{Expectation, SubjectKind};

/// What is observed of whom: `bob receives`.
pub(super) fn observation(node: &Node, kind: SubjectKind, source: &str) -> Result<Seen, Wrong> {
    let split = Split::new(node.text().unwrap_or_default());
    let who = split.who(node, source);
    let known = kind.observations();
    // Any client of a server can be named, but the words for a client are whole phrases.
    let whole = kind == SubjectKind::Client;
    let phrase = format!("{} {}", split.name, split.rest);
    let written = if whole { &phrase } else { &split.rest };
    if !known.contains(&written.as_str()) {
        let near = nearest(written, known.iter().copied());
        let message = say::unknown_observation();
        return Err(node.wrong(if whole {
            message.near(same_sense(&split, known).or(near)).allowed(known)
        } else {
            let near = near.map(|words| format!("{} {words}", split.name));
            message.near(near).allowed(["… receives", "… is disconnected"])
        }));
    }
    if !whole {
        actor_name(split.name).map_err(|message| Mistake::at(&who.at, message))?;
    }
    Ok(Seen {
        who,
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
    Form {
        words: "program asks for one page at a time",
        kinds: &[SubjectKind::Program],
        meaning: "The program asks for a page only when the one before has come.",
        make: Make::Plain(Expectation::PagesInTurn),
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
        .filter_map(|item| findings.keep(expectation(item, kind)))
        .collect()
}

fn expectation(item: Node, kind: SubjectKind) -> Result<(Node, Expectation), Wrong> {
    let entry = match item.content {
        Content::Map(mut entries) if entries.len() == 1 => entries.remove(0),
        _ => Entry::bare(item),
    };
    let words = entry.key.text().unwrap_or_default().split_whitespace();
    let words = words.collect::<Vec<_>>().join(" ");
    let of_words = FORMS.iter().find(|form| form.words == words);
    let Some(form) = of_words.filter(|form| form.kinds.contains(&kind)) else {
        let elsewhere = |form: &Form| say::elsewhere(&words, form.kinds[0], kind);
        let message = of_words.map_or_else(say::unknown_expectation, elsewhere);
        return Err(entry.key.wrong(with_expectations(message, &words, kind)));
    };
    match &form.make {
        Make::Plain(expectation) => {
            said::nothing_below(form.words, &entry.value)?;
            Ok((entry.key, expectation.clone()))
        }
        Make::Text(make) => {
            let (actor, verb) = form.words.split_once(' ').unwrap_or_default();
            let expectation = make(said::said(actor, verb, &entry)?.to_owned());
            Ok((entry.value, expectation))
        }
    }
}

/// Adds what can be expected here to what is said of other words.
fn with_expectations(message: Message, words: &str, here: SubjectKind) -> Message {
    let allowed = || FORMS.iter().filter(|form| form.kinds.contains(&here));
    let shown = allowed().map(|form| match form.make {
        Make::Plain(_) => form.words.to_owned(),
        Make::Text(_) => format!("{}: …", form.words),
    });
    message
        .near(nearest(words, allowed().map(|form| form.words)))
        .allowed(shown)
}
