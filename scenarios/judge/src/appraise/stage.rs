//! The sessions of a stage against its criteria: which criterion judges what.

use super::Appraised;
use super::looked::Looked;
use super::symptom::{Symptom, Template};
use salon_model::{Aspect, Criterion, Text, Verdict};

/// What a scenario shows of one criterion.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shown {
    As(Verdict),
    /// Nothing, because of what this criterion charges.
    Nothing(Option<Text>),
}

/// Who judges a symptom.
enum Judge {
    /// The criterion at hand.
    This,
    /// Another one, of this title where it is one.
    Other(Option<Text>),
}

/// The texts that a criterion judges apart, and what of them.
struct Apart {
    /// The place of the criterion.
    criterion: usize,
    aspects: Vec<Aspect>,
    templates: Vec<Template>,
}

fn apart(criteria: &[Criterion], sessions: &[Looked<'_>]) -> Vec<Apart> {
    let with_aspects = criteria
        .iter()
        .enumerate()
        .filter(|(_, criterion)| !criterion.aspects.is_empty());
    with_aspects
        .map(|(at, criterion)| Apart {
            criterion: at,
            aspects: criterion.aspects.clone(),
            templates: sessions
                .iter()
                .filter(|looked| criterion.scenarios.contains(&looked.session.scenario.name))
                .flat_map(Looked::judged_texts)
                .collect(),
        })
        .collect()
}

/// A stage's sessions and criteria.
pub(super) struct Stage<'a> {
    criteria: &'a [Criterion],
    apart: Vec<Apart>,
    sessions: &'a [Looked<'a>],
}

impl<'s> Stage<'s> {
    pub(super) fn new(criteria: &'s [Criterion], sessions: &'s [Looked<'s>]) -> Self {
        Self {
            criteria,
            apart: apart(criteria, sessions),
            sessions,
        }
    }

    /// The places of a criterion's sessions.
    pub(super) fn evidence<'b>(&'b self, criterion: &'b Criterion) -> impl Iterator<Item = usize> + 'b {
        let sessions = self.sessions.iter().enumerate();
        let is_evidence = |looked: &Looked<'_>| criterion.scenarios.contains(&looked.session.scenario.name);
        sessions
            .filter(move |(_, looked)| is_evidence(looked))
            .map(|(at, _)| at)
    }

    /// What a session shows of a criterion.
    pub(super) fn shown(&self, criterion: &Criterion, at: usize) -> Shown {
        let looked = &self.sessions[at];
        if !matches!(looked.session.verdict, Verdict::Pass | Verdict::Near | Verdict::Fail) {
            return Shown::As(looked.session.verdict);
        }
        let mut counted: Vec<&Symptom> = Vec::new();
        let mut hidden_by = None;
        let mut is_hidden = false;
        for symptom in looked.symptoms() {
            match self.judge(criterion, symptom) {
                Judge::This => counted.push(symptom),
                // The text came, so that there is something to be seen.
                Judge::Other(_) if symptom.aspect() != Aspect::Delivery => {}
                // Of texts it is to be seen that they came.
                Judge::Other(_) if !criterion.aspects.is_empty() && looked.has_text() => {}
                Judge::Other(title) => {
                    is_hidden = true;
                    hidden_by = hidden_by.or(title);
                }
            }
        }
        // One that does nothing at all does nothing wrong either.
        let mut needed = self.needed(criterion).peekable();
        if counted.is_empty() && !looked.does_something() && needed.peek().is_some() {
            let unmet: Vec<&Criterion> = needed.filter(|needed| !self.is_met(needed)).collect();
            if let Some(unmet) = unmet.first() {
                return Shown::Nothing(Some(unmet.title.clone()));
            }
        }
        match worst(counted.into_iter()) {
            Some(verdict) => Shown::As(verdict),
            None if !is_hidden || looked.is_alive() => Shown::As(Verdict::Pass),
            None => Shown::Nothing(hidden_by),
        }
    }

    /// Whether this criterion judges a symptom, or another.
    fn judge(&self, criterion: &Criterion, symptom: &Symptom) -> Judge {
        if !criterion.aspects.is_empty() && !criterion.aspects.contains(&symptom.aspect()) {
            return Judge::Other(self.charged(criterion, symptom));
        }
        let apart = symptom.came().and_then(|template| {
            self.apart
                .iter()
                .find(|apart| apart.aspects.contains(&symptom.aspect()) && apart.templates.contains(template))
        });
        match apart {
            Some(apart) if self.criteria[apart.criterion].name != criterion.name => {
                Judge::Other(Some(self.criteria[apart.criterion].title.clone()))
            }
            _ => match self.charged(criterion, symptom) {
                Some(title) => Judge::Other(Some(title)),
                None => Judge::This,
            },
        }
    }

    /// The criteria that one needs.
    fn needed<'b>(&'b self, criterion: &'b Criterion) -> impl Iterator<Item = &'b Criterion> + 'b {
        self.criteria
            .iter()
            .filter(|other| criterion.needs.contains(&other.name))
    }

