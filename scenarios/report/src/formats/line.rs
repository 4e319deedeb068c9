//! A submission in one line: what it got, and what costs it most.

use super::faults::costliest;
use crate::words::{Counts, mark, style};
use crate::{Style, Words, text};
use salon_model::{Language, StageResult, Submission, Verdict};

/// Characters that a name takes, so that points stand below each other.
const NAME: usize = 24;
/// Characters that points take.
const POINTS: usize = 12;

/// `Élodie Martin  72.5 / 100  81 ✓  3 ≈  8 ✗  −12 ii_6/departure: a departed client is still written to`, in at most
/// `width` characters.
pub fn line(submission: &Submission, language: Language, width: usize) -> String {
    let words = Words(language);
    let name = text::shortened(&text::name(&submission.name, language), NAME);
    let points = words.points(submission.points, submission.judged());
    let mut used = NAME.max(name.chars().count()) + 2 + POINTS.max(points.chars().count());
    let mut line = format!("{}  {points:>POINTS$}", Style::Strong.paint(format!("{name:<NAME$}")));
    for (verdict, count) in Counts::of_submission(submission).occurring() {
        let count = format!("{count} {}", mark(verdict));
        used += 2 + count.chars().count();
        line = format!("{line}  {}", style(verdict).paint(count));
    }
    if let Some(root) = root(submission, words) {
        let root = text::shortened(&root, width.saturating_sub(used + 2));
        line = format!("{line}  {}", Style::Faint.paint(root));
    }
    line + "\n"
}

/// What costs most, and how much; where not all was judged, why.
fn root(submission: &Submission, words: Words) -> Option<String> {
    let mut results = submission.stages.iter().flat_map(|stage| &stage.results);
    if let Some(result) = results.find(|result| result.verdict == Verdict::Error) {
        let why = words.tellings(result).first().map(|telling| words.sentence(telling))?;
        let scenario = words.colon(&text::visible(&result.scenario));
        return Some(format!("! {scenario} {}", text::visible(&why)));
    }
    let is_absent = |stage: &&StageResult| words.absence(stage).is_some();
    let (absent, there): (Vec<&StageResult>, Vec<&StageResult>) = submission.stages.iter().partition(is_absent);
    let found = costliest(there.into_iter());
    let absent_points: f64 = absent.iter().map(|stage| stage.points.max).sum();
    let (lost, told) = match found {
        Some((lost, result)) if lost >= absent_points => {
            let why = match result.causes.first() {
                Some(cause) => words.cause(result.subject, cause),
                None => words.sentence(words.tellings(result).first()?),
            };
            let scenario = text::visible(&result.scenario);
            (lost, format!("{} {}", words.colon(&scenario), text::visible(&why)))
        }
        _ if absent.is_empty() => return None,
        _ => (absent_points, words.stages_without_program(absent.len())),
    };
    Some(format!("−{} {told}", text::number(lost, words.0)))
}
