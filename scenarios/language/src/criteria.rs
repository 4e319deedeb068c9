//! The criteria of a stage: what its points are given for.
//!
//! ```yaml
//! criteria:
//!   relay:
//!     title: {fr: "Un message est redistribué", en: "A message is passed on"}
//!     points: 4
//!     scenarios: [relay, every_sender]      # what shows it
//!   texts:
//!     title: {fr: "Avec les mots de la feuille", en: "In the sheet's words"}
//!     points: 1
//!     aspects: [content, wording]           # judged here, and nowhere else in the stage
//!     scenarios: relay
//!     needs: relay                          # what fails there is not charged here again
//!   resets:
//!     title: {fr: "Une coupure nette est un départ", en: "A break-off is a departure"}
//!     points: 0.5
//!     scenarios: departure_by_reset
//!     beyond: true                          # or `bonus: true`, or `manual: true`, which has no scenarios
//! ```

use super::diagnostics::{Findings, Mistake, Wrong, say};
use super::fields::{Fields, bilingual, entries, number, one_or_more, text, truth};
use super::files;
use super::lab::{has_yaml_name, visible};
use super::node::{Entry, Node};
use salon_model::{Aspect, Criterion, Standing};
use std::path::Path;

const FIELDS: &[&str] = &[
    "title",
    "points",
    "scenarios",
    "aspects",
    "needs",
    "beyond",
    "bonus",
    "manual",
];

/// Reads the criteria of the stage whose scenarios are in this folder. Every scenario must count for one.
pub(super) fn read_criteria(folder: &Path, Entry { key, value }: Entry, findings: &mut Findings<'_>) -> Vec<Criterion> {
    let scenarios = scenario_names(folder);
    let Some(entries) = findings.keep(entries(value, &[])) else {
        return Vec::new();
    };
    let mut criteria = Vec::new();
    let mut needs = Vec::new();
    for entry in entries {
        if let Some((criterion, needed)) = read_criterion(&scenarios, entry, findings) {
            criteria.push(criterion);
            needs.push(needed);
        }
    }
    for (at, needed) in needs.into_iter().enumerate() {
        for node in needed {
            check_need(&criteria, at, &node, findings);
        }
    }
    let counts = |name: &&String| criteria.iter().any(|criterion| criterion.scenarios.contains(name));
    for name in scenarios.iter().filter(|name| !counts(name)) {
        findings.note(&key.at, say::scenario_without_criterion(name));
    }
    criteria
}

/// The names of the scenarios in a folder. One that cannot be read is told where scenarios are looked for.
fn scenario_names(folder: &Path) -> Vec<String> {
    if !files::is_folder(folder) {
        return Vec::new();
    }
    let scenarios = visible(folder)
        .unwrap_or_default()
        .into_iter()
        .filter(|path| has_yaml_name(path));
    let stem = |path: std::path::PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned());
    scenarios.filter_map(stem).collect()
}

/// A criterion, and where it says what it needs.
fn read_criterion(
    known: &[String],
    Entry { key, value }: Entry,
    findings: &mut Findings<'_>,
) -> Option<(Criterion, Vec<Node>)> {
    let name = findings.keep(
        text(&Entry {
            key: key.clone(),
            value: key.clone(),
        })
        .map(str::to_owned),
    );
    let mut fields = Fields::of(value, FIELDS, findings)?;
    let title = fields
        .required("title", findings)
        .and_then(|entry| bilingual(entry, findings));
    let worth = |entry: &Entry| number(&entry.value, 0.0..=100.0, say::criterion_points);
    let points = fields
        .required("points", findings)
        .and_then(|entry| findings.keep(worth(&entry)));
    let standing = standing(&mut fields, findings);
    let mut list = |field, example| {
        let entry = fields.written(field);
        entry.map(|entry| (entry.key.clone(), one_or_more(entry.value, example, findings)))
    };
    let scenarios = list("scenarios", "[relay]");
    let aspects = list("aspects", "[content, wording]");
    let needs = list("needs", "[relay]");
    match (&scenarios, standing) {
        (Some((key, _)), Standing::Manual) => findings.note(&key.at, say::manual_evidence()),
        (None, Standing::Asked | Standing::Beyond | Standing::Bonus) => {
            findings.note(&key.at, say::missing_field("scenarios"));
        }
        _ => {}
    }
    let scenarios = scenarios.map_or_else(Vec::new, |(_, nodes)| {
        let read = |node: &Node| findings.keep(scenario(known, node));
        nodes.iter().filter_map(read).collect()
    });
    let aspects = aspects.map_or_else(Vec::new, |(_, nodes)| {
        nodes.iter().filter_map(|node| findings.keep(aspect(node))).collect()
    });
    let needs = needs.map_or_else(Vec::new, |(_, nodes)| nodes);
    let criterion = Criterion {
        name: name?,
        title: title?,
        points: points?,
        scenarios,
        aspects,
        needs: needs.iter().filter_map(|node| node.text().map(str::to_owned)).collect(),
        standing,
    };
    Some((criterion, needs))
}

fn standing(fields: &mut Fields, findings: &mut Findings<'_>) -> Standing {
    let mut found: Option<(Standing, Node)> = None;
    for (name, standing) in [
        ("beyond", Standing::Beyond),
        ("bonus", Standing::Bonus),
        ("manual", Standing::Manual),
    ] {
        let Some(entry) = fields.take(name) else { continue };
        match (findings.keep(truth(&entry)), &found) {
            (Some(true), Some((_, first))) => {
                findings.add(Mistake::after(Some(&first.at), &entry.key.at, say::two_standings()));
            }
            (Some(true), None) => found = Some((standing, entry.key)),
            (Some(false) | None, _) => {}
        }
    }
    found.map_or(Standing::Asked, |(standing, _)| standing)
}

fn scenario(known: &[String], node: &Node) -> Result<String, Wrong> {
    let name = node.text().unwrap_or_default();
    if known.iter().any(|known| known == name) {
        return Ok(name.to_owned());
    }
    Err(node.wrong(say::no_such_scenario(name).among(name, known.iter().map(String::as_str))))
}

fn aspect(node: &Node) -> Result<Aspect, Wrong> {
    let name = node.text().unwrap_or_default();
    let found = Aspect::ALL.into_iter().find(|aspect| aspect.name() == name);
    found.ok_or_else(|| node.wrong(say::aspect(name).among(name, Aspect::ALL.map(Aspect::name))))
}

/// Checks that what a criterion needs is there, and does not need it in turn.
fn check_need(criteria: &[Criterion], at: usize, node: &Node, findings: &mut Findings<'_>) {
    let name = node.text().unwrap_or_default();
    let mut reached = vec![name];
    let mut next = 0;
    while let Some(needed) = reached.get(next).copied() {
        next += 1;
        let Some(criterion) = criteria.iter().find(|criterion| criterion.name == needed) else {
            if next == 1 {
                let names = criteria.iter().map(|criterion| criterion.name.as_str());
                findings.note(&node.at, say::no_such_criterion(name).among(name, names));
            }
            continue;
        };
        if criterion.name == criteria[at].name {
            findings.note(&node.at, say::circular_need(&criterion.name));
            return;
        }
        for more in &criterion.needs {
            if !reached.contains(&more.as_str()) {
                reached.push(more);
            }
        }
    }
}
