//! What Moodle's VPL (Virtual Programming Lab) reads from an evaluation's output.

use super::explain::Teller;
use crate::text;
use crate::words::Counts;
use salon_model::Language;
use salon_model::{StageResult, Submission, Verdict};
use std::fmt::Write as _;

/// Comments in a block, then the grade; `maximum` is the activity's (`VPL_GRADEMAX`), without which points
/// are given as they are. Where the harness failed there is no grade, because it would be the program's.
pub fn vpl(submission: &Submission, maximum: Option<f64>, language: Language) -> String {
    let teller = Teller::plain(language);
    let mut out = String::from("<|--\n");
    for stage in &submission.stages {
        out.push_str(&comments(stage, teller));
    }
    let errors = Counts::of_submission(submission).get(Verdict::Error);
    if errors > 0 {
        let _ = writeln!(out, "-{}", harmless(&teller.words.unjudged(errors)));
    }
    out.push_str("--|>\n");
    if errors == 0 {
        let _ = writeln!(out, "Grade :=>> {}", text::machine_number(grade(submission, maximum)));
    }
    out
}

fn grade(submission: &Submission, maximum: Option<f64>) -> f64 {
    let points = submission.points;
    match maximum {
        Some(maximum) if points.max > 0.0 => points.got / points.max * maximum,
        _ => points.got,
    }
}

/// A stage: `-` starts a title, `>` a line that is shown as it is. Every line starts with one of them, so
/// that none is taken for something else.
fn comments(stage: &StageResult, teller: Teller) -> String {
    let words = teller.words;
    let title = format!(
        "{} {} ({}; {})",
        text::visible(&stage.stage),
        text::visible(stage.title.in_language(words.0)),
        words.program(stage),
        words.points(stage.points, stage.judged()),
    );
    let mut out = format!("-{}\n", harmless(&title));
    for result in &stage.results {
        let _ = writeln!(out, ">{}", harmless(&teller.heading(result)));
        if result.verdict != Verdict::Pass {
            for line in teller.explanation(result, 2).lines() {
                let _ = writeln!(out, ">{}", harmless(line));
            }
        }
    }
    out
}

/// A text in which no marker of VPL is left.
fn harmless(text: &str) -> String {
    text.replace("--|>", "-- |>")
        .replace("<|--", "<| --")
        .replace(":=>>", ": =>>")
}
