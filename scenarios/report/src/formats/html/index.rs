//! The first page: the matrix of submissions and scenarios.
//!
//! A browser shows some ten thousands of cells well, and not a million. So of many submissions the first page
//! has the stages alone, and the matrix is cut into pages of its own. Cells are short: what the headings of
//! row and column say, which stay in sight, is not said again in each.

use super::markup::Markup;
use super::{Pages, anchor, document};
use crate::Words;
use crate::text;
use crate::words::{mark, stage_mean, worst};
use salon_model::{Cells, Overview, Row, Rubric, Verdict};
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
    let (report, words) = (pages.report, pages.words);
    let title = pages.lab();
    document(&title, words, |out| {
        out.inside("header", &[], |out| {
            out.element("h1", &[], &title);
            out.element("p", &[], &words.summary(report));
            for missing in &report.missing_protections {
                let text = words.protection(*missing);
                out.element(
                    "p",
                    &[("class", "warning")],
                    &format!("{} {text}", words.colon(words.missing_protection())),
                );
            }
            legend(out, words);
        });
        if parts > 0 {
            navigation(out, pages, parts, part);
        }
        let region = words.pick("Rendus et scénarios", "Submissions and scenarios");
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
    let words = pages.words;
    out.inside("nav", &[], |out| {
        if here.is_some() {
            let all = words.pick("← tous les rendus", "← all submissions");
            out.element("a", &[("href", "index.html")], all);
        }
        out.text(&words.colon(words.pick("scénario par scénario", "scenario by scenario")));
        for part in 0..parts {
            let rows = rows_of(part, pages.names.len());
            let first = text::shortened(&name(&pages.report.rows[rows.start], words), 20);
            let title = format!("{}–{} {first} …", rows.start + 1, rows.end);
            if here == Some(part) {
                out.element("b", &[], &title);
            } else {
                out.element("a", &[("href", &part_name(part))], &title);
            }
        }
    });
}

fn legend(out: &mut Markup, words: Words) {
    out.inside("ul", &[("class", "legend")], |out| {
        for verdict in Verdict::ALL {
            out.inside("li", &[], |out| {
                out.element("span", &[("class", &format!("sign {}", verdict.name()))], mark(verdict));
                out.element("b", &[], words.verdict(verdict));
                out.text(&format!(" {}", words.meaning(verdict)));
            });
        }
    });
}

/// Every stage of every submission.
fn stages(out: &mut Markup, pages: &Pages<'_>) {
    let (report, words) = (pages.report, pages.words);
    out.inside("thead", &[], |out| {
        out.inside("tr", &[("class", "stages")], |out| {
            corner(out, "1", words);
            for stage in &report.stages {
                let most = text::number(stage.max, words.0);
                let tip = format!("{} / {most}", stage.title.in_language(words.0));
                out.inside("th", &[("class", "short"), ("scope", "col"), ("title", &tip)], |out| {
                    out.element("span", &[], &stage.stage);
                });
            }
        });
    });
    out.inside("tbody", &[], |out| {
        for (row, page) in report.rows.iter().zip(&pages.names) {
            out.inside("tr", &[], |out| {
                heading(out, row, page, words);
                for stage in &row.stages {
                    match stage.points {
                        Some(points) => {
                            let worst = worst(stage.given());
                            let points = format!("{} {}", mark(worst), words.got(points.got, stage.judged()));
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
            means(out, report, words, words.pick("moyenne", "mean"));
            for place in 0..report.stages.len() {
                let (mean, judged) = stage_mean(report, place);
                out.element("td", &[("class", "sum")], &words.got(mean, judged));
            }
        });
    });
}

/// Every scenario of some submissions.
fn matrix(out: &mut Markup, pages: &Pages<'_>, rows: Range<usize>) {
    let (report, words) = (pages.report, pages.words);
    let anchors: Vec<Vec<String>> = report.stages.iter().enumerate().map(anchors).collect();
    out.inside("thead", &[], |out| heads(out, report, words));
    out.inside("tbody", &[], |out| {
        for place in rows {
            let (row, page) = (&report.rows[place], pages.names[place].as_str());
            out.inside("tr", &[], |out| {
                heading(out, row, page, words);
                for (stage, anchors) in row.stages.iter().zip(&anchors) {
                    cells(out, stage, page, anchors, words);
                }
            });
        }
    });
    out.inside("tfoot", &[], |out| {
        out.inside("tr", &[], |out| passed(out, report, words));
    });
}

fn anchors((place, stage): (usize, &Rubric)) -> Vec<String> {
    (0..stage.scenarios.len()).map(|number| anchor(place, number)).collect()
}

/// The headings of names and totals.
fn corner(out: &mut Markup, rows: &str, words: Words) {
    let name = words.pick("Rendu", "Submission");
    out.element("th", &[("class", "name"), ("rowspan", rows), ("scope", "col")], name);
    out.element(
        "th",
        &[("class", "total"), ("rowspan", rows), ("scope", "col")],
        "Total",
    );
}

/// Two lines of headings: stages, and below them their scenarios.
fn heads(out: &mut Markup, report: &Overview, words: Words) {
    out.inside("tr", &[("class", "stages")], |out| {
        corner(out, "2", words);
        for stage in &report.stages {
            let span = (stage.scenarios.len() + 1).to_string();
            let title = stage.title.in_language(words.0);
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
            let most = text::number(stage.max, words.0);
            out.element("th", &[("class", "sum"), ("scope", "col")], &format!("/ {most}"));
            for (id, title) in &stage.scenarios {
                let short = id.rsplit('/').next().unwrap_or(id);
                let tip = format!("{id}: {}", title.in_language(words.0));
                out.inside("th", &[("class", "short"), ("scope", "col"), ("title", &tip)], |out| {
                    out.element("span", &[], short);
                });
            }
        }
    });
}

/// A submission's name without what Moodle adds to it, which says nothing here.
fn name(row: &Row, words: Words) -> String {
    let name = text::name(&row.name, words.0);
    match name.split_once("_assignsubmission") {
        Some((shown, _)) if !shown.is_empty() => shown.to_owned(),
        _ => name,
    }
}

/// What a line begins with: the name, whole on hovering, and the total.
fn heading(out: &mut Markup, row: &Row, page: &str, words: Words) {
    let shown = text::shortened(&name(row, words), 120);
    let whole = text::name(&row.name, words.0);
    out.inside("th", &[("class", "name"), ("scope", "row")], |out| {
        out.element("a", &[("href", page), ("title", &whole)], &shown);
    });
    out.element("td", &[("class", "total")], &words.points(row.points, row.judged()));
}

/// A stage of one submission: its points, then its scenarios.
fn cells(out: &mut Markup, stage: &Cells, page: &str, anchors: &[String], words: Words) {
    let points = stage.points.map(|points| words.got(points.got, stage.judged()));
    out.element("td", &[("class", "sum")], &points.unwrap_or_default());
    for (verdict, anchor) in stage.verdicts.iter().zip(anchors) {
        match verdict {
            Some(verdict) => cell(out, *verdict, &format!("{page}#{anchor}"), words),
            None => out.element("td", &[], ""),
        }
    }
}

/// One scenario of one submission: colour, sign, and a word for those who see neither.
fn cell(out: &mut Markup, verdict: Verdict, link: &str, words: Words) {
    let word = words.verdict(verdict);
    out.inside("td", &[("class", verdict.name())], |out| {
        out.element("a", &[("href", link), ("aria-label", word)], mark(verdict));
    });
}

/// What the last line begins with: what it is, and the mean of the totals.
fn means(out: &mut Markup, report: &Overview, words: Words, label: &str) {
    out.element("th", &[("class", "name"), ("scope", "row")], label);
    out.element("td", &[("class", "total")], &words.mean_points(report));
}

/// The last line: how many of all passed each scenario, and the mean of each stage.
fn passed(out: &mut Markup, report: &Overview, words: Words) {
    means(out, report, words, words.pick("moyenne, réussis", "mean, passed"));
    for (place, rubric) in report.stages.iter().enumerate() {
        let (mean, judged) = stage_mean(report, place);
        out.element("td", &[("class", "sum")], &words.got(mean, judged));
        for scenario in 0..rubric.scenarios.len() {
            let passes = |row: &&Row| row.stages[place].verdicts[scenario] == Some(Verdict::Pass);
            let count = report.rows.iter().filter(passes).count();
            out.element("td", &[], &count.to_string());
        }
    }
}
