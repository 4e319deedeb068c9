//! What a subject did otherwise than the reference.

use crate::{Activity, Counting, Doing, Limit, Moment, Phase, Step, Text, Untaken};
use serde::{Deserialize, Serialize};

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The subject did what the reference does.
    Same,
    /// It did something else.
    Differs(Vec<Difference>),
    /// It never listened, asked for a connection, or got to its work: nothing could be asked of it.
    NotStarted(Doing),
}

/// One thing the subject did otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The step, as written, and its line in the scenario; `None` for the session as a whole, and for
    /// what comes before the first step.
    pub step: Option<(String, usize)>,
    /// Whether the step sets the scene rather than being judged.
    pub given: bool,
    /// What is different.
    pub kind: Deviation,
    /// The title of the criterion that judges it for the whole stage, so that it is not judged here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged_by: Option<Text>,
}

/// What is different. Texts are escaped as in transcripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deviation {
    /// An actor received another text. An empty list: nothing at all.
    Received {
        /// Who.
        actor: String,
        /// What it should have received.
        expected: Vec<String>,
        /// What came.
        seen: Vec<String>,
    },
    /// An actor was disconnected, or was not, contrary to the reference.
    Disconnected {
        /// Who.
        actor: String,
        /// Whether it should have been.
        expected: bool,
    },
    /// An actor could not connect.
    CannotConnect {
        /// Who.
        actor: String,
        /// What the system said.
        cause: String,
    },
    /// The subject ended, or did not, contrary to the reference.
    Ended {
        /// Whether it should have.
        expected: bool,
        /// What it printed last, which is where a traceback ends.
        last_line: Option<String>,
    },
    /// The subject did not come to rest; what it was doing.
    NeverSettles(Activity),
    /// The subject left something unread or unaccepted.
    Neglects(Vec<Untaken>),
    /// The subject printed no line with this text.
    NotPrinted {
        /// The text.
        expected: String,
        /// The lines it printed instead, while the scenario was judged.
        seen: Vec<String>,
    },
    /// The server received what was expected, but not to the byte.
    NotExactly {
        /// The text.
        expected: String,
        /// What came.
        seen: String,
    },
    /// The server takes another handshake than the sheet's, and was played with it.
    OtherHandshake {
        /// The sheet's, with this actor's pseudo.
        expected: String,
        /// The one that it takes.
        seen: String,
    },
    /// The client does not show something that came.
    NotShown {
        /// To whom.
        actor: String,
        /// What is to be seen on the screen, at this step.
        expected: Vec<String>,
        /// The lines that are new on it.
        seen: Vec<String>,
    },
    /// The client says nothing where the reference does.
    SaysNothing,
    /// The client never asked for a connection.
    NeverAsks(Doing),
    /// An error that nothing caught was shown; the line that names it.
    Traceback(String),
    /// A page was not asked for.
    NotAskedFor {
        /// Its URL.
        url: String,
        /// What was asked for instead.
        seen: Vec<String>,
    },
    /// A page was not saved as a whole.
    NotSaved {
        /// Its host.
        host: String,
        /// Files that hold a part of it.
        parts: Vec<String>,
    },
    /// A page was saved elsewhere than the sheet says.
    SavedElsewhere {
        /// Where the reference saves it.
        expected: String,
        /// Where it was saved.
        seen: Vec<String>,
    },
    /// The pages were asked for one after the other.
    OneAtATime,
    /// Several pages were asked for at once.
    SeveralAtATime {
        /// Most pages under way at once.
        pages: usize,
    },
    /// The numbers printed are not those asked for.
    Counts {
        /// How they should come.
        expected: Counting,
        /// The numbers.
        seen: Vec<i64>,
    },
    /// There are no pauses between the numbers.
    NoPauses,
    /// The pauses between the numbers are longer than a second.
    LongPauses,
    /// The subject reached a limit.
    Limited(Limit),
}

impl Deviation {
    /// The actor whom it concerns, where it is one.
    pub fn actor(&self) -> Option<&str> {
        match self {
            Self::Received { actor, .. } | Self::Disconnected { actor, .. } | Self::CannotConnect { actor, .. } => {
                Some(actor)
            }
            Self::Ended { .. }
            | Self::NeverSettles(_)
            | Self::Neglects(_)
            | Self::NotPrinted { .. }
            | Self::NotExactly { .. }
            | Self::OtherHandshake { .. }
            | Self::NotShown { .. }
            | Self::SaysNothing
            | Self::NeverAsks(_)
            | Self::Traceback(_)
            | Self::NotAskedFor { .. }
            | Self::NotSaved { .. }
            | Self::SavedElsewhere { .. }
            | Self::OneAtATime
            | Self::SeveralAtATime { .. }
            | Self::Counts { .. }
            | Self::NoPauses
            | Self::LongPauses
            | Self::Limited(_) => None,
        }
    }

    /// The texts of both sides, escaped, where there are any to show: what was expected, and what came.
    pub fn sides(&self) -> Option<(Vec<String>, Vec<String>)> {
        let one = |text: &String| vec![text.clone()];
        Some(match self {
            Self::Received { expected, seen, .. } | Self::NotShown { expected, seen, .. } => {
                (expected.clone(), seen.clone())
            }
            Self::NotExactly { expected, seen } | Self::OtherHandshake { expected, seen } => (one(expected), one(seen)),
            Self::NotAskedFor { url, seen } => (one(url), seen.clone()),
            Self::NotPrinted { expected, seen } | Self::SavedElsewhere { expected, seen } => {
                (one(expected), seen.clone())
            }
            Self::NotSaved { host, parts } if !parts.is_empty() => (one(host), parts.clone()),
            Self::Counts { expected, seen } => (vec![expected.example()], vec![joined(seen)]),
            _ => return None,
        })
    }
}

impl Comparison {
    /// Same where none of the differences counts.
    pub fn of(differences: Vec<Difference>) -> Self {
        if differences.iter().any(Difference::counts) {
            Self::Differs(differences)
        } else {
            Self::Same
        }
    }
}

impl Difference {
    /// At a step, of which the reference did `expected`.
    pub fn at(step: &Step, expected: &Moment, kind: Deviation) -> Self {
        Self {
            step: Some((step.source.clone(), step.line)),
            given: expected.phase == Phase::Given,
            kind,
            judged_by: None,
        }
    }

    /// Whether it is judged. What differs in the scene is not; it explains what is. But of a subject
    /// that never came to rest, what it did when is an accident.
    ///
    /// A limit is none either: what comes of it is. What another criterion of the stage judges, it judges alone.
    pub fn counts(&self) -> bool {
        match self.kind {
            _ if self.judged_by.is_some() => false,
            Deviation::NeverSettles(_) => true,
            Deviation::Limited(_) => false,
            _ => !self.given,
        }
    }
}

/// Numbers in one line.
fn joined(numbers: &[i64]) -> String {
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
}
