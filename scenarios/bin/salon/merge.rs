//! `salon merge`: results of several gradings, and the reports of all of them.

use crate::Failure;
use crate::args::{Merge, Reports};
use crate::exit::Exit;
use crate::messages::Messages;
use crate::{reports, sessions};
use salon_grade::store::Results;
use salon_model::Language;
use salon_report::formats::Detail;

pub(crate) fn merge(args: &Merge, language: Language) -> Result<Exit, Failure> {
    let words = Messages(language);
    reports::check(&args.reports, words)?;
    let results = Results::open(&args.results).map_err(|error| reports::unusable(&error, words))?;
    reports::check_count(&args.reports, results.overview.rows.len(), words)?;
    for torn in &results.torn {
        sessions::say(&words.torn(torn));
    }
    if let Some(output) = &args.output {
        results
            .write(output)
            .map_err(|error| reports::unusable(&error, words))?;
    }
    let detail = if args.verbose { Detail::All } else { Detail::Lines };
    finish(&results, &args.reports, detail, language)
}

pub(crate) fn finish(results: &Results, wanted: &Reports, detail: Detail, language: Language) -> Result<Exit, Failure> {
    reports::write(results, wanted, detail, language)?;
    Ok(reports::exit(&results.overview))
}
