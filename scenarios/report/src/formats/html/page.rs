//! The page of a submission: every scenario with its verdict, reasons, cause, hint and diagram.

use super::criteria::{by_criterion, heading, others};
use super::draw::draw;
use super::markup::{Attribute, Markup};
use super::reason::tell;
use super::{Pages, document};
use crate::Words;
use crate::formats::explain::hint;
use crate::formats::faults::{Faults, Showing};
use crate::text;
use crate::words::told;
use crate::words::{Counts, graded, mark};
use salon_model::{Program, ScenarioResult, StageResult, Submission, Verdict};
use std::borrow::Cow;

/// Characters shown of a text; more than terminals, because there is room.
pub(super) const TEXT: usize = 600;
/// Texts shown of one side, and reasons of one scenario.
pub(super) const SHOWN: usize = 30;
/// Lines shown of what a program printed.
const PRINTED: usize = 60;

/// A submission's page.
pub(super) fn page(pages: &Pages<'_>, place: usize, submission: &Submission) -> String {
    let words = pages.words;
    let name = text::name(&submission.name, words.0);
    document(&format!("{name}, {}", pages.lab()), words, |out| {
        navigation(out, place, &pages.names, words);
        out.inside("header", &[], |out| {
            out.element("h1", &[], &name);
            out.inside("p", &[], |out| {
                out.element("b", &[], &words.points(submission.points, submission.judged()));
                out.text(&format!("  {}", words.counts(&Counts::of_submission(submission))));
            });
            lines_of_diagrams(out, words);
        });
        let faults = Faults::of_submission(submission);
        for result in &submission.stages {
            out.inside("section", &[], |out| stage(out, result, &faults, pages));
        }
    })
}

fn navigation(out: &mut Markup, place: usize, pages: &[String], words: Words) {
    out.inside("nav", &[], |out| {
        out.element(
            "a",
            &[("href", "index.html")],
            words.pick("← tous les rendus", "← all submissions"),
        );
        if let Some(before) = place.checked_sub(1).and_then(|before| pages.get(before)) {
            out.element(
                "a",
                &[("href", before), ("rel", "prev")],
                words.pick("précédent", "previous"),
            );
        }
        if let Some(next) = pages.get(place + 1) {
            out.element("a", &[("href", next), ("rel", "next")], words.pick("suivant", "next"));
        }
    });
}

/// What the arrows of the diagrams mean.
fn lines_of_diagrams(out: &mut Markup, words: Words) {
    let kinds = [
        ("sent", "→", words.pick("envoyé au programme", "sent to the program")),
        ("seen", "←", words.pick("reçu, comme attendu", "received, as expected")),
        (
            "missing",
            "✗",
            words.pick("attendu, pas venu", "expected, did not come"),
        ),
        ("unexpected", "!", words.pick("venu, pas attendu", "came, not expected")),
    ];
    out.inside("ul", &[("class", "legend")], |out| {
        for (class, sign, meaning) in kinds {
            out.inside("li", &[], |out| {
                out.element("span", &[("class", &format!("line {class}"))], sign);
                out.text(meaning);
            });
        }
    });
}

fn stage(out: &mut Markup, stage: &StageResult, faults: &Faults<'_>, pages: &Pages<'_>) {
    let words = pages.words;
    out.inside("h2", &[("class", "heading")], |out| {
        out.element("code", &[], &stage.stage);
        out.element("span", &[], stage.title.in_language(words.0));
        out.element(
            "span",
            &[("class", "points")],
            &words.points(stage.points, stage.judged()),
        );
    });
    program(out, stage, words);
    for group in by_criterion(stage) {
        if let Some(criterion) = group.criterion {
            heading(out, stage, criterion, words);
        }
        for result in group.shown {
            details(out, stage, result, faults, pages);
        }
        others(out, stage, &group.elsewhere, pages);
    }
}

/// A scenario, closed where there is nothing to read.
fn details(out: &mut Markup, stage: &StageResult, result: &ScenarioResult, faults: &Faults<'_>, pages: &Pages<'_>) {
    let words = pages.words;
    let showing = faults.showing(result);
    let id = pages.anchor(&stage.stage, &result.scenario);
    let class = format!("scenario {}", result.verdict.name());
    let mut attributes: Vec<Attribute<'_>> = id.iter().map(|id| ("id", id.as_str())).collect();
    attributes.push(("class", &class));
    // Of a stage without a program, and of one that did not start, all is said once.
    let told = matches!(result.verdict, Verdict::Pass | Verdict::Missing | Verdict::Skipped);
    if !told && !result.reasons.is_empty() && !matches!(showing, Some(Showing::Again(_))) {
        attributes.push(("open", "open"));
    }
    out.inside("details", &attributes, |out| {
        scenario(out, result, showing.as_ref(), words);
    });
}

