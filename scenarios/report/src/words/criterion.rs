//! Criteria in words: what is demanded, what it earned, and how it counts.

use super::Words;
use crate::text;
use salon_model::{CriterionResult, Judged, Language, StageResult, Standing, Text};

impl Words {
    /// What a criterion earned, and how it counts: `5.6 / 7.5`, `0 / 0.5, beyond the sheet`.
    pub(crate) fn earned(self, stage: &StageResult, criterion: &CriterionResult) -> String {
        let evidence = stage
            .results
            .iter()
            .filter(|result| criterion.scenarios.contains(&result.scenario));
        let points = match criterion.standing {
            Standing::Manual => {
                return self
                    .pick("à juger par l'enseignant", "for the teacher to judge")
                    .to_owned();
            }
            Standing::Asked | Standing::Beyond | Standing::Bonus => {
                self.points(criterion.points, Judged::of(evidence.map(|result| result.verdict)))
            }
        };
        let standing = match criterion.standing {
            Standing::Asked | Standing::Manual => "",
            Standing::Beyond => self.pick(", au-delà de la feuille", ", beyond the sheet"),
            Standing::Bonus => self.pick(", en plus du maximum", ", above the maximum"),
        };
        let hidden = criterion
            .hidden_by
            .as_ref()
            .map(|title| format!(" ; {}", self.hidden_by(title)));
        format!("{points}{standing}{}", hidden.unwrap_or_default())
    }

    /// How many criteria cannot be shown for want of one of this title, and what they are worth.
    pub(crate) fn criteria_hidden(self, by: &Text, count: usize, points: f64) -> String {
        let by = by.in_language(self.0);
        let points = text::number(points, self.0);
        match self.0 {
            Language::Fr => format!("{count} autre(s), {points} points : à voir quand celui-ci est rempli : {by}"),
            Language::En => format!("{count} more, {points} points: to be seen once this one is met: {by}"),
        }
    }
}
