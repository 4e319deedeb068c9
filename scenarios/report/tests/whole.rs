//! Reports in memory, written at once.

use salon_model::Language;
use salon_model::{Overview, Report};
use salon_report::formats::{self, Annotations, Detail, Format, Json, Junit, Summary, Table};

/// More than any table of these tests takes.
const WIDE: usize = 300;

fn whole(report: &Report, format: impl Format) -> String {
    formats::whole(report, format).unwrap()
}

pub(crate) fn table(report: &Report, language: Language) -> String {
    whole(report, Table::new(&Overview::of(report), language, Detail::All, WIDE))
}

/// One line a submission, then the table, in so many columns.
pub(crate) fn lines(report: &Report, language: Language, width: usize) -> String {
    whole(
        report,
        Table::new(&Overview::of(report), language, Detail::Lines, width),
    )
}

pub(crate) fn totals(report: &Report, language: Language) -> String {
    formats::totals(&Overview::of(report), language, WIDE)
}

pub(crate) fn json(report: &Report) -> String {
    whole(report, Json::new(&Overview::of(report)))
}

pub(crate) fn junit(report: &Report, language: Language) -> String {
    whole(report, Junit::new(&Overview::of(report), language))
}

pub(crate) fn csv(report: &Report) -> String {
    formats::csv(&Overview::of(report))
}

pub(crate) fn github_summary(report: &Report, language: Language) -> String {
    whole(report, Summary::new(&Overview::of(report), language))
}

pub(crate) fn github_annotations(report: &Report, language: Language) -> String {
    whole(report, Annotations::new("submissions".into(), language))
}
