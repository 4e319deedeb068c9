//! Counters that wait between two numbers: the sheet's `sleep_and_print`.
//!
//! What is printed is the sheet's, one number a line; who prints it is always the caller's
//! thread, so that the output needs no lock. A counter pauses after each number, also after the
//! last one, as the sheet's does.

mod forms;

use std::io::Write;
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind};
use crate::mode::Mode;
use salon_model::Language;

/// What to count. The default is the sheet's: two counters of ten half-second steps.
#[derive(Clone, Debug)]
pub struct SleepConfig {
    /// How the pauses are organised.
    pub mode: Mode,
    /// How many counters.
    pub counters: usize,
    /// How many numbers each prints, from 0.
    pub steps: usize,
    /// The pause after each number.
    pub pause: Duration,
    /// The language of errors.
    pub language: Language,
}

impl Default for SleepConfig {
    fn default() -> Self {
        Self {
            mode: Mode::Sync,
            counters: 2,
            steps: 10,
            pause: Duration::from_millis(500),
            language: Language::Fr,
        }
    }
}

/// How a count went.
#[derive(Clone, Copy, Debug)]
pub struct SleepOutcome {
    /// How long it took.
    pub elapsed: Duration,
}

/// Counts, writing each number to `out` as soon as it is reached.
pub fn sleep(config: &SleepConfig, out: &mut impl Write) -> Result<SleepOutcome, Error> {
    let start = Instant::now();
    count(config, &mut |step| {
        // Flushed, because the point of the program is to watch the numbers come.
        writeln!(out, "{step}").and_then(|()| out.flush())
    })
    .map_err(|kind| kind.into_error(config.language))?;
    Ok(SleepOutcome {
        elapsed: start.elapsed(),
    })
}

fn count(config: &SleepConfig, show: &mut dyn FnMut(usize) -> std::io::Result<()>) -> Result<(), ErrorKind> {
    match config.mode {
        Mode::Sync => forms::one_after_the_other(config, show),
        Mode::Async => forms::at_once(config, show),
        Mode::Threads => forms::a_thread_each(config, show),
    }
}
