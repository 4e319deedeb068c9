//! Why a scenario did not pass, in lines of text: for terminals in colour, for other formats without.

use super::faults::{Faults, Showing};
use crate::Words;
use crate::words::{Telling, mark, style};
use crate::{Style, diff, excerpt, text};
use salon_model::{Cause, CriterionResult, Deviation, Reason, ScenarioResult, StageResult, Submission, Verdict};
use salon_model::{Language, Standing, Text};
use std::collections::BTreeSet;
use std::fmt::{Display, Write as _};

/// Steps shown of a scenario; what goes wrong later mostly follows from what went wrong first.
const STEPS_SHOWN: usize = 3;
/// Characters shown of a text.
const LINE: usize = 100;
/// Texts shown of one side.
const TEXTS_SHOWN: usize = 10;

/// One who tells: in a language, in colour or not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Teller {
    pub(crate) words: Words,
    colour: bool,
}

impl Teller {
    /// For a terminal.
    pub(crate) fn coloured(language: Language) -> Self {
        Self {
            words: Words(language),
            colour: true,
        }
    }

    /// For formats that know no colours.
    pub(super) fn plain(language: Language) -> Self {
        Self {
            words: Words(language),
            colour: false,
        }
    }

    pub(crate) fn paint(self, style: Style, text: impl Display) -> String {
        if self.colour {
            style.paint(text)
        } else {
            text.to_string()
        }
    }

    /// `✗ ii_6/departure A client leaves …  0 / 2`.
    pub(super) fn heading(self, result: &ScenarioResult) -> String {
        format!(
            "{} {} {}  {}",
            self.paint(style(result.verdict), mark(result.verdict)),
            self.paint(Style::Strong, text::visible(&result.scenario)),
            text::visible(result.title.in_language(self.words.0)),
            self.paint(
                Style::Faint,
                format!(
                    "{}, {}",
                    self.words.verdict(result.verdict),
                    self.words.points(result.points, result.judged())
                )
            ),
        )
    }

    /// All that did not pass in a submission, the same reason told once.
    pub(super) fn submission(self, submission: &Submission) -> String {
        let mut out = String::new();
        let mut before: Option<&ScenarioResult> = None;
        let faults = Faults::of_submission(submission);
        for stage in &submission.stages {
            if let Some((verdict, why)) = self.words.absence(stage) {
                let mark = self.paint(style(verdict), mark(verdict));
                let name = self.paint(Style::Strong, text::visible(&stage.stage));
                let _ = writeln!(out, "{mark} {name} {why}");
                continue;
            }
            self.criteria(&mut out, stage, 0);
            for result in stage.results.iter().filter(|result| result.verdict != Verdict::Pass) {
                let heading = self.heading(result);
                let showing = faults.showing(result);
                if same_reason(result, before) {
                    let _ = writeln!(out, "{heading} {}", self.words.same_reason());
                } else if let Some(Showing::Again(first)) = showing {
                    let _ = writeln!(out, "{heading} {}", self.words.same_fault(&first.scenario));
                } else {
                    let _ = writeln!(out, "{heading}");
                    if let Some(Showing::First(scenarios, lost)) = showing {
                        let _ = writeln!(out, "    {}", self.words.fault_shows(scenarios, lost));
                    }
                    out.push_str(&self.explanation(result, 4));
                }
                if !result.reasons.is_empty() {
                    before = Some(result);
                }
            }
        }
        out
    }

