//! Means over submissions. What was not judged to its end has no part in them.

use crate::text;
use salon_model::{Judged, Overview, Points};

/// The mean of what was got; the maximum is the rubric's.
pub(super) fn total(report: &Overview) -> (Points, Judged) {
    let judged = report.rows.iter().filter(|row| row.judged() == Judged::All);
    let (got, judged) = mean(judged.map(|row| row.points.got));
    let max = report.stages.iter().map(|stage| stage.max).sum();
    (Points { got, max }, judged)
}

/// The same of one stage. Who has nothing for it has no points there.
pub(crate) fn stage(report: &Overview, place: usize) -> (f64, Judged) {
    let stages = report.rows.iter().map(|row| &row.stages[place]);
    let judged = stages.filter(|stage| stage.judged() == Judged::All);
    mean(judged.map(|stage| stage.points.map_or(0.0, |points| points.got)))
}

fn mean(points: impl Iterator<Item = f64> + Clone) -> (f64, Judged) {
    let sum: f64 = points.clone().map(text::finite).sum();
    match u32::try_from(points.count()).unwrap_or(u32::MAX) {
        0 => (0.0, Judged::Nothing),
        count => (sum / f64::from(count), Judged::All),
    }
}
