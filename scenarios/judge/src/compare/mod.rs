//! Comparing what a subject did with the reference transcript.
//!
//! The sheet fixes texts, not framing: it says nowhere how messages end, so line ends and white
//! space around a text do not count. Which console lines a server prints is each student's own
//! choice, so they are compared only where a scenario asks for one. The same holds for the words with
//! which a client shows what others say: who speaks and what is said must be on the screen, at the step
//! in which it comes. Of a program's pages it counts which it asks for and which it saves, and where.

mod clients;
mod counting;
mod program;
mod screen;

pub use clients::{compare_with_clients, suits_clients};

use crate::complaint;
use salon_model::Doing;
use salon_model::bytes::{escape, unescape};
use salon_model::{Action, ActorId, Expectation, Observation, SERVER, Scenario, Step, SubjectKind, Verb};
use salon_model::{Comparison, Counting, Deviation, Difference};
use salon_model::{Moment, Observer, Phase, Transcript, What};

/// Compares `seen` with `reference`, two transcripts of `scenario`.
pub fn compare(scenario: &Scenario, reference: &Transcript, seen: &Transcript) -> Comparison {
    if let Some(doing) = not_started(scenario, seen) {
        return Comparison::NotStarted(doing);
    }
    let mut differences = at_start(scenario, reference, seen);
    let mut shown = start(seen).map(Moment::printed).unwrap_or_default();
    for (step, expected, seen) in played(scenario, reference, seen) {
        let kinds = compare_moment(scenario, step, expected, seen, &shown);
        shown.extend(seen.printed());
        differences.extend(kinds.into_iter().map(|kind| Difference::at(step, expected, kind)));
    }
    let told = differences
        .iter()
        .any(|difference| matches!(difference.kind, Deviation::Ended { expected: false, .. }));
    let whole = check_expectations(scenario, seen)
        .into_iter()
        .filter(|kind| !told || !matches!(kind, Deviation::Ended { .. }));
    differences.extend(whole.map(|kind| Difference {
        step: None,
        given: false,
        kind,
        judged_by: None,
    }));
    Comparison::of(differences)
}

/// The comparison of a session in which a server was met with another handshake than the sheet's, because it takes no
/// other: told once, of the first step in which somebody joins.
pub fn met_with(scenario: &Scenario, handshake: &str, comparison: Comparison) -> Comparison {
    let given = scenario.given.iter().map(|step| (step, true));
    let mut steps = scenario.when.iter().map(|step| (step, false)).chain(given);
    let joins = |action: &&Action| action.verb == Verb::Joins;
    let first = steps.find_map(|(step, given)| Some((step, given, step.stimulus.actions().iter().find(joins)?)));
    let (Some((step, given, action)), Some(expected)) = (first, &scenario.stage.handshake) else {
        return comparison;
    };
    let pseudo = &scenario.actors[action.actor.0].name;
    let other = Difference {
        step: Some((step.source.clone(), step.line)),
        given,
        kind: Deviation::OtherHandshake {
            expected: escape(expected.replace("{pseudo}", pseudo).as_bytes()),
            seen: escape(handshake.replace("{pseudo}", pseudo).as_bytes()),
        },
        judged_by: None,
    };
    match comparison {
        Comparison::Differs(mut differences) => {
            differences.insert(0, other);
            Comparison::Differs(differences)
        }
        Comparison::NotStarted(_) => comparison,
        Comparison::Same => Comparison::Differs(vec![other]),
    }
}

/// Each step with what the reference and the subject did of it.
fn played<'a>(
    scenario: &'a Scenario,
    reference: &'a Transcript,
    seen: &'a Transcript,
) -> impl Iterator<Item = (&'a Step, &'a Moment, &'a Moment)> {
    let steps = scenario.given.iter().chain(&scenario.when);
    let moments = |transcript: &'a Transcript| {
        let all = transcript.moments.iter();
        all.filter(|moment| moment.phase != Phase::Start)
    };
    let both = moments(reference).zip(moments(seen));
    steps.zip(both).map(|(step, (expected, seen))| (step, expected, seen))
}

/// What a subject did before the first step.
fn start(transcript: &Transcript) -> Option<&Moment> {
    transcript.moments.first().filter(|moment| moment.phase == Phase::Start)
}

/// What kept the subject from getting to what is judged.
fn not_started(scenario: &Scenario, seen: &Transcript) -> Option<Doing> {
    match scenario.subject() {
        SubjectKind::Server => seen.not_listening().cloned(),
        // One that talks first to its user may never come to ask; that is judged.
        SubjectKind::Client if seen.moments.len() > 1 => None,
        SubjectKind::Client => seen.never_asks().cloned(),
        SubjectKind::Program => program::not_started(seen),
    }
}

/// What the subject did at its start that no scenario forgives. A client's start is judged: it may say
/// Hello then.
fn at_start(scenario: &Scenario, reference: &Transcript, seen: &Transcript) -> Vec<Difference> {
    let (Some(expected), Some(seen)) = (start(reference), start(seen)) else {
        return Vec::new();
    };
    let mut kinds: Vec<Deviation> = Vec::new();
    if scenario.subject() == SubjectKind::Client {
        kinds.extend(of_actors(scenario, &[], expected, seen));
        kinds.extend(of_end(expected, seen));
    }
    // Before steps that set the scene, the start is a part of it.
    let given = !scenario.given.is_empty();
    let judged = kinds.into_iter().map(|kind| (given, kind));
    let unrest = of_subject(seen)
        .filter(|kind| matches!(kind, Deviation::NeverSettles(_)))
        .map(|kind| (true, kind));
    judged
        .chain(unrest)
        .map(|(given, kind)| Difference {
            step: None,
            given,
            kind,
            judged_by: None,
        })
        .collect()
}

