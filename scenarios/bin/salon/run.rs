//! `salon run`: replays scenarios and shows what came.

use crate::Failure;
use crate::args::{Run, Show};
use crate::exit::Exit;
use crate::messages::Messages;
use crate::output::printed;
use crate::sessions::Purpose;
use crate::{labs, sessions};
use salon_judge::{causes, compare, compare_with_clients, reasons, suits_clients, transcript};
use salon_language::reference;
use salon_model::{Cause, Event, Isolation, Language, Reason, Scenario, SubjectKind, Transcript, WorldError};
use salon_play::program::Program;
use salon_play::replay::{Settings, replay, replay_with_clients, side_by_side};
use salon_report::terminal;
use serde_json::json;
use std::io::{self, Write};

pub(crate) fn run(args: &Run, language: Language) -> Result<Exit, Failure> {
    let words = Messages(language);
    let scenarios = scenarios(args, language)?;
    let programs = Programs::parse(args, words)?;
    let (settings, _) = sessions::settings(&args.sessions, Purpose::Trying, words)?;
    let jobs = sessions::jobs(&args.sessions, settings);
    sessions::say_what_is_scarce(jobs, language);
    let mut tally = Tally::default();
    let mut stopped = None;
    let repeated: Vec<&Scenario> = (0..args.repeat.get()).flat_map(|_| &scenarios).collect();
    side_by_side(
        &repeated,
        jobs,
        |scenario| Played::play(scenario, &programs, settings, args, words),
        |scenario, played| {
            let shown = show(scenario, played, args, language, &mut tally);
            stopped = shown.err();
            stopped.is_none()
        },
    );
    match stopped {
        Some(error) => printed(Err(error), words)?,
        None if args.json || args.show == Show::Transcript => {}
        None => {
            let summary = terminal::summary(tally.reasons.iter().map(Vec::as_slice), tally.errors, language);
            printed(writeln!(anstream::stdout(), "{summary}"), words)?;
        }
    }
    Ok(tally.exit())
}

fn scenarios(args: &Run, language: Language) -> Result<Vec<Scenario>, Failure> {
    let color = anstream::stderr().current_choice() != anstream::ColorChoice::Never;
    let bad = |error: salon_language::PlanError| Failure::new(Exit::BadScenario, error.render(language, color));
    let paths = labs::of_run(&args.scenarios, &args.sessions, Messages(language));
    let mut scenarios = salon_language::find(&paths).map_err(bad)?;
    let pair = args.server.is_some() && args.client.is_some();
    if pair {
        scenarios.retain(|scenario| scenario.subject() == SubjectKind::Server && suits_clients(scenario));
    } else if args.tests_a_program() {
        scenarios.retain(|scenario| args.command_for(scenario.subject()).is_some());
    }
    if let Some(stage) = &args.stage {
        scenarios.retain(|scenario| scenario.stage.name == *stage);
        if scenarios.is_empty() {
            return Err(Failure::new(Exit::Usage, Messages(language).no_such_stage(stage)));
        }
    }
    if scenarios.is_empty() && args.tests_a_program() {
        return Err(Failure::new(Exit::Usage, Messages(language).no_scenario(pair)));
    }
    Ok(scenarios)
}

/// The programs to test, by kind; none of a kind means the reference.
struct Programs(Vec<(SubjectKind, Program)>);

impl Programs {
    fn parse(args: &Run, words: Messages) -> Result<Self, Failure> {
        let mut programs = Vec::new();
        for kind in SubjectKind::ALL {
            if let Some(command) = args.command_for(kind) {
                let program = Program::parse(command, &args.directory)
                    .map_err(|error| Failure::new(Exit::Usage, words.bad_program(kind, &error)))?;
                programs.push((kind, program));
            }
        }
        Ok(Self(programs))
    }

    fn of(&self, kind: SubjectKind) -> Option<&Program> {
        self.0.iter().find(|(of, _)| *of == kind).map(|(_, program)| program)
    }
}

/// What came of one scenario.
enum Played {
    Done {
        seen: Transcript,
        reasons: Vec<Reason>,
        causes: Vec<Cause>,
    },
    Failed(Failure),
}

impl Played {
    fn play(scenario: &Scenario, programs: &Programs, settings: Settings, args: &Run, words: Messages) -> Self {
        let reference = Program::reference(&scenario.stage);
        let Some(program) = programs.of(scenario.subject()).or(reference.as_ref()) else {
            let message = words.bad_reference(&reference::unknown(scenario));
            return Self::Failed(Failure::new(Exit::BadScenario, message));
        };
        if settings.isolation == Isolation::LoopbackOnly
            && let Some((address, file, line)) = program.foreign_address(&scenario.stage.name)
        {
            return Self::Failed(Failure::new(Exit::Trouble, words.refused(address, &file, line)));
        }
        // Beside a server, the client takes its clients' part.
        let client = programs.of(SubjectKind::Client).filter(|_| args.server.is_some());
        let result = Self::replay_and_compare(scenario, (program, client), settings, args, words);
        result.unwrap_or_else(Self::Failed)
    }

