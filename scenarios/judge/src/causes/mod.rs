//! The catalogue from symptom to cause: what is likely wrong, and where to look, in plain words.
//!
//! A cause is a help, never a verdict, and no cause is better than a wrong one. A program's own last words come first.
//! Then each rule looks at one symptom in what is judged, and names a cause only where what was seen implies it; the
//! most telling come first. What differs in the scene is looked at only where it explains what is judged: a program
//! that died in it, or a client that it has thrown out.

mod client;
mod delivery;
mod encoding;
mod error;
mod program;
mod start;
mod talk;
mod wording;

use crate::complaint;
use salon_model::{Action, Comparison, Deviation, Difference, Moment, Phase, Transcript};
use salon_model::{Cause, Scenario, Step, Stimulus, SubjectKind, Verb};

/// Causes that are told of a session: those beyond the first two are mostly consequences.
const TOLD: usize = 2;

/// A session that did not go as the reference, for the rules to look at.
struct Case<'a> {
    scenario: &'a Scenario,
    differences: &'a [Difference],
    reference: &'a Transcript,
    seen: &'a Transcript,
}

/// The likely causes of an outcome, most telling first.
pub fn causes(scenario: &Scenario, outcome: &Comparison, reference: &Transcript, seen: &Transcript) -> Vec<Cause> {
    let differences = match outcome {
        Comparison::Same => return Vec::new(),
        // All else is a consequence.
        _ if passes_coroutines_to_wait(seen) => return vec![Cause::CoroutinesToWait],
        Comparison::NotStarted(doing) => return start::causes(scenario.subject(), doing, seen),
        Comparison::Differs(differences) => differences,
    };
    let mut case = Case {
        scenario,
        differences,
        reference,
        seen,
    };
    let error = error::causes(&case);
    // What an error, or something as grave, brings about has no other cause.
    let since = error.as_ref().map_or(0, |(moment, _)| *moment);
    let mut causes = error.map(|(_, causes)| causes).unwrap_or_default();
    if causes.is_empty() {
        causes.extend(roots(scenario.subject()).iter().find_map(|rule| rule(&case)));
    }
    let left: Vec<Difference>;
    if !causes.is_empty() {
        let explained = |difference: &Difference| {
            let moment = case.step(difference).map_or(since, |step| error::place(&case, step));
            error::explains(&difference.kind) && moment >= since
        };
        left = differences
            .iter()
            .filter(|difference| !explained(difference))
            .cloned()
            .collect();
        case.differences = &left;
    }
    for rule in rules(scenario.subject()) {
        let found = rule(&case).filter(|cause| !causes.contains(cause));
        causes.extend(found);
    }
    if causes.is_empty() && scenario.subject() == SubjectKind::Server {
        causes.extend(delivery::silence(&case));
    }
    causes.truncate(TOLD);
    causes
}

/// The causes of a session as one of a stage's. That messages reach nobody is not what is wrong where they do in another
/// session: it is something about this one.
pub fn causes_among(
    sessions: &[(&Scenario, &Transcript)],
    scenario: &Scenario,
    (outcome, reference, seen): (&Comparison, &Transcript, &Transcript),
) -> Vec<Cause> {
    let mut causes = causes(scenario, outcome, reference, seen);
    if causes.contains(&Cause::NeverDelivered) && sessions.iter().any(|(other, seen)| delivery::delivers(other, seen)) {
        causes.retain(|cause| *cause != Cause::NeverDelivered);
    }
    causes
}

/// Whether `asyncio.wait` was passed coroutines, which Python takes until 3.10, in its own words.
fn passes_coroutines_to_wait(seen: &Transcript) -> bool {
    let printed = seen.printed();
    let mut errors = complaint::certain(&printed).filter_map(|complaint| complaint.error);
    errors.any(|line| printed[line].starts_with("TypeError: Passing coroutines is forbidden, use tasks explicitly"))
}

/// A rule looks for one symptom.
type Rule = fn(&Case) -> Option<Cause>;

/// Those of which it is a consequence that something does not happen.
fn roots(subject: SubjectKind) -> &'static [Rule] {
    match subject {
        SubjectKind::Server => &talk::ROOTS,
        SubjectKind::Client => &client::ROOTS,
        SubjectKind::Program => &program::ROOTS,
    }
}

/// In the order in which they are told.
fn rules(subject: SubjectKind) -> &'static [Rule] {
    match subject {
        SubjectKind::Server => &talk::RULES,
        SubjectKind::Client => &client::RULES,
        SubjectKind::Program => &program::RULES,
    }
}

impl<'a> Case<'a> {
    /// All that is different, in the scene too.
    fn kinds(&self) -> impl Iterator<Item = &'a Deviation> + use<'a> {
        self.differences.iter().map(|difference| &difference.kind)
    }

