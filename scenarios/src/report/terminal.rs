//! Results for the terminal.

use super::excerpt::{excerpt, excerpts};
use super::{Style, Words};
use crate::compare::{Difference, Kind, Outcome};
use crate::plan::{Language, Scenario, SubjectKind};
use crate::transcript::{Transcript, What};
use similar::{ChangeTag, TextDiff};
use std::fmt::Write;

/// Steps shown of a scenario; what goes wrong later mostly follows from what went wrong first.
const STEPS_SHOWN: usize = 3;
/// Characters shown of a text.
const LINE: usize = 100;

/// A scenario's result: one line, and below it what is different and a hint. `before` is the result
/// shown before it: what kept a program from starting is told once.
pub fn outcome(
    scenario: &Scenario,
    seen: &Transcript,
    outcome: &Outcome,
    before: Option<&Outcome>,
    language: Language,
) -> String {
    let (mark, style) = match outcome {
        Outcome::Same => ("✓", Style::Good),
        Outcome::Differs(_) => ("✗", Style::Bad),
        Outcome::NotStarted(_) => ("■", Style::Blocked),
    };
    let words = Words(language);
    let title = scenario.title.in_language(language);
    let mut out = format!("{} {} {title}", style.paint(mark), Style::Strong.paint(&seen.scenario));
    match outcome {
        Outcome::Same => out.push('\n'),
        Outcome::Differs(differences) => {
            out.push('\n');
            describe(&mut out, scenario, differences, words);
        }
        Outcome::NotStarted(_) if before == Some(outcome) => {
            let _ = writeln!(out, " ({})", words.same_reason());
        }
        Outcome::NotStarted(doing) => {
            let _ = writeln!(out, "\n    {}", words.not_started(scenario.subject(), doing));
            let start = seen.moments.first().into_iter().flat_map(|moment| &moment.seen);
            for what in start.map(|seen| &seen.what) {
                if let What::Prints(line) | What::Sees(line) = what {
                    let _ = writeln!(out, "      {}", Style::Faint.paint(format!("| {line}")));
                }
            }
        }
    }
    out
}

fn describe(out: &mut String, scenario: &Scenario, differences: &[Difference], words: Words) {
    let steps: Vec<&[Difference]> = differences.chunk_by(|one, next| one.step == next.step).collect();
    let (given, judged): (Vec<&[Difference]>, Vec<_>) = steps.into_iter().partition(|step| step[0].given);
    let _ = writeln!(out, "    {}", Style::Faint.paint(scenario.path.display()));
    // One step of the scene explains enough.
    for step in given.iter().take(1).chain(judged.iter().take(STEPS_SHOWN)) {
        let aside = if step[0].given { words.given() } else { "" };
        let _ = match &step[0].step {
            Some((stimulus, line)) => writeln!(out, "    {}{aside}", words.at(&excerpt(stimulus, 0, LINE), *line)),
            None => writeln!(out, "    {}", words.whole()),
        };
        describe_step(out, scenario.subject(), step, words);
    }
    if judged.len() > STEPS_SHOWN {
        let _ = writeln!(out, "    {}", words.more_steps(judged.len() - STEPS_SHOWN));
    }
    if let Some(hint) = &scenario.hint {
        let _ = writeln!(out, "    {}", words.hint(hint.in_language(words.0)));
    }
}

/// What is different in one step; once for all actors with whom it is the same.
fn describe_step(out: &mut String, subject: SubjectKind, differences: &[Difference], words: Words) {
    let mut told: Vec<(&[String], &[String])> = Vec::new();
    for difference in differences {
        match &difference.kind {
            Kind::Received { expected, seen, .. } => {
                if told.contains(&(expected, seen)) {
                    continue;
                }
                told.push((expected, seen));
                let actors = differences.iter().filter_map(|other| match &other.kind {
                    Kind::Received {
                        actor,
                        expected: same,
                        seen: too,
                    } if same == expected && too == seen => Some(actor.as_str()),
                    _ => None,
                });
                let actors: Vec<&str> = actors.collect();
                let _ = writeln!(out, "      {}", words.received(&actors.join(", "), expected, seen));
                sides(out, expected, seen, words);
            }
            kind => {
                let _ = writeln!(out, "      {}", words.difference(subject, kind));
                if let Some((expected, seen)) = kind.sides() {
                    sides(out, &expected, &seen, words);
                }
            }
        }
    }
}

/// Expected and seen, one below the other, with marks below what is different.
fn sides(out: &mut String, expected: &[String], seen: &[String], words: Words) {
    let (expected, seen) = excerpts(expected, seen, LINE);
    let (left, right) = words.sides();
    let width = left.chars().count().max(right.chars().count());
    let mut side = |name: &str, style: Style, texts: &[String]| {
        if texts.is_empty() {
            let _ = writeln!(out, "      {name:>width$} : {}", words.nothing());
        }
        for text in texts {
            let _ = writeln!(out, "      {name:>width$} : {}", style.paint(format!("\"{text}\"")));
        }
    };
    side(left, Style::Good, &expected);
    side(right, Style::Bad, &seen);
    if let ([expected], [seen]) = (&expected[..], &seen[..]) {
        let _ = writeln!(out, "      {:width$}    {}", "", marks(expected, seen));
    }
}

/// A line of `^` below the characters of `seen` that are not in `expected`, and `·` before which some
/// are missing.
fn marks(expected: &str, seen: &str) -> String {
    let mut line = String::new();
    let mut missing = false;
    for change in TextDiff::from_graphemes(expected, seen).iter_all_changes() {
        match change.tag() {
            ChangeTag::Delete => missing = true,
            ChangeTag::Equal => {
                line.push(if missing { '·' } else { ' ' });
                missing = false;
            }
            ChangeTag::Insert => {
                line.push('^');
                missing = false;
            }
        }
    }
    if missing {
        line.push('·');
    }
    line.trim_end().to_owned()
}

/// The transcript, indented below a scenario's title.
pub fn transcript(seen: &Transcript) -> String {
    seen.to_string().lines().skip(1).fold(String::new(), |mut out, line| {
        let _ = if line.is_empty() {
            writeln!(out)
        } else {
            writeln!(out, "  {line}")
        };
        out
    })
}

/// One line that counts results; `errors` are the harness's own.
pub fn summary(outcomes: &[Outcome], errors: usize, language: Language) -> String {
    let count = |wanted: fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| wanted(outcome)).count();
    Words(language).totals(
        count(|outcome| matches!(outcome, Outcome::Same)),
        count(|outcome| matches!(outcome, Outcome::Differs(_))),
        count(|outcome| matches!(outcome, Outcome::NotStarted(_))),
        errors,
    )
}
