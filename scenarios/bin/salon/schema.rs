//! `salon schema`.

use crate::Failure;
use crate::args::SchemaOf;
use crate::exit::Exit;
use crate::messages::Messages;
use crate::output::printed;
use salon_model::Language;
use std::io::Write;

pub(crate) fn print(of: SchemaOf, language: Language) -> Result<Exit, Failure> {
    let schema = match of {
        SchemaOf::Scenario => salon_language::schema(),
        SchemaOf::Report => salon_report::formats::report_schema(),
    };
    printed(writeln!(std::io::stdout(), "{schema:#}"), Messages(language))?;
    Ok(Exit::Fine)
}
