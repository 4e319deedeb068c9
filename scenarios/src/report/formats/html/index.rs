//! The first page: the matrix of submissions and scenarios.
//!
//! A browser shows some ten thousands of cells well, and not a million. So of many submissions the first page
//! has the stages alone, and the matrix is cut into pages of its own. Cells are short: what the headings of
//! row and column say, which stay in sight, is not said again in each.

use super::markup::Markup;
use super::{Pages, anchor, document, text};
use crate::grade::{Cells, Overview, Row, Rubric, Verdict};
use crate::report::formats::labels::{Counts, Labels, mark, worst};
use crate::report::formats::table::mean;
use std::ops::Range;

/// Submissions in a matrix.
const MANY: usize = 500;

/// `index.html`, and the pages of the matrix where it has its own, each by its name.
pub(super) fn index<'a>(pages: &'a Pages<'_>) -> impl Iterator<Item = (String, String)> + 'a {
    let count = pages.names.len();
    let parts = if count > MANY { count.div_ceil(MANY) } else { 0 };
    let first = page(pages, parts, None);
    let others = (0..parts).map(move |part| (part_name(part), page(pages, parts, Some(part))));
    std::iter::once(("index.html".to_owned(), first)).chain(others)
}

fn part_name(part: usize) -> String {
    format!("matrix-{}.html", part + 1)
}

/// The submissions in a part of the matrix.
fn rows_of(part: usize, count: usize) -> Range<usize> {
    part * MANY..count.min((part + 1) * MANY)
}

/// The first page, or that of a part of the matrix.
fn page(pages: &Pages<'_>, parts: usize, part: Option<usize>) -> String {
    let (report, labels) = (pages.report, pages.labels);
    let title = pages.lab();
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
        if parts > 0 {
            navigation(out, pages, parts, part);
        }
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
                out.inside("table", &[("class", "matrix")], |out| match part {
                    None if parts > 0 => stages(out, pages),
                    None => matrix(out, pages, 0..report.rows.len()),
                    Some(part) => matrix(out, pages, rows_of(part, report.rows.len())),
                });
            },
        );
    })
}

/// Links to the parts of the matrix, by the names they begin with.
fn navigation(out: &mut Markup, pages: &Pages<'_>, parts: usize, here: Option<usize>) {
    let labels = pages.labels;
    out.inside("nav", &[], |out| {
        if here.is_some() {
            let all = labels.pick("← tous les rendus", "← all submissions");
            out.element("a", &[("href", "index.html")], all);
        }
        out.text(&labels.colon(labels.pick("scénario par scénario", "scenario by scenario")));
        for part in 0..parts {
            let rows = rows_of(part, pages.names.len());
            let first = text::shortened(&name(&pages.report.rows[rows.start], labels), 20);
            let title = format!("{}–{} {first} …", rows.start + 1, rows.end);
            if here == Some(part) {
                out.element("b", &[], &title);
            } else {
                out.element("a", &[("href", &part_name(part))], &title);
            }
        }
    });
}

