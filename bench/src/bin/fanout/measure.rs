//! One server under one load.

#![allow(clippy::cast_precision_loss, reason = "no count comes near 2 to the power of 52")]

use std::io::{self, Write};
use std::time::{Duration, Instant};

use super::arguments::{BURST, Load, Plan, Subject};
use super::crowd::{Crowd, line};
use super::server::Server;
use super::{Result, process};

/// What was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// Deliveries for a second of the server's processor.
    pub(super) deliveries: f64,
    /// Milliseconds until half of the deliveries of a steady load had come.
    pub(super) median: f64,
    /// Milliseconds until 99 of 100 had.
    pub(super) late: f64,
    /// Kilobytes for an idle client.
    pub(super) kilobytes: f64,
    /// Milliseconds in which the crowd joined.
    pub(super) joined: f64,
}

/// Every load for every server in turn, round by round: for each load and server, one sample a round.
pub(super) fn all(plan: &Plan) -> Result<Vec<Vec<Vec<Sample>>>> {
    let mut samples = vec![vec![Vec::new(); plan.servers.len()]; plan.loads.len()];
    for round in 0..plan.rounds {
        writeln!(io::stderr(), "round {} of {}", round + 1, plan.rounds)?;
        for (load, samples) in plan.loads.iter().zip(&mut samples) {
            for turn in 0..plan.servers.len() {
                let number = (round + turn) % plan.servers.len();
                let subject = &plan.servers[number];
                let sample = one(subject, *load, Duration::from_secs(plan.seconds));
                samples[number].push(sample.map_err(|error| format!("{}: {error}", subject.name))?);
            }
        }
    }
    Ok(samples)
}

fn one(subject: &Subject, load: Load, time: Duration) -> Result<Sample> {
    let server = Server::of(subject)?;
    let empty = process::resident(server.process);
    let before = Instant::now();
    let mut crowd = Crowd::join(server.address, load.clients(), &subject.hello)?;
    let joined = milliseconds(before.elapsed());
    let grown = process::resident(server.process).saturating_sub(empty);
    let busy = process::processor_time(server.process)?;
    let (lines, mut latencies) = match load {
        Load::Burst { senders, .. } => (burst(&mut crowd, senders, time)?, Vec::new()),
        Load::Steady { clients, rate } => steady(&mut crowd, clients, rate, time)?,
    };
    let busy = process::processor_time(server.process)?.saturating_sub(busy);
    latencies.sort_unstable();
    Ok(Sample {
        deliveries: (lines * (load.clients() - 1)) as f64 / busy.as_secs_f64(),
        median: milliseconds(percentile(&latencies, 50)),
        late: milliseconds(percentile(&latencies, 99)),
        kilobytes: grown as f64 / load.clients() as f64,
        joined,
    })
}

/// Bursts, one after the other; how many lines were said.
fn burst(crowd: &mut Crowd, senders: usize, time: Duration) -> Result<usize> {
    let start = Instant::now();
    let mut said = 0;
    while start.elapsed() < time {
        for sender in 0..senders {
            let count = BURST / senders + usize::from(sender < BURST % senders);
            crowd.say(sender, line(said).repeat(count).as_bytes(), count as u64)?;
            said += count;
        }
        crowd.settle(None)?;
    }
    Ok(said)
}

/// One line at a time; how many were said, and the latency of each delivery.
fn steady(crowd: &mut Crowd, clients: usize, rate: usize, time: Duration) -> Result<(usize, Vec<Duration>)> {
    let start = Instant::now();
    let total = rate * time.as_secs() as usize;
    let mut sent = Vec::with_capacity(total);
    let mut latencies = Vec::with_capacity(total * clients);
    for number in 0..total {
        let due = start + time * number as u32 / total as u32;
        crowd.listen_until(due, &mut |number| latencies.push(elapsed(&sent, number)))?;
        sent.push(Instant::now());
        crowd.say(number % clients, line(number).as_bytes(), 1)?;
    }
    crowd.settle(Some(&mut |number| latencies.push(elapsed(&sent, number))))?;
    Ok((total, latencies))
}

/// How long ago the line of this number was sent.
fn elapsed(sent: &[Instant], number: usize) -> Duration {
    sent.get(number).map_or(Duration::ZERO, Instant::elapsed)
}

/// The latency that so many of a hundred do not exceed; nothing if there are none.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
