//! The criteria of a stage, each with the scenarios that show it.

use super::Pages;
use super::markup::Markup;
use crate::Words;
use salon_model::{CriterionResult, ScenarioResult, StageResult};

/// A criterion with its scenarios.
pub(super) struct Group<'a> {
    /// `None` for scenarios that are no evidence for any.
    pub(super) criterion: Option<&'a CriterionResult>,
    /// Those that are shown with it.
    pub(super) shown: Vec<&'a ScenarioResult>,
    /// Those that are shown with an earlier one.
    pub(super) elsewhere: Vec<&'a ScenarioResult>,
}

/// All scenarios of a stage, each once, under the first criterion that it is evidence for.
pub(super) fn by_criterion(stage: &StageResult) -> Vec<Group<'_>> {
    let mut left: Vec<&ScenarioResult> = stage.results.iter().collect();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for criterion in &stage.criteria {
        let is_evidence = |result: &ScenarioResult| criterion.scenarios.contains(&result.scenario);
        let shown: Vec<&ScenarioResult> = left.extract_if(.., |result| is_evidence(result)).collect();
        let all = stage.results.iter().filter(|result| is_evidence(result));
        let elsewhere = all.filter(|result| shown.iter().all(|shown| shown.scenario != result.scenario));
        groups.push(Group {
            criterion: Some(criterion),
            elsewhere: elsewhere.collect(),
            shown,
        });
    }
    groups.push(Group {
        criterion: None,
        shown: left,
        elsewhere: Vec::new(),
    });
    groups
}

/// What is demanded, and what it earned.
pub(super) fn heading(out: &mut Markup, stage: &StageResult, criterion: &CriterionResult, words: Words) {
    out.inside("h3", &[("class", "criterion")], |out| {
        out.element("span", &[], criterion.title.in_language(words.0));
        out.element("span", &[("class", "points")], &words.earned(stage, criterion));
    });
}

/// Links to scenarios that are evidence for this criterion too, and are shown with another.
pub(super) fn others(out: &mut Markup, stage: &StageResult, results: &[&ScenarioResult], pages: &Pages<'_>) {
    let links = results
        .iter()
        .filter_map(|result| Some((pages.anchor(&stage.stage, &result.scenario)?, result)));
    let links: Vec<_> = links.collect();
    if links.is_empty() {
        return;
    }
    let words = pages.words;
    out.inside("p", &[("class", "note")], |out| {
        out.text(&words.colon(words.pick("se voit aussi dans", "shows in these too")));
        for (anchor, result) in links {
            out.text(" ");
            out.element("a", &[("href", &format!("#{anchor}"))], &result.scenario);
        }
    });
}
