//! Annotations of GitHub Actions: a workflow command a line, printed by the job.

use super::explain::Teller;
use super::{Format, io};
use crate::text;
use salon_model::Language;
use salon_model::{ScenarioResult, StageResult, Submission, Verdict};
use std::collections::hash_map::RandomState;
use std::fmt::Write as _;
use std::hash::{BuildHasher, Hasher};
use std::path::{Path, PathBuf};

/// GitHub shows this many of each level and step; more would hide the first ones.
const SHOWN: usize = 10;

/// `::error file=…,line=…::…` for each scenario that did not pass, `::warning` for another wording. They
/// point at the program, and at its line where it is known.
#[derive(Debug)]
pub struct Annotations {
    root: PathBuf,
    teller: Teller,
    errors: Vec<String>,
    warnings: Vec<String>,
    more: usize,
}

/// A format that is printed where GitHub reads commands, and says none: what is printed may begin with the
/// name of a submission.
#[derive(Debug)]
pub struct Unheard<F> {
    format: F,
    /// What ends it, which nobody can know beforehand.
    token: String,
}

impl<F: Format> Unheard<F> {
    /// Around this format.
    pub fn new(format: F) -> Self {
        // The keys of each state are random.
        let random = || RandomState::new().build_hasher().finish();
        let token = format!("{:016x}{:016x}", random(), random());
        Self { format, token }
    }
}

impl<F: Format> Format for Unheard<F> {
    fn before(&mut self) -> io::Result<String> {
        Ok(format!("::stop-commands::{}\n{}", self.token, self.format.before()?))
    }

    fn submission(&mut self, submission: &Submission) -> io::Result<String> {
        self.format.submission(submission)
    }

    fn after(&mut self) -> io::Result<String> {
        Ok(format!("{}\n::{}::\n", self.format.after()?, self.token))
    }
}

impl Annotations {
    /// With paths relative to this folder, the repository's.
    pub fn new(root: PathBuf, language: Language) -> Self {
        Self {
            root,
            teller: Teller::plain(language),
            errors: Vec::new(),
            warnings: Vec::new(),
            more: 0,
        }
    }
}

impl Format for Annotations {
    fn submission(&mut self, submission: &Submission) -> io::Result<String> {
        for stage in &submission.stages {
            for result in &stage.results {
                let (level, lines) = match result.verdict {
                    Verdict::Pass | Verdict::Skipped => continue,
                    Verdict::Near => ("warning", &mut self.warnings),
                    _ => ("error", &mut self.errors),
                };
                if lines.len() < SHOWN {
                    lines.push(annotation(level, &self.root, submission, stage, result, self.teller));
                } else {
                    self.more += 1;
                }
            }
        }
        Ok(String::new())
    }

    fn after(&mut self) -> io::Result<String> {
        let mut out = String::new();
        for line in self.errors.iter().chain(&self.warnings) {
            let _ = writeln!(out, "{line}");
        }
        if self.more > 0 {
            let more = self.more;
            let text = self.teller.words.pick(
                format!("{more} autre(s) scénario(s) non réussi(s) : voir le résumé"),
                format!("{more} more scenario(s) did not pass: see the summary"),
            );
            let _ = writeln!(out, "::notice::{}", data(&text));
        }
        Ok(out)
    }
}

fn annotation(
    level: &str,
    root: &Path,
    submission: &Submission,
    stage: &StageResult,
    result: &ScenarioResult,
    teller: Teller,
) -> String {
    let words = teller.words;
    let program = stage.program.as_ref().and_then(|program| program.file.as_ref());
    let (file, line) = match &result.place {
        Some(place) => (Some(&place.file), Some(place.line)),
        None => (program, None),
    };
    let line = line.map(|line| format!("line={line},")).unwrap_or_default();
    let file = file.map(|file| {
        let path = submission.folder.join(file);
        // GitHub knows files by their paths in the repository.
        let path = path.strip_prefix(root).unwrap_or(&path);
        format!("file={},{line}", property(&text::path(path)))
    });
    let title = format!(
        "{}: {} ({})",
        text::name(&submission.name, words.0),
        text::visible(&result.scenario),
        words.verdict(result.verdict)
    );
    let message = format!(
        "{}\n{}",
        text::visible(result.title.in_language(words.0)),
        teller.explanation(result, 0)
    );
    format!(
        "::{level} {}title={}::{}",
        file.unwrap_or_default(),
        property(&title),
        data(message.trim_end())
    )
}

/// A message as workflow commands want it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value, which also must not end the property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
