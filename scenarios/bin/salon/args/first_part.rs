//! Counting, fetching and measuring, as in the first part of the lab.

use clap::Args as ClapArgs;
use std::num::NonZero;
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
pub(crate) struct Sleep {
    /// How the counters run: sync, async or threads
    #[arg(long, default_value_t)]
    pub(crate) mode: salon_bench::Mode,
    /// Counters
    #[arg(long, default_value_t = 2)]
    pub(crate) counters: usize,
    /// Steps of each
    #[arg(long, default_value_t = 10)]
    pub(crate) steps: usize,
    /// Pause before each step, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 500)]
    pub(crate) pause: u64,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Fetch {
    /// A URL, or a file with one in each line
    pub(crate) source: String,
    /// How the pages are fetched: sync, async or threads
    #[arg(long, default_value_t)]
    pub(crate) mode: salon_bench::Mode,
    /// Folder to save them in
    #[arg(long, value_name = "DIR", default_value = "/tmp")]
    pub(crate) out: PathBuf,
    /// Pages at once, where they are not fetched one after the other
    #[arg(short, long)]
    pub(crate) jobs: Option<NonZero<usize>>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Measure {
    /// A URL, or a file with one in each line
    pub(crate) source: String,
    /// Serve every host from a local mock site with a delay of its own, without a network
    #[arg(long)]
    pub(crate) offline: bool,
    /// What the delays of --offline are drawn from
    #[arg(long, default_value_t = 42, requires = "offline")]
    pub(crate) seed: u64,
    /// Draw the measurement into this SVG file
    #[arg(long, value_name = "FILE")]
    pub(crate) plot: Option<PathBuf>,
}
