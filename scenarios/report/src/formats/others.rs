//! `salon check`: what there is beside what failed first. The faults of other stages, a line each, and what is right.

use super::faults::{Faults, Showing};
use crate::words::graded;
use crate::{Style, Words, text};
use salon_model::{ScenarioResult, Submission, Verdict};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Faults named beside what failed first.
const NAMED: usize = 8;
/// Characters shown of one.
const WIDTH: usize = 160;

/// The faults of the stages but the one that is explained, each in a line, where it shows first.
pub(super) fn later(out: &mut String, submission: &Submission, explained: usize, words: Words) {
    let faults = Faults::of_submission(submission);
    let mut told = BTreeSet::new();
    let mut lines = Vec::new();
    for (place, stage) in submission.stages.iter().enumerate() {
        if graded(stage).is_none() {
            continue;
        }
        for result in stage.results.iter().filter(|result| is_failure(result)) {
            let what = named(result, words);
            let is_new = told.insert(what.clone());
            let is_elsewhere = matches!(faults.showing(result), Some(Showing::Again(_)));
            if place != explained && is_new && !is_elsewhere {
                let what = text::shortened(&text::visible(&what), WIDTH);
                let scenario = Style::Strong.paint(text::visible(&result.scenario));
                lines.push(format!("    {scenario} {what}"));
            }
        }
    }
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", words.colon(words.other_faults()));
    for line in lines.iter().take(NAMED) {
        let _ = writeln!(out, "{line}");
    }
    if lines.len() > NAMED {
        let _ = writeln!(out, "    {}", words.more_faults(lines.len() - NAMED));
    }
}

/// How many demands are met, of those that a program was there for.
pub(super) fn right(out: &mut String, submission: &Submission, words: Words) {
    let (mut met, mut all) = (0, 0);
    for stage in submission.stages.iter().filter(|stage| graded(stage).is_some()) {
        let criteria = stage.criteria.iter().map(|criterion| criterion.points);
        let scenarios = stage.results.iter().map(|result| result.points);
        let points: Vec<_> = if stage.criteria.is_empty() {
            scenarios.collect()
        } else {
            criteria.collect()
        };
        for points in points.iter().filter(|points| points.max > 0.0) {
            all += 1;
            met += usize::from(points.got >= points.max);
        }
    }
    if met > 0 {
        let _ = writeln!(out, "\n{}", words.criteria_met(met, all));
    }
}

fn is_failure(result: &ScenarioResult) -> bool {
    matches!(result.verdict, Verdict::Fail | Verdict::Blocked)
}

/// A failure in a line: its likely cause, or else what is wrong.
fn named(result: &ScenarioResult, words: Words) -> String {
    let cause = result.causes.first().map(|cause| words.cause(result.subject, cause));
    let tellings = words.tellings(result);
    let mut here = tellings.iter().filter(|telling| telling.judged_by.is_none());
    let sentence = || here.next().map(|telling| words.sentence(telling));
    let told = cause.or_else(sentence).unwrap_or_default();
    let line = told.lines().next().unwrap_or_default().to_owned();
    match &result.place {
        Some(place) => format!("{} {line}", words.colon(&words.line(place))),
        None => line,
    }
}
