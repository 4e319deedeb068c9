//! Reading a transcript back from its text.

use super::writing::{HAS_ENDED, INTERRUPTED_AGAIN, RUNS};
use crate::transcript::{Moment, Observer, Phase, Seen, Transcript, What};
use crate::{Exit, SubjectKind};
use std::str::FromStr;

/// A text that is no transcript.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl FromStr for Transcript {
    type Err = ParseError;

    /// Reads back what a reference can hold: a reference listens and settles, so the other forms
    /// are refused.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut lines = text.lines().enumerate().map(|(number, line)| (number + 1, line));
        let scenario = lines.next().and_then(|(_, line)| line.strip_prefix("scenario "));
        let scenario = scenario.ok_or(ParseError {
            line: 1,
            problem: "`scenario STAGE/NAME` expected",
        })?;
        let mut transcript = Self {
            scenario: scenario.to_owned(),
            subject: SubjectKind::Server,
            moments: Vec::new(),
            running: false,
        };
        let mut ended = false;
        for (line, text) in lines.filter(|(_, text)| !text.is_empty()) {
            let problem = |problem| ParseError { line, problem };
            match text.strip_prefix("  ") {
                Some(text) if ended => {
                    let (subject, end) = text.split_once(' ').ok_or_else(|| problem("not an end"))?;
                    transcript.subject = subject_named(subject).ok_or_else(|| problem("not a kind of program"))?;
                    transcript.running = match end {
                        RUNS => true,
                        HAS_ENDED => false,
                        _ => return Err(problem("not an end")),
                    };
                }
                Some(text) => {
                    let moment = transcript
                        .moments
                        .last_mut()
                        .ok_or_else(|| problem("a step expected first"))?;
                    moment
                        .seen
                        .push(seen(text).ok_or_else(|| problem("not an observation"))?);
                }
                None if text == "end" => ended = true,
                None => transcript
                    .moments
                    .push(moment(text).ok_or_else(|| problem("not a step"))?),
            }
        }
        if ended {
            Ok(transcript)
        } else {
            Err(ParseError {
                line: text.lines().count(),
                problem: "`end` expected",
            })
        }
    }
}

fn moment(text: &str) -> Option<Moment> {
    let (phase, stimulus) = if text == "start" {
        (Phase::Start, "")
    } else if let Some(stimulus) = text.strip_prefix("given ") {
        (Phase::Given, stimulus)
    } else {
        (Phase::When, text.strip_prefix("when ")?)
    };
    Some(Moment {
        phase,
        stimulus: stimulus.to_owned(),
        seen: Vec::new(),
    })
}

fn subject_named(name: &str) -> Option<SubjectKind> {
    SubjectKind::ALL.into_iter().find(|kind| kind.name() == name)
}

fn seen(text: &str) -> Option<Seen> {
    let (observer, text) = text.split_once(' ')?;
    let what = what(text)?;
    // To a client under test the server is an actor, of whom other things are seen.
    let acts = matches!(
        what,
        What::Receives(_) | What::Disconnected { .. } | What::CannotConnect(_)
    );
    let observer = match subject_named(observer).filter(|_| !acts) {
        Some(kind) => Observer::Subject(kind),
        None => Observer::Actor(observer.to_owned()),
    };
    Some(Seen { observer, what })
}

fn what(text: &str) -> Option<What> {
    let after = |words: &str| text.strip_prefix(words);
    let quoted = |verb: &str| {
        text.strip_prefix(verb)?
            .strip_prefix(" \"")?
            .strip_suffix('"')
            .map(str::to_owned)
    };
    Some(if let Some(text) = quoted("receives") {
        What::Receives(text)
    } else if let Some(line) = quoted("sees") {
        What::Sees(line)
    } else if let Some(line) = quoted("prints") {
        What::Prints(line)
    } else if let Some(reset) = after("is disconnected") {
        What::Disconnected {
            reset: reset == " by a reset",
        }
    } else if let Some(cause) = after("cannot connect: ") {
        What::CannotConnect(cause.to_owned())
    } else if let Some(status) = after("exits with status ") {
        What::Exits(Exit::Status(status.parse().ok()?))
    } else if let Some(url) = after("is asked for ") {
        What::AskedFor(url.to_owned())
    } else if let Some(pages) = after("has at most ") {
        What::UnderWay(pages.strip_suffix(" pages under way at once")?.parse().ok()?)
    } else if let Some(saved) = after("saves ") {
        let (host, path) = saved.split_once(" in ")?;
        What::Saves {
            host: host.strip_prefix("a part of ").unwrap_or(host).to_owned(),
            path: path.to_owned(),
            whole: !host.starts_with("a part of "),
        }
    } else if text == "pauses between its numbers" {
        What::Pauses
    } else if text == "waits for more than a second between its numbers" {
        What::LongPauses
    } else if text == INTERRUPTED_AGAIN {
        What::InterruptedAgain
    } else {
        What::Exits(Exit::Signal(after("is ended by signal ")?.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_reads_back_as_it_was_written() {
        let seen = |observer, what| Seen { observer, what };
        let actor = || Observer::Actor("jin".to_owned());
        let moment = |phase, stimulus: &str, seen| Moment {
            phase,
            stimulus: stimulus.to_owned(),
            seen,
        };
        let transcript = Transcript {
            scenario: "ii_6/departure".to_owned(),
            subject: SubjectKind::Server,
            moments: vec![
                moment(
                    Phase::Start,
                    "",
                    vec![seen(
                        Observer::Subject(SubjectKind::Server),
                        What::Prints("Serving".to_owned()),
                    )],
                ),
                moment(
                    Phase::Given,
                    "jin joins",
                    vec![seen(actor(), What::CannotConnect("refused".to_owned()))],
                ),
                moment(
                    Phase::When,
                    "jin says: \"a\"",
                    vec![
                        seen(actor(), What::Receives(r#"un "mot" \x1b"#.to_owned())),
                        seen(actor(), What::Disconnected { reset: true }),
                        seen(actor(), What::Disconnected { reset: false }),
                        seen(Observer::Subject(SubjectKind::Server), What::InterruptedAgain),
                        seen(Observer::Subject(SubjectKind::Server), What::Exits(Exit::Signal(9))),
                        seen(Observer::Subject(SubjectKind::Server), What::Exits(Exit::Status(1))),
                    ],
                ),
            ],
            running: true,
        };
        assert_eq!(transcript.to_string().parse(), Ok(transcript));
    }

    #[test]
    fn a_text_that_is_no_transcript_is_refused_with_its_line() {
        let error = |text: &str| text.parse::<Transcript>().unwrap_err().to_string();
        assert_eq!(error(""), "line 1: `scenario STAGE/NAME` expected");
        assert_eq!(error("scenario a/b\n\nwenn x\n"), "line 3: not a step");
        assert_eq!(
            error("scenario a/b\n  jin receives \"\"\n"),
            "line 2: a step expected first"
        );
        assert_eq!(
            error("scenario a/b\nstart\n  jin jumps\n"),
            "line 3: not an observation"
        );
        assert_eq!(error("scenario a/b\nstart\n"), "line 2: `end` expected");
    }
}
