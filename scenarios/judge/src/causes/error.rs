//! Errors that nothing caught, in the program's own words: whatever a scenario is about, they come first.

use super::{Case, verb};
use crate::complaint;
use salon_model::{Answer, Cause, Deviation, Key, Moment, Phase, Step, Stimulus, SubjectKind, Verb, What};

/// An error, and when it came.
struct Raised {
    error: String,
    source: Option<String>,
    interrupted: bool,
    /// The place of its moment in the transcript.
    moment: usize,
    ends: bool,
}

/// Mistakes in the program's own text, which are to be mended and not to be caught.
const SLIPS: [&str; 8] = [
    "NameError",
    "UnboundLocalError",
    "AttributeError",
    "TypeError",
    "IndexError",
    "KeyError",
    "ImportError",
    "ModuleNotFoundError",
];

/// The error that brought about what is different, and what is to be done about it, with the place of its moment in the
/// transcript; nothing where there is none.
pub(super) fn causes(case: &Case) -> Option<(usize, Vec<Cause>)> {
    let raised = raised(case)?;
    let moment = raised.moment;
    Some((moment, told(case, raised)))
}

fn told(case: &Case, raised: Raised) -> Vec<Cause> {
    let step = step(case, raised.moment);
    if raised.interrupted {
        return vec![Cause::InterruptUncaught];
    }
    if reads_a_missing_argument(case, &raised) {
        return vec![Cause::ArgumentMissing];
    }
    let advice = advice(case, &raised, step);
    let told = Cause::ErrorUncaught {
        line: raised.error,
        source: raised.source,
        step: step.map(|step| step.source.clone()),
        ends: raised.ends,
    };
    std::iter::once(told).chain(advice).collect()
}

/// Whether an error can bring about such a difference: that something does not happen, or ends.
pub(super) fn explains(kind: &Deviation) -> bool {
    match kind {
        Deviation::Received { expected, seen, .. } => {
            let (expected, seen) = (expected.concat(), seen.concat());
            seen.is_empty() || seen.len() < expected.len() && expected.starts_with(&seen)
        }
        Deviation::Disconnected { .. }
        | Deviation::CannotConnect { .. }
        | Deviation::Ended { .. }
        | Deviation::Neglects(_)
        | Deviation::NotPrinted { .. }
        | Deviation::NotShown { .. }
        | Deviation::SaysNothing
        | Deviation::NeverAsks(_)
        | Deviation::Traceback(_)
        | Deviation::NotAskedFor { .. }
        | Deviation::NotSaved { .. }
        | Deviation::Counts { .. } => true,
        Deviation::NeverSettles(_)
        | Deviation::NotExactly { .. }
        | Deviation::OtherHandshake { .. }
        | Deviation::SavedElsewhere { .. }
        | Deviation::OneAtATime
        | Deviation::SeveralAtATime { .. }
        | Deviation::NoPauses
        | Deviation::LongPauses
        | Deviation::Limited(_) => false,
    }
}

/// The error that is nearest before the first difference that one can bring about. What comes later is no cause of it.
fn raised(case: &Case) -> Option<Raised> {
    let all: Vec<Raised> = case.seen.moments.iter().enumerate().flat_map(of_moment).collect();
    // Of a traceback as such, it is the one that was found.
    let found = case.kinds().find_map(|kind| match kind {
        Deviation::Traceback(error) => all.iter().position(|raised| raised.error == *error),
        _ => None,
    });
    let before = || {
        let counted = case.differences.iter().filter(|difference| difference.counts());
        let explained = counted.filter(|difference| explains(&difference.kind));
        explained.into_iter().find_map(|difference| {
            let last = match case.step(difference) {
                Some(step) => place(case, step),
                None => case.seen.moments.len(),
            };
            let nearest = all.iter().filter(|raised| raised.moment <= last && !raised.interrupted);
            let moment = nearest.map(|raised| raised.moment).max()?;
            all.iter()
                .position(|raised| raised.moment == moment && !raised.interrupted)
        })
    };
    let chosen =
        before().or_else(|| found.filter(|&place| !all[place].interrupted || is_interrupted(case, &all[place])));
    all.into_iter().nth(chosen?)
}

