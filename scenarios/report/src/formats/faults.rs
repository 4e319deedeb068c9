//! One fault, one paragraph: a fault that shows in several scenarios is told where it shows first, and only named where
//! it shows again.

use crate::Words;
use salon_model::{Cause, Place, ScenarioResult, Submission, Verdict};

/// A fault itself, wherever it shows: its cause, and the line that the program's own words point at.
#[derive(PartialEq)]
struct Fault<'a> {
    cause: Cause,
    place: Option<&'a Place>,
}

/// The faults of some results that show in more than one of them.
pub(super) struct Faults<'a>(Vec<(Fault<'a>, Vec<&'a ScenarioResult>)>);

/// What is to be said of a fault in a result.
pub(super) enum Showing<'a> {
    /// It shows here first, and in so many scenarios, which would earn so many points without it.
    First(usize, f64),
    /// It was told of this one.
    Again(&'a ScenarioResult),
}

impl Words {
    /// How a fault shows, in words.
    pub(super) fn showing(self, showing: &Showing<'_>) -> String {
        match showing {
            Showing::First(scenarios, lost) => self.fault_shows(*scenarios, *lost),
            Showing::Again(first) => self.same_fault(&first.scenario),
        }
    }
}

impl<'a> Faults<'a> {
    pub(super) fn of(results: impl Iterator<Item = &'a ScenarioResult>) -> Self {
        let mut faults: Vec<(Fault<'a>, Vec<&'a ScenarioResult>)> = Vec::new();
        for result in results {
            let Some(fault) = fault(result) else { continue };
            match faults.iter_mut().find(|(known, _)| *known == fault) {
                Some((_, shown)) => shown.push(result),
                None => faults.push((fault, vec![result])),
            }
        }
        faults.retain(|(_, shown)| shown.len() > 1);
        Self(faults)
    }

    /// Those of a whole submission.
    pub(super) fn of_submission(submission: &'a Submission) -> Self {
        Self::of(submission.stages.iter().flat_map(|stage| &stage.results))
    }

    /// How the fault of a result shows in it; nothing where it has none that shows elsewhere.
    pub(super) fn showing(&self, result: &ScenarioResult) -> Option<Showing<'a>> {
        let fault = fault(result)?;
        let (_, shown) = self.0.iter().find(|(known, _)| *known == fault)?;
        let first = *shown.first()?;
        if first.scenario != result.scenario {
            // What else is wrong with it is not to be lost.
            let told = |cause: &Cause| first.causes.iter().any(|other| other == cause || is_same(other, cause));
            return result.causes.iter().all(told).then_some(Showing::Again(first));
        }
        let lost = shown.iter().map(|result| result.points.max - result.points.got).sum();
        Some(Showing::First(shown.len(), lost))
    }
}

fn is_same(one: &Cause, other: &Cause) -> bool {
    one.fault().is_some_and(|fault| other.fault() == Some(fault))
}

/// The first cause of a result, where it is a fault of the whole program.
fn fault(result: &ScenarioResult) -> Option<Fault<'_>> {
    let cause = result.causes.first().filter(|_| result.verdict == Verdict::Fail)?;
    Some(Fault {
        cause: cause.fault()?,
        place: result.place.as_ref(),
    })
}
