//! A session step by step, for diagrams: what was sent, what should have come, what came.

use salon_model::bytes::escape;
use salon_model::{Action, SERVER, Scenario, Step, Stimulus, SubjectKind, Verb};
use salon_model::{Arrow, StepResult};
use salon_model::{Comparison, Difference};
use salon_model::{Moment, Observer, Phase, Transcript, What};

/// The steps of a session beside those of the reference.
pub fn steps(scenario: &Scenario, outcome: &Comparison, reference: &Transcript, seen: &Transcript) -> Vec<StepResult> {
    let differences: &[Difference] = match outcome {
        Comparison::Differs(differences) => differences,
        _ => &[],
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
                phase: match seen.phase {
                    Phase::Start => "start",
                    Phase::Given => "given",
                    Phase::When => "when",
                }
                .to_owned(),
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
                actor: SERVER.to_owned(),
                label: "Ctrl-C".to_owned(),
            }];
        }
        Stimulus::Run(arguments) => {
            return vec![Arrow {
                actor: SubjectKind::Program.name().to_owned(),
                label: format!("run {}", arguments.join(" ")).trim_end().to_owned(),
            }];
        }
    };
    actions.iter().map(|action| arrow_of(scenario, action)).collect()
}

fn arrow_of(scenario: &Scenario, action: &Action) -> Arrow {
    let actor = &scenario.actors[action.actor.0].name;
    let told = match scenario.subject() {
        // What others do reaches a client as what the server tells it.
        SubjectKind::Client if actor != SERVER => scenario.stage.told(actor, &action.verb),
        _ => None,
    };
    if let Some(told) = told {
        return Arrow {
            actor: actor.clone(),
            label: quoted(&escape(told.as_bytes())),
        };
    }
    let label = match &action.verb {
        Verb::Connects => "connect".to_owned(),
        Verb::Joins => match &scenario.stage.handshake {
            Some(handshake) => quoted(&handshake.replace("{pseudo}", actor)),
            None => "connect".to_owned(),
        },
        Verb::Says(text) | Verb::Types(text) => quoted(&escape(text.as_bytes())),
        Verb::Sends(bytes) => quoted(&escape(bytes)),
        Verb::Leaves | Verb::ClosesWriteSide => "FIN".to_owned(),
        Verb::Drops => "RST".to_owned(),
        Verb::Stalls => "(stalls)".to_owned(),
        Verb::Resumes => "(resumes)".to_owned(),
        Verb::Presses(key) => key.name().to_owned(),
    };
    Arrow {
        actor: actor.clone(),
        label,
    }
}

/// The arrows of an answer, from the subject to actors. What it prints is shown apart.
fn arrows(moment: &Moment) -> Vec<Arrow> {
    let arrows = moment.seen.iter().filter_map(|seen| {
        let label = match &seen.what {
            What::Receives(text) => quoted(text),
            What::Disconnected { reset: false } => "FIN".to_owned(),
            What::Disconnected { reset: true } => "RST".to_owned(),
            What::Prints(_) => return None,
            What::Sees(line) => format!("« {line} »"),
            other => other.to_string(),
        };
        let actor = match &seen.observer {
            Observer::Actor(name) => name.clone(),
            Observer::Subject(kind) => kind.name().to_owned(),
        };
        Some(Arrow { actor, label })
    });
    arrows.collect()
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
