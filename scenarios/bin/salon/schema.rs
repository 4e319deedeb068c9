//! `salon schema`.

use crate::Failure;
use crate::exit::Exit;
use std::io::Write;

pub(crate) fn print() -> Result<Exit, Failure> {
    let schema = salon_scenarios::plan::schema();
    writeln!(std::io::stdout(), "{schema:#}").map_err(|error| Failure::new(Exit::Trouble, error))?;
    Ok(Exit::Fine)
}
