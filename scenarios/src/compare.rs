//! Comparing what a subject did with the reference transcript.
//!
//! The sheet fixes texts, not framing: it says nowhere how messages end, so line ends and white
//! space around a text do not count. Which console lines a server prints is each student's own
//! choice, so they are compared only where a scenario asks for one.

use crate::bytes::unescape;
use crate::event::Doing;
use crate::plan::{ActorId, Expectation, Observation, Scenario, Step};
use crate::settle::{Activity, Untaken};
use crate::transcript::{Moment, Observer, Phase, Transcript, What};

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The subject did what the reference does.
    Same,
    /// It did something else.
    Differs(Vec<Difference>),
    /// It never listened, so that nothing could be asked of it.
    NotStarted(Doing),
}

/// One thing the subject did otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The step, as written, and its line in the scenario; `None` for the session as a whole.
    pub step: Option<(String, usize)>,
    /// Whether the step sets the scene rather than being judged.
    pub given: bool,
    /// What is different.
    pub kind: Kind,
}

/// What is different. Texts are escaped as in transcripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// An actor received another text. An empty list: nothing at all.
    Received {
        /// Who.
        actor: String,
        /// What it should have received.
        expected: Vec<String>,
        /// What came.
        seen: Vec<String>,
    },
    /// An actor was disconnected, or was not, contrary to the reference.
    Disconnected {
        /// Who.
        actor: String,
        /// Whether it should have been.
        expected: bool,
    },
    /// An actor could not connect.
    CannotConnect {
        /// Who.
        actor: String,
        /// What the system said.
        cause: String,
    },
    /// The subject ended, or did not, contrary to the reference.
    Ended {
        /// Whether it should have.
        expected: bool,
        /// What it printed last, which is where a traceback ends.
        last_line: Option<String>,
    },
    /// The subject did not come to rest; what it was doing.
    NeverSettles(Activity),
    /// The subject left something unread or unaccepted.
    Neglects(Vec<Untaken>),
    /// The subject printed no line with this text.
    NotPrinted {
        /// The text.
        expected: String,
        /// The lines it printed instead, while the scenario was judged.
        seen: Vec<String>,
    },
}

/// Compares `seen` with `reference`, two transcripts of `scenario`.
pub fn compare(scenario: &Scenario, reference: &Transcript, seen: &Transcript) -> Outcome {
    if let Some(doing) = seen.not_listening() {
        return Outcome::NotStarted(doing.clone());
    }
    let steps = scenario.given.iter().chain(&scenario.when);
    let moments = |transcript: &'_ Transcript| -> Vec<Moment> {
        transcript
            .moments
            .iter()
            .filter(|moment| moment.phase != Phase::Start)
            .cloned()
            .collect()
    };
    let mut differences: Vec<Difference> = at_start(seen).into_iter().collect();
    for ((step, expected), seen) in steps.zip(moments(reference)).zip(moments(seen)) {
        let given = expected.phase == Phase::Given;
        let kinds = compare_moment(scenario, step, &expected, &seen);
        let step = (step.source.clone(), step.line);
        differences.extend(kinds.into_iter().map(|kind| Difference {
            step: Some(step.clone()),
            given,
            kind,
        }));
    }
    let told = differences
        .iter()
        .any(|difference| matches!(difference.kind, Kind::Ended { expected: false, .. }));
    let whole = check_expectations(scenario, seen)
        .into_iter()
        .filter(|kind| !told || !matches!(kind, Kind::Ended { .. }));
    differences.extend(whole.map(|kind| Difference {
        step: None,
        given: false,
        kind,
    }));
    if differences.iter().any(Difference::counts) {
        Outcome::Differs(differences)
    } else {
        Outcome::Same
    }
}

impl Difference {
    /// Whether it is judged. What differs in the scene is not; it explains what is. But of a subject
    /// that never came to rest, what it did when is an accident.
    pub fn counts(&self) -> bool {
        !self.given || matches!(self.kind, Kind::NeverSettles(_))
    }
}

