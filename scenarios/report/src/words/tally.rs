//! How often each verdict was given.

use salon_model::{ScenarioResult, Submission, Verdict};
use std::collections::BTreeMap;

/// How often each verdict was given.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts(BTreeMap<Verdict, usize>);

impl Counts {
    pub(crate) fn of<'a>(results: impl IntoIterator<Item = &'a ScenarioResult>) -> Self {
        Self::of_verdicts(results.into_iter().map(|result| result.verdict))
    }

    pub(crate) fn of_verdicts(verdicts: impl Iterator<Item = Verdict>) -> Self {
        let mut counts = BTreeMap::new();
        for verdict in verdicts {
            *counts.entry(verdict).or_default() += 1;
        }
        Self(counts)
    }

    pub(crate) fn of_submission(submission: &Submission) -> Self {
        Self::of(submission.stages.iter().flat_map(|stage| &stage.results))
    }

    pub(crate) fn get(&self, verdict: Verdict) -> usize {
        self.0.get(&verdict).copied().unwrap_or_default()
    }

    /// The verdicts that were given at all, best first.
    pub(crate) fn occurring(&self) -> impl Iterator<Item = (Verdict, usize)> {
        self.0.iter().map(|(verdict, count)| (*verdict, *count))
    }
}
