//! CSV: a line a submission, for spreadsheets and scripts.
//!
//! Headings are the same in every language, and numbers have a point, so that a script written for one
//! teacher's file reads another's.

use crate::text;
use crate::words::Counts;
use salon_model::{Demand, Judged, Overview, Points, Verdict};

/// The report as CSV in UTF-8: name, points and maximum of each stage, total, maximum, how often each
/// verdict was given; then points and maximum of each criterion, `ii_6/departure`.
pub fn csv(report: &Overview) -> String {
    let mut heads = vec!["submission".to_owned()];
    heads.extend(
        report
            .stages
            .iter()
            .flat_map(|stage| [stage.stage.clone(), format!("{}_max", stage.stage)]),
    );
    heads.extend(["total", "max"].map(str::to_owned));
    heads.extend(Verdict::ALL.iter().map(|verdict| verdict.name().to_owned()));
    for rubric in &report.stages {
        let name = |demand: &Demand| text::visible(&format!("{}/{}", rubric.stage, demand.name));
        let demands = rubric.criteria.iter().map(name);
        heads.extend(demands.flat_map(|name| [name.clone(), format!("{name}_max")]));
    }
    let mut out = line(&heads);
    for row in &report.rows {
        let mut cells = vec![guarded(&text::visible(&row.name))];
        for (rubric, stage) in report.stages.iter().zip(&row.stages) {
            cells.push(number(stage.points, stage.judged()));
            cells.push(text::machine_number(rubric.max));
        }
        cells.push(number(Some(row.points), row.judged()));
        cells.push(text::machine_number(row.points.max));
        let counts = Counts::of_verdicts(row.verdicts());
        cells.extend(Verdict::ALL.iter().map(|verdict| counts.get(*verdict).to_string()));
        for (rubric, stage) in report.stages.iter().zip(&row.stages) {
            for (demand, points) in rubric.criteria.iter().zip(&stage.criteria) {
                cells.push(number(*points, Judged::All));
                cells.push(text::machine_number(demand.max));
            }
        }
        out.push_str(&line(&cells));
    }
    out
}

/// Points, and nothing where not all was judged: whoever adds them up is not to take them for what was earned.
fn number(points: Option<Points>, judged: Judged) -> String {
    let points = points.filter(|_| judged == Judged::All);
    points
        .map(|points| text::machine_number(points.got))
        .unwrap_or_default()
}

/// A text from a submission, which a spreadsheet must not take for a formula.
pub(super) fn guarded(text: &str) -> String {
    if text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || text.starts_with(['\t', '\r', '\n'])
    {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// A line as RFC 4180 has it. Written by hand because the `csv` crate's writer can fail, and a line in
/// memory cannot.
fn line(cells: &[String]) -> String {
    let quoted: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    quoted.join(",") + "\r\n"
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r', ';']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_gets_an_apostrophe() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("  @x"), "'  @x");
        assert_eq!(guarded("\tx"), "'\tx");
        assert_eq!(guarded("Zoé - TP6"), "Zoé - TP6");
    }

    #[test]
    fn a_quotation_mark_does_not_end_a_cell() {
        assert_eq!(line(&["a\",b".to_owned(), "c".to_owned()]), "\"a\"\",b\",c\r\n");
    }
}
