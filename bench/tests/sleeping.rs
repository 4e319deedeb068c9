//! What the counters print. How long they take is tested on a virtual clock, in the library.

use std::time::Duration;

use salon_bench::{Mode, SleepConfig, sleep};

fn printed(mode: Mode) -> Vec<String> {
    let config = SleepConfig {
        mode,
        pause: Duration::from_millis(2),
        ..SleepConfig::default()
    };
    let mut out = Vec::new();
    sleep(&config, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn in_sequence_one_counter_ends_before_the_next_begins() {
    let twice: Vec<String> = (0..2).flat_map(|_| 0..10).map(|n| n.to_string()).collect();
    assert_eq!(printed(Mode::Sync), twice);
}

#[test]
fn at_once_both_counters_reach_each_number_together() {
    let pairs: Vec<String> = (0..10).flat_map(|n| [n, n]).map(|n| n.to_string()).collect();
    assert_eq!(printed(Mode::Async), pairs);
}

#[test]
fn with_threads_every_number_comes_twice() {
    let mut lines = printed(Mode::Threads);
    lines.sort();
    let pairs: Vec<String> = (0..10).flat_map(|n| [n, n]).map(|n| n.to_string()).collect();
    assert_eq!(lines, pairs);
}

#[test]
fn no_counter_prints_nothing() {
    for mode in Mode::ALL {
        let config = SleepConfig {
            mode,
            counters: 0,
            ..SleepConfig::default()
        };
        let mut out = Vec::new();
        sleep(&config, &mut out).unwrap();
        assert!(out.is_empty());
    }
}
