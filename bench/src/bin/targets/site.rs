//! The mock site as a program.

use std::io::{self, Read, Write};
use std::time::Duration;

use salon_bench::latency::Latency;
use salon_bench::mock::MockSite;

use super::Done;

/// Says where it listens and serves until its standard input ends, which also happens when the
/// program that started it dies.
pub(super) fn serve(milliseconds: &str) -> Done {
    let delay = Duration::from_millis(milliseconds.parse()?);
    let site = MockSite::start(Latency::Fixed(delay)).map_err(|kind| format!("{kind:?}"))?;
    writeln!(io::stdout(), "{}", site.address())?;
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(true)
}
