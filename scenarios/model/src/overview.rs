//! What is held of every submission while reports are made: points and verdicts, not sessions.
//!
//! A whole submission takes hundreds of kilobytes, its row here one or two: so reports of ten thousand
//! are written with what a hundred need. What stores them reads the submissions
//! themselves one by one.

use crate::{
    CriterionResult, Points, Protection, Report, Rubric, ScenarioResult, StageResult, Standing, Submission, Text,
    Verdict,
};
use serde::Deserialize;
use std::borrow::Cow;

/// All submissions at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// The lab's title.
    pub lab: Text,
    /// The stages that were graded, in the lab's order.
    pub stages: Vec<Rubric>,
    /// Protections the machine could not give.
    pub missing_protections: Vec<Protection>,
    /// The submissions, by name.
    pub rows: Vec<Row>,
}

/// A submission at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The folder's name.
    pub name: String,
    /// Sum of the stages.
    pub points: Points,
    /// Wall time of all sessions, in milliseconds.
    pub milliseconds: u64,
    /// The stages, as in the rubrics.
    pub stages: Box<[Cells]>,
}

/// A stage of a submission at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    /// `None` where the stage was not graded.
    pub points: Option<Points>,
    /// What came of each scenario, as in the rubric; `None` where it was not graded.
    pub verdicts: Box<[Option<Verdict>]>,
    /// What each criterion earned, as in the rubric; `None` where it was not judged.
    pub criteria: Box<[Option<Points>]>,
}

/// As much of a submission's line of results as a row needs. The rest is skipped unread.
#[derive(Debug, Deserialize)]
pub struct Glance<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    stages: Vec<GlanceAtStage<'a>>,
    points: Points,
}

#[derive(Debug, Deserialize)]
struct GlanceAtStage<'a> {
    #[serde(borrow)]
    stage: Cow<'a, str>,
    #[serde(borrow)]
    results: Vec<GlanceAtResult<'a>>,
    #[serde(borrow, default)]
    criteria: Vec<GlanceAtCriterion<'a>>,
    points: Points,
}

#[derive(Debug, Deserialize)]
struct GlanceAtCriterion<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(default)]
    standing: Standing,
    #[serde(borrow)]
    scenarios: Vec<Cow<'a, str>>,
    points: Points,
}

#[derive(Debug, Deserialize)]
struct GlanceAtResult<'a> {
    #[serde(borrow)]
    scenario: Cow<'a, str>,
    verdict: Verdict,
    milliseconds: u64,
}

/// How much of a submission, or of a stage, was judged: where the harness failed, nothing was, and points that could
/// have been got there are neither got nor lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// All of it.
    All,
    /// Some: the points that were got are the least that it is worth.
    Part,
    /// Nothing.
    Nothing,
}

impl Judged {
    /// Of these verdicts. Where there are none, there was nothing left to judge.
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let (mut judged, mut failed) = (false, false);
        for verdict in verdicts {
            match verdict {
                Verdict::Error => failed = true,
                _ => judged = true,
            }
        }
        match (failed, judged) {
            (false, _) => Self::All,
            (true, true) => Self::Part,
            (true, false) => Self::Nothing,
        }
    }
}

impl Submission {
    /// How much of it was judged.
    pub fn judged(&self) -> Judged {
        let results = self.stages.iter().flat_map(|stage| &stage.results);
        Judged::of(results.map(|result| result.verdict))
    }
}

impl StageResult {
    /// How much of it was judged.
    pub fn judged(&self) -> Judged {
        Judged::of(self.results.iter().map(|result| result.verdict))
    }
}

impl ScenarioResult {
    /// Whether it was judged.
    pub fn judged(&self) -> Judged {
        Judged::of([self.verdict])
    }
}

impl<'a> GlanceAtCriterion<'a> {
    fn of(criterion: &'a CriterionResult) -> Self {
        Self {
            name: Cow::Borrowed(&criterion.name),
            standing: criterion.standing,
            scenarios: criterion
                .scenarios
                .iter()
                .map(|id| Cow::Borrowed(id.as_str()))
                .collect(),
            points: criterion.points,
        }
    }
}

impl GlanceAtStage<'_> {
    /// What a criterion earned, where all of its evidence was judged.
    fn earned(&self, name: &str) -> Option<Points> {
        let criterion = self.criteria.iter().find(|criterion| criterion.name == name)?;
        let evidence = self
            .results
            .iter()
            .filter(|result| criterion.scenarios.contains(&result.scenario));
        let judged = Judged::of(evidence.map(|result| result.verdict)) == Judged::All;
        (judged && criterion.standing != Standing::Manual).then_some(criterion.points)
    }
}

impl Overview {
    /// Of a report in memory.
    pub fn of(report: &Report) -> Self {
        let rows = report.submissions.iter().map(|one| Row::of(one, &report.stages));
        Self {
            rows: rows.collect(),
            lab: report.lab.clone(),
            stages: report.stages.clone(),
            missing_protections: report.missing_protections.clone(),
        }
    }

    /// Every verdict that was given.
    pub fn verdicts(&self) -> impl Iterator<Item = Verdict> {
        self.rows.iter().flat_map(Row::verdicts)
    }
}

impl Row {
    /// Of a submission, with the rubrics that its report has.
    pub fn of(submission: &Submission, stages: &[Rubric]) -> Self {
        let glance = Glance {
            name: Cow::Borrowed(&submission.name),
            points: submission.points,
            stages: submission
                .stages
                .iter()
                .map(|stage| GlanceAtStage {
                    stage: Cow::Borrowed(&stage.stage),
                    points: stage.points,
                    criteria: stage.criteria.iter().map(GlanceAtCriterion::of).collect(),
                    results: stage
                        .results
                        .iter()
                        .map(|result| GlanceAtResult {
                            scenario: Cow::Borrowed(&result.scenario),
                            verdict: result.verdict,
                            milliseconds: result.milliseconds,
                        })
                        .collect(),
                })
                .collect(),
        };
        Self::from_glance(&glance, stages)
    }

    /// Of what was read of a line of results.
    pub fn from_glance(glance: &Glance<'_>, stages: &[Rubric]) -> Self {
        let results = glance.stages.iter().flat_map(|stage| &stage.results);
        let cells = |rubric: &Rubric| {
            let stage = glance.stages.iter().find(|stage| stage.stage == rubric.stage);
            let verdict = |(id, _): &(String, Text)| {
                let result = stage?.results.iter().find(|result| result.scenario == *id)?;
                Some(result.verdict)
            };
            Cells {
                points: stage.map(|stage| stage.points),
                verdicts: rubric.scenarios.iter().map(verdict).collect(),
                criteria: rubric
                    .criteria
                    .iter()
                    .map(|demand| stage?.earned(&demand.name))
                    .collect(),
            }
        };
        Self {
            name: glance.name.as_ref().to_owned(),
            points: glance.points,
            milliseconds: results.map(|result| result.milliseconds).sum(),
            stages: stages.iter().map(cells).collect(),
        }
    }

    /// Every verdict that was given.
    pub fn verdicts(&self) -> impl Iterator<Item = Verdict> {
        self.stages.iter().flat_map(Cells::given)
    }

    /// How much of it was judged.
    pub fn judged(&self) -> Judged {
        Judged::of(self.verdicts())
    }
}

impl Cells {
    /// The verdicts that were given.
    pub fn given(&self) -> impl Iterator<Item = Verdict> {
        self.verdicts.iter().copied().flatten()
    }

    /// How much of it was judged.
    pub fn judged(&self) -> Judged {
        Judged::of(self.given())
    }
}
