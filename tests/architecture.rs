//! The invariants of `ARCHITECTURE.md` that neither the compiler nor a lint keeps.

use crate::harness::{salon, stdout, top};
use salon_model::{Event, Scenario, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Which of our crates each of them may use. The names are those of their folders.
const ARROWS: [(&str, &[&str]); 9] = [
    ("salon-model", &[]),
    ("salon-language", &["salon-model"]),
    ("salon-play", &["salon-model"]),
    ("salon-judge", &["salon-model"]),
    ("salon-report", &["salon-model"]),
    (
        "salon-grade",
        &["salon-judge", "salon-language", "salon-model", "salon-play"],
    ),
    ("salon-chat", &["salon-model"]),
    ("salon-bench", &["salon-model"]),
    (
        "salon",
        &[
            "salon-bench",
            "salon-chat",
            "salon-grade",
            "salon-judge",
            "salon-language",
            "salon-model",
            "salon-play",
            "salon-report",
        ],
    ),
];

/// Crates that build on any system.
const ANYWHERE: [&str; 4] = ["model", "language", "judge", "report"];

/// A dependency as a manifest states it.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--locked",
            "--offline",
        ])
        .current_dir(top())
        .output()
        .expect("cargo starts");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("metadata");
    let name = |value: &serde_json::Value| value["name"].as_str().expect("a name").to_owned();
    let packages = metadata["packages"].as_array().expect("packages");
    let normal = |package: &serde_json::Value| {
        let all = package["dependencies"].as_array().expect("dependencies");
        all.iter().filter(|one| one["kind"].is_null()).map(name).collect()
    };
    packages
        .iter()
        .map(|package| (name(package), normal(package)))
        .collect()
}

/// Every Rust file below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn crates_use_each_other_as_the_architecture_says() {
    let found = dependencies();
    for (name, allowed) in ARROWS {
        let ours: BTreeSet<&str> = found[name]
            .iter()
            .map(String::as_str)
            .filter(|other| other.starts_with("salon-"))
            .collect();
        assert_eq!(ours, allowed.iter().copied().collect(), "{name}");
    }
    let known: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    assert_eq!(found.keys().map(String::as_str).collect::<BTreeSet<_>>(), known);
}

#[test]
fn all_that_does_not_play_knows_no_system() {
    let found = dependencies();
    let of_a_system = ["libc", "rustix", "nix", "netlink-sys", "seccompiler", "tokio"];
    for name in ANYWHERE {
        let used = &found[&format!("salon-{name}")];
        assert!(
            of_a_system.iter().all(|other| !used.contains(*other)),
            "{name}: {used:?}"
        );
        for file in sources(&top().join("scenarios").join(name).join("src")) {
            let text = fs::read_to_string(&file).expect("a source");
            let of_a_system = ["std::os::", "target_os", "\"/proc"];
            assert!(
                of_a_system.iter().all(|word| !text.contains(word)),
                "{}",
                file.display()
            );
        }
    }
}

#[test]
fn unsafe_code_is_forbidden_outside_play() {
    let crates = [
        "chat",
        "bench",
        "scenarios/model",
        "scenarios/language",
        "scenarios/judge",
        "scenarios/report",
        "scenarios/grade",
    ];
    let roots = crates.iter().map(|name| top().join(name).join("src/lib.rs"));
    for root in roots.chain([top().join("scenarios/bin/salon/main.rs")]) {
        let text = fs::read_to_string(&root).expect("the root of a crate");
        assert!(text.contains("#![forbid(unsafe_code)]"), "{}", root.display());
    }
}

#[test]
fn a_file_of_more_than_300_lines_gives_its_reason() {
    let architecture = fs::read_to_string(top().join("ARCHITECTURE.md")).expect("the architecture");
    let folders = ["chat/src", "bench/src", "bench/benches", "scenarios"];
    for file in folders.iter().flat_map(|folder| sources(&top().join(folder))) {
        let name = file.strip_prefix(top()).expect("a file of ours").display().to_string();
        let is_test = name.contains("/tests/") || name.ends_with("/tests.rs");
        let lines = fs::read_to_string(&file).expect("a source").lines().count();
        assert!(
            is_test || lines <= 300 || architecture.contains(&format!("`{name}`")),
            "{name} has {lines} lines, and ARCHITECTURE.md says not why"
        );
    }
}