    fn replay_and_compare(
        scenario: &Scenario,
        (program, client): (&Program, Option<&Program>),
        settings: Settings,
        args: &Run,
        words: Messages,
    ) -> Result<Self, Failure> {
        let trouble = |error| Failure::new(Exit::Trouble, words.harness(&error));
        let observe = |event: &Event| {
            if args.json {
                print_event(scenario, event);
            }
        };
        let events = match client {
            Some(client) => replay_with_clients(scenario, program, client, settings, observe),
            None => replay(scenario, program, settings, observe),
        };
        let transcript_of = |events: Result<Vec<Event>, WorldError>| {
            events
                .and_then(|events| transcript::build(scenario, &events))
                .map_err(trouble)
        };
        let seen = transcript_of(events)?;
        let recorded = if args.show == Show::Transcript {
            Ok(None)
        } else {
            reference::recorded(scenario)
        };
        let expected = match recorded.map_err(|error| Failure::new(Exit::BadScenario, words.bad_reference(&error)))? {
            Some(recorded) => recorded,
            // Nothing to compare with, or nothing is asked for but what was seen.
            None if !args.tests_a_program() || args.show == Show::Transcript => seen.clone(),
            None => {
                let unknown = || Failure::new(Exit::BadScenario, words.bad_reference(&reference::unknown(scenario)));
                let program = Program::reference(&scenario.stage).ok_or_else(unknown)?;
                transcript_of(replay(scenario, &program, settings, |_| {}))?
            }
        };
        let comparison = match client {
            Some(_) => compare_with_clients(scenario, &expected, &seen),
            None => compare(scenario, &expected, &seen),
        };
        // Of two programs that are tried together, either can be the cause.
        let causes = match client {
            Some(_) => Vec::new(),
            None => causes(scenario, &comparison, &expected, &seen),
        };
        let reasons = reasons(&comparison);
        Ok(Self::Done { seen, reasons, causes })
    }
}

/// One event as a line of JSON, with the scenario it belongs to.
fn print_event(scenario: &Scenario, event: &Event) {
    let mut line = json!({ "scenario": scenario.id() });
    if let (Some(line), Ok(serde_json::Value::Object(event))) = (line.as_object_mut(), serde_json::to_value(event)) {
        line.extend(event);
    }
    // Seen when the results are delivered, which end the run.
    let _ = writeln!(io::stdout(), "{line}");
}

fn show(scenario: &Scenario, played: Played, args: &Run, language: Language, tally: &mut Tally) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    match played {
        Played::Failed(Failure { exit, message }) => {
            tally.errors += 1;
            tally.worst = tally.worst.max(Some(exit));
            writeln!(anstream::stderr(), "{}: {message}", scenario.id())
        }
        Played::Done { seen, reasons, causes } => {
            if args.json {
                let outcome = match reasons.first() {
                    None => "same",
                    Some(Reason::NotStarted(_)) => "not_started",
                    Some(
                        Reason::Differs(_)
                        | Reason::Blocked(_)
                        | Reason::Missing
                        | Reason::Skipped
                        | Reason::Hidden(_)
                        | Reason::Unopened { .. }
                        | Reason::NotRecorded
                        | Reason::Harness(_)
                        | Reason::AddressRefused { .. },
                    ) => "differs",
                };
                writeln!(
                    out,
                    "{}",
                    json!({ "scenario": scenario.id(), "event": "outcome", "outcome": outcome })
                )?;
            } else if args.show == Show::Transcript {
                writeln!(out, "{seen}")?;
            } else {
                write!(
                    out,
                    "{}",
                    terminal::outcome(
                        scenario,
                        &seen,
                        (&reasons, &causes),
                        tally.reasons.last().map(Vec::as_slice),
                        language
                    )
                )?;
                if args.show == Show::Full {
                    writeln!(out, "{}", terminal::transcript(&seen))?;
                }
            }
            tally.reasons.push(reasons);
            Ok(())
        }
    }
}

#[derive(Default)]
struct Tally {
    /// Of each scenario; none where it is as the reference.
    reasons: Vec<Vec<Reason>>,
    errors: usize,
    worst: Option<Exit>,
}

impl Tally {
    fn exit(&self) -> Exit {
        match self.worst {
            Some(exit) => exit,
            None if self.reasons.iter().all(Vec::is_empty) => Exit::Fine,
            None => Exit::Differs,
        }
    }
}
