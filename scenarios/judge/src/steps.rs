//! A session step by step, for diagrams: what was sent, what should have come, what came.

use salon_model::bytes::escape;
use salon_model::{
    Action, Arrow, Comparison, Difference, Key, Moment, Observer, SERVER, Scenario, Sign, Step, StepResult, Stimulus,
    SubjectKind, Transcript, Verb, What,
};

/// The steps of a session beside those of the reference.
pub fn steps(scenario: &Scenario, outcome: &Comparison, reference: &Transcript, seen: &Transcript) -> Vec<StepResult> {
    let differences: &[Difference] = match outcome {
        Comparison::Differs(differences) => differences,
        Comparison::Same | Comparison::NotStarted(_) => &[],
    };
    // The start comes first and is no step of the script.
    let script = std::iter::once(None).chain(scenario.given.iter().chain(&scenario.when).map(Some));
    let moments = reference.moments.iter().zip(&seen.moments);
    script
        .zip(moments)
        .map(|(step, (expected, seen))| {
            let line = step.map(|step| step.line);
            let differs = |difference: &Difference| difference.step.as_ref().map(|(_, line)| *line) == line;
            StepResult {
                phase: seen.phase,
                step: seen.stimulus.clone(),
                sent: step.map(|step| sent(scenario, step)).unwrap_or_default(),
                expected: arrows(expected),
                seen: arrows(seen),
                printed: seen.printed(),
                same: line.is_none() || !differences.iter().any(differs),
            }
        })
        .collect()
}

/// The arrows of a stimulus, from actors to the subject.
fn sent(scenario: &Scenario, step: &Step) -> Vec<Arrow> {
    let actions = match &step.stimulus {
        Stimulus::Act(action) => std::slice::from_ref(action),
        Stimulus::Together(actions) => actions,
        Stimulus::ServerStops => {
            return vec![Arrow {
                party: Observer::Subject(scenario.subject()),
                sign: Sign::Key(Key::CtrlC),
            }];
        }
        Stimulus::Run(arguments) => {
            return vec![Arrow {
                party: Observer::Subject(scenario.subject()),
                sign: Sign::Runs(arguments.clone()),
            }];
        }
    };
    actions.iter().map(|action| arrow_of(scenario, action)).collect()
}

fn arrow_of(scenario: &Scenario, action: &Action) -> Arrow {
    let actor = &scenario.actors[action.actor.0].name;
    let party = Observer::Actor(actor.clone());
    // What others do reaches a client as what the server tells it.
    let of_others = scenario.subject() == SubjectKind::Client && actor != SERVER;
    if let Some(told) = scenario.stage.told(actor, &action.verb).filter(|_| of_others) {
        let sign = Sign::Text(escape(told.as_bytes()));
        return Arrow { party, sign };
    }
    let sign = match &action.verb {
        Verb::Connects => Sign::Connects,
        Verb::Joins => match &scenario.stage.handshake {
            Some(handshake) => Sign::Text(handshake.replace("{pseudo}", actor)),
            None => Sign::Connects,
        },
        Verb::Says(text) | Verb::Types(text) => Sign::Text(escape(text.as_bytes())),
        Verb::Sends(bytes) => Sign::Text(escape(bytes)),
        Verb::Leaves | Verb::ClosesWriteSide => Sign::Fin,
        Verb::Drops => Sign::Rst,
        Verb::Stalls => Sign::Stalls,
        Verb::Resumes => Sign::Resumes,
        Verb::Presses(key) => Sign::Key(*key),
    };
    Arrow { party, sign }
}

/// The arrows of an answer, from the subject to actors. What it prints is shown apart.
fn arrows(moment: &Moment) -> Vec<Arrow> {
    let arrows = moment.seen.iter().filter_map(|seen| {
        let sign = match &seen.what {
            What::Receives(text) => Sign::Text(text.clone()),
            What::Disconnected { reset: false } => Sign::Fin,
            What::Disconnected { reset: true } => Sign::Rst,
            What::Prints(_) => return None,
            other => Sign::Observed(other.clone()),
        };
        let party = seen.observer.clone();
        Some(Arrow { party, sign })
    });
    arrows.collect()
}
