//! Writing a transcript as text.

use crate::transcript::{Moment, Observer, Phase, Seen, Transcript, What};
use crate::{Doing, Exit};
use std::fmt;

/// What is said of the subject at the end.
pub(super) const RUNS: &str = "runs";
pub(super) const HAS_ENDED: &str = "has ended";
/// What is said of a server that one Ctrl-C is not enough for.
pub(super) const INTERRUPTED_AGAIN: &str = "waits for its clients until Ctrl-C comes again";

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "scenario {}", self.scenario)?;
        for moment in &self.moments {
            write!(f, "\n{moment}")?;
        }
        writeln!(f, "\nend")?;
        let end = if self.running { RUNS } else { HAS_ENDED };
        writeln!(f, "  {} {end}", self.subject.name())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.phase {
            Phase::Start => writeln!(f, "start")?,
            Phase::Given => writeln!(f, "given {}", self.stimulus)?,
            Phase::When => writeln!(f, "when {}", self.stimulus)?,
        }
        self.seen.iter().try_for_each(|seen| writeln!(f, "  {seen}"))
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.observer {
            Observer::Actor(name) => write!(f, "{name} {}", self.what),
            Observer::Subject(kind) => write!(f, "{} {}", kind.name(), self.what),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Receives(text) => write!(f, "receives \"{text}\""),
            Self::Disconnected { reset: false } => f.write_str("is disconnected"),
            Self::Disconnected { reset: true } => f.write_str("is disconnected by a reset"),
            Self::CannotConnect(cause) => write!(f, "cannot connect: {cause}"),
            Self::Sees(line) => write!(f, "sees \"{line}\""),
            Self::Prints(line) => write!(f, "prints \"{line}\""),
            Self::AskedFor(url) => write!(f, "is asked for {url}"),
            Self::Distrusted(host) => write!(f, "is not trusted to be {host}"),
            Self::UnderWay(pages) => write!(f, "has at most {pages} pages under way at once"),
            Self::Saves { host, path, whole } => {
                let part = if *whole { "" } else { "a part of " };
                write!(f, "saves {part}{host} in {path}")
            }
            Self::Pauses => f.write_str("pauses between its numbers"),
            Self::LongPauses => f.write_str("waits for more than a second between its numbers"),
            Self::Limited(limit) => write!(f, "reaches a limit: {}", limit.name()),
            Self::Neglects(left) => {
                let left: Vec<String> = left.iter().map(ToString::to_string).collect();
                write!(f, "leaves untaken: {}", left.join(", "))
            }
            Self::NeverSettles(doing) => write!(f, "never settles: {doing}"),
            Self::Truncated(bytes) => write!(f, "sends too much: {bytes} bytes more"),
            Self::InterruptedAgain => f.write_str(INTERRUPTED_AGAIN),
            Self::Exits(exit) => write!(f, "{exit}"),
            Self::DoesNotListen(doing) => write!(f, "does not listen: {doing}"),
            Self::NeverAsks(doing) => write!(f, "asks for no connection: {doing}"),
        }
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "exits with status {status}"),
            Self::Signal(signal) => write!(f, "is ended by signal {signal}"),
        }
    }
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended(exit) => write!(f, "{exit}"),
            Self::ReadsKeyboard => f.write_str("waits for the keyboard"),
            Self::Waits(calls) => write!(f, "waits ({})", calls.join(", ")),
            Self::NeverSettles(doing) => write!(f, "never settles ({doing})"),
            Self::Refused(address) => write!(f, "refused {address}"),
            Self::Distrusts(host) => write!(f, "does not trust {host}"),
        }
    }
}