/// `shown` is what was on the screen at earlier steps.
fn compare_moment(
    scenario: &Scenario,
    step: &Step,
    expected: &Moment,
    seen: &Moment,
    shown: &[String],
) -> Vec<Deviation> {
    let mut kinds = of_actors(scenario, &step.optional, expected, seen);
    if scenario.subject() == SubjectKind::Client {
        kinds.extend(screen::compare(scenario, step, expected, seen, shown));
    }
    if scenario.subject() == SubjectKind::Program {
        kinds.extend(program::compare(expected, seen));
    }
    kinds.extend(of_end(expected, seen));
    kinds.extend(of_subject(seen));
    kinds
}

/// What actors received otherwise, and whose connections ended otherwise.
fn of_actors(scenario: &Scenario, optional: &[Observation], expected: &Moment, seen: &Moment) -> Vec<Deviation> {
    let mut kinds = Vec::new();
    for (number, actor) in scenario.actors.iter().enumerate() {
        let optional = |observation| optional.contains(&observation);
        let (wanted, came) = (expected.received(&actor.name), seen.received(&actor.name));
        if !optional(Observation::Receives(ActorId(number))) && !same_texts(&wanted, &came) {
            kinds.push(Deviation::Received {
                actor: actor.name.clone(),
                expected: wanted,
                seen: came,
            });
        }
        let (wanted, came) = (disconnected(expected, &actor.name), disconnected(seen, &actor.name));
        if !optional(Observation::Disconnected(ActorId(number))) && wanted != came {
            kinds.push(Deviation::Disconnected {
                actor: actor.name.clone(),
                expected: wanted,
            });
        }
        kinds.extend(of_actor(seen, &actor.name).filter_map(|what| match what {
            What::CannotConnect(cause) => Some(Deviation::CannotConnect {
                actor: actor.name.clone(),
                cause: cause.clone(),
            }),
            _ => None,
        }));
    }
    kinds
}

/// Whether the subject ended otherwise.
fn of_end(expected: &Moment, seen: &Moment) -> Option<Deviation> {
    (ended(expected) != ended(seen)).then(|| Deviation::Ended {
        expected: ended(expected),
        last_line: seen.printed().last().cloned(),
    })
}

/// What the subject did that the reference never does.
fn of_subject(seen: &Moment) -> impl Iterator<Item = Deviation> {
    of_the_subject(seen).filter_map(|what| match what {
        What::NeverSettles(doing) => Some(Deviation::NeverSettles(doing.clone())),
        What::Neglects(left) => Some(Deviation::Neglects(left.clone())),
        What::NeverAsks(doing) => Some(Deviation::NeverAsks(doing.clone())),
        What::Limited(limit) => Some(Deviation::Limited(*limit)),
        _ => None,
    })
}

fn check_expectations(scenario: &Scenario, seen: &Transcript) -> Vec<Deviation> {
    let judged = || seen.moments.iter().filter(|moment| moment.phase == Phase::When);
    let lines: Vec<String> = judged().flat_map(Moment::printed).collect();
    let mut kinds = Vec::new();
    for expectation in &scenario.then {
        match expectation {
            Expectation::ServerPrints(text) if !lines.iter().any(|line| line.contains(text.as_str())) => {
                kinds.push(Deviation::NotPrinted {
                    expected: text.clone(),
                    seen: lines.clone(),
                });
            }
            Expectation::ServerKeepsRunning if !seen.running => kinds.push(Deviation::Ended {
                expected: false,
                last_line: lines.last().cloned(),
            }),
            Expectation::ServerPrints(_) | Expectation::ServerKeepsRunning => {}
            Expectation::ServerReceivesExactly(text) => kinds.extend(not_exactly(text, seen)),
            Expectation::NoTraceback => {
                let lines = seen.printed();
                kinds.extend(complaint::first(&lines).map(|error| Deviation::Traceback(error.to_owned())));
            }
            Expectation::CountsInSequence => kinds.extend(counting::compare(Counting::InSequence, seen)),
            Expectation::CountsTogether => kinds.extend(counting::compare(Counting::Together, seen)),
            Expectation::PagesAtOnce => kinds.extend(program::one_at_a_time(seen)),
            Expectation::PagesInTurn => kinds.extend(program::several_at_a_time(seen)),
        }
    }
    kinds
}

/// What a server received in the right words but not to the byte. Other words are told at their step.
fn not_exactly(expected: &str, seen: &Transcript) -> Option<Deviation> {
    let judged = seen.moments.iter().filter(|moment| moment.phase != Phase::Given);
    let came = judged.flat_map(|moment| moment.received(SERVER)).collect::<String>();
    let nearly = without_line_ends(&came) == without_line_ends(&escape(expected.as_bytes()));
    (nearly && unescape(&came) != expected.as_bytes()).then(|| Deviation::NotExactly {
        expected: escape(expected.as_bytes()),
        seen: came,
    })
}

fn of_the_subject(moment: &Moment) -> impl Iterator<Item = &What> {
    moment
        .seen
        .iter()
        .filter(|seen| matches!(seen.observer, Observer::Subject(_)))
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
    of_the_subject(moment).any(|what| matches!(what, What::Exits(_)))
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
pub(crate) fn without_line_ends(text: &str) -> Vec<u8> {
    let mut bytes = unescape(text);
    bytes.retain(|byte| !matches!(byte, b'\r' | b'\n'));
    bytes.trim_ascii().to_vec()
}
