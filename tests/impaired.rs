//! No verdict depends on a single look at a program: many of them go wrong here, by a seed.

use crate::harness::{salon, stdout};
use serde_json::Value;
use std::collections::BTreeMap;

/// What is compared of a session.
struct Session {
    /// How it was known that nothing more would come, step by step.
    settled_by: Vec<String>,
    /// What came of it, compared with the recorded transcript.
    outcome: String,
    /// How long it took, in microseconds.
    length_us: u64,
}

/// Every scenario of the lab, played against the reference.
fn sessions(seed: Option<&str>) -> BTreeMap<String, Session> {
    let mut run = salon();
    run.args(["run", "--json", "--jobs", "4"]);
    run.envs(seed.map(|seed| ("SALON_IMPAIRED", seed)));
    let mut sessions: BTreeMap<String, Session> = BTreeMap::new();
    for line in stdout(&mut run).lines() {
        let event: Value = serde_json::from_str(line).expect("a line of JSON");
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let session = sessions
            .entry(text(&event["scenario"]).expect("a scenario"))
            .or_insert_with(|| Session {
                settled_by: Vec::new(),
                outcome: String::new(),
                length_us: 0,
            });
        session.settled_by.extend(text(&event["settling"]["by"]));
        session.outcome.extend(text(&event["outcome"]));
        session.length_us = event["at_us"].as_u64().unwrap_or(session.length_us);
    }
    sessions
}

#[test]
fn looks_that_are_blind_slow_or_refused_change_no_verdict_and_no_proof_and_take_no_seconds() {
    let usual = sessions(None);
    assert!(usual.len() > 80, "{}", usual.len());
    for seed in ["1", "2"] {
        for (name, impaired) in sessions(Some(seed)) {
            let usual = &usual[&name];
            assert_eq!(impaired.outcome, "same", "{name}, seed {seed}");
            assert_eq!(impaired.settled_by, usual.settled_by, "{name}, seed {seed}");
            let longer_us = impaired.length_us.saturating_sub(usual.length_us);
            assert!(longer_us < 3_000_000, "{name}, seed {seed}: {longer_us}");
        }
    }
}