/// The errors of a moment. What is ignored by the interpreter comes of its end.
fn of_moment((moment, of): (usize, &Moment)) -> Vec<Raised> {
    let lines = of.printed();
    let ends = of.seen.iter().any(|seen| matches!(seen.what, What::Exits(_)));
    let errors = complaint::certain(&lines).filter(|complaint| !complaint.ignored);
    errors
        .filter_map(|complaint| {
            Some(Raised {
                error: complaint.name(&lines)?.to_owned(),
                source: complaint.source().map(str::to_owned),
                interrupted: complaint.interrupted,
                moment,
                ends,
            })
        })
        .collect()
}

/// The place of a step's moment in the transcript.
pub(super) fn place(case: &Case, step: &Step) -> usize {
    let mut steps = case.scenario.given.iter().chain(&case.scenario.when);
    let number = steps.position(|other| other.line == step.line).unwrap_or_default();
    number + before_steps(case)
}

/// The step of a moment.
fn step<'a>(case: &Case<'a>, moment: usize) -> Option<&'a Step> {
    let number = moment.checked_sub(before_steps(case))?;
    case.scenario.given.iter().chain(&case.scenario.when).nth(number)
}

/// Moments before the first step.
fn before_steps(case: &Case) -> usize {
    let starts = |moment: &&Moment| moment.phase == Phase::Start;
    case.seen.moments.iter().take_while(starts).count()
}

/// Whether an interruption is by Ctrl-C.
fn is_interrupted(case: &Case, raised: &Raised) -> bool {
    step(case, raised.moment).is_some_and(|step| {
        matches!(verb(step), Some(Verb::Presses(Key::CtrlC))) || step.stimulus == Stimulus::ServerStops
    })
}

fn reads_a_missing_argument(case: &Case, raised: &Raised) -> bool {
    let without = |step: &Step| matches!(&step.stimulus, Stimulus::Run(arguments) if arguments.is_empty());
    let reads = |source: &String| source.contains("argv");
    raised.error.starts_with("IndexError")
        && raised.source.as_ref().is_some_and(reads)
        && step(case, raised.moment).is_some_and(without)
}

/// What is to be done about an error, where its kind, its place and what happened tell.
fn advice(case: &Case, raised: &Raised, step: Option<&Step>) -> Option<Cause> {
    match case.scenario.subject() {
        SubjectKind::Server => of_a_server(case, raised, step?),
        SubjectKind::Client => {
            let silent = case.judged().any(|(kind, _)| matches!(kind, Deviation::SaysNothing));
            let departure = matches!(verb(step?), Some(Verb::Leaves | Verb::Drops));
            (silent && departure).then_some(Cause::DepartureUntold)
        }
        SubjectKind::Program => {
            let dead = case.scenario.site.iter().any(|host| host.answer == Answer::Dead);
            let slip = SLIPS.iter().any(|slip| raised.error.starts_with(slip));
            (dead && !slip).then_some(Cause::RequestUnguarded)
        }
    }
}

fn of_a_server(case: &Case, raised: &Raised, step: &Step) -> Option<Cause> {
    let has = |texts: &[&str], text: &str| texts.iter().any(|part| text.contains(part));
    if raised.error.contains("changed size during iteration") {
        return Some(Cause::TableChanges);
    }
    let source = raised.source.as_deref()?;
    let lost = has(
        &[
            "ConnectionResetError",
            "BrokenPipeError",
            "ConnectionAbortedError",
            "Errno 9]",
            "Errno 107]",
        ],
        &raised.error,
    );
    if !lost {
        return None;
    }
    if has(&[".drain", ".write", ".send"], source) && case.anybody_left(step) {
        return Some(Cause::DepartedKept);
    }
    let drops = |verb: &Verb| matches!(verb, Verb::Drops);
    let mut actions = case.until(step).flat_map(|step| step.stimulus.actions());
    let dropped = actions.any(|action| drops(&action.verb));
    (dropped && has(&[".read", ".recv"], source)).then_some(Cause::ResetUnhandled)
}