/// The events of sessions as `salon run --json` prints them, by scenario.
fn recorded(stage: &str, sample: &Path) -> BTreeMap<String, Vec<Event>> {
    let mut run = salon();
    run.args([
        "run",
        "--json",
        "--stage",
        stage,
        "--server",
        "python3 chat_server_{stage}.py",
        "--directory",
    ]);
    let mut recorded: BTreeMap<String, Vec<Event>> = BTreeMap::new();
    for line in stdout(run.arg(sample)).lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect("an event a line");
        let scenario = value["scenario"].as_str().expect("a scenario").to_owned();
        // The last line of a scenario says what came of it, and is no event.
        if let Ok(event) = serde_json::from_value(value) {
            recorded.entry(scenario).or_default().push(event);
        }
    }
    recorded
}

/// What is judged of events, with nothing else at hand than the lab.
/// The verdicts of a stage's scenarios, from events that were recorded, and by the stage's criteria.
fn judged(stage: &str, scenarios: &[Scenario], recorded: &BTreeMap<String, Vec<Event>>) -> BTreeMap<String, Verdict> {
    let lab = salon_language::Lab::load(&top().join("scenarios/labs/tp6")).expect("the lab");
    let criteria = lab.stage(stage).expect("a stage").criteria_of(scenarios.iter());
    let judged = scenarios.iter().map(|scenario| {
        let reference = salon_language::reference::recorded(scenario)
            .expect("a transcript")
            .expect("one is recorded");
        let seen = salon_judge::transcript::build(scenario, &recorded[&scenario.id()]).expect("a whole session");
        let comparison = salon_judge::compare(scenario, &reference, &seen);
        (scenario, reference, seen, comparison)
    });
    let judged: Vec<_> = judged.collect();
    let session = |(scenario, reference, seen, comparison)| salon_judge::Session {
        scenario,
        reference,
        seen: Some((seen, comparison)),
        verdict: salon_judge::verdict(scenario, comparison, reference, seen),
    };
    let sessions = judged
        .iter()
        .map(|(scenario, reference, seen, comparison)| session((scenario, reference, seen, comparison)));
    let sessions: Vec<_> = sessions.collect();
    let appraisal = salon_judge::appraise(&criteria, lab.near, &sessions);
    let verdicts = scenarios.iter().zip(appraisal.scenarios);
    verdicts
        .map(|(scenario, appraised)| (scenario.id(), appraised.verdict))
        .collect()
}

#[test]
fn recorded_events_are_judged_as_live_ones_were() {
    for (sample, stage) in [
        ("wrong-wording", "ii_6"),
        ("echo-to-sender", "ii_4"),
        ("wants-argument", "ii_6"),
    ] {
        let folder = top().join("tests/submissions").join(sample);
        let scenarios = salon_language::find(&[top().join("scenarios/labs/tp6").join(stage)]).expect("scenarios");
        let recorded = recorded(stage, &folder);
        let again = judged(stage, &scenarios, &recorded);

        let results = tempfile::tempdir().expect("a folder");
        let results = results.path().join("results.jsonl");
        let mut grade = salon();
        grade
            .args(["grade", "--stage", stage, "--python", "python3", "--results"])
            .arg(&results)
            .arg(&folder);
        stdout(&mut grade);
        let live = salon_grade::store::Results::open(&[results]).expect("results");
        let submission = live.submission(0).expect("a submission");
        let all = submission.stages.iter().flat_map(|stage| &stage.results);
        let live: BTreeMap<String, Verdict> = all.map(|result| (result.scenario.clone(), result.verdict)).collect();
        for (scenario, verdict) in live {
            // What follows a program that does not start is not played.
            if verdict != Verdict::Skipped {
                assert_eq!(again[&scenario], verdict, "{sample}, {scenario}");
            }
        }
    }
}