/// Which program was graded, and what to know of that choice.
fn program(out: &mut Markup, stage: &StageResult, words: Words) {
    if let Some(program) = graded(stage) {
        launch(out, stage, program, words);
    } else {
        let why = words.absence(stage).map(|(_, why)| why);
        out.element("p", &[], why.as_deref().unwrap_or(words.meaning(Verdict::Missing)));
    }
    let Some(program) = &stage.program else { return };
    for note in &program.notes {
        out.element("p", &[("class", "note")], &words.note(note));
    }
    if !program.passed_over.is_empty() {
        let files: Vec<String> = program.passed_over.iter().map(|file| text::path(file)).collect();
        out.element(
            "p",
            &[("class", "note")],
            &format!("{} {}", words.colon(words.passed_over()), files.join(", ")),
        );
    }
}

fn launch(out: &mut Markup, stage: &StageResult, program: &Program, words: Words) {
    out.inside("p", &[("class", "program")], |out| {
        out.text(&words.colon(words.pick("programme", "program")));
        out.text(" ");
        out.element("code", &[], &words.program(stage));
        out.text(words.pick(" ; lancé par ", "; run as "));
        out.element("code", &[], &text::shortened(&text::visible(&program.command), 300));
        let directory = text::path(&program.directory);
        if !directory.is_empty() && directory != "." {
            out.text(words.pick(" dans ", " in "));
            out.element("code", &[], &directory);
        }
    });
}

fn scenario(out: &mut Markup, result: &ScenarioResult, showing: Option<&Showing<'_>>, words: Words) {
    out.inside("summary", &[], |out| {
        out.element(
            "span",
            &[
                ("class", &format!("sign {}", result.verdict.name())),
                ("aria-hidden", "true"),
            ],
            mark(result.verdict),
        );
        out.element("span", &[("class", "title")], result.title.in_language(words.0));
        let verdict = format!(
            "{}, {}",
            words.verdict(result.verdict),
            words.points(result.points, result.judged())
        );
        out.element("span", &[("class", "verdict")], &verdict);
        out.element("code", &[], &result.scenario);
    });
    out.inside("div", &[("class", "content")], |out| {
        if result.verdict != Verdict::Pass && result.reasons.is_empty() {
            out.element("p", &[], words.meaning(result.verdict));
        }
        if let Some(showing) = showing {
            out.element("p", &[("class", "note")], &words.showing(showing));
        }
        for telling in words.tellings(result).iter().take(SHOWN) {
            out.inside("div", &[("class", "reason")], |out| tell(out, telling, words));
        }
        for cause in &result.causes {
            advice(out, words.cause_label(), &words.cause(result.subject, cause), words);
        }
        if let Some(place) = &result.place {
            advice(out, words.where_to_look(), &words.line(place), words);
        }
        if let Some(hint) = hint(result) {
            advice(out, words.hint(), hint.in_language(words.0), words);
        }
        draw(out, result, words);
        printed(out, result, words);
    });
}

fn advice(out: &mut Markup, name: &str, content: &str, words: Words) {
    out.inside("p", &[("class", "advice")], |out| {
        out.element("b", &[], &words.colon(name));
        out.text(" ");
        out.lines(content);
    });
}

/// What the program printed, step by step; for people, not compared.
fn printed(out: &mut Markup, result: &ScenarioResult, words: Words) {
    let lines: Vec<(Cow<'_, str>, &String)> = result
        .steps
        .iter()
        .flat_map(|step| step.printed.iter().map(|line| (told(&step.step, words.0), line)))
        .collect();
    if lines.is_empty() {
        return;
    }
    out.inside("details", &[("class", "printed")], |out| {
        out.element(
            "summary",
            &[],
            words.pick("ce que le programme a affiché", "what the program printed"),
        );
        out.inside("table", &[], |out| {
            for (step, line) in lines.iter().take(PRINTED) {
                out.inside("tr", &[], |out| {
                    out.element(
                        "td",
                        &[],
                        if step.is_empty() {
                            words.pick("démarrage", "start")
                        } else {
                            step
                        },
                    );
                    out.inside("td", &[], |out| {
                        out.element("code", &[], &text::shortened(&text::visible(line), TEXT));
                    });
                });
            }
        });
        if lines.len() > PRINTED {
            out.element("p", &[], &format!("… ({})", lines.len()));
        }
    });
}
