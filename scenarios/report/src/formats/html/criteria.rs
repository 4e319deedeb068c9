//! The table of a stage's criteria.

use super::markup::Markup;
use crate::Words;
use salon_model::StageResult;

/// What the points are given for, and the scenarios that show it.
pub(super) fn criteria(out: &mut Markup, stage: &StageResult, words: Words) {
    if stage.criteria.is_empty() {
        return;
    }
    out.inside("table", &[("class", "criteria")], |out| {
        for criterion in &stage.criteria {
            out.inside("tr", &[], |out| {
                out.element("td", &[], criterion.title.in_language(words.0));
                out.element("td", &[("class", "points")], &words.earned(stage, criterion));
                let names: Vec<&str> = criterion
                    .scenarios
                    .iter()
                    .map(|id| id.rsplit('/').next().unwrap_or(id))
                    .collect();
                out.inside("td", &[], |out| out.element("code", &[], &names.join(" ")));
            });
        }
    });
}
