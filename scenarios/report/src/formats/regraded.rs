//! What a regrading changes of a submission, for a terminal.

use super::Teller;
use crate::words::mark;
use crate::{Style, text};
use salon_model::{Judged, Language, Points, ScenarioResult, StageResult, Submission};
use std::fmt::Write as _;

/// The submission's points, the criteria and the verdicts that are others than before; nothing where all is as it was.
/// Of what is there only once, nothing is said: the lab has changed there.
pub fn regraded(old: &Submission, new: &Submission, language: Language) -> Option<String> {
    let teller = Teller::coloured(language);
    let mut changes = String::new();
    for stage in &new.stages {
        if let Some(before) = old.stages.iter().find(|before| before.stage == stage.stage) {
            criteria(&mut changes, before, stage, teller);
            verdicts(&mut changes, before, stage, teller);
        }
    }
    if changes.is_empty() && same(old.points, new.points) {
        return None;
    }
    let name = teller.paint(Style::Strong, text::name(&old.name, language));
    let words = teller.words;
    let points = |of: &Submission| words.points(of.points, of.judged());
    Some(format!(
        "{} {}\n{changes}",
        words.colon(&name),
        change(&points(old), &points(new))
    ))
}

fn criteria(out: &mut String, old: &StageResult, new: &StageResult, teller: Teller) {
    for criterion in &new.criteria {
        let before = old.criteria.iter().find(|before| before.name == criterion.name);
        let Some(before) = before.filter(|before| !same(before.points, criterion.points)) else {
            continue;
        };
        let title = text::visible(criterion.title.in_language(teller.words.0));
        let title = teller.words.colon(&title);
        let points = |points: Points| teller.words.points(points, Judged::All);
        let points = change(&points(before.points), &points(criterion.points));
        let _ = writeln!(out, "  {} {title} {points}", text::visible(&new.stage));
    }
}

fn verdicts(out: &mut String, old: &StageResult, new: &StageResult, teller: Teller) {
    for result in &new.results {
        let before = old.results.iter().find(|before| before.scenario == result.scenario);
        let Some(before) = before.filter(|before| before.verdict != result.verdict) else {
            continue;
        };
        let verdict = |of: &ScenarioResult| format!("{} {}", mark(of.verdict), teller.words.verdict(of.verdict));
        let scenario = teller.words.colon(&text::visible(&result.scenario));
        let _ = writeln!(out, "  {scenario} {}", change(&verdict(before), &verdict(result)));
    }
}

fn change(before: &str, after: &str) -> String {
    format!("{before} → {after}")
}

fn same(one: Points, other: Points) -> bool {
    (one.got - other.got).abs() < 1e-6 && (one.max - other.max).abs() < 1e-6
}
