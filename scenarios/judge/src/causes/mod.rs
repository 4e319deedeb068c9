//! The catalogue from symptom to cause: what is likely wrong, and where to look, in plain words.
//!
//! A cause is a help, never a verdict. Each rule looks at one symptom; the most telling come first.

mod client;
mod program;
mod start;
mod talk;

use crate::complaint;
use salon_model::{Cause, Transcript};
use salon_model::{Comparison, Deviation, Difference};
use salon_model::{Scenario, Step, Stimulus, SubjectKind, Verb};

/// A session that did not go as the reference, for the rules to look at.
struct Case<'a> {
    scenario: &'a Scenario,
    differences: &'a [Difference],
    reference: &'a Transcript,
    seen: &'a Transcript,
}

/// The likely causes of an outcome, most telling first.
pub fn causes(scenario: &Scenario, outcome: &Comparison, reference: &Transcript, seen: &Transcript) -> Vec<Cause> {
    match outcome {
        Comparison::Same => Vec::new(),
        // All else is a consequence.
        _ if passes_coroutines_to_wait(seen) => vec![Cause::CoroutinesToWait],
        Comparison::NotStarted(doing) => start::causes(scenario.subject(), doing, seen),
        Comparison::Differs(differences) => {
            let case = Case {
                scenario,
                differences,
                reference,
                seen,
            };
            let mut causes: Vec<Cause> = rules(scenario.subject())
                .iter()
                .filter_map(|rule| rule(&case))
                .collect();
            // Beyond the first two, causes are mostly consequences.
            causes.truncate(2);
            causes
        }
    }
}

/// Whether `asyncio.wait` was passed coroutines, which Python takes until 3.10, in its own words.
fn passes_coroutines_to_wait(seen: &Transcript) -> bool {
    let printed = seen.printed();
    let mut errors = complaint::certain(&printed).filter_map(|complaint| complaint.error);
    errors.any(|line| printed[line].starts_with("TypeError: Passing coroutines is forbidden, use tasks explicitly"))
}

/// A rule looks for one symptom.
type Rule = fn(&Case) -> Option<Cause>;

/// In the order in which they are told.
fn rules(subject: SubjectKind) -> &'static [Rule] {
    match subject {
        SubjectKind::Server => &talk::RULES,
        SubjectKind::Client => &client::RULES,
        SubjectKind::Program => &program::RULES,
    }
}

impl Case<'_> {
    fn kinds(&self) -> impl Iterator<Item = &Deviation> {
        self.differences.iter().map(|difference| &difference.kind)
    }

    /// The last line of a subject that ended and should not have.
    fn unexpected_end(&self) -> Option<String> {
        self.kinds().find_map(|kind| match kind {
            Deviation::Ended {
                expected: false,
                last_line,
            } => Some(last_line.clone().unwrap_or_default()),
            _ => None,
        })
    }

    fn steps(&self) -> impl Iterator<Item = &Step> {
        self.scenario.given.iter().chain(&self.scenario.when)
    }

    /// The step in which a difference shows.
    fn step_of(&self, wanted: impl Fn(&Deviation) -> bool) -> Option<&Step> {
        self.step(self.differences.iter().find(|difference| wanted(&difference.kind))?)
    }

    /// The step of a difference.
    fn step(&self, difference: &Difference) -> Option<&Step> {
        let (_, line) = difference.step.as_ref()?;
        self.steps().find(|step| step.line == *line)
    }
}

/// What the only actor of a step does.
fn verb(step: &Step) -> Option<&Verb> {
    match &step.stimulus {
        Stimulus::Act(action) => Some(&action.verb),
        _ => None,
    }
}

/// Whether one of these shows bytes as Python writes them: `b'salut'`.
fn show_bytes(texts: &[String]) -> bool {
    texts.iter().any(|text| text.contains("b'") || text.contains("b\""))
}