    /// What is different and judged, each with its step.
    fn judged(&self) -> impl Iterator<Item = (&'a Deviation, Option<&'a Step>)> {
        let judged = self.differences.iter().filter(|difference| !difference.given);
        judged.map(|difference| (&difference.kind, self.step(difference)))
    }

    /// What is told of a subject that ended and should not have, with its last line.
    fn unexpected_end(&self, told: impl Fn(Option<String>) -> Cause) -> Option<Cause> {
        self.kinds().find_map(|kind| match kind {
            Deviation::Ended {
                expected: false,
                last_line,
            } => Some(told(last_line.clone())),
            _ => None,
        })
    }

    /// Every step, in order, each with the moment in which it was played.
    fn steps(&self) -> impl Iterator<Item = (&'a Step, &'a Moment)> + use<'a> {
        let steps = self.scenario.given.iter().chain(&self.scenario.when);
        let started = |moment: &&Moment| moment.phase != Phase::Start;
        steps.zip(self.seen.moments.iter().filter(started))
    }

    /// Every step up to one, that one as well.
    fn until(&self, step: &Step) -> impl Iterator<Item = &'a Step> + use<'a> {
        let line = step.line;
        let steps = self.scenario.given.iter().chain(&self.scenario.when);
        steps.take_while(move |step| step.line <= line)
    }

    /// What was seen in a step.
    fn moment(&self, step: &Step) -> Option<&'a Moment> {
        let played = self.steps().find(|(played, _)| played.line == step.line);
        played.map(|(_, moment)| moment)
    }

    /// What was seen in the steps behind one.
    fn later(&self, step: &Step) -> impl Iterator<Item = &'a Moment> + use<'a> {
        let line = step.line;
        let later = self.steps().filter(move |(step, _)| step.line > line);
        later.map(|(_, moment)| moment)
    }

    /// What the reference did in a step.
    fn expected(&self, step: &Step) -> Option<&'a Moment> {
        let steps = self.scenario.given.iter().chain(&self.scenario.when);
        let started = |moment: &&Moment| moment.phase != Phase::Start;
        let mut played = steps.zip(self.reference.moments.iter().filter(started));
        played
            .find(|(played, _)| played.line == step.line)
            .map(|(_, moment)| moment)
    }

    /// The step of a difference.
    fn step(&self, difference: &Difference) -> Option<&'a Step> {
        let (_, line) = difference.step.as_ref()?;
        let mut steps = self.scenario.given.iter().chain(&self.scenario.when);
        steps.find(|step| step.line == *line)
    }

    /// The pseudo of who acts.
    fn actor(&self, action: &Action) -> &'a str {
        &self.scenario.actors[action.actor.0].name
    }

    /// Whether an actor has done such a thing up to a step.
    fn has(&self, actor: &str, step: &Step, done: impl Fn(&Verb) -> bool) -> bool {
        self.until(step)
            .flat_map(|step| step.stimulus.actions())
            .any(|action| self.actor(action) == actor && done(&action.verb))
    }

    /// Whether anybody has left up to a step.
    fn anybody_left(&self, step: &Step) -> bool {
        let mut actions = self.until(step).flat_map(|step| step.stimulus.actions());
        actions.any(|action| leaves(&action.verb))
    }
}

/// What the only actor of a step does.
fn alone(step: &Step) -> Option<&Action> {
    match &step.stimulus {
        Stimulus::Act(action) => Some(action),
        _ => None,
    }
}

/// What the only actor of a step does.
fn verb(step: &Step) -> Option<&Verb> {
    alone(step).map(|action| &action.verb)
}

fn leaves(verb: &Verb) -> bool {
    matches!(verb, Verb::Leaves | Verb::ClosesWriteSide | Verb::Drops)
}

/// Whether one of these shows bytes as Python writes them: `b'salut'`.
fn show_bytes(texts: &[String]) -> bool {
    texts.iter().any(|text| text.contains("b'") || text.contains("b\""))
}

/// Python warns of a coroutine that is made and forgotten; of one of a stream, which has written before it waits, no harm
/// comes.
fn never_awaited(case: &Case) -> Option<Cause> {
    let harmless = |line: &str| line.contains("'StreamWriter.");
    let warned = |line: &&String| line.contains("RuntimeWarning: coroutine") && line.contains("was never awaited");
    let printed = case.seen.printed();
    let mut warnings = printed.iter().filter(warned);
    let explained = case.judged().any(|(kind, _)| error::explains(kind));
    (explained && warnings.any(|line| !harmless(line))).then_some(Cause::NeverAwaited)
}

/// A loop that spins, told with a departure only where there was one.
fn spins(case: &Case) -> Option<Cause> {
    let spinning = |difference: &&Difference| matches!(difference.kind, Deviation::NeverSettles(_));
    let difference = case.differences.iter().find(spinning)?;
    let departure = case.step(difference).is_some_and(|step| case.anybody_left(step));
    Some(Cause::BusyLoop { departure })
}
