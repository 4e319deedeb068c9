//! What `salon regrade` says.

use super::Messages;
use salon_model::{Judged, Language, Overview};
use std::path::Path;

impl Messages {
    /// A stage of the results is none of the lab.
    pub(crate) fn stage_is_gone(self, stage: &str) -> String {
        self.0.pick(
            format!("l'étape {stage} n'est plus dans le labo : ses points ne comptent plus"),
            format!("the stage {stage} is not in the lab any more: its points do not count any more"),
        )
    }

    /// No stage of the results is one of the lab.
    pub(crate) fn no_stage_left(self, lab: &Path) -> String {
        let lab = lab.display();
        self.0.pick(
            format!("aucune étape de ces résultats n'est dans le labo {lab} ; `--lab` en nomme un autre"),
            format!("no stage of these results is in the lab {lab}; `--lab` names another"),
        )
    }

    /// How many submissions a regrading changes, and the means where all was judged.
    pub(crate) fn regraded(self, changed: usize, before: &Overview, after: &Overview) -> String {
        let all = after.rows.len();
        let count = match self.0 {
            Language::Fr => format!("{changed} rendu(s) sur {all} changent"),
            Language::En => format!("{changed} of {all} submission(s) change"),
        };
        match (mean(before), mean(after)) {
            (Some(before), Some(after)) => {
                let number = |mean: f64| {
                    let number = format!("{mean:.2}");
                    self.0.pick(number.replace('.', ","), number)
                };
                let (before, after) = (number(before), number(after));
                let mean = self.0.pick("moyenne", "mean");
                let colon = self.0.pick(" :", ":");
                let then = self.0.pick(" ;", ";");
                format!("{count}{then} {mean}{colon} {before} → {after}")
            }
            _ => count,
        }
    }
}

/// The mean of the points of those of whom all was judged.
fn mean(report: &Overview) -> Option<f64> {
    let judged = report.rows.iter().filter(|row| row.judged() == Judged::All);
    let points: Vec<f64> = judged.map(|row| row.points.got).collect();
    let count = u32::try_from(points.len()).ok().filter(|count| *count > 0)?;
    Some(points.iter().sum::<f64>() / f64::from(count))
}
