//! Students' clients against a student's server: what the server should send to a client is to be seen by
//! its user.

use super::{not_started, played};
use salon_model::Transcript;
use salon_model::{ActorId, Observation, Scenario, Verb};
use salon_model::{Comparison, Deviation, Difference};

/// Whether the users of clients can do all that a scenario asks of its actors.
pub fn suits_clients(scenario: &Scenario) -> bool {
    let steps = scenario.given.iter().chain(&scenario.when);
    let mut actions = steps.flat_map(|step| step.stimulus.actions());
    // An empty line says nothing, and long ones are cut by terminals.
    let can_be_typed = |text: &str| !text.trim().is_empty() && text.len() < 1_000;
    actions.all(|action| match &action.verb {
        Verb::Joins | Verb::Leaves | Verb::Drops => true,
        Verb::Says(text) => can_be_typed(text),
        _ => false,
    })
}

/// Compares a session of a server under test in which clients took every actor's part with the reference
/// transcript, step by step: of each text that an actor should receive, the names of those who take part
/// and what they said must appear on the screen.
pub fn compare_with_clients(scenario: &Scenario, reference: &Transcript, seen: &Transcript) -> Comparison {
    if let Some(doing) = not_started(scenario, seen) {
        return Comparison::NotStarted(doing);
    }
    let variables = variables(scenario);
    let mut differences = Vec::new();
    for (step, expected, seen) in played(scenario, reference, seen) {
        for (number, actor) in scenario.actors.iter().enumerate() {
            if step.optional.contains(&Observation::Receives(ActorId(number))) {
                continue;
            }
            let texts = expected.received(&actor.name).concat();
            let screen = seen.seen_by(&actor.name);
            let all = screen.join("\n");
            let wanted = variables.iter().filter(|part| texts.contains(part.as_str()));
            let missing: Vec<String> = wanted.filter(|part| !all.contains(part.as_str())).cloned().collect();
            if !missing.is_empty() {
                let kind = Deviation::NotShown {
                    actor: actor.name.clone(),
                    expected: missing,
                    seen: screen,
                };
                differences.push(Difference::at(step, expected, kind));
            }
        }
    }
    Comparison::of(differences)
}

/// Names and what is said. Addresses are those of other connections than the reference's.
fn variables(scenario: &Scenario) -> Vec<String> {
    let steps = scenario.given.iter().chain(&scenario.when);
    let said = steps
        .flat_map(|step| step.stimulus.actions())
        .filter_map(|action| match &action.verb {
            Verb::Says(text) => Some(text.trim().to_owned()),
            _ => None,
        });
    let names = scenario.actors.iter().map(|actor| actor.name.clone());
    names.chain(said).collect()
}
