//! The catalogue of causes: of each, sessions that it is the cause of, and sessions that are nearly like them, went wrong
//! as well, and of which it must not be told. A session is the reference's with what one program does otherwise.

mod client;
mod delivery;
mod error;
mod program;
mod server;
mod start;
mod texts;
mod whole;

use salon_judge::{causes, causes_among, compare};
use salon_model::{Activity, Cause, Comparison, Moment, Observer, Phase, SERVER, Scenario, Seen, Stage, SubjectKind};
use salon_model::{Exit, Transcript, USER, Untaken, What};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A session in the making.
#[derive(Clone)]
pub(crate) struct Session {
    scenario: Scenario,
    reference: Transcript,
    seen: Transcript,
}

impl Session {
    /// Of a scenario, and what the reference does in each of its steps: lines of a transcript.
    pub(crate) fn new(stage: Stage, scenario: &str, reference: &[&[&str]]) -> Self {
        let scenario = format!("title: {{fr: t, en: t}}\n{scenario}");
        let scenario = salon_language::parse(Path::new("t.yaml"), &scenario, stage).expect("a scenario");
        let given = scenario.given.iter().map(|step| format!("given {}", step.source));
        let when = scenario.when.iter().map(|step| format!("when {}", step.source));
        let mut text = format!("scenario {}\n\nstart\n", scenario.id());
        let steps: Vec<String> = given.chain(when).collect();
        assert_eq!(steps.len(), reference.len(), "{steps:?}");
        for (step, lines) in steps.iter().zip(reference) {
            text.extend(["\n", step, "\n"]);
            text.extend(lines.iter().map(|line| format!("  {line}\n")));
        }
        text.extend(["\nend\n  ", scenario.subject().name(), " runs\n"]);
        let reference: Transcript = text.parse().expect("a transcript");
        Self {
            seen: reference.clone(),
            scenario,
            reference,
        }
    }

    /// The moment of the last step that begins so; of the start where nothing is named.
    fn moment(&mut self, step: &str) -> &mut Moment {
        let begins = |moment: &Moment| match step {
            "" => moment.phase == Phase::Start,
            _ => moment.stimulus.starts_with(step),
        };
        let place = self.seen.moments.iter().rposition(begins);
        &mut self.seen.moments[place.unwrap_or_else(|| panic!("no step `{step}`"))]
    }

    /// It was never played: what came at the start is all there is.
    pub(crate) fn without_steps(mut self) -> Self {
        self.seen.moments.retain(|moment| moment.phase == Phase::Start);
        self
    }

    /// An actor receives this in a step, in place of what it should; nothing where it is empty.
    pub(crate) fn hears(mut self, step: &str, actor: &str, text: &str) -> Self {
        let seen = &mut self.moment(step).seen;
        let of_actor = |seen: &Seen| seen.observer == Observer::Actor(actor.to_owned());
        seen.retain(|seen| !(of_actor(seen) && matches!(seen.what, What::Receives(_))));
        if text.is_empty() {
            return self;
        }
        self.sees(step, Observer::Actor(actor.to_owned()), What::Receives(text.to_owned()))
    }

    /// The server receives this in a step of the reference too, which is not played by what is written.
    pub(crate) fn expects(mut self, step: &str, text: &str) -> Self {
        self = self.hears(step, SERVER, text);
        let begins =
            |moment: &Moment| moment.phase == Phase::Start && step.is_empty() || moment.stimulus.starts_with(step);
        let place = self.reference.moments.iter().position(begins).expect("a step");
        self.reference.moments[place] = self.seen.moments[place].clone();
        self
    }

    /// Nobody receives anything in a step.
    pub(crate) fn silent(mut self, step: &str) -> Self {
        let seen = &mut self.moment(step).seen;
        seen.retain(|seen| !matches!(seen.what, What::Receives(_)));
        self
    }

    /// Nobody ever receives anything.
    pub(crate) fn mute(mut self) -> Self {
        for moment in &mut self.seen.moments {
            moment.seen.retain(|seen| !matches!(seen.what, What::Receives(_)));
        }
        self
    }

