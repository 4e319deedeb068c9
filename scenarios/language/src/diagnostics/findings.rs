//! The mistakes of one file, as they are found.

use super::message::Message;
use super::problem::{Mistake, PlanError, Problem, Wrong};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// How many problems of one file are kept; nobody reads on.
const MOST_PROBLEMS: usize = 1_000;

/// The problems of one file.
pub(crate) struct Findings<'a> {
    path: &'a Path,
    source: &'a Arc<str>,
    /// Where lines end.
    line_ends: Vec<usize>,
    problems: Vec<Problem>,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(path: &'a Path, source: &'a Arc<str>) -> Self {
        Self {
            path,
            source,
            line_ends: source.match_indices('\n').map(|(end, _)| end).collect(),
            problems: Vec::new(),
        }
    }

    /// The text of the file.
    pub(crate) fn source(&self) -> &'a str {
        self.source
    }

    /// The line of a place, from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.line_ends.partition_point(|end| *end < at) + 1
    }

    /// Whether more problems would be dropped: then there is no use in looking for their causes.
    pub(crate) fn is_full(&self) -> bool {
        self.problems.len() >= MOST_PROBLEMS
    }

    /// Notes what is wrong at a place.
    pub(crate) fn note(&mut self, at: &Range<usize>, message: Message) {
        self.add(Mistake::at(at, message));
    }

    /// What was read; notes what is wrong where it could not be.
    pub(crate) fn keep<T>(&mut self, read: Result<T, Wrong>) -> Option<T> {
        read.map_err(|mistake| self.add(mistake)).ok()
    }

    /// Notes a mistake.
    pub(crate) fn add(&mut self, mistake: Wrong) {
        if !self.is_full() {
            self.problems.push(Problem::in_source(self.path, self.source, mistake));
        }
    }

    /// What was read, or all problems in the order of the file. A value is only ever missing, or made
    /// up, where a problem was noted: this is the one gate that no wrong file passes.
    pub(crate) fn finish<T>(mut self, value: Option<T>) -> Result<T, PlanError> {
        self.problems.sort_by_key(Problem::offset);
        PlanError::check(self.problems)?;
        debug_assert!(value.is_some(), "nothing read, and no reason given");
        value.ok_or_else(PlanError::said_already)
    }
}
