//! Servers that take another handshake than the sheet's: found out in one session, in which many clients each try another.

use super::grader::Grader;
use super::judged::{judged, script};
use super::played::Played;
use salon_judge::transcript;
use salon_model::{Action, Actor, ActorId, Scenario, Step, Stimulus, Transcript, Verb, Verdict, What};
use salon_play::program::Program;
use salon_play::replay::{replay, side_by_side};

/// Where the pseudo stands in a handshake.
const PSEUDO: &str = "{pseudo}";
/// What may stand between the word and the pseudo.
const BETWEEN: [&str; 9] = ["|", " ", ":", " : ", ": ", " | ", ",", ";", "/"];

impl Grader {
    /// The handshake that a server takes in the place of the sheet's, where it takes none of the sheet's: nobody who said
    /// that was ever named by it.
    pub(super) fn other_handshake(
        &self,
        all: &[Played],
        scenarios: &[(Scenario, Transcript)],
        program: &Program,
    ) -> Option<String> {
        let (like, _) = scenarios.first()?;
        let sheet = like.stage.handshake.as_deref().filter(|sheet| sheet.contains(PSEUDO))?;
        let names = |(played, (scenario, _)): (&Played, &(Scenario, Transcript))| {
            let mut texts = played.transcript().into_iter().flat_map(Transcript::texts);
            texts.any(|text| scenario.actors.iter().any(|actor| text.contains(&actor.name)))
        };
        let is_up = |played: &Played| played.verdict() == Verdict::Fail && played.transcript().is_some();
        if !all.iter().any(is_up) || all.iter().any(does_not_serve) || all.iter().zip(scenarios).any(names) {
            return None;
        }
        let tried: Vec<String> = others(sheet).collect();
        // Each twice: whoever it lets in hears of the second.
        let trying = trying(like, &[tried.clone(), tried.clone()].concat());
        let events = replay(&trying, program, self.settings, |_| {}).ok()?;
        let seen = transcript::build(&trying, &events).ok()?;
        // What is said of an actor to others, without its name: who repeats what it is told names nobody.
        let said_of = |number: usize| {
            let name = trying.actors[number].name.as_str();
            let others = trying.actors.iter().filter(|actor| actor.name != name);
            let texts = others.flat_map(|actor| seen.moments.iter().flat_map(|moment| moment.received(&actor.name)));
            let naming = texts.filter(|text| text.contains(name));
            naming.map(|text| text.replace(name, "").len()).min()
        };
        // One that is taken with something left over is told with it: the shortest is meant.
        let taken = (0..trying.actors.len()).filter_map(|number| Some((said_of(number)?, number)));
        let (_, number) = taken.min()?;
        Some(tried[number % tried.len()].clone())
    }

    /// Plays a stage with this handshake, and judges it as the sheet's, but for the words of it.
    pub(super) fn met_with(
        &self,
        handshake: &str,
        scenarios: &[(Scenario, Transcript)],
        program: &Program,
    ) -> Vec<Played> {
        let mut all = Vec::with_capacity(scenarios.len());
        side_by_side(
            scenarios,
            self.jobs,
            |scenario| {
                let mut other = scenario.clone();
                other.0.stage.handshake = Some(handshake.to_owned());
                let mut played = self.play(&other, program);
                let before = &mut played.judged.result;
                if let Some(mut recording) = before.recording.take() {
                    recording.script = script(&scenario.0);
                    recording.handshake = Some(handshake.to_owned());
                    let (wall, cpu) = (before.milliseconds, before.cpu_microseconds);
                    played.judged = judged(scenario, *recording);
                    played.judged.result.milliseconds = wall;
                    played.judged.result.cpu_microseconds = cpu;
                }
                played
            },
            |_, played| {
                all.push(played);
                true
            },
        );
        all
    }
}

/// Whether a server takes nothing, or never comes to rest: what it is told does not matter then, and it would take long.
fn does_not_serve(played: &Played) -> bool {
    let mut observed = played.transcript().into_iter().flat_map(Transcript::observed);
    observed.any(|what| {
        matches!(
            what,
            What::Neglects(_) | What::NeverSettles(_) | What::Limited(_) | What::Truncated(_)
        )
    })
}

/// Handshakes like the sheet's: its word in other letters, something else between it and the pseudo, the pseudo first,
/// or alone.
fn others(sheet: &str) -> impl Iterator<Item = String> {
    let word = sheet
        .split(|character: char| !character.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let words = [word.to_owned(), word.to_lowercase(), word.to_uppercase()];
    let joined = words.into_iter().flat_map(|word| {
        BETWEEN
            .into_iter()
            .flat_map(move |between| [format!("{word}{between}{PSEUDO}"), format!("{PSEUDO}{between}{word}")])
    });
    let sheet = sheet.to_owned();
    joined.filter(move |other| *other != sheet).chain([PSEUDO.to_owned()])
}

/// A session in which clients come one after the other, each with a handshake of its own.
fn trying(like: &Scenario, tried: &[String]) -> Scenario {
    let actors: Vec<Actor> = (0..tried.len())
        .map(|number| Actor {
            name: format!("zoe{number}x"),
        })
        .collect();
    let act = |actor: usize, verb| Step {
        source: String::new(),
        line: 1,
        stimulus: Stimulus::Act(Action {
            actor: ActorId(actor),
            verb,
        }),
        optional: Vec::new(),
    };
    let steps = tried.iter().enumerate().flat_map(|(number, handshake)| {
        let hello = handshake.replace(PSEUDO, &actors[number].name);
        [
            act(number, Verb::Connects),
            act(number, Verb::Sends(hello.into_bytes())),
        ]
    });
    Scenario {
        given: Vec::new(),
        when: steps.collect(),
        then: Vec::new(),
        same_address: false,
        actors,
        ..like.clone()
    }
}