    /// The criteria of a stage that did not earn all; those that cannot be shown for want of another in one line.
    pub(super) fn criteria(self, out: &mut String, stage: &StageResult, indent: usize) {
        let name = self.paint(Style::Strong, text::visible(&stage.stage));
        let mut hidden: Vec<(&Text, usize, f64)> = Vec::new();
        for criterion in short(stage) {
            let lost = criterion.points.max - criterion.points.got;
            if let Some(by) = &criterion.hidden_by {
                match hidden.iter_mut().find(|(title, ..)| *title == by) {
                    Some((_, count, points)) => (*count, *points) = (*count + 1, *points + lost),
                    None => hidden.push((by, 1, lost)),
                }
                continue;
            }
            let title = text::visible(criterion.title.in_language(self.words.0));
            let earned = text::visible(&self.words.earned(stage, criterion));
            let _ = writeln!(out, "{:indent$}{name} {} {earned}", "", self.words.colon(&title));
        }
        for (by, count, points) in hidden {
            let told = text::visible(&self.words.criteria_hidden(by, count, points));
            let _ = writeln!(out, "{:indent$}{name} {}", "", self.paint(Style::Faint, told));
        }
    }

    /// Reasons, causes and hint, each line indented by this much.
    pub(super) fn explanation(self, result: &ScenarioResult, indent: usize) -> String {
        let mut out = self.reasons(&self.words.tellings(result), indent);
        for cause in &result.causes {
            let text = self.words.cause(result.subject, cause);
            self.paragraph(&mut out, self.words.cause_label(), &text, indent);
        }
        if let Some(place) = &result.place {
            let line = self.words.line(place);
            self.paragraph(&mut out, self.words.where_to_look(), &line, indent);
        }
        if let Some(hint) = hint(result) {
            self.paragraph(&mut out, self.words.hint(), hint.in_language(self.words.0), indent);
        }
        out
    }

    /// Reasons, step by step, each line indented by this much.
    pub(crate) fn reasons(self, tellings: &[Telling], indent: usize) -> String {
        let mut out = String::new();
        let (tellings, elsewhere): (Vec<Telling>, Vec<Telling>) = tellings
            .iter()
            .cloned()
            .partition(|telling| telling.judged_by.is_none());
        let same_step =
            |one: &Telling, next: &Telling| (&one.step, one.line, one.given) == (&next.step, next.line, next.given);
        let (given, judged): (Vec<&[Telling]>, Vec<_>) = tellings.chunk_by(same_step).partition(|step| step[0].given);
        // One step of the scene explains enough.
        for step in given.iter().take(1).chain(judged.iter().take(STEPS_SHOWN)) {
            let place = self.words.place(&step[0]);
            if let Some(place) = &place {
                let _ = writeln!(out, "{:indent$}{place}", "");
            }
            let indent = indent + if place.is_some() { 2 } else { 0 };
            for telling in *step {
                let _ = writeln!(out, "{:indent$}{}", "", self.words.sentence(telling));
                self.sides(&mut out, telling, indent);
            }
        }
        if judged.len() > STEPS_SHOWN {
            let more = judged.len() - STEPS_SHOWN;
            let text = self.words.pick(
                format!("… et {more} autre(s) étape(s)"),
                format!("… and {more} more step(s)"),
            );
            let _ = writeln!(out, "{:indent$}{text}", "");
        }
        self.elsewhere(&mut out, &elsewhere, indent);
        out
    }

