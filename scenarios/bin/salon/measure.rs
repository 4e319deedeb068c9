//! `salon sleep`, `salon fetch` and `salon measure`: the first part of the lab, and its question.

use crate::Failure;
use crate::args::{Fetch, Measure, Sleep};
use crate::exit::Exit;
use indicatif::ProgressBar;
use salon_bench::latency::Latency;
use salon_bench::{Error, ErrorKind, FetchConfig, MeasureConfig, SleepConfig, web};
use salon_model::Language;
use std::io::{self, Write};
use std::time::Duration;

pub(crate) fn sleep(args: &Sleep, language: Language) -> Result<Exit, Failure> {
    let config = SleepConfig {
        mode: args.mode,
        counters: args.counters,
        steps: args.steps,
        pause: Duration::from_millis(args.pause),
        language,
    };
    let slept = salon_bench::sleep(&config, &mut io::stdout());
    ended(slept.map(|_| 0))
}

pub(crate) fn fetch(args: &Fetch, language: Language) -> Result<Exit, Failure> {
    let mut config = FetchConfig::new(web::Source::of(&args.source));
    config.mode = args.mode;
    config.folder.clone_from(&args.out);
    config.limits.jobs = args.jobs.unwrap_or(config.limits.jobs);
    config.language = language;
    let bar = ProgressBar::new(0);
    let fetched = salon_bench::fetch(&config, &mut Above(&bar), &mut |progress: web::Progress| {
        bar.set_length(progress.total as u64);
        bar.set_position(progress.done as u64);
    });
    bar.finish_and_clear();
    ended(fetched.map(|outcome| outcome.exit_code()))
}

/// Standard output above a progress bar, which is not to be drawn into the lines.
struct Above<'a>(&'a ProgressBar);

impl Write for Above<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.suspend(|| io::stdout().write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.suspend(|| io::stdout().flush())
    }
}

pub(crate) fn measure(args: &Measure, language: Language) -> Result<Exit, Failure> {
    let config = MeasureConfig {
        source: web::Source::of(&args.source),
        offline: args.offline.then(|| Latency::seeded(args.seed)),
        limits: web::Limits::default(),
        plot: args.plot.clone(),
        language,
    };
    let measured = salon_bench::measure(&config, &mut io::stdout());
    ended(measured.map(|measurement| measurement.exit_code()))
}

fn ended(result: Result<u8, Error>) -> Result<Exit, Failure> {
    match result {
        Ok(0) => Ok(Exit::Fine),
        Ok(_) => Ok(Exit::Differs),
        // Whoever read us has seen enough, as `salon measure | head`.
        Err(Error {
            kind: ErrorKind::Output(error),
            ..
        }) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Fine),
        Err(error) if error.exit_code() == Exit::Usage as u8 => Err(Failure::new(Exit::Usage, error)),
        Err(error) => Err(Failure::new(Exit::Trouble, error)),
    }
}
