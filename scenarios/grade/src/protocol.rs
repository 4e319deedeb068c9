//! Recognizing programs that speak another protocol than the sheet's: they may be good, but the
//! scenarios cannot judge them.

use salon_judge::transcript;
use salon_model::bytes::escape;
use salon_model::{Action, ActorId, Cause, Protocol, Scenario, Step, Stimulus, Verb};
use salon_play::program::Program;
use salon_play::replay::{Settings, replay};

/// What a program is asked that has not said a word in a whole stage.
const QUESTIONS: [&[u8]; 3] = [
    b"Hello|salon\n",
    b"{\"type\": \"hello\", \"pseudo\": \"salon\"}\n",
    b"GET / HTTP/1.1\r\nHost: salon\r\n\r\n",
];

/// The protocol that texts received from a program give away.
pub(super) fn recognize<'a>(mut texts: impl Iterator<Item = &'a str>) -> Option<Cause> {
    texts.find_map(|text| {
        let text = text.trim_start();
        if text.starts_with("{\"") || text.starts_with("[{") || text.starts_with("{'") {
            Some(Cause::OtherProtocol {
                protocol: Protocol::Json,
            })
        } else if text.starts_with("HTTP/1.") {
            Some(Cause::OtherProtocol {
                protocol: Protocol::Http,
            })
        } else {
            None
        }
    })
}

/// Asks a silent program in other protocols. An answer in one of them gives it away; an answer to
/// the sheet's own Hello with a line end behind it says that it waits for lines.
pub(super) fn ask(like: &Scenario, program: &Program, settings: Settings) -> Option<Cause> {
    let mut answers: Vec<(String, String)> = Vec::new();
    for question in QUESTIONS {
        let asking = asking(like, question);
        let events = replay(&asking, program, settings, |_| {}).ok()?;
        let seen = transcript::build(&asking, &events).ok()?;
        let question = escape(question);
        answers.extend(seen.texts().map(|answer| (question.clone(), answer.to_owned())));
    }
    // Who repeats what it is told speaks any protocol.
    let own = answers
        .iter()
        .filter(|(question, answer)| !question.contains(answer.as_str()));
    let recognized = recognize(own.map(|(_, answer)| answer.as_str()));
    recognized.or_else(|| (!answers.is_empty()).then_some(Cause::WaitsForLineEnds))
}

/// A session in which one client connects and says one thing.
fn asking(like: &Scenario, question: &[u8]) -> Scenario {
    let act = |verb| {
        Stimulus::Act(Action {
            actor: ActorId(0),
            verb,
        })
    };
    let step = |stimulus| Step {
        source: String::new(),
        line: 1,
        stimulus,
        optional: Vec::new(),
    };
    Scenario {
        given: Vec::new(),
        when: vec![step(act(Verb::Connects)), step(act(Verb::Sends(question.to_vec())))],
        then: Vec::new(),
        actors: like.actors.iter().take(1).cloned().collect(),
        ..like.clone()
    }
}
