//! What the sessions of a stage are worth together: each demand of the sheet once, and each mistake once.
//!
//! A criterion judges what its scenarios are about. Two things that differ in a session are left to others:
//!
//! - A text that came in other words, or without something that varies in it, where a criterion of the stage is
//!   about just that. So a full stop costs what the sheet's line is worth, and not what every scenario is in
//!   which the line comes. A text *is* such a variant only if it is none that means something else.
//! - What a criterion that this one needs has charged already. Where nothing is then left to be seen of what a
//!   scenario is about, it is no evidence: it is skipped, and the rest of the evidence decides.

mod known;
mod looked;
mod stage;
mod symptom;

use looked::look;
use salon_model::{Comparison, Criterion, CriterionResult, Difference, Points, Scenario, Text, Transcript, Verdict};
use stage::{Shown, Stage};

/// What came of a scenario, before the others of its stage are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Session<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// What the reference did.
    pub reference: &'a Transcript,
    /// What the subject did, and how that compares; `None` where it was not played.
    pub seen: Option<(&'a Transcript, &'a Comparison)>,
    /// The verdict of this session alone.
    pub verdict: Verdict,
}

/// What a stage is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Appraisal {
    /// Of each session, in their order.
    pub scenarios: Vec<Appraised>,
    /// Of each criterion, in their order.
    pub criteria: Vec<CriterionResult>,
}

/// What a scenario is worth among the others of its stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Appraised {
    /// What it shows of the criteria that it is evidence for.
    pub verdict: Verdict,
    /// Its part of their points.
    pub points: Points,
    /// All that was different, with what other criteria judge marked so; empty where it was not judged.
    pub differences: Vec<Difference>,
    /// The criterion that leaves nothing of it to be seen.
    pub hidden_by: Option<Text>,
}

/// Appraises the sessions of one stage by its criteria. `near` is the share of the points for the right reaction
/// in other words.
pub fn appraise(criteria: &[Criterion], near: f64, sessions: &[Session<'_>]) -> Appraisal {
    let looked = look(sessions);
    let stage = Stage::new(criteria, &looked);
    let mut appraised: Vec<Appraised> = sessions.iter().map(Appraised::unjudged).collect();
    let mut verdicts: Vec<Vec<Verdict>> = vec![Vec::new(); sessions.len()];
    let mut results = Vec::new();
    for criterion in criteria {
        let shown: Vec<(usize, Shown)> = stage
            .evidence(criterion)
            .map(|at| (at, stage.shown(criterion, at)))
            .collect();
        let hidden_by = shown.iter().find_map(|(_, shown)| match shown {
            Shown::Nothing(hidden_by) => hidden_by.clone(),
            Shown::As(_) => None,
        });
        let counted = |shown: &Shown| matches!(shown, Shown::As(_));
        let any = shown.iter().any(|(_, shown)| counted(shown));
        let weight = |at: usize| f64::from(sessions[at].scenario.points);
        let weights: f64 = shown
            .iter()
            .filter(|(_, shown)| counted(shown) || !any)
            .map(|(at, _)| weight(*at))
            .sum();
        let mut points = Points {
            got: 0.0,
            max: criterion.max(),
        };
        for (at, shown) in &shown {
            let part = if weights > 0.0 { weight(*at) / weights } else { 0.0 };
            match shown {
                Shown::As(verdict) => {
                    let got = part * share(*verdict, near) * criterion.points;
                    points.got += got;
                    appraised[*at].points += Points {
                        got,
                        max: part * criterion.max(),
                    };
                    verdicts[*at].push(*verdict);
                }
                Shown::Nothing(title) => {
                    if !any {
                        appraised[*at].points.max += part * criterion.max();
                    }
                    appraised[*at].hidden_by.clone_from(title);
                }
            }
        }
        results.push(CriterionResult {
            name: criterion.name.clone(),
            title: criterion.title.clone(),
            standing: criterion.standing,
            scenarios: stage.evidence(criterion).map(|at| sessions[at].scenario.id()).collect(),
            points,
            hidden_by: hidden_by.filter(|_| !any),
        });
    }
    for ((at, one), verdicts) in appraised.iter_mut().enumerate().zip(verdicts) {
        stage.conclude(at, one, &verdicts);
    }
    Appraisal {
        scenarios: appraised,
        criteria: results,
    }
}

/// What a verdict earns of the points.
fn share(verdict: Verdict, near: f64) -> f64 {
    match verdict {
        Verdict::Pass => 1.0,
        Verdict::Near => near,
        Verdict::Fail | Verdict::Blocked | Verdict::Missing | Verdict::Skipped | Verdict::Error => 0.0,
    }
}

impl<'a> Session<'a> {
    /// All that was different.
    fn all(&self) -> &'a [Difference] {
        match self.seen {
            Some((_, Comparison::Differs(differences))) => differences,
            Some((_, Comparison::Same | Comparison::NotStarted(_))) | None => &[],
        }
    }
}

impl Appraised {
    fn unjudged(session: &Session<'_>) -> Self {
        Self {
            verdict: session.verdict,
            points: Points::default(),
            differences: session.all().to_vec(),
            hidden_by: None,
        }
    }
}