    /// Whether anything shows that a criterion is met.
    fn is_met(&self, criterion: &Criterion) -> bool {
        let met = |shown: Shown| matches!(shown, Shown::As(Verdict::Pass | Verdict::Near));
        self.evidence(criterion).any(|at| met(self.shown(criterion, at)))
    }

    /// The title of the criterion that this one needs, and that charges the symptom.
    fn charged(&self, criterion: &Criterion, symptom: &Symptom) -> Option<Text> {
        if *symptom == Symptom::Unrest {
            return None;
        }
        self.needed(criterion).find_map(|needed| {
            if let Some(title) = self.charged(needed, symptom) {
                return Some(title);
            }
            let mut evidence = self.evidence(needed);
            let charges = evidence.any(|at| self.sessions[at].symptoms().any(|other| other == symptom));
            charges.then(|| needed.title.clone())
        })
    }

    /// Puts together what a session shows of all criteria it is evidence for.
    pub(super) fn conclude(&self, at: usize, appraised: &mut Appraised, verdicts: &[Verdict]) {
        let looked = &self.sessions[at];
        if !matches!(looked.session.verdict, Verdict::Pass | Verdict::Near | Verdict::Fail) {
            return;
        }
        let worst = [Verdict::Fail, Verdict::Near, Verdict::Pass]
            .into_iter()
            .find(|verdict| verdicts.contains(verdict));
        appraised.verdict = worst.unwrap_or(Verdict::Skipped);
        if appraised.verdict != Verdict::Skipped {
            appraised.hidden_by = None;
        }
        let of_session: Vec<&Criterion> = self
            .criteria
            .iter()
            .filter(|criterion| self.evidence(criterion).any(|of| of == at))
            .collect();
        for difference in &mut appraised.differences {
            let Some((_, symptoms)) = looked.differences.iter().find(|(of, _)| **of == *difference) else {
                continue;
            };
            let counts = |symptom| {
                let mut judges = of_session.iter().map(|criterion| self.judge(criterion, symptom));
                judges.any(|judge| matches!(judge, Judge::This))
            };
            if !symptoms.is_empty() && !symptoms.iter().any(counts) {
                difference.judged_by = symptoms.iter().find_map(|symptom| {
                    of_session
                        .iter()
                        .find_map(|criterion| match self.judge(criterion, symptom) {
                            Judge::This => None,
                            Judge::Other(title) => title,
                        })
                });
            }
        }
    }
}

/// The verdict of what counts; `None` where nothing does.
fn worst<'a>(symptoms: impl Iterator<Item = &'a Symptom>) -> Option<Verdict> {
    let verdicts = symptoms.map(|symptom| match symptom.aspect() {
        Aspect::Wording => Verdict::Near,
        Aspect::Content | Aspect::Delivery => Verdict::Fail,
    });
    verdicts.max()
}
