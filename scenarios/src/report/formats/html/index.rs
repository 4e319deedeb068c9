//! The first page: the matrix of submissions and scenarios.

use super::markup::Markup;
use super::{anchor, document, lab, text};
use crate::grade::{Report, Rubric, ScenarioResult, Submission, Verdict};
use crate::report::formats::labels::{Counts, Labels, mark};
use crate::report::formats::table::mean;

/// `index.html`; `pages` are the names of the submissions' own.
pub(super) fn index(report: &Report, pages: &[String], labels: Labels) -> String {
    let title = lab(report, labels);
    document(&title, labels, |out| {
        out.inside("header", &[], |out| {
            out.element("h1", &[], &title);
            out.element("p", &[], &summary(report, labels));
            for missing in &report.missing_protections {
                let text = missing.in_language(labels.0);
                out.element(
                    "p",
                    &[("class", "warning")],
                    &format!("{} {text}", labels.colon(labels.missing_protection())),
                );
            }
            legend(out, labels);
        });
        let region = labels.pick("Rendus et scénarios", "Submissions and scenarios");
        // Focusable, so that the keyboard can scroll it.
        out.inside(
            "div",
            &[
                ("class", "scroll"),
                ("role", "region"),
                ("aria-label", region),
                ("tabindex", "0"),
            ],
            |out| {
                out.inside("table", &[("class", "matrix")], |out| {
                    matrix(out, report, pages, labels);
                });
            },
        );
    })
}

fn summary(report: &Report, labels: Labels) -> String {
    let results = report
        .submissions
        .iter()
        .flat_map(|one| one.stages.iter().flat_map(|stage| &stage.results));
    let counts = labels.counts(&Counts::of(results));
    let (count, mean) = (report.submissions.len(), labels.points(mean(report)));
    labels.pick(
        format!("{count} rendu(s), moyenne {mean} ; {counts}"),
        format!("{count} submission(s), mean {mean}; {counts}"),
    )
}

fn legend(out: &mut Markup, labels: Labels) {
    out.inside("ul", &[("class", "legend")], |out| {
        for verdict in Verdict::ALL {
            out.inside("li", &[], |out| {
                out.element("span", &[("class", &format!("sign {}", verdict.name()))], mark(verdict));
                out.element("b", &[], labels.verdict(verdict));
                out.text(&format!(" {}", labels.meaning(verdict)));
            });
        }
    });
}

fn matrix(out: &mut Markup, report: &Report, pages: &[String], labels: Labels) {
    out.inside("thead", &[], |out| heads(out, report, labels));
    out.inside("tbody", &[], |out| {
        for (submission, page) in report.submissions.iter().zip(pages) {
            out.inside("tr", &[], |out| row(out, report, submission, page, labels));
        }
    });
    out.inside("tfoot", &[], |out| {
        out.inside("tr", &[], |out| passed(out, report, labels));
    });
}

/// Two lines of headings: stages, and below them their scenarios.
fn heads(out: &mut Markup, report: &Report, labels: Labels) {
    out.inside("tr", &[("class", "stages")], |out| {
        out.element(
            "th",
            &[("class", "name"), ("rowspan", "2"), ("scope", "col")],
            labels.pick("Rendu", "Submission"),
        );
        out.element("th", &[("class", "total"), ("rowspan", "2"), ("scope", "col")], "Total");
        for stage in &report.stages {
            let span = (stage.scenarios.len() + 1).to_string();
            let title = stage.title.in_language(labels.0);
            out.inside(
                "th",
                &[
                    ("class", "stage"),
                    ("colspan", &span),
                    ("scope", "colgroup"),
                    ("title", title),
                ],
                |out| {
                    out.element("span", &[], &stage.stage);
                },
            );
        }
    });
    out.inside("tr", &[("class", "scenarios")], |out| {
        for stage in &report.stages {
            let most = text::number(stage.max, labels.0);
            out.element("th", &[("class", "sum"), ("scope", "col")], &format!("/ {most}"));
            for (id, title) in &stage.scenarios {
                let short = id.rsplit('/').next().unwrap_or(id);
                let tip = format!("{id}: {}", title.in_language(labels.0));
                out.inside("th", &[("class", "short"), ("scope", "col"), ("title", &tip)], |out| {
                    out.element("span", &[], short);
                });
            }
        }
    });
}

fn row(out: &mut Markup, report: &Report, submission: &Submission, page: &str, labels: Labels) {
    let name = text::name(&submission.name, labels.0);
    // What Moodle adds to a name says nothing here; the whole name is shown on hovering.
    let shown = name
        .split("_assignsubmission")
        .next()
        .filter(|shown| !shown.is_empty())
        .unwrap_or(&name);
    out.inside("th", &[("class", "name"), ("scope", "row")], |out| {
        out.element("a", &[("href", page), ("title", &name)], &text::shortened(shown, 120));
    });
    out.element("td", &[("class", "total")], &labels.points(submission.points));
    for rubric in &report.stages {
        let place = submission.stages.iter().position(|stage| stage.stage == rubric.stage);
        let stage = place.and_then(|place| submission.stages.get(place));
        let points = stage
            .map(|stage| text::number(stage.points.got, labels.0))
            .unwrap_or_default();
        out.element("td", &[("class", "sum")], &points);
        for (id, _) in &rubric.scenarios {
            let results = stage.map(|stage| &stage.results[..]).unwrap_or_default();
            match results.iter().position(|result| &result.scenario == id) {
                Some(result) => {
                    let link = format!("{page}#{}", anchor(place.unwrap_or_default(), result));
                    cell(out, &results[result], &link, &name, labels);
                }
                None => out.element("td", &[], ""),
            }
        }
    }
}

/// One scenario of one submission: colour, sign, and words for those who see neither.
fn cell(out: &mut Markup, result: &ScenarioResult, link: &str, name: &str, labels: Labels) {
    let verdict = result.verdict;
    out.inside("td", &[("class", &format!("cell {}", verdict.name()))], |out| {
        let tip = format!(
            "{}, {}: {}, {}",
            text::shortened(name, 60),
            result.scenario,
            labels.verdict(verdict),
            labels.points(result.points)
        );
        out.inside("a", &[("href", link), ("title", &tip)], |out| {
            out.element("span", &[("aria-hidden", "true")], mark(verdict));
            out.element("span", &[("class", "unseen")], labels.verdict(verdict));
        });
    });
}

/// The last line: how many passed each scenario, and the mean of each stage.
fn passed(out: &mut Markup, report: &Report, labels: Labels) {
    let label = labels.pick("moyenne, réussis", "mean, passed");
    out.element("th", &[("class", "name"), ("scope", "row")], label);
    out.element("td", &[("class", "total")], &labels.points(mean(report)));
    for rubric in &report.stages {
        out.element(
            "td",
            &[("class", "sum")],
            &text::number(stage_mean(report, rubric), labels.0),
        );
        for (id, _) in &rubric.scenarios {
            let results = report
                .submissions
                .iter()
                .flat_map(|one| one.stages.iter().flat_map(|stage| &stage.results));
            let count = results
                .filter(|result| &result.scenario == id && result.verdict == Verdict::Pass)
                .count();
            out.element("td", &[], &count.to_string());
        }
    }
}

fn stage_mean(report: &Report, rubric: &Rubric) -> f64 {
    let stages = report
        .submissions
        .iter()
        .flat_map(|one| &one.stages)
        .filter(|stage| stage.stage == rubric.stage);
    let got: f64 = stages.map(|stage| text::finite(stage.points.got)).sum();
    got / f64::from(u32::try_from(report.submissions.len().max(1)).unwrap_or(u32::MAX))
}