    /// The program prints these lines in a step; a client's user sees them.
    pub(crate) fn prints(mut self, step: &str, lines: &[&str]) -> Self {
        let of_client = self.scenario.subject() == SubjectKind::Client;
        for line in lines {
            let line = (*line).to_owned();
            self = if of_client {
                self.sees(step, Observer::Actor(USER.to_owned()), What::Sees(line))
            } else {
                self.does(step, What::Prints(line))
            };
        }
        self
    }

    /// A client's user sees this in a step, in place of what it should.
    pub(crate) fn shows(mut self, step: &str, lines: &[&str]) -> Self {
        self.moment(step)
            .seen
            .retain(|seen| !matches!(seen.what, What::Sees(_)));
        self.prints(step, lines)
    }

    /// An actor is disconnected in a step.
    pub(crate) fn throws_out(self, step: &str, actor: &str) -> Self {
        self.sees(
            step,
            Observer::Actor(actor.to_owned()),
            What::Disconnected { reset: false },
        )
    }

    /// The program does this in a step.
    pub(crate) fn does(self, step: &str, what: What) -> Self {
        let subject = Observer::Subject(self.scenario.subject());
        self.sees(step, subject, what)
    }

    /// The program does nothing of this kind in a step.
    pub(crate) fn does_not(mut self, step: &str, kind: fn(&What) -> bool) -> Self {
        self.moment(step).seen.retain(|seen| !kind(&seen.what));
        self
    }

    fn sees(mut self, step: &str, observer: Observer, what: What) -> Self {
        self.moment(step).seen.push(Seen { observer, what });
        self
    }

    /// The program ends in a step, and nothing comes of the later ones.
    pub(crate) fn ends(mut self, step: &str, status: i32) -> Self {
        self = self.does(step, What::Exits(Exit::Status(status)));
        let begins = |moment: &Moment| moment.stimulus.starts_with(step);
        let last = self.seen.moments.iter().rposition(begins).expect("a step");
        for moment in &mut self.seen.moments[last + 1..] {
            moment.seen.clear();
        }
        self.seen.running = false;
        self
    }

    /// What tells it from others.
    fn name(&self) -> String {
        format!("{}{}", self.scenario.stage.name, self.seen)
    }

    /// The causes that are told of it as one of two sessions of a stage.
    pub(crate) fn causes_beside(&self, other: &Self) -> Vec<Cause> {
        let stage = [(&self.scenario, &self.seen), (&other.scenario, &other.seen)];
        let comparison = compare(&self.scenario, &self.reference, &self.seen);
        causes_among(&stage, &self.scenario, (&comparison, &self.reference, &self.seen))
    }

    /// The causes that are told of it. It went wrong, whatever it is.
    pub(crate) fn causes(&self) -> Vec<Cause> {
        let comparison = compare(&self.scenario, &self.reference, &self.seen);
        assert_ne!(comparison, Comparison::Same, "{}", self.seen);
        causes(&self.scenario, &comparison, &self.reference, &self.seen)
    }
}

/// Of each cause, the sessions that it was told of and those that it was not, each once.
pub(crate) type Told = BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>;

thread_local! {
    static TOLD: RefCell<Told> = RefCell::default();
}

/// What was found of the causes since, in this thread.
pub(crate) fn told() -> Told {
    TOLD.take()
}

/// That a cause is told of all these sessions, and of none of those.
#[track_caller]
pub(crate) fn tells(cause: &str, of: &[Session], not_of: &[Session]) {
    let told = |session: &Session| session.causes().iter().map(Cause::id).any(|id| id == cause);
    let names = |sessions: &[Session]| -> Vec<String> { sessions.iter().map(Session::name).collect() };
    TOLD.with_borrow_mut(|all| {
        let (those, others) = all.entry(cause.to_owned()).or_default();
        those.extend(names(of));
        others.extend(names(not_of));
    });
    for session in of {
        assert!(
            told(session),
            "{cause} is not told, but {:?}\n{}",
            session.causes(),
            session.seen
        );
    }
    for session in not_of {
        assert!(
            !told(session),
            "{cause} is told: {:?}\n{}",
            session.causes(),
            session.seen
        );
    }
}

