//! One workload as a program. Its last line says what it cost.

use std::fs;
use std::io::{self, Write};

use rustix::time::{ClockId, clock_gettime};
use salon_bench::web::{Destination, Fetcher, Limits, Network, Source};
use salon_bench::{Mode, SleepConfig};

use super::Done;

pub(super) fn sleep(mode: &str) -> Done {
    let config = SleepConfig {
        mode: mode.parse()?,
        ..SleepConfig::default()
    };
    salon_bench::sleep(&config, &mut io::sink())?;
    cost()
}

/// All pages come from one host, as in the figures this is compared with.
pub(super) fn fetch(mode: &str, pages: &str, jobs: &str, address: &str) -> Done {
    let mode: Mode = mode.parse()?;
    let count: usize = pages.parse()?;
    let limits = Limits {
        jobs: jobs.parse()?,
        ..Limits::default()
    };
    let network = Network::Everywhere(address.parse()?);
    let trouble = |kind: salon_bench::ErrorKind| format!("{kind:?}");
    let mut pages = Vec::with_capacity(count);
    for page in 0..count {
        let url = Source::Url(format!("http://site.test/{page}"));
        pages.extend(url.pages().map_err(trouble)?);
    }
    let fetcher = Fetcher::new(mode, network, limits, Destination::Nowhere).map_err(trouble)?;
    let mut failed = 0;
    fetcher
        .run(&pages, &mut |page| {
            failed += usize::from(page.result.is_err());
            Ok(())
        })
        .map_err(trouble)?;
    if failed > 0 {
        return Err(format!("{failed} of {count} pages failed").into());
    }
    cost()
}

/// CPU in nanoseconds and the most memory in KiB, of all threads, finished ones included.
fn cost() -> Done {
    let cpu = clock_gettime(ClockId::ProcessCPUTime);
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"))
        .unwrap_or("0");
    let cpu = i128::from(cpu.tv_sec) * 1_000_000_000 + i128::from(cpu.tv_nsec);
    writeln!(io::stdout(), "{cpu} {memory}")?;
    Ok(true)
}
