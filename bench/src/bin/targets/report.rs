//! The table.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::Done;

/// Runs of which the best counts: other programs can only make a run slower.
const TRIES: usize = 5;
const DELAY: Duration = Duration::from_millis(50);

/// What one run of a program cost.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    cpu: Duration,
    mebibytes: f64,
}

/// Measures everything and prints the table; whether every target was met.
pub(super) fn all() -> Done {
    let mut table = Table { met: true };
    Table::heading()?;
    web(&mut table)?;
    sleep(&mut table)?;
    Ok(table.met)
}

pub(super) fn complain(error: &dyn Error) {
    // Nothing better can be done when standard error is closed too.
    let _ = writeln!(io::stderr(), "targets: {error}");
}

fn web(table: &mut Table) -> Result<(), Box<dyn Error>> {
    let mut site = Site::start()?;
    let at = site.address.to_string();
    let delays = |cost: Cost| cost.wall.as_secs_f64() / DELAY.as_secs_f64();

    let asynchronous = best(TRIES, &["fetch", "async", "100", "500", &at])?;
    let threads = best(TRIES, &["fetch", "threads", "100", "500", &at])?;
    let sync = best(1, &["fetch", "sync", "100", "500", &at])?;
    table.row(
        "100 x 50 ms, async",
        delays(asynchronous),
        "x 50 ms",
        Target::AtMost(1.3),
    )?;
    table.row(
        "100 x 50 ms, threads",
        delays(threads),
        "x 50 ms",
        Target::Between(delays(asynchronous), delays(sync)),
    )?;
    table.row("100 x 50 ms, sync", delays(sync), "x 50 ms", Target::AtLeast(100.0))?;

    let many = best(TRIES, &["fetch", "async", "1000", "1000", &at])?;
    let a_page = many.cpu.as_secs_f64() * 1e6 / 1000.0;
    let memory = many.mebibytes;
    table.row("1,000 x 50 ms, async", delays(many), "x 50 ms", Target::AtMost(3.0))?;
    table.row("1,000 x 50 ms, async, CPU", a_page, "µs a page", Target::AtMost(100.0))?;
    table.row("1,000 x 50 ms, async, memory", memory, "MiB", Target::AtMost(40.0))?;
    site.stop();
    Ok(())
}

fn sleep(table: &mut Table) -> Result<(), Box<dyn Error>> {
    let asynchronous = best(1, &["sleep", "async"])?.wall.as_secs_f64();
    let sync = best(1, &["sleep", "sync"])?.wall.as_secs_f64();
    table.row(
        "2 x 10 x 0.5 s, async",
        asynchronous / 5.0,
        "x 5 s",
        Target::AtMost(1.01),
    )?;
    table.row("2 x 10 x 0.5 s, sync", sync / 5.0, "x 5 s", Target::AtLeast(2.0))?;
    Ok(())
}

/// The fastest of some runs of this program with these arguments.
fn best(tries: usize, arguments: &[&str]) -> Result<Cost, Box<dyn Error>> {
    let mut best: Option<Cost> = None;
    for _ in 0..tries {
        let cost = once(arguments)?;
        if best.is_none_or(|best| cost.wall < best.wall) {
            best = Some(cost);
        }
    }
    best.ok_or_else(|| "nothing was run".into())
}

fn once(arguments: &[&str]) -> Result<Cost, Box<dyn Error>> {
    let start = Instant::now();
    let output = Command::new(std::env::current_exe()?)
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()?;
    let wall = start.elapsed();
    let line = String::from_utf8(output.stdout)?;
    let (cpu, memory) = line
        .trim()
        .split_once(' ')
        .ok_or_else(|| format!("{} did not finish", arguments.join(" ")))?;
    Ok(Cost {
        wall,
        cpu: Duration::from_nanos(cpu.parse()?),
        mebibytes: memory.parse::<f64>()? / 1024.0,
    })
}

/// The mock site in a process of its own.
struct Site {
    process: Child,
    address: SocketAddr,
}

impl Site {
    fn start() -> Result<Self, Box<dyn Error>> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["site", &DELAY.as_millis().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let output = process.stdout.take().ok_or("no output")?;
        BufReader::new(output).read_line(&mut line)?;
        let address = line.trim().parse()?;
        Ok(Self { process, address })
    }

    /// Lets it end of itself.
    fn stop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

#[derive(Clone, Copy)]
enum Target {
    AtMost(f64),
    AtLeast(f64),
    Between(f64, f64),
}

struct Table {
    met: bool,
}

impl Table {
    fn heading() -> io::Result<()> {
        writeln!(
            io::stdout(),
            "{:<30} {:>18}   {:<18} met",
            "whole process",
            "measured",
            "target"
        )
    }

    fn row(&mut self, what: &str, value: f64, unit: &str, target: Target) -> io::Result<()> {
        let (met, asked) = match target {
            Target::AtMost(most) => (value <= most, format!("<= {most}")),
            Target::AtLeast(least) => (value >= least, format!(">= {least}")),
            Target::Between(low, high) => ((low..=high).contains(&value), format!("{low:.2} to {high:.1}")),
        };
        self.met &= met;
        let measured = format!("{value:.3} {unit}");
        let met = if met { "yes" } else { "NO" };
        writeln!(io::stdout(), "{what:<30} {measured:>18}   {asked:<18} {met}")
    }
}
