//! A progress bar on standard error, where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use salon_model::Language;
use std::io::{self, Write};
use std::time::Duration;

/// How often the bar moves.
const TICK: Duration = Duration::from_millis(200);

/// How far a batch is.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn new(submissions: usize, language: Language) -> Self {
        let bar = ProgressBar::new(submissions as u64);
        let template = match language {
            Language::Fr => "{spinner} {bar:20} {pos}/{len} copies, {elapsed}, reste {eta}  {wide_msg}",
            Language::En => "{spinner} {bar:20} {pos}/{len} submissions, {elapsed}, {eta} left  {wide_msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        // It moves though nothing is done yet: whoever waits is to see that something is.
        bar.enable_steady_tick(TICK);
        Self(bar)
    }

    /// Prints a text on standard output, above the bar.
    pub(crate) fn print(&self, text: &str) -> io::Result<()> {
        self.0.suspend(|| {
            let mut out = anstream::stdout();
            out.write_all(text.as_bytes())?;
            out.flush()
        })
    }

    /// A submission is at a stage.
    pub(crate) fn at(&self, submission: &str, stage: &str) {
        let shown: String = submission
            .chars()
            .filter(|character| !character.is_control())
            .take(30)
            .collect();
        self.0.set_message(format!("{shown} {stage}"));
    }

    /// A submission is graded.
    pub(crate) fn done(&self) {
        self.0.inc(1);
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// Which stage is checked, and for how long, on a terminal.
pub(crate) struct Waiting(ProgressBar);

impl Waiting {
    pub(crate) fn new() -> Self {
        let line = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed}  {msg}") {
            line.set_style(style);
        }
        line.enable_steady_tick(TICK);
        Self(line)
    }

    /// A stage is checked.
    pub(crate) fn at(&self, stage: &str) {
        self.0.set_message(stage.to_owned());
    }

    /// Does something that prints, without this line in its way.
    pub(crate) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.0.suspend(print)
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
