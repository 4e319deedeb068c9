//! One fault, one paragraph: a fault that shows in several scenarios is told where it shows first, and only named where
//! it shows again.

use crate::Words;
use salon_model::{Cause, Place, Reason, ScenarioResult, StageResult, Submission, Verdict};

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
        let mut faults = Self(Vec::new());
        for result in results {
            if let Some(fault) = fault(result) {
                faults.add(fault, result);
            }
        }
        faults.0.retain(|(_, shown)| shown.len() > 1);
        faults
    }

    fn add(&mut self, fault: Fault<'a>, result: &'a ScenarioResult) {
        match self.0.iter_mut().find(|(known, _)| *known == fault) {
            Some((_, shown)) => shown.push(result),
            None => self.0.push((fault, vec![result])),
        }
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
        Some(Showing::First(shown.len(), shown.iter().copied().map(lost).sum()))
    }
}

/// What costs most in these stages: the points that are lost by it, and the result in which it shows first. What has no
/// cause costs what its scenario does.
pub(super) fn costliest<'a>(stages: impl Iterator<Item = &'a StageResult>) -> Option<(f64, &'a ScenarioResult)> {
    let mut roots: Vec<(f64, &ScenarioResult)> = Vec::new();
    for stage in stages {
        let blocked = stage.results.iter().find(|result| result.verdict == Verdict::Blocked);
        for result in stage.results.iter().filter(|result| result.verdict != Verdict::Error) {
            // What was not played for that is lost by it.
            let root = match blocked {
                Some(blocked) if result.reasons == [Reason::Skipped] => blocked,
                _ => result,
            };
            match roots.iter_mut().find(|(_, known)| is_one(known, root)) {
                Some((sum, _)) => *sum += lost(result),
                None => roots.push((lost(result), root)),
            }
        }
    }
    // The first of several.
    let dearer = |one: (f64, &'a _), other: (f64, &'a _)| if other.0 > one.0 { other } else { one };
    roots.into_iter().reduce(dearer).filter(|(lost, _)| *lost > 0.0)
}

/// Whether both have the same cause, at the same place, or are one.
fn is_one(one: &ScenarioResult, other: &ScenarioResult) -> bool {
    let same_cause = one
        .causes
        .first()
        .is_some_and(|cause| other.causes.first() == Some(cause));
    one.scenario == other.scenario || same_cause && one.place == other.place
}

fn lost(result: &ScenarioResult) -> f64 {
    result.points.max - result.points.got
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
