//! The command: pages to files, a line each, and a summary of what went wrong.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use super::{Destination, Failure, Fetched, Fetcher, Limits, Network, Page, Source, body};
use crate::error::{Error, ErrorKind, shown};
use crate::mode::Mode;
use salon_model::Language;

/// What to fetch.
#[derive(Clone, Debug)]
pub struct FetchConfig {
    /// The URL or the list.
    pub source: Source,
    /// How the waits are organised.
    pub mode: Mode,
    /// The folder that gets a file `web_<host>` for each page; created when there is none.
    pub folder: PathBuf,
    /// What it may cost.
    pub limits: Limits,
    /// Where names lead.
    pub network: Network,
    /// The language of the summary and of errors.
    pub language: Language,
}

impl FetchConfig {
    /// The sheet's program: one after the other, into `/tmp`.
    pub fn new(source: Source) -> Self {
        Self {
            source,
            mode: Mode::default(),
            folder: PathBuf::from("/tmp"),
            limits: Limits::default(),
            network: Network::default(),
            language: Language::Fr,
        }
    }
}

/// How far a fetch is, told after each page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Pages that have ended.
    pub done: usize,
    /// Those of them that failed.
    pub failed: usize,
    /// Pages of the list.
    pub total: usize,
}

/// How a fetch went.
#[derive(Debug)]
pub struct Outcome {
    /// The pages, in the order of the list.
    pub pages: Vec<Page>,
    /// What became of them, in the order they ended.
    pub fetched: Vec<Fetched>,
    /// How long it took.
    pub elapsed: Duration,
}

impl Outcome {
    /// Whether every page was fetched.
    pub fn is_complete(&self) -> bool {
        self.failures().next().is_none()
    }

    /// 0 when every page was fetched, 1 otherwise.
    pub fn exit_code(&self) -> u8 {
        u8::from(!self.is_complete())
    }

    /// The pages that were not fetched, in the order they were given up.
    pub fn failures(&self) -> impl Iterator<Item = (&Page, &Failure)> {
        self.fetched.iter().filter_map(|fetched| {
            let failure = fetched.result.as_ref().err()?;
            Some((self.pages.get(fetched.index)?, failure))
        })
    }
}

/// Fetches and saves all pages of a source. Writes a line for each as it is complete, then the
/// time, then a summary of what failed; `progress` is called before the first page and after
/// each.
pub fn fetch(config: &FetchConfig, out: &mut impl Write, progress: &mut dyn FnMut(Progress)) -> Result<Outcome, Error> {
    attempt(config, out, progress).map_err(|kind| kind.into_error(config.language))
}

fn attempt(
    config: &FetchConfig,
    out: &mut impl Write,
    progress: &mut dyn FnMut(Progress),
) -> Result<Outcome, ErrorKind> {
    let pages = config.source.pages()?;
    body::prepare(&config.folder).map_err(|error| ErrorKind::Unwritable {
        path: config.folder.clone(),
        error,
    })?;
    let destination = Destination::Folder(config.folder.clone());
    let fetcher = Fetcher::new(config.mode, config.network, config.limits, destination)?;

    let mut so_far = Progress {
        done: 0,
        failed: 0,
        total: pages.len(),
    };
    progress(so_far);
    let mut ended = Vec::with_capacity(pages.len());
    let elapsed = fetcher.run(&pages, &mut |page| {
        announce(&pages, &page, out).map_err(ErrorKind::Output)?;
        so_far.done += 1;
        so_far.failed += usize::from(page.result.is_err());
        progress(so_far);
        ended.push(page);
        Ok(())
    })?;
    let outcome = Outcome {
        pages,
        fetched: ended,
        elapsed,
    };
    conclude(&outcome, config, out).map_err(ErrorKind::Output)?;
    Ok(outcome)
}

/// The sheet's line. Failures wait for the summary, where they are not lost among the others.
fn announce(pages: &[Page], fetched: &Fetched, out: &mut impl Write) -> std::io::Result<()> {
    let path = fetched.result.as_ref().ok().and_then(|received| received.path.as_ref());
    if let (Some(page), Some(path)) = (pages.get(fetched.index), path) {
        writeln!(out, "Page téléchargée : {} -> {}", page.text, path.display())?;
        out.flush()?;
    }
    Ok(())
}

fn conclude(outcome: &Outcome, config: &FetchConfig, out: &mut impl Write) -> std::io::Result<()> {
    // The first two as in the lab's report, colons included; the third follows them.
    let label = match config.mode {
        Mode::Sync => "Temps d'exécution :",
        Mode::Async => "Temps d'exécution asynchrone:",
        Mode::Threads => "Temps d'exécution avec threads :",
    };
    writeln!(out, "{label} {:.2} secondes", outcome.elapsed.as_secs_f64())?;

    let (failed, total) = (outcome.failures().count(), outcome.pages.len());
    if failed > 0 {
        match config.language {
            Language::Fr => writeln!(out, "Pages non téléchargées : {failed} sur {total}")?,
            Language::En => writeln!(out, "Pages not downloaded: {failed} of {total}")?,
        }
    }
    for (page, failure) in outcome.failures() {
        let reason = failure.in_language(config.language);
        match config.language {
            Language::Fr => writeln!(out, "  {} : {reason}", shown(&page.text))?,
            Language::En => writeln!(out, "  {}: {reason}", shown(&page.text))?,
        }
    }
    out.flush()
}
