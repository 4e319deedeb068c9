//! A session as a sequence diagram, before it is drawn: who takes part, and what happens row by row.

use crate::words::label;
use salon_model::{Arrow, Observer, Phase, ScenarioResult, Sign, StepResult};

/// Rows drawn; a program that floods is not drawn to the end.
const ROWS: usize = 150;

/// Who takes part, the subject first, and what happens.
pub(super) struct Diagram {
    pub(super) lanes: Vec<Observer>,
    pub(super) rows: Vec<Row>,
    /// Rows that are not drawn.
    pub(super) left_out: usize,
}

/// A row of a diagram.
pub(super) enum Row {
    /// A step begins.
    Step {
        title: String,
        given: bool,
        /// Whether it is the first in which the session is not as expected.
        diverges: bool,
    },
    /// Something passes between an actor and the subject, or happens to the subject itself.
    Arrow { lane: usize, label: String, kind: Kind },
}

/// What an arrow stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The stimulus, towards the subject.
    Sent,
    /// The answer, as expected.
    Seen,
    /// An answer that should have come.
    Missing,
    /// An answer that should not have come.
    Unexpected,
}

impl Diagram {
    /// `None` where the scenario was not played.
    pub(super) fn of(result: &ScenarioResult) -> Option<Self> {
        let mut diagram = Self {
            lanes: vec![Observer::Subject(result.subject)],
            rows: Vec::new(),
            left_out: 0,
        };
        let first = result.steps.iter().position(|step| !step.same);
        for (place, step) in result.steps.iter().enumerate() {
            diagram.step(step, Some(place) == first);
        }
        let left_out = diagram.rows.len().saturating_sub(ROWS);
        diagram.rows.truncate(ROWS);
        diagram.left_out = left_out;
        (!diagram.rows.is_empty()).then_some(diagram)
    }

    fn step(&mut self, step: &StepResult, diverges: bool) {
        let quiet = step.sent.is_empty() && step.expected.is_empty() && step.seen.is_empty();
        // The start says nothing where nothing went wrong.
        if step.step.is_empty() && quiet && !diverges {
            return;
        }
        self.rows.push(Row::Step {
            title: step.step.clone(),
            given: step.phase != Phase::When,
            diverges,
        });
        for arrow in &step.sent {
            self.arrow(arrow, Kind::Sent);
        }
        let mut expected: Vec<&Arrow> = step.expected.iter().collect();
        for arrow in &step.seen {
            let place = expected.iter().position(|wanted| same(wanted, arrow));
            place.map(|place| expected.remove(place));
            let kind = if step.same || place.is_some() {
                Kind::Seen
            } else {
                Kind::Unexpected
            };
            self.arrow(arrow, kind);
        }
        if !step.same {
            for arrow in expected {
                self.arrow(arrow, Kind::Missing);
            }
        }
    }

    fn arrow(&mut self, arrow: &Arrow, kind: Kind) {
        let known = self.lanes.iter().position(|party| *party == arrow.party);
        let lane = known.unwrap_or_else(|| {
            self.lanes.push(arrow.party.clone());
            self.lanes.len() - 1
        });
        self.rows.push(Row::Arrow {
            lane,
            label: label(&arrow.sign),
            kind,
        });
    }
}

/// Whether two arrows say the same: line ends and white space around a text do not count, as in grading.
fn same(expected: &Arrow, seen: &Arrow) -> bool {
    expected.party == seen.party
        && match (&expected.sign, &seen.sign) {
            (Sign::Text(expected), Sign::Text(seen)) => bare(expected) == bare(seen),
            (expected, seen) => expected == seen,
        }
}

fn bare(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(rest) = text.strip_suffix("\\n").or_else(|| text.strip_suffix("\\r")) {
        text = rest.trim_end();
    }
    while let Some(rest) = text.strip_prefix("\\n").or_else(|| text.strip_prefix("\\r")) {
        text = rest.trim_start();
    }
    text
}
