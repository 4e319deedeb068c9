//! The catalogue from symptom to cause: what is likely wrong, and where to look, in plain words.
//!
//! A cause is a help, never a verdict. Each rule looks at one symptom; the most telling come first.

mod start;
mod talk;

use super::model::Cause;
use crate::compare::{Difference, Outcome};
use crate::plan::{Scenario, Text};
use crate::transcript::Transcript;

/// A session that did not go as the reference, for the rules to look at.
struct Case<'a> {
    scenario: &'a Scenario,
    differences: &'a [Difference],
    reference: &'a Transcript,
    seen: &'a Transcript,
}

/// The likely causes of an outcome, most telling first.
pub(super) fn causes(scenario: &Scenario, outcome: &Outcome, reference: &Transcript, seen: &Transcript) -> Vec<Cause> {
    match outcome {
        Outcome::Same => Vec::new(),
        Outcome::NotStarted(doing) => start::causes(doing, seen),
        Outcome::Differs(differences) => talk::causes(&Case {
            scenario,
            differences,
            reference,
            seen,
        }),
    }
}

fn cause(id: &str, fr: impl Into<String>, en: impl Into<String>) -> Cause {
    Cause {
        id: id.to_owned(),
        text: Text {
            fr: fr.into(),
            en: en.into(),
        },
    }
}
