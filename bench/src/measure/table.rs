//! The measurement as text.

use std::fmt::Display;
use std::io::{self, Write};
use std::time::Duration;

use super::{Measurement, Run};
use crate::error::shown;
use crate::latency::Latency;
use crate::mode::Mode;
use salon_model::Language;

/// The most that the asynchronous mode may take of its ideal.
const ASYNC_AT_MOST: f64 = 1.3;

pub(super) fn write(measurement: &Measurement, language: Language, out: &mut impl Write) -> io::Result<()> {
    heading(measurement, language, out)?;
    let columns = language.pick(
        ["mode", "temps", "accélération", "idéal", "temps/idéal", "cible"],
        ["mode", "time", "speed-up", "ideal", "time/ideal", "target"],
    );
    row(out, columns)?;
    for run in &measurement.runs {
        let ideal = measurement.ideal(run.mode);
        row(
            out,
            [
                run.mode.name(),
                &seconds(run.elapsed),
                &format!("{:.1} x", ratio(slowest(measurement), run.elapsed)),
                &seconds(ideal),
                &format!("{:.2}", ratio(run.elapsed, ideal)),
                &target(run.mode, language),
            ],
        )?;
    }
    writeln!(out)?;
    why(measurement, language, out)?;
    failures(measurement, language, out)?;
    out.flush()
}

fn heading(measurement: &Measurement, language: Language, out: &mut impl Write) -> io::Result<()> {
    let pages = measurement.pages.len();
    let site = match (measurement.offline, language) {
        (None, _) => language.pick("réseau réel", "real network").to_owned(),
        (Some(latency), Language::Fr) => {
            format!("site simulé sur cette machine ({}), sans TLS", drawn(latency, "graine"))
        }
        (Some(latency), Language::En) => {
            format!("mock site on this machine ({}), without TLS", drawn(latency, "seed"))
        }
    };
    writeln!(out, "Pages{} {pages}, {site}", language.pick(" :", ":"))?;
    writeln!(out)
}

fn drawn(latency: Latency, seed_word: &str) -> String {
    match latency {
        Latency::Seeded { seed, .. } => format!("{seed_word} {seed}"),
        Latency::Fixed(delay) => seconds(delay),
    }
}

fn row(out: &mut impl Write, cells: [&str; 6]) -> io::Result<()> {
    let [mode, time, speed_up, ideal, share, target] = cells;
    writeln!(
        out,
        "{mode:<8} {time:>10} {speed_up:>13} {ideal:>10} {share:>12}   {target}"
    )
}

fn target(mode: Mode, language: Language) -> String {
    match mode {
        Mode::Sync => "≥ 1.00".to_owned(),
        Mode::Async => format!("≤ {ASYNC_AT_MOST:.2}"),
        Mode::Threads => language.pick("entre les deux", "in between").to_owned(),
    }
}

/// The answer in words.
fn why(measurement: &Measurement, language: Language, out: &mut impl Write) -> io::Result<()> {
    let (sum, longest) = (seconds(measurement.sum()), seconds(measurement.longest()));
    let most = ratio(measurement.sum(), measurement.ideal(Mode::Async));
    match language {
        Language::Fr => writeln!(
            out,
            "L'une après l'autre, les attentes s'ajoutent ({sum}) ; ensemble, elles se recouvrent \
             et il reste la plus longue ({longest}) : au mieux {most:.1} x."
        ),
        Language::En => writeln!(
            out,
            "One after the other, waits add up ({sum}); together, they overlap and the longest \
             remains ({longest}): {most:.1} x at best."
        ),
    }
}

fn failures(measurement: &Measurement, language: Language, out: &mut impl Write) -> io::Result<()> {
    for run in &measurement.runs {
        for fetched in &run.fetched {
            let (Err(failure), Some(page)) = (&fetched.result, measurement.pages.get(fetched.index)) else {
                continue;
            };
            let reason: &dyn Display = &failure.in_language(language);
            let colon = language.pick(" :", ":");
            writeln!(out, "{} {}{colon} {reason}", run.mode, shown(&page.text))?;
        }
    }
    match (measurement.differing(), language) {
        (0, _) => Ok(()),
        (pages, Language::Fr) => {
            writeln!(out, "Pages reçues différemment d'un mode à l'autre : {pages}")
        }
        (pages, Language::En) => {
            writeln!(out, "Pages received differently from one mode to another: {pages}")
        }
    }
}

fn slowest(measurement: &Measurement) -> Duration {
    let sync = |run: &&Run| run.mode == Mode::Sync;
    measurement
        .runs
        .iter()
        .find(sync)
        .map_or(Duration::ZERO, |run| run.elapsed)
}

pub(super) fn seconds(time: Duration) -> String {
    format!("{:.3} s", time.as_secs_f64())
}

fn ratio(time: Duration, base: Duration) -> f64 {
    // Never infinite, so that a list of pages without delay still gives a table.
    time.as_secs_f64() / base.as_secs_f64().max(1e-9)
}
