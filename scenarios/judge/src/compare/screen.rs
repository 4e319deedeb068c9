//! What the user of a client under test should see.

use crate::complaint;
use salon_model::Deviation;
use salon_model::Moment;
use salon_model::bytes::escape;
use salon_model::{Observation, SERVER, Scenario, Step, USER, Verb};

/// Compares what a step brought on the screen. In which words others' messages are shown is each
/// student's own choice; what varies in them must be there. `shown` is what was there before.
pub(super) fn compare(
    scenario: &Scenario,
    step: &Step,
    expected: &Moment,
    seen: &Moment,
    shown: &[String],
) -> Option<Deviation> {
    let user = scenario.actors.iter().position(|actor| actor.name == USER);
    let optional = |observation: &Observation| matches!(observation, Observation::Receives(who) if Some(who.0) == user);
    if step.optional.iter().any(optional) {
        return None;
    }
    let lines = seen.printed();
    let wanted = parts(scenario, step);
    if wanted.is_empty() {
        // That the server has gone is to be told in any words, and a traceback is none.
        let silent = || !says_something(&lines, shown);
        return (server_goes(scenario, step) && !expected.printed().is_empty() && silent())
            .then_some(Deviation::SaysNothing);
    }
    // Messages may be glued together, and a long one may begin on a line of its own.
    let screen = lines.join("\n");
    let missing: Vec<String> = wanted
        .into_iter()
        .filter(|part| !screen.contains(part.as_str()))
        .collect();
    (!missing.is_empty()).then_some(Deviation::NotShown {
        actor: USER.to_owned(),
        expected: missing,
        seen: lines,
    })
}

/// What varies in the messages that a step brings: who speaks, and what is said.
fn parts(scenario: &Scenario, step: &Step) -> Vec<String> {
    let mut parts: Vec<String> = step
        .stimulus
        .actions()
        .iter()
        .flat_map(|action| {
            let name = &scenario.actors[action.actor.0].name;
            let (who, text) = match &action.verb {
                Verb::Sends(bytes) => (None, escape(bytes.trim_ascii())),
                Verb::Says(text) => (Some(name), escape(text.trim().as_bytes())),
                Verb::Joins => (Some(name), String::new()),
                Verb::Leaves if name != SERVER => (Some(name), String::new()),
                _ => (None, String::new()),
            };
            who.cloned().into_iter().chain([text])
        })
        .collect();
    parts.retain(|part| !part.is_empty());
    parts.dedup();
    parts
}

fn server_goes(scenario: &Scenario, step: &Step) -> bool {
    step.stimulus.actions().iter().any(|action| {
        scenario.actors[action.actor.0].name == SERVER && matches!(action.verb, Verb::Leaves | Verb::Drops)
    })
}

/// Whether any of these new lines says something to a user: a prompt that is shown again does not, nor
/// does an error that nothing caught.
fn says_something(lines: &[String], shown: &[String]) -> bool {
    let errors = complaint::certain(lines).collect::<Vec<_>>();
    lines.iter().enumerate().any(|(number, line)| {
        let of_an_error = errors.iter().any(|error| error.lines.contains(&number)) || line == "KeyboardInterrupt";
        !of_an_error && !shown.contains(line) && line.chars().any(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::says_something;

    fn says(text: &str) -> bool {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        says_something(&lines, &["Vous :".to_owned()])
    }

    #[test]
    fn an_complaint_error_says_nothing_but_what_stands_beside_it_does() {
        let traceback = "Vous : Traceback (most recent call last):\n  File \"a.py\", line 3, in <module>\n    main()\n\
                         ConnectionError: lost\n";
        assert!(!says(traceback));
        assert!(says(&format!("{traceback}Le serveur est parti")));
    }

    #[test]
    fn an_error_told_in_a_sentence_says_something_and_a_prompt_shown_again_does_not() {
        assert!(says("Error: the server has gone"));
        assert!(says("ConnectionError: lost"));
        assert!(says("Vous : fermé"));
        assert!(!says("Vous :\n>\nKeyboardInterrupt\n"));
    }
}