/// A server's stage in which one introduces oneself.
pub(crate) fn with_pseudos() -> Stage {
    Stage {
        name: "chat".to_owned(),
        handshake: Some("Hello|{pseudo}".to_owned()),
        ..Stage::default()
    }
}

/// A client's stage.
pub(crate) fn of_a_client() -> Stage {
    Stage {
        name: "client".to_owned(),
        subject: SubjectKind::Client,
        relay: Some("{pseudo} a dit : {text}".to_owned()),
        arrival: Some("Annonce : {pseudo} a rejoint la chatroom".to_owned()),
        departure: Some("Annonce : {pseudo} a quitté la chatroom".to_owned()),
        ..Stage::default()
    }
}

/// A program's stage.
pub(crate) fn of_a_program() -> Stage {
    Stage {
        name: "program".to_owned(),
        subject: SubjectKind::Program,
        ..Stage::default()
    }
}

/// Three who know each other; one speaks, one leaves, one speaks again.
pub(crate) fn room() -> Session {
    Session::new(
        with_pseudos(),
        "given:
  - vince joins
  - jin joins
  - bob joins
when:
  - vince says: salut tout le monde
  - jin leaves
  - bob says: il est parti
then: [server keeps running]",
        &[
            &[],
            &["vince receives \"Annonce : jin a rejoint la chatroom\""],
            &[
                "vince receives \"Annonce : bob a rejoint la chatroom\"",
                "jin receives \"Annonce : bob a rejoint la chatroom\"",
            ],
            &[
                "jin receives \"vince a dit : salut tout le monde\"",
                "bob receives \"vince a dit : salut tout le monde\"",
            ],
            &[
                "vince receives \"Annonce : jin a quitté la chatroom\"",
                "bob receives \"Annonce : jin a quitté la chatroom\"",
            ],
            &["vince receives \"bob a dit : il est parti\""],
        ],
    )
}

/// Three who know each other; one breaks off, the others go on.
pub(crate) fn broken_off() -> Session {
    Session::new(
        with_pseudos(),
        "given:
  - vince joins
  - jin joins
  - bob joins
when:
  - jin drops
  - bob says: il est parti",
        &[
            &[],
            &["vince receives \"Annonce : jin a rejoint la chatroom\""],
            &["vince receives \"Annonce : bob a rejoint la chatroom\""],
            &[
                "vince receives \"Annonce : jin a quitté la chatroom\"",
                "bob receives \"Annonce : jin a quitté la chatroom\"",
            ],
            &["vince receives \"bob a dit : il est parti\""],
        ],
    )
}

/// A traceback of a program in `~/tp`.
pub(crate) fn traceback(source: &str, error: &str) -> Vec<String> {
    let lines = [
        "Traceback (most recent call last):".to_owned(),
        "  File \"/home/eleve/tp/chat.py\", line 21, in handle".to_owned(),
        format!("    {source}"),
        "  File \"/usr/lib/python3.11/asyncio/streams.py\", line 378, in drain".to_owned(),
        "    raise exc".to_owned(),
        error.to_owned(),
    ];
    lines.to_vec()
}

/// Lines as they are printed.
pub(crate) fn lines(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}

pub(crate) fn spins() -> What {
    What::NeverSettles(Activity::Computes("python3".to_owned()))
}

pub(crate) fn leaves(what: Untaken) -> What {
    What::Neglects(vec![what])
}

pub(crate) fn bytes_of(from: &str) -> Untaken {
    Untaken::Bytes {
        count: 12,
        from: from.to_owned(),
    }
}

pub(crate) fn server_hears(session: Session, step: &str, text: &str) -> Session {
    session.hears(step, SERVER, text)
}
