//! `salon schema`.

use crate::Failure;
use crate::args::SchemaOf;
use crate::exit::Exit;
use std::io::Write;

pub(crate) fn print(of: SchemaOf) -> Result<Exit, Failure> {
    let schema = match of {
        SchemaOf::Scenario => salon_language::schema(),
        SchemaOf::Report => salon_report::formats::report_schema(),
    };
    writeln!(std::io::stdout(), "{schema:#}").map_err(|error| Failure::new(Exit::Trouble, error))?;
    Ok(Exit::Fine)
}
