//! The terminal report: of each submission a line, or all that did not pass; then totals over all.

use super::explain::Teller;
use super::line::line;
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
/// The same where there is little room.
const SHORT_NAME: usize = 16;
/// Submissions that a table on a terminal has at most: of more, reports in files tell more.
const ROWS: usize = 200;

/// How much is told on a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Of each submission a line.
    Lines,
    /// Of each submission all that did not pass.
    All,
    /// Of each submission only its row in the table: a line was printed when it was graded.
    Table,
}

/// The whole report.
#[derive(Debug)]
pub struct Table<'a> {
    report: &'a Overview,
    language: Language,
    detail: Detail,
    width: usize,
}

impl<'a> Table<'a> {
    /// Of these submissions, in lines of at most `width` characters where there is no more to be told.
    pub fn new(report: &'a Overview, language: Language, detail: Detail, width: usize) -> Self {
        Self {
            report,
            language,
            detail,
            width,
        }
    }
}

impl Format for Table<'_> {
    fn submission(&mut self, one: &Submission) -> io::Result<String> {
        Ok(match self.detail {
            Detail::Lines => line(one, self.language, self.width),
            Detail::All => submission(one, self.language) + "\n",
            Detail::Table => String::new(),
        })
    }

    fn after(&mut self) -> io::Result<String> {
        let gap = if self.detail == Detail::All || self.report.rows.is_empty() {
            ""
        } else {
            "\n"
        };
        Ok(format!("{gap}{}", totals(self.report, self.language, self.width)))
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

/// What all submissions got, and how often each verdict was given, in lines of at most `width` characters: where the names
/// of the stages do not fit they are numbers, and where the columns do not, they are left out.
pub fn totals(report: &Overview, language: Language, width: usize) -> String {
    let words = Words(language);
    let mut out = String::new();
    if report.rows.len() <= ROWS {
        let forms = [Heads::Names, Heads::Numbers, Heads::None];
        let tables = forms.map(|heads| table(report, heads, words));
        let fits = |table: &&String| table.lines().all(|line| width_of(line) <= width);
        let numbered = tables.iter().position(|table| fits(&table)) == Some(1);
        out.push_str(tables.iter().find(fits).unwrap_or(&tables[2]));
        if numbered {
            legend(&mut out, report, width);
        }
    }
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

/// What stands above the columns of the stages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heads {
    Names,
    Numbers,
    /// There are none.
    None,
}

fn table(report: &Overview, form: Heads, words: Words) -> String {
    let all = Counts::of_verdicts(report.verdicts());
    let mut heads = vec![Cell::new(words.pick("rendu", "submission"), Style::Faint)];
    for (number, stage) in report.stages.iter().enumerate() {
        match form {
            Heads::Names => heads.push(Cell::new(text::visible(&stage.stage), Style::Faint)),
            Heads::Numbers => heads.push(Cell::new(number + 1, Style::Faint)),
            Heads::None => {}
        }
    }
    heads.extend(
        all.occurring()
            .map(|(verdict, _)| Cell::new(mark(verdict), style(verdict))),
    );
    heads.push(Cell::new("total", Style::Faint));
    let mut rows = vec![heads];
    rows.extend(report.rows.iter().map(|row| total(row, form, &all, words)));
    aligned(&rows, 0)
}

/// Which number stands for which stage.
fn legend(out: &mut String, report: &Overview, width: usize) {
    let mut line = String::new();
    for (number, stage) in report.stages.iter().enumerate() {
        let entry = format!("{} {}", number + 1, text::visible(&stage.stage));
        if !line.is_empty() && line.chars().count() + 2 + entry.chars().count() > width {
            let _ = writeln!(out, "{}", Style::Faint.paint(&line));
            line.clear();
        }
        if !line.is_empty() {
            line.push_str("  ");
        }
        line.push_str(&entry);
    }
    let _ = writeln!(out, "{}", Style::Faint.paint(line));
}

/// Characters that a line takes on a terminal, which shows nothing of colours.
fn width_of(line: &str) -> usize {
    let mut width = 0;
    let mut in_escape = false;
    for character in line.chars() {
        match character {
            '\x1b' => in_escape = true,
            'm' if in_escape => in_escape = false,
            _ if in_escape => {}
            _ => width += 1,
        }
    }
    width
}

/// A submission's line in the totals.
fn total(row: &Row, form: Heads, all: &Counts, words: Words) -> Vec<Cell> {
    let longest = match form {
        Heads::Names => NAME,
        Heads::Numbers | Heads::None => SHORT_NAME,
    };
    let mut cells = vec![Cell::plain(text::shortened(&text::name(&row.name, words.0), longest))];
    for stage in row.stages.iter().filter(|_| form != Heads::None) {
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
