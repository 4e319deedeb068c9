//! The lab's question, answered: the same pages in every mode.
//!
//! What a mode can reach at best follows from the delays alone: one after the other they add up,
//! at once they overlap and the longest remains. Offline the delays are known, since the mock
//! site keeps them; on the real network each page's time in the synchronous run stands for its
//! delay.
//!
//! Pages are received in full and dropped: what is compared is waiting, not the disk.

mod plot;
mod table;

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::latency::Latency;
use crate::mock::MockSite;
use crate::mode::Mode;
use crate::web::{Destination, Fetched, Fetcher, Limits, Network, Page, Source};
use salon_model::Language;

/// What to measure.
#[derive(Clone, Debug)]
pub struct MeasureConfig {
    /// The URL or the list.
    pub source: Source,
    /// The delays of a mock site that stands for all hosts, most often [`Latency::seeded`]; none
    /// for the real network.
    pub offline: Option<Latency>,
    /// What it may cost.
    pub limits: Limits,
    /// Where to write the plot, an SVG file, if anywhere.
    pub plot: Option<PathBuf>,
    /// The language of the table, the plot and errors.
    pub language: Language,
}

/// One mode's run.
#[derive(Debug)]
pub struct Run {
    /// The mode.
    pub mode: Mode,
    /// How long all pages took.
    pub elapsed: Duration,
    /// The pages, in the order of the list.
    pub fetched: Vec<Fetched>,
}

/// All that was measured.
#[derive(Debug)]
pub struct Measurement {
    /// The pages, in the order of the list.
    pub pages: Vec<Page>,
    /// The delay of each.
    pub delays: Vec<Duration>,
    /// One run for each mode, in the order of [`Mode::ALL`].
    pub runs: Vec<Run>,
    /// The delays of the mock site, if there was one.
    pub offline: Option<Latency>,
    /// Pages under way at once.
    pub jobs: usize,
}

impl Measurement {
    /// What waiting for all pages one after the other comes to.
    pub fn sum(&self) -> Duration {
        self.delays.iter().sum()
    }

    /// The longest wait.
    pub fn longest(&self) -> Duration {
        self.delays.iter().max().copied().unwrap_or_default()
    }

    /// The least time a mode can take: the sum of the delays, or the longest of them, or what a
    /// limited number of jobs leaves of the sum.
    pub fn ideal(&self, mode: Mode) -> Duration {
        let jobs = u32::try_from(self.jobs).unwrap_or(u32::MAX);
        match mode {
            Mode::Sync => self.sum(),
            Mode::Async | Mode::Threads => self.longest().max(self.sum() / jobs),
        }
    }

    /// Whether every mode fetched every page.
    pub fn is_complete(&self) -> bool {
        self.runs
            .iter()
            .flat_map(|run| &run.fetched)
            .all(|fetched| fetched.result.is_ok())
    }

    /// 0 when every mode fetched every page, 1 otherwise.
    pub fn exit_code(&self) -> u8 {
        u8::from(!self.is_complete())
    }

    /// Pages that two modes did not receive alike: from a mock site they must be the same to the
    /// byte, real ones change from one visit to the next.
    pub fn differing(&self) -> usize {
        let received = |run: &Run, index: usize| {
            let bytes = run.fetched.get(index)?.result.as_ref().ok()?.bytes;
            Some(if self.offline.is_some() { bytes } else { 0 })
        };
        (0..self.pages.len())
            .filter(|&index| {
                self.runs
                    .windows(2)
                    .any(|pair| received(&pair[0], index) != received(&pair[1], index))
            })
            .count()
    }
}

/// Fetches the pages of a source in every mode, writes a table and, if asked, a plot.
pub fn measure(config: &MeasureConfig, out: &mut impl Write) -> Result<Measurement, Error> {
    attempt(config, out).map_err(|kind| kind.into_error(config.language))
}

fn attempt(config: &MeasureConfig, out: &mut impl Write) -> Result<Measurement, ErrorKind> {
    let mut pages = config.source.pages()?;
    // Before minutes are spent on a measure that could not be kept.
    save_plot(config, "")?;
    // Kept in a variable because the site stops when dropped.
    let site = config.offline.map(MockSite::start).transpose()?;
    let network = match &site {
        Some(site) => Network::Everywhere(site.address()),
        None => Network::Real,
    };
    if site.is_some() {
        pages = pages.into_iter().map(Page::offline).collect();
    } else {
        // Names, routes and the sites' own caches are cold only for whoever comes first, which
        // would always be the synchronous mode.
        run(Mode::Async, config, network, &pages)?;
    }
    let runs = Mode::ALL
        .into_iter()
        .map(|mode| run(mode, config, network, &pages))
        .collect::<Result<Vec<_>, _>>()?;
    let measurement = Measurement {
        delays: delays(config.offline, &pages, &runs[0]),
        pages,
        runs,
        offline: config.offline,
        jobs: config.limits.jobs.get(),
    };
    table::write(&measurement, config.language, out).map_err(ErrorKind::Output)?;
    save_plot(config, &plot::svg(&measurement, config.language))?;
    Ok(measurement)
}

fn save_plot(config: &MeasureConfig, svg: &str) -> Result<(), ErrorKind> {
    let Some(path) = &config.plot else {
        return Ok(());
    };
    std::fs::write(path, svg).map_err(|error| ErrorKind::Unwritable {
        path: path.clone(),
        error,
    })
}

fn run(mode: Mode, config: &MeasureConfig, network: Network, pages: &[Page]) -> Result<Run, ErrorKind> {
    let fetcher = Fetcher::new(mode, network, config.limits, Destination::Nowhere)?;
    let mut ended = Vec::with_capacity(pages.len());
    let elapsed = fetcher.run(pages, &mut |page| {
        ended.push(page);
        Ok(())
    })?;
    ended.sort_by_key(|page: &Fetched| page.index);
    Ok(Run {
        mode,
        elapsed,
        fetched: ended,
    })
}

fn delays(latency: Option<Latency>, pages: &[Page], sync: &Run) -> Vec<Duration> {
    match latency {
        Some(latency) => pages.iter().map(|page| latency.of(page.host())).collect(),
        None => sync
            .fetched
            .iter()
            .map(|page| page.ended.saturating_sub(page.begun))
            .collect(),
    }
}
