//! What a program under test did: the lines it printed, the pages it asked for and saved, the pauses it
//! made.

use super::normalize::{Addresses, without_ansi};
use super::screen;
use crate::complaint;
use salon_model::What;
use salon_model::{Event, EventKind};
use std::collections::HashMap;

/// The shortest pause between two numbers that counts as one, in microseconds. The sheet asks for half a
/// second; a loaded machine can make single pauses look shorter, but not half of them.
const PAUSE_US: u64 = 400_000;
/// The longest, twice what the sheet asks for. A busy machine makes any pause longer, so that it is too long only if the
/// program asked for more, too.
const LONGEST_PAUSE_US: u64 = 1_050_000;

/// The lines that the subject printed, but for blank ones.
pub(super) fn lines(events: &[Event], addresses: &Addresses) -> Vec<String> {
    shown(&printed(events).concat(), addresses)
}

/// The same as they stay on the terminal, without what was drawn over, and sorted between two rounds of
/// answers: pages that come at once are told of in any order. The lines of an error stay together.
pub(super) fn lines_by_round(events: &[Event], addresses: &Addresses) -> Vec<String> {
    let mut rounds = printed(events);
    for round in &mut rounds {
        for line in round.iter_mut() {
            if let Some(shown) = overprinted(line) {
                *line = shown.into_bytes();
            }
        }
    }
    let several = rounds.len() > 1;
    let shown = rounds.iter().map(|round| shown(round, addresses));
    shown
        .flat_map(|lines| if several { sorted(lines) } else { lines })
        .collect()
}

/// Sorts lines, each error that nothing caught as one.
fn sorted(lines: Vec<String>) -> Vec<String> {
    let mut errors = complaint::certain(&lines).map(|error| error.lines).peekable();
    let mut units: Vec<Vec<String>> = Vec::new();
    for (number, line) in lines.into_iter().enumerate() {
        errors.next_if(|error| error.end <= number);
        let goes_on = errors.peek().is_some_and(|error| error.start < number);
        match units.last_mut() {
            Some(unit) if goes_on => unit.push(line),
            _ => units.push(vec![line]),
        }
    }
    units.sort();
    units.concat()
}

/// The lines printed, each in the round of answers in which it ended.
fn printed(events: &[Event]) -> Vec<Vec<Vec<u8>>> {
    let (mut rounds, mut current, mut line) = (Vec::new(), Vec::new(), Vec::new());
    for event in events {
        match &event.kind {
            EventKind::UnderWay { .. } => rounds.push(std::mem::take(&mut current)),
            EventKind::Printed { bytes } => {
                for piece in bytes.0.split_inclusive(|&byte| byte == b'\n') {
                    line.extend_from_slice(piece);
                    if piece.ends_with(b"\n") {
                        current.push(std::mem::take(&mut line));
                    }
                }
            }
            _ => {}
        }
    }
    current.push(line);
    rounds.push(current);
    rounds
}

fn shown(lines: &[Vec<u8>], addresses: &Addresses) -> Vec<String> {
    lines
        .iter()
        .map(|line| addresses.text(without_line_end(line)))
        .filter(|line| !line.trim().is_empty())
        .collect()
}

/// What stays of a line of which a part was written over.
fn overprinted(line: &[u8]) -> Option<String> {
    let line = without_line_end(line);
    line.contains(&b'\r').then(|| screen::overprinted(line))
}

fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// What the web site saw: the pages asked for, those of one round sorted, and how many were under way
/// at once.
pub(super) fn site(events: &[Event]) -> Vec<What> {
    let mut seen = Vec::new();
    for round in rounds(events) {
        let requested = |kind: &EventKind| match kind {
            EventKind::Requested { url } => Some(url.clone()),
            _ => None,
        };
        let distrusted = |kind: &EventKind| match kind {
            EventKind::Distrusted { host } => Some(host.clone()),
            _ => None,
        };
        seen.extend(sorted_of(round, requested).into_iter().map(What::AskedFor));
        let mut hosts = sorted_of(round, distrusted);
        hosts.dedup();
        seen.extend(hosts.into_iter().map(What::Distrusted));
    }
    let most = events.iter().filter_map(|event| match &event.kind {
        EventKind::UnderWay { pages } => Some(*pages),
        _ => None,
    });
    seen.extend(most.max().map(What::UnderWay));
    seen
}

/// What these events tell of one kind, sorted: what happens at once comes in any order.
fn sorted_of(events: &[Event], tells: impl Fn(&EventKind) -> Option<String>) -> Vec<String> {
    let mut told: Vec<String> = events.iter().filter_map(|event| tells(&event.kind)).collect();
    told.sort();
    told
}

/// Events up to each round of answers, and those after the last.
fn rounds(events: &[Event]) -> impl Iterator<Item = &[Event]> {
    events.split(|event| matches!(event.kind, EventKind::UnderWay { .. }))
}

/// The files a program saved pages in, and whether it paused between its numbers.
pub(super) fn work(events: &[Event]) -> Vec<What> {
    let mut work: Vec<What> = events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::Saved { host, path, whole } => Some(What::Saves {
                host: host.clone(),
                path: path.to_string_lossy().replace(host.as_str(), "<host>"),
                whole: *whole,
            }),
            _ => None,
        })
        .collect();
    let pause = usual_pause_us(events);
    if pause >= Some(PAUSE_US) {
        work.push(What::Pauses);
    }
    let asked_for = events.iter().filter_map(|event| match event.kind {
        EventKind::Waits { milliseconds } => Some(1000 * milliseconds),
        _ => None,
    });
    if pause.min(asked_for.max()) > Some(LONGEST_PAUSE_US) {
        work.push(What::LongPauses);
    }
    work
}

/// How long after the number below most numbers come that a program prints: the median, in microseconds.
fn usual_pause_us(events: &[Event]) -> Option<u64> {
    let mut first_seen: HashMap<i64, u64> = HashMap::new();
    let mut line = Vec::new();
    for event in events {
        let EventKind::Printed { bytes } = &event.kind else {
            continue;
        };
        for &byte in &bytes.0 {
            if byte != b'\n' {
                line.push(byte);
                continue;
            }
            let shown = overprinted(&line).map_or_else(|| without_ansi(&line), String::into_bytes);
            if let Some(number) = whole_number(&String::from_utf8_lossy(&shown)) {
                first_seen.entry(number).or_insert(event.at_us);
            }
            line.clear();
        }
    }
    let mut gaps: Vec<u64> = first_seen
        .iter()
        .filter_map(|(number, at)| Some(at.saturating_sub(*first_seen.get(&(number - 1))?)))
        .collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied()
}

/// The number that is all there is on a line.
pub(crate) fn whole_number(line: &str) -> Option<i64> {
    line.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::sorted;

    #[test]
    fn lines_are_sorted_and_tracebacks_stay_whole() {
        let traceback = [
            "Traceback (most recent call last):",
            "  File \"a.py\"",
            "    x",
            "OSError: y",
        ];
        let lines = [&["b"], &traceback[..], &["a", "  c"], &traceback[..]].concat();
        let expected = [&["  c"], &traceback[..], &traceback[..], &["a", "b"]].concat();
        assert_eq!(sorted(lines.iter().map(ToString::to_string).collect()), expected);
    }
}
