//! Sessions that are not graded: `salon run`.

use crate::formats::{Teller, helps};
use crate::words::{mark, style};
use crate::{Style, Words, text};
use salon_model::{Cause, Language, Reason, Scenario, Transcript, Verdict, What};
use std::fmt::Write;

/// What came of a scenario: one line, and below it what is different, why, and a hint where that helps. `before` are the
/// reasons of the scenario shown before it: what kept a program from starting is told once.
pub fn outcome(
    scenario: &Scenario,
    seen: &Transcript,
    (reasons, causes): (&[Reason], &[Cause]),
    before: Option<&[Reason]>,
    language: Language,
) -> String {
    let words = Words(language);
    let verdict = verdict(reasons);
    let title = scenario.title.in_language(language);
    let mut out = format!(
        "{} {} {title}",
        style(verdict).paint(mark(verdict)),
        Style::Strong.paint(&seen.scenario)
    );
    if verdict == Verdict::Blocked && before == Some(reasons) {
        let _ = writeln!(out, " {}", words.same_reason());
        return out;
    }
    out.push('\n');
    if verdict == Verdict::Fail {
        let _ = writeln!(out, "    {}", Style::Faint.paint(scenario.path.display()));
    }
    let teller = Teller::coloured(language);
    out.push_str(&teller.reasons(&words.told(scenario.subject(), reasons), 4));
    for cause in causes {
        let text = words.cause(scenario.subject(), cause);
        teller.paragraph(&mut out, words.cause_label(), &text, 4);
    }
    if verdict == Verdict::Blocked {
        start(&mut out, seen);
    }
    if let Some(hint) = scenario.hint.as_ref().filter(|_| helps(verdict, reasons, causes)) {
        teller.paragraph(&mut out, words.hint(), hint.in_language(language), 4);
    }
    out
}

/// Without points there are three: as the reference, otherwise, or not to be judged.
fn verdict(reasons: &[Reason]) -> Verdict {
    match reasons.first() {
        None => Verdict::Pass,
        Some(Reason::Differs(_)) => Verdict::Fail,
        Some(Reason::NotStarted(_) | Reason::Blocked(_)) => Verdict::Blocked,
        Some(Reason::Missing) => Verdict::Missing,
        Some(Reason::Skipped | Reason::Hidden(_)) => Verdict::Skipped,
        Some(Reason::Unopened { .. } | Reason::NotRecorded | Reason::Harness(_) | Reason::AddressRefused { .. }) => {
            Verdict::Error
        }
    }
}

/// What the program printed before it could be asked anything.
fn start(out: &mut String, seen: &Transcript) {
    let start = seen.moments.first().into_iter().flat_map(|moment| &moment.seen);
    for what in start.map(|seen| &seen.what) {
        if let What::Prints(line) | What::Sees(line) = what {
            let _ = writeln!(
                out,
                "      {}",
                Style::Faint.paint(format!("| {}", text::visible(line)))
            );
        }
    }
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

/// One line that counts scenarios by their reasons; `errors` are the harness's own.
pub fn summary<'a>(all: impl IntoIterator<Item = &'a [Reason]>, errors: usize, language: Language) -> String {
    let (mut same, mut differs, mut not_started) = (0, 0, 0);
    for reasons in all {
        match verdict(reasons) {
            Verdict::Pass | Verdict::Near => same += 1,
            Verdict::Fail => differs += 1,
            Verdict::Blocked | Verdict::Missing | Verdict::Skipped | Verdict::Error => not_started += 1,
        }
    }
    let words = Words(language);
    let mut parts = vec![words.pick(format!("{same} conforme(s)"), format!("{same} as the reference"))];
    let mut push = |count: usize, fr: &str, en: &str| {
        if count > 0 {
            parts.push(format!("{count} {}", words.pick(fr, en)));
        }
    };
    push(differs, "différent(s)", "different");
    push(not_started, "sans démarrage", "not started");
    push(errors, "en erreur (du banc d'essai)", "in error (of the harness)");
    parts.join(", ")
}
