//! The terminal report: a table a submission, the reasons below it, then totals over all.

use super::explain::Teller;
use super::{Format, io};
use crate::Style;
use crate::Words;
use crate::text;
use crate::words::{Counts, mark, style};
use salon_model::Language;
use salon_model::{Overview, Row, Submission};
use std::fmt::Write as _;

/// Characters shown of a name or a file.
const NAME: usize = 40;

/// The whole report.
#[derive(Debug)]
pub struct Table<'a> {
    report: &'a Overview,
    language: Language,
}

impl<'a> Table<'a> {
    /// Of these submissions.
    pub fn new(report: &'a Overview, language: Language) -> Self {
        Self { report, language }
    }
}

impl Format for Table<'_> {
    fn submission(&mut self, one: &Submission) -> io::Result<String> {
        Ok(submission(one, self.language) + "\n")
    }

    fn after(&mut self) -> io::Result<String> {
        Ok(totals(self.report, self.language))
    }
}

/// One submission: its stages in a table, then why what did not pass did not.
pub fn submission(submission: &Submission, language: Language) -> String {
    let words = Words(language);
    let name = text::shortened(&text::name(&submission.name, language), 2 * NAME);
    let points = words.points(submission.points, submission.judged());
    let mut out = format!("{}  {}\n", Style::Strong.paint(name), Style::Strong.paint(points));
    out.push_str(&stages(submission, words));
    notes(&mut out, submission, words);
    out.push_str(&Teller::coloured(language).submission(submission));
    out
}

fn stages(submission: &Submission, words: Words) -> String {
    let all = Counts::of_submission(submission);
    let mut heads = vec![
        Cell::new(words.pick("étape", "stage"), Style::Faint),
        Cell::new(words.pick("programme", "program"), Style::Faint),
    ];
    heads.extend(
        all.occurring()
            .map(|(verdict, _)| Cell::new(mark(verdict), style(verdict))),
    );
    heads.push(Cell::new("points", Style::Faint));
    let mut rows = vec![heads];
    for stage in &submission.stages {
        let mut row = vec![
            Cell::plain(text::visible(&stage.stage)),
            Cell::plain(text::shortened(&words.program(stage), NAME)),
        ];
        row.extend(counts(&Counts::of(&stage.results), &all));
        row.push(Cell::plain(words.points(stage.points, stage.judged())));
        rows.push(row);
    }
    aligned(&rows, 2)
}

/// A cell for each verdict that occurs in `among`.
fn counts(counts: &Counts, among: &Counts) -> Vec<Cell> {
    let cells = among.occurring().map(|(verdict, _)| match counts.get(verdict) {
        0 => Cell::new("·", Style::Faint),
        count => Cell::new(count, style(verdict)),
    });
    cells.collect()
}

/// What a teacher should know of the programs that were chosen.
fn notes(out: &mut String, submission: &Submission, words: Words) {
    for stage in &submission.stages {
        let Some(program) = &stage.program else { continue };
        let mut notes: Vec<String> = program
            .notes
            .iter()
            .map(|note| text::visible(&words.note(note)))
            .collect();
        if !program.passed_over.is_empty() {
            let files: Vec<String> = program.passed_over.iter().map(|file| text::path(file)).collect();
            notes.push(format!("{} {}", words.colon(words.passed_over()), files.join(", ")));
        }
        if !notes.is_empty() {
            let line = format!(
                "{} {}",
                words.colon(&text::visible(&stage.stage)),
                notes.join(words.pick(" ; ", "; "))
            );
            let _ = writeln!(out, "  {}", Style::Faint.paint(line));
        }
    }
}

/// What all submissions got, and how often each verdict was given.
pub fn totals(report: &Overview, language: Language) -> String {
    let words = Words(language);
    let all = Counts::of_verdicts(report.verdicts());
    let mut heads = vec![Cell::new(words.pick("rendu", "submission"), Style::Faint)];
    heads.extend(
        report
            .stages
            .iter()
            .map(|stage| Cell::new(text::visible(&stage.stage), Style::Faint)),
    );
    heads.extend(
        all.occurring()
            .map(|(verdict, _)| Cell::new(mark(verdict), style(verdict))),
    );
    heads.push(Cell::new("total", Style::Faint));
    let mut rows = vec![heads];
    rows.extend(report.rows.iter().map(|row| total(row, &all, words)));
    let mut out = aligned(&rows, 0);
    let _ = writeln!(out, "{}", Style::Strong.paint(words.summary(report)));
    for missing in &report.missing_protections {
        let text = format!(
            "{} {}",
            words.colon(words.missing_protection()),
            words.protection(*missing)
        );
        let _ = writeln!(out, "{}", Style::Blocked.paint(text));
    }
    out
}

/// A submission's line in the totals.
fn total(row: &Row, all: &Counts, words: Words) -> Vec<Cell> {
    let mut cells = vec![Cell::plain(text::shortened(&text::name(&row.name, words.0), NAME))];
    for stage in &row.stages {
        let points = stage.points.map(|points| words.got(points.got, stage.judged()));
        cells.push(Cell::plain(points.unwrap_or_else(|| "·".to_owned())));
    }
    cells.extend(counts(&Counts::of_verdicts(row.verdicts()), all));
    cells.push(Cell::plain(words.points(row.points, row.judged())));
    cells
}

/// A cell of a table.
struct Cell {
    text: String,
    style: Option<Style>,
}

impl Cell {
    fn new(text: impl std::fmt::Display, style: Style) -> Self {
        Self {
            text: format!("{text}"),
            style: Some(style),
        }
    }

    fn plain(text: String) -> Self {
        Self { text, style: None }
    }

    fn width(&self) -> usize {
        self.text.chars().count()
    }
}

/// Rows of cells as lines: names on the left, numbers at the right of their columns. Padded before it is
/// painted, because escape sequences have no width.
fn aligned(rows: &[Vec<Cell>], indent: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(Cell::width)
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let names = if indent == 0 { 1 } else { 2 };
    rows.iter().fold(String::new(), |mut out, row| {
        let _ = write!(out, "{:indent$}", "");
        for (column, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[column] - cell.width());
            let gap = if column == 0 { "" } else { "  " };
            let painted = cell
                .style
                .map_or_else(|| cell.text.clone(), |style| style.paint(&cell.text));
            let _ = if column < names {
                write!(out, "{gap}{painted}{pad}")
            } else {
                write!(out, "{gap}{pad}{painted}")
            };
        }
        out.push('\n');
        out
    })
}
