//! The results of a grading as plain text.

use super::Style;
use crate::grade::{Points, Reason, Report, ScenarioResult, StageResult, Submission, Verdict};
use crate::plan::Language;
use std::fmt::Write;

/// Every submission with its stages and what did not pass, then totals.
pub fn table(report: &Report, language: Language) -> String {
    let mut out = String::new();
    for submission in &report.submissions {
        let _ = writeln!(
            out,
            "{}  {}",
            Style::Strong.paint(&submission.name),
            points(submission.points)
        );
        for stage in &submission.stages {
            summarize(&mut out, stage, language);
            for result in stage.results.iter().filter(|result| needs_words(result.verdict)) {
                explain(&mut out, result, language);
            }
        }
    }
    totals(&mut out, report, language);
    out
}

/// For the student: the first stage that does not pass is explained, the others are counted.
pub fn student(submission: &Submission, language: Language) -> String {
    let mut out = String::new();
    let mut explained = false;
    for stage in &submission.stages {
        summarize(&mut out, stage, language);
        let wrong: Vec<&ScenarioResult> = stage
            .results
            .iter()
            .filter(|result| needs_words(result.verdict))
            .collect();
        if !explained && !wrong.is_empty() {
            explained = true;
            for result in wrong {
                explain(&mut out, result, language);
            }
        }
    }
    out
}

fn needs_words(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Pass | Verdict::Skipped | Verdict::Missing)
}

/// One line for a stage: its program, its counts, its points.
fn summarize(out: &mut String, stage: &StageResult, language: Language) {
    let counts = Verdict::ALL.iter().filter_map(|verdict| {
        let count = stage.results.iter().filter(|result| result.verdict == *verdict).count();
        (count > 0).then(|| style(*verdict).paint(format!("{count} {}", verdict.name())))
    });
    let program = stage.program.as_ref().map_or("-", |program| program.command.as_str());
    let counts = counts.collect::<Vec<_>>().join(", ");
    let _ = writeln!(
        out,
        "  {}  {}  {counts}  {}",
        stage.stage,
        points(stage.points),
        Style::Faint.paint(program)
    );
    for note in stage.program.iter().flat_map(|program| &program.notes) {
        let _ = writeln!(out, "      {}", Style::Faint.paint(note.in_language(language)));
    }
}

fn explain(out: &mut String, result: &ScenarioResult, language: Language) {
    let (mark, title) = (
        style(result.verdict).paint(mark(result.verdict)),
        result.title.in_language(language),
    );
    let _ = writeln!(out, "    {mark} {} {title}", Style::Strong.paint(&result.scenario));
    // What went wrong first explains most of what went wrong later.
    for reason in result
        .reasons
        .iter()
        .filter(|reason| !reason.given || result.reasons.len() == 1)
        .take(3)
    {
        because(out, reason, language);
    }
    let causes = result.causes.iter().map(|cause| &cause.text);
    let hints = result.hint.iter().filter(|_| result.causes.is_empty());
    for text in causes.chain(hints) {
        let _ = writeln!(out, "        → {}", text.in_language(language));
    }
}

fn because(out: &mut String, reason: &Reason, language: Language) {
    let step = reason
        .step
        .as_ref()
        .map(|step| format!("{step} : "))
        .unwrap_or_default();
    let who = if reason.who.iter().any(|who| who == "server") {
        String::new()
    } else {
        reason.who.join(", ") + " "
    };
    let _ = writeln!(out, "        {step}{who}{}", reason.what.in_language(language));
    let (expected, seen) = match language {
        Language::Fr => ("attendu", "obtenu"),
        Language::En => ("expected", "got"),
    };
    for (name, style, texts) in [
        (expected, Style::Good, &reason.expected),
        (seen, Style::Bad, &reason.seen),
    ] {
        for text in texts {
            let shown: String = text.chars().take(160).collect();
            let _ = writeln!(out, "          {name:>8} : {}", style.paint(format!("\"{shown}\"")));
        }
    }
}

fn totals(out: &mut String, report: &Report, language: Language) {
    let results = || {
        report
            .submissions
            .iter()
            .flat_map(|submission| &submission.stages)
            .flat_map(|stage| &stage.results)
    };
    let counts = Verdict::ALL.iter().filter_map(|verdict| {
        let count = results().filter(|result| result.verdict == *verdict).count();
        (count > 0).then(|| format!("{count} {}", verdict.name()))
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    let submissions = report.submissions.len();
    let _ = match language {
        Language::Fr => writeln!(out, "{submissions} copie(s) : {counts}"),
        Language::En => writeln!(out, "{submissions} submission(s): {counts}"),
    };
}

fn points(points: Points) -> String {
    format!("{:.1}/{:.0}", points.got, points.max)
}

fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Near => "≈",
        Verdict::Fail => "✗",
        Verdict::Blocked => "■",
        Verdict::Missing | Verdict::Skipped => "○",
        Verdict::Error => "!",
    }
}

fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass => Style::Good,
        Verdict::Fail => Style::Bad,
        Verdict::Near | Verdict::Blocked | Verdict::Error => Style::Blocked,
        Verdict::Missing | Verdict::Skipped => Style::Faint,
    }
}