    /// What other criteria judge, each in one line.
    pub(super) fn elsewhere<'b>(
        self,
        out: &mut String,
        tellings: impl IntoIterator<Item = &'b Telling>,
        indent: usize,
    ) {
        let criteria: BTreeSet<&String> = tellings
            .into_iter()
            .filter_map(|telling| telling.judged_by.as_ref())
            .collect();
        for criterion in criteria {
            let also = self.words.pick("le reste est", "the rest is");
            let judged = text::visible(&self.words.judged_by(criterion));
            let _ = writeln!(
                out,
                "{:indent$}{}",
                "",
                self.paint(Style::Faint, format!("{also} {judged}"))
            );
        }
    }

    /// Expected and seen, one below the other, with marks below what is different.
    pub(super) fn sides(self, out: &mut String, telling: &Telling, indent: usize) {
        if telling.expected.is_empty() && telling.seen.is_empty() {
            return;
        }
        let (expected, seen) = texts(telling, LINE);
        let (left, right) = self.words.sides();
        let width = left.chars().count().max(right.chars().count());
        let mut side = |name: &str, style: Style, texts: &[String]| {
            if texts.is_empty() {
                let _ = writeln!(out, "{:indent$}{name:>width$} : {}", "", self.words.nothing());
            }
            for text in texts.iter().take(TEXTS_SHOWN) {
                let _ = writeln!(
                    out,
                    "{:indent$}{name:>width$} : {}",
                    "",
                    self.paint(style, format!("\"{text}\""))
                );
            }
            if texts.len() > TEXTS_SHOWN {
                let _ = writeln!(out, "{:indent$}{:>width$}   … ({})", "", "", texts.len());
            }
        };
        side(left, Style::Good, &expected);
        side(right, Style::Bad, &seen);
        if let ([expected], [seen]) = (&expected[..], &seen[..])
            && let Some(carets) = diff::carets(expected, seen)
        {
            let _ = writeln!(out, "{:indent$}{:width$}    {carets}", "", "");
        }
    }

    /// A named text of one or several lines.
    pub(crate) fn paragraph(self, out: &mut String, name: &str, content: &str, indent: usize) {
        let mut lines = text::visible_lines(content);
        let _ = writeln!(
            out,
            "{:indent$}{} {}",
            "",
            self.words.colon(name),
            lines.next().unwrap_or_default()
        );
        for line in lines {
            let _ = writeln!(out, "{:indent$}  {line}", "");
        }
    }
}

/// The criteria of a stage that did not earn all. Nothing is lost of those that only a teacher can judge.
pub(super) fn short(stage: &StageResult) -> impl Iterator<Item = &CriterionResult> {
    let judged = stage.criteria.iter().filter(|one| one.standing != Standing::Manual);
    judged.filter(|one| one.points.max - one.points.got > 1e-6)
}

/// What should have come and what came, nothing hidden, cut around the first difference.
pub(super) fn texts(telling: &Telling, limit: usize) -> (Vec<String>, Vec<String>) {
    let visible = |texts: &[String]| -> Vec<String> { texts.iter().map(|text| text::visible(text)).collect() };
    excerpt::excerpts(&visible(&telling.expected), &visible(&telling.seen), limit)
}

/// A scenario's hint, where it helps.
pub(super) fn hint(result: &ScenarioResult) -> Option<&Text> {
    let hint = result.hint.as_ref();
    hint.filter(|_| helps(result.verdict, &result.reasons, &result.causes))
}

/// Whether a scenario's hint helps. It is about what the scenario is about, which a program may well do: where a cause is
/// known, that tells more, and where a text comes in place of another, the two texts do.
pub(crate) fn helps(verdict: Verdict, reasons: &[Reason], causes: &[Cause]) -> bool {
    let reworded = |reason: &Reason| match reason {
        Reason::Differs(difference) if difference.judged_by.is_none() => match &difference.kind {
            Deviation::Received { expected, seen, .. } => !expected.is_empty() && !seen.is_empty(),
            Deviation::NotPrinted { .. } => verdict == Verdict::Near,
            _ => false,
        },
        _ => false,
    };
    matches!(verdict, Verdict::Near | Verdict::Fail) && causes.is_empty() && !reasons.iter().any(reworded)
}

/// Whether a scenario did not pass for the very reasons of the one before: told once.
pub(super) fn same_reason(result: &ScenarioResult, before: Option<&ScenarioResult>) -> bool {
    // What keeps all from being judged is one reason, whatever was not seen because of it.
    let blocked = |before: &ScenarioResult| {
        let both = before.verdict == Verdict::Blocked && result.verdict == Verdict::Blocked;
        both && !result.causes.is_empty() && before.causes == result.causes
    };
    before.is_some_and(blocked)
        || before.is_some_and(|before| {
            !result.reasons.is_empty()
                && (before.verdict, &before.reasons, &before.causes, &before.place)
                    == (result.verdict, &result.reasons, &result.causes, &result.place)
        })
}
