//! Gradescope's `results.json` for one submission.

use super::explain::Teller;
use crate::Words;
use crate::text;
use crate::words::Counts;
use salon_model::Language;
use salon_model::{ScenarioResult, StageResult, Submission, Verdict};
use serde_json::{Map, Value, json};

/// The text of `/autograder/results/results.json`. There `near` has failed with part of its points.
pub fn gradescope(submission: &Submission, language: Language) -> String {
    let tests: Vec<Value> = submission
        .stages
        .iter()
        .flat_map(|stage| stage.results.iter().map(move |result| test(stage, result, language)))
        .collect();
    let results = json!({
        "score": score(submission.points.got),
        "output": overview(submission, Words(language)),
        "output_format": "text",
        "visibility": "visible",
        "tests": tests,
    });
    format!("{results:#}\n")
}

fn overview(submission: &Submission, words: Words) -> String {
    let mut lines: Vec<String> = submission
        .stages
        .iter()
        .map(|stage| {
            let counts = words.counts(&Counts::of(&stage.results));
            let program = words.program(stage);
            format!(
                "{} {}; {program}; {counts}",
                words.colon(&text::visible(&stage.stage)),
                words.points(stage.points, stage.judged())
            )
        })
        .collect();
    let errors = Counts::of_submission(submission).get(Verdict::Error);
    if errors > 0 {
        lines.push(words.unjudged(errors));
    }
    lines.join("\n")
}

fn test(stage: &StageResult, result: &ScenarioResult, language: Language) -> Value {
    let passed = result.verdict == Verdict::Pass;
    let mut test = Map::new();
    let name = format!(
        "{} {}",
        text::visible(&result.scenario),
        text::visible(result.title.in_language(language))
    );
    test.insert("name".into(), name.into());
    test.insert("score".into(), score(result.points.got));
    test.insert("max_score".into(), score(result.points.max));
    test.insert("status".into(), if passed { "passed" } else { "failed" }.into());
    // Gradescope wants a field left out rather than empty.
    if !passed {
        let words = Words(language);
        let explanation = Teller::plain(language).explanation(result, 0);
        let output = format!(
            "{}\n{explanation}",
            words.colon(words.verdict(result.verdict)) + " " + words.meaning(result.verdict)
        );
        test.insert("output".into(), output.into());
        test.insert("output_format".into(), "text".into());
    }
    test.insert("visibility".into(), "visible".into());
    test.insert("tags".into(), json!([stage.stage, result.verdict.name()]));
    test.insert(
        "extra_data".into(),
        json!({"verdict": result.verdict.name(), "milliseconds": result.milliseconds}),
    );
    Value::Object(test)
}

/// Points without the noise of binary fractions.
fn score(points: f64) -> Value {
    let points = (text::finite(points) * 100.0).round() / 100.0;
    json!(points)
}
