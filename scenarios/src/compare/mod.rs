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

pub use counting::Counting;

use crate::bytes::{escape, unescape};
use crate::event::Doing;
use crate::plan::{ActorId, Expectation, Observation, SERVER, Scenario, Step, SubjectKind};
use crate::settle::{Activity, Untaken};
use crate::transcript::{Moment, Observer, Phase, Transcript, What, uncaught};
use crate::world::Limit;

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The subject did what the reference does.
    Same,
    /// It did something else.
    Differs(Vec<Difference>),
    /// It never listened, asked for a connection, or got to its work: nothing could be asked of it.
    NotStarted(Doing),
}

/// One thing the subject did otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The step, as written, and its line in the scenario; `None` for the session as a whole, and for
    /// what comes before the first step.
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
    /// The server received what was expected, but not to the byte.
    NotExactly {
        /// The text.
        expected: String,
        /// What came.
        seen: String,
    },
    /// The client does not show something that came.
    NotShown {
        /// To whom.
        actor: String,
        /// What is to be seen on the screen, at this step.
        expected: Vec<String>,
        /// The lines that are new on it.
        seen: Vec<String>,
    },
    /// The client says nothing where the reference does.
    SaysNothing,
    /// The client never asked for a connection.
    NeverAsks(Doing),
    /// An error that nothing caught was shown; the line that names it.
    Traceback(String),
    /// A page was not asked for.
    NotAskedFor {
        /// Its URL.
        url: String,
        /// What was asked for instead.
        seen: Vec<String>,
    },
    /// A page was not saved as a whole.
    NotSaved {
        /// Its host.
        host: String,
        /// Files that hold a part of it.
        parts: Vec<String>,
    },
    /// A page was saved elsewhere than the sheet says.
    SavedElsewhere {
        /// Where the reference saves it.
        expected: String,
        /// Where it was saved.
        seen: Vec<String>,
    },
    /// The pages were asked for one after the other.
    OneAtATime,
    /// The numbers printed are not those asked for.
    Counts {
        /// How they should come.
        expected: Counting,
        /// The numbers.
        seen: Vec<i64>,
    },
    /// There are no pauses between the numbers.
    NoPauses,
    /// The subject reached a limit.
    Limited(Limit),
}

impl Kind {
    /// The texts of both sides, escaped, where there are any to show: what was expected, and what came.
    pub fn sides(&self) -> Option<(Vec<String>, Vec<String>)> {
        let one = |text: &String| vec![text.clone()];
        Some(match self {
            Self::Received { expected, seen, .. } | Self::NotShown { expected, seen, .. } => {
                (expected.clone(), seen.clone())
            }
            Self::NotExactly { expected, seen } => (one(expected), one(seen)),
            Self::NotAskedFor { url, seen } => (one(url), seen.clone()),
            Self::NotPrinted { expected, seen } | Self::SavedElsewhere { expected, seen } => {
                (one(expected), seen.clone())
            }
            Self::NotSaved { host, parts } if !parts.is_empty() => (one(host), parts.clone()),
            Self::Counts { expected, seen } => (vec![expected.example()], vec![counting::joined(seen)]),
            _ => return None,
        })
    }
}

