//! A progress bar on standard error, where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use salon_model::Language;

/// How far a batch is.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn new(submissions: usize, language: Language) -> Self {
        let bar = ProgressBar::new(submissions as u64);
        let template = match language {
            Language::Fr => "{bar:30} {pos}/{len} copies, reste {eta}  {msg}",
            Language::En => "{bar:30} {pos}/{len} submissions, {eta} left  {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self(bar)
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