fn summary(report: &Overview, labels: Labels) -> String {
    let counts = labels.counts(&Counts::of_verdicts(report.verdicts()));
    let (count, mean) = (report.rows.len(), labels.points(mean(report)));
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

/// Every stage of every submission.
fn stages(out: &mut Markup, pages: &Pages<'_>) {
    let (report, labels) = (pages.report, pages.labels);
    out.inside("thead", &[], |out| {
        out.inside("tr", &[("class", "stages")], |out| {
            corner(out, "1", labels);
            for stage in &report.stages {
                let most = text::number(stage.max, labels.0);
                let tip = format!("{} / {most}", stage.title.in_language(labels.0));
                out.inside("th", &[("class", "short"), ("scope", "col"), ("title", &tip)], |out| {
                    out.element("span", &[], &stage.stage);
                });
            }
        });
    });
    out.inside("tbody", &[], |out| {
        for (row, page) in report.rows.iter().zip(&pages.names) {
            out.inside("tr", &[], |out| {
                heading(out, row, page, labels);
                for stage in &row.stages {
                    match stage.points {
                        Some(points) => {
                            let worst = worst(stage.given());
                            let points = format!("{} {}", mark(worst), text::number(points.got, labels.0));
                            out.element("td", &[("class", worst.name())], &points);
                        }
                        None => out.element("td", &[], ""),
                    }
                }
            });
        }
    });
    out.inside("tfoot", &[], |out| {
        out.inside("tr", &[], |out| {
            means(out, report, labels, labels.pick("moyenne", "mean"));
            for place in 0..report.stages.len() {
                let mean = stage_mean(report, place);
                out.element("td", &[("class", "sum")], &text::number(mean, labels.0));
            }
        });
    });
}

/// Every scenario of some submissions.
fn matrix(out: &mut Markup, pages: &Pages<'_>, rows: Range<usize>) {
    let (report, labels) = (pages.report, pages.labels);
    let anchors: Vec<Vec<String>> = report.stages.iter().enumerate().map(anchors).collect();
    out.inside("thead", &[], |out| heads(out, report, labels));
    out.inside("tbody", &[], |out| {
        for place in rows {
            let (row, page) = (&report.rows[place], pages.names[place].as_str());
            out.inside("tr", &[], |out| {
                heading(out, row, page, labels);
                for (stage, anchors) in row.stages.iter().zip(&anchors) {
                    cells(out, stage, page, anchors, labels);
                }
            });
        }
    });
    out.inside("tfoot", &[], |out| {
        out.inside("tr", &[], |out| passed(out, report, labels));
    });
}

fn anchors((place, stage): (usize, &Rubric)) -> Vec<String> {
    (0..stage.scenarios.len()).map(|number| anchor(place, number)).collect()
}

/// The headings of names and totals.
fn corner(out: &mut Markup, rows: &str, labels: Labels) {
    let name = labels.pick("Rendu", "Submission");
    out.element("th", &[("class", "name"), ("rowspan", rows), ("scope", "col")], name);
    out.element(
        "th",
        &[("class", "total"), ("rowspan", rows), ("scope", "col")],
        "Total",
    );
}

/// Two lines of headings: stages, and below them their scenarios.
fn heads(out: &mut Markup, report: &Overview, labels: Labels) {
    out.inside("tr", &[("class", "stages")], |out| {
        corner(out, "2", labels);
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

/// A submission's name without what Moodle adds to it, which says nothing here.
fn name(row: &Row, labels: Labels) -> String {
    let name = text::name(&row.name, labels.0);
    match name.split_once("_assignsubmission") {
        Some((shown, _)) if !shown.is_empty() => shown.to_owned(),
        _ => name,
    }
}

/// What a line begins with: the name, whole on hovering, and the total.
fn heading(out: &mut Markup, row: &Row, page: &str, labels: Labels) {
    let shown = text::shortened(&name(row, labels), 120);
    let whole = text::name(&row.name, labels.0);
    out.inside("th", &[("class", "name"), ("scope", "row")], |out| {
        out.element("a", &[("href", page), ("title", &whole)], &shown);
    });
    out.element("td", &[("class", "total")], &labels.points(row.points));
}

/// A stage of one submission: its points, then its scenarios.
fn cells(out: &mut Markup, stage: &Cells, page: &str, anchors: &[String], labels: Labels) {
    let points = stage.points.map(|points| text::number(points.got, labels.0));
    out.element("td", &[("class", "sum")], &points.unwrap_or_default());
    for (verdict, anchor) in stage.verdicts.iter().zip(anchors) {
        match verdict {
            Some(verdict) => cell(out, *verdict, &format!("{page}#{anchor}"), labels),
            None => out.element("td", &[], ""),
        }
    }
}

/// One scenario of one submission: colour, sign, and a word for those who see neither.
fn cell(out: &mut Markup, verdict: Verdict, link: &str, labels: Labels) {
    let word = labels.verdict(verdict);
    out.inside("td", &[("class", verdict.name())], |out| {
        out.element("a", &[("href", link), ("aria-label", word)], mark(verdict));
    });
}

/// What the last line begins with: what it is, and the mean of the totals.
fn means(out: &mut Markup, report: &Overview, labels: Labels, label: &str) {
    out.element("th", &[("class", "name"), ("scope", "row")], label);
    out.element("td", &[("class", "total")], &labels.points(mean(report)));
}

/// The last line: how many of all passed each scenario, and the mean of each stage.
fn passed(out: &mut Markup, report: &Overview, labels: Labels) {
    means(out, report, labels, labels.pick("moyenne, réussis", "mean, passed"));
    for (place, rubric) in report.stages.iter().enumerate() {
        let mean = stage_mean(report, place);
        out.element("td", &[("class", "sum")], &text::number(mean, labels.0));
        for scenario in 0..rubric.scenarios.len() {
            let passes = |row: &&Row| row.stages[place].verdicts[scenario] == Some(Verdict::Pass);
            let count = report.rows.iter().filter(passes).count();
            out.element("td", &[], &count.to_string());
        }
    }
}

fn stage_mean(report: &Overview, place: usize) -> f64 {
    let points = report.rows.iter().filter_map(|row| row.stages[place].points);
    let got: f64 = points.map(|points| text::finite(points.got)).sum();
    got / f64::from(u32::try_from(report.rows.len().max(1)).unwrap_or(u32::MAX))
}