/// Compares `seen` with `reference`, two transcripts of `scenario`.
pub fn compare(scenario: &Scenario, reference: &Transcript, seen: &Transcript) -> Outcome {
    if let Some(doing) = not_started(scenario, seen) {
        return Outcome::NotStarted(doing);
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
        .any(|difference| matches!(difference.kind, Kind::Ended { expected: false, .. }));
    let whole = check_expectations(scenario, seen)
        .into_iter()
        .filter(|kind| !told || !matches!(kind, Kind::Ended { .. }));
    differences.extend(whole.map(|kind| Difference {
        step: None,
        given: false,
        kind,
    }));
    Outcome::of(differences)
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

impl Outcome {
    fn of(differences: Vec<Difference>) -> Self {
        if differences.iter().any(Difference::counts) {
            Self::Differs(differences)
        } else {
            Self::Same
        }
    }
}

impl Difference {
    /// At a step, of which the reference did `expected`.
    fn at(step: &Step, expected: &Moment, kind: Kind) -> Self {
        Self {
            step: Some((step.source.clone(), step.line)),
            given: expected.phase == Phase::Given,
            kind,
        }
    }

    /// Whether it is judged. What differs in the scene is not; it explains what is. But of a subject
    /// that never came to rest, what it did when is an accident.
    ///
    /// A limit is none either: what comes of it is.
    pub fn counts(&self) -> bool {
        match self.kind {
            Kind::NeverSettles(_) => true,
            Kind::Limited(_) => false,
            _ => !self.given,
        }
    }
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
    let mut kinds: Vec<Kind> = Vec::new();
    if scenario.subject() == SubjectKind::Client {
        kinds.extend(of_actors(scenario, &[], expected, seen));
        kinds.extend(of_end(expected, seen));
    }
    // Before steps that set the scene, the start is a part of it.
    let given = !scenario.given.is_empty();
    let judged = kinds.into_iter().map(|kind| (given, kind));
    let unrest = of_subject(seen)
        .filter(|kind| matches!(kind, Kind::NeverSettles(_)))
        .map(|kind| (true, kind));
    judged
        .chain(unrest)
        .map(|(given, kind)| Difference {
            step: None,
            given,
            kind,
        })
        .collect()
}

/// `shown` is what was on the screen at earlier steps.
fn compare_moment(scenario: &Scenario, step: &Step, expected: &Moment, seen: &Moment, shown: &[String]) -> Vec<Kind> {
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
fn of_actors(scenario: &Scenario, optional: &[Observation], expected: &Moment, seen: &Moment) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for (number, actor) in scenario.actors.iter().enumerate() {
        let optional = |observation| optional.contains(&observation);
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
    kinds
}

/// Whether the subject ended otherwise.
fn of_end(expected: &Moment, seen: &Moment) -> Option<Kind> {
    (ended(expected) != ended(seen)).then(|| Kind::Ended {
        expected: ended(expected),
        last_line: seen.printed().last().cloned(),
    })
}

/// What the subject did that the reference never does.
fn of_subject(seen: &Moment) -> impl Iterator<Item = Kind> {
    of_the_subject(seen).filter_map(|what| match what {
        What::NeverSettles(doing) => Some(Kind::NeverSettles(doing.clone())),
        What::Neglects(left) => Some(Kind::Neglects(left.clone())),
        What::NeverAsks(doing) => Some(Kind::NeverAsks(doing.clone())),
        What::Limited(limit) => Some(Kind::Limited(*limit)),
        _ => None,
    })
}

fn check_expectations(scenario: &Scenario, seen: &Transcript) -> Vec<Kind> {
    let judged = || seen.moments.iter().filter(|moment| moment.phase == Phase::When);
    let lines: Vec<String> = judged().flat_map(Moment::printed).collect();
    let mut kinds = Vec::new();
    for expectation in &scenario.then {
        match expectation {
            Expectation::ServerPrints(text) if !lines.iter().any(|line| line.contains(text.as_str())) => {
                kinds.push(Kind::NotPrinted {
                    expected: text.clone(),
                    seen: lines.clone(),
                });
            }
            Expectation::ServerKeepsRunning if !seen.running => kinds.push(Kind::Ended {
                expected: false,
                last_line: lines.last().cloned(),
            }),
            Expectation::ServerPrints(_) | Expectation::ServerKeepsRunning => {}
            Expectation::ServerReceivesExactly(text) => kinds.extend(not_exactly(text, seen)),
            Expectation::NoTraceback => {
                let lines = seen.printed();
                kinds.extend(uncaught::first(&lines).map(|error| Kind::Traceback(error.to_owned())));
            }
            Expectation::CountsInSequence => kinds.extend(counting::compare(Counting::InSequence, seen)),
            Expectation::CountsTogether => kinds.extend(counting::compare(Counting::Together, seen)),
            Expectation::PagesAtOnce => kinds.extend(program::one_at_a_time(seen)),
        }
    }
    kinds
}

/// What a server received in the right words but not to the byte. Other words are told at their step.
fn not_exactly(expected: &str, seen: &Transcript) -> Option<Kind> {
    let judged = seen.moments.iter().filter(|moment| moment.phase != Phase::Given);
    let came = judged.flat_map(|moment| moment.received(SERVER)).collect::<String>();
    let nearly = without_line_ends(&came) == without_line_ends(&escape(expected.as_bytes()));
    (nearly && unescape(&came) != expected.as_bytes()).then(|| Kind::NotExactly {
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
fn without_line_ends(text: &str) -> Vec<u8> {
    let mut bytes = unescape(text);
    bytes.retain(|byte| !matches!(byte, b'\r' | b'\n'));
    bytes.trim_ascii().to_vec()
}
