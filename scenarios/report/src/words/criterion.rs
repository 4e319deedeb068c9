//! Criteria in words: what is demanded, what it earned, and how it counts.

use super::Words;
use salon_model::{CriterionResult, Judged, StageResult, Standing};

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
}
