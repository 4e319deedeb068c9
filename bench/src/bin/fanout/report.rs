//! Medians, and what they are beside those of the last server.

use std::io::{self, Write};

use super::Result;
use super::arguments::{BURST, Load, Plan};
use super::measure::Sample;

pub(super) fn print(plan: &Plan, samples: &[Vec<Vec<Sample>>]) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "Deliveries for a second of the server's processor (M: million), median of {} rounds",
        plan.rounds
    )?;
    for (&load, of_servers) in plan.loads.iter().zip(samples) {
        heading(&mut out, load)?;
        let reference = of_servers
            .last()
            .map_or(0.0, |samples| median(samples, |sample| sample.deliveries));
        for (subject, samples) in plan.servers.iter().zip(of_servers) {
            let deliveries = median(samples, |sample| sample.deliveries);
            let (least, most) = range(samples);
            write!(
                out,
                "  {:<12} {deliveries:>7.3} M  {:>5.2}  ({least:.3} to {most:.3})",
                subject.name,
                deliveries / reference,
                deliveries = deliveries / 1e6,
            )?;
            if let Load::Steady { .. } = load {
                let (half, late) = (
                    median(samples, |sample| sample.median),
                    median(samples, |sample| sample.late),
                );
                write!(out, "  p50 {half:.2} ms, p99 {late:.2} ms")?;
            }
            let (kilobytes, joined) = (
                median(samples, |sample| sample.kilobytes),
                median(samples, |sample| sample.joined),
            );
            writeln!(out, "  {kilobytes:.1} kB a client, joined in {joined:.0} ms")?;
        }
    }
    Ok(())
}

fn heading(out: &mut impl Write, load: Load) -> io::Result<()> {
    match load {
        Load::Burst { clients, senders } => writeln!(out, "\n{clients} clients, bursts of {BURST}, {senders} sending"),
        Load::Steady { clients, rate } => writeln!(out, "\n{clients} clients, {rate} messages a second"),
    }
}

fn range(samples: &[Sample]) -> (f64, f64) {
    let rates = samples.iter().map(|sample| sample.deliveries / 1e6);
    (rates.clone().fold(f64::INFINITY, f64::min), rates.fold(0.0, f64::max))
}

fn median(samples: &[Sample], figure: impl Fn(&Sample) -> f64) -> f64 {
    let mut figures: Vec<f64> = samples.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    match figures[..] {
        [] => 0.0,
        _ if figures.len() % 2 == 1 => figures[middle],
        _ => f64::midpoint(figures[middle - 1], figures[middle]),
    }
}