/// What the subject did at its start that no scenario forgives.
fn at_start(seen: &Transcript) -> Option<Difference> {
    let start = seen.moments.iter().find(|moment| moment.phase == Phase::Start)?;
    of(start, &Observer::Server).find_map(|what| match what {
        What::NeverSettles(doing) => Some(Difference {
            step: None,
            given: true,
            kind: Kind::NeverSettles(doing.clone()),
        }),
        _ => None,
    })
}

fn compare_moment(scenario: &Scenario, step: &Step, expected: &Moment, seen: &Moment) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for (number, actor) in scenario.actors.iter().enumerate() {
        let optional = |observation| step.optional.contains(&observation);
        let (wanted, came) = (expected.received(&actor.name), seen.received(&actor.name));
        if !optional(Observation::Receives(ActorId(number))) && !same_texts(&wanted, &came) {
            kinds.push(Kind::Received {
                actor: actor.name.clone(),
                expected: wanted,
                seen: came,
            });
        }
        let (wanted, came) = (disconnected(expected, &actor.name), disconnected(seen, &actor.name));
        if !optional(Observation::Disconnected(ActorId(number))) && wanted != came {
            kinds.push(Kind::Disconnected {
                actor: actor.name.clone(),
                expected: wanted,
            });
        }
        kinds.extend(of_actor(seen, &actor.name).filter_map(|what| match what {
            What::CannotConnect(cause) => Some(Kind::CannotConnect {
                actor: actor.name.clone(),
                cause: cause.clone(),
            }),
            _ => None,
        }));
    }
    if ended(expected) != ended(seen) {
        kinds.push(Kind::Ended {
            expected: ended(expected),
            last_line: seen.printed().last().cloned(),
        });
    }
    kinds.extend(of(seen, &Observer::Server).filter_map(|what| match what {
        What::NeverSettles(doing) => Some(Kind::NeverSettles(doing.clone())),
        What::Neglects(left) => Some(Kind::Neglects(left.clone())),
        _ => None,
    }));
    kinds
}

fn check_expectations(scenario: &Scenario, seen: &Transcript) -> Vec<Kind> {
    let judged = || seen.moments.iter().filter(|moment| moment.phase == Phase::When);
    let lines: Vec<String> = judged().flat_map(Moment::printed).collect();
    scenario
        .then
        .iter()
        .filter_map(|expectation| match expectation {
            Expectation::ServerPrints(text) if !lines.iter().any(|line| line.contains(text.as_str())) => {
                Some(Kind::NotPrinted {
                    expected: text.clone(),
                    seen: lines.clone(),
                })
            }
            Expectation::ServerKeepsRunning if !seen.running => Some(Kind::Ended {
                expected: false,
                last_line: lines.last().cloned(),
            }),
            _ => None,
        })
        .collect()
}

fn of<'a>(moment: &'a Moment, observer: &Observer) -> impl Iterator<Item = &'a What> {
    moment
        .seen
        .iter()
        .filter(move |seen| seen.observer == *observer)
        .map(|seen| &seen.what)
}

fn of_actor<'a>(moment: &'a Moment, name: &str) -> impl Iterator<Item = &'a What> {
    moment
        .seen
        .iter()
        .filter(move |seen| seen.observer == Observer::Actor(name.to_owned()))
        .map(|seen| &seen.what)
}

fn disconnected(moment: &Moment, actor: &str) -> bool {
    of_actor(moment, actor).any(|what| matches!(what, What::Disconnected { .. }))
}

fn ended(moment: &Moment) -> bool {
    of(moment, &Observer::Server).any(|what| matches!(what, What::Exits(_)))
}

fn same_texts(expected: &[String], seen: &[String]) -> bool {
    let significant = |texts: &[String]| -> Vec<Vec<u8>> {
        texts
            .iter()
            .map(|text| without_line_ends(text))
            .filter(|text| !text.is_empty())
            .collect()
    };
    significant(expected) == significant(seen)
}

/// A text without line ends, which frame messages, and without white space around it.
fn without_line_ends(text: &str) -> Vec<u8> {
    let mut bytes = unescape(text);
    bytes.retain(|byte| !matches!(byte, b'\r' | b'\n'));
    bytes.trim_ascii().to_vec()
}
