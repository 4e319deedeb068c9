//! Classroom 50's `result.json` for one submission.

use crate::text;
use salon_model::Language;
use salon_model::{Points, Submission, Verdict};
use serde_json::{Value, json};

/// What a point counts in `result.json`, which holds whole numbers only. Always the same, so that the
/// maximum does not change from one student to the next with what each lost.
pub const CLASSROOM50_SCALE: u32 = 100;

/// The text of `./result.json`, schema `classroom50/result/v1`. Scores are points times
/// [`CLASSROOM50_SCALE`]; those of the tests add up to the whole.
pub fn classroom50(submission: &Submission, language: Language) -> String {
    let results = submission.stages.iter().flat_map(|stage| &stage.results);
    let (mut got, mut max) = (0, 0);
    let mut tests: Vec<Value> = Vec::new();
    for result in results {
        let (score, most) = scaled(result.points);
        got += score;
        max += most;
        tests.push(json!({
            "test-name": format!("{} {}", text::visible(&result.scenario), text::visible(result.title.in_language(language))),
            "passed": result.verdict == Verdict::Pass,
            "score": score,
            "max-score": most,
        }));
    }
    let result = json!({"schema": "classroom50/result/v1", "score": got, "max-score": max, "tests": tests});
    format!("{result:#}\n")
}

fn scaled(points: Points) -> (i64, i64) {
    let whole = |value: f64| (text::finite(value) * f64::from(CLASSROOM50_SCALE)).round() as i64;
    (whole(points.got), whole(points.max))
}
