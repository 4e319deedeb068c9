//! What an actor can do next, after what it has done.

use super::fault::OrderFault;
use super::script::Deed;
use salon_model::{Role, VerbWord};
use std::ops::Range;

/// What is known of an actor at some point of the script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Not connected yet.
    Away,
    /// Perhaps in the room before the script begins: someone whom a client under test only hears of.
    Somewhere,
    /// Connected.
    There {
        since: Range<usize>,
        write_closed: Option<Range<usize>>,
        stalled: Option<Range<usize>>,
    },
    /// Has left, here.
    Gone(Range<usize>),
    /// Anything may follow: the user, the server of a client, or an actor of which a step could not be
    /// read.
    Free,
}

impl State {
    /// Why an action cannot happen now, and the earlier place that rules it out.
    pub(super) fn refusal(&self, deed: &Deed, block: Option<usize>) -> Option<(OrderFault, Option<Range<usize>>)> {
        let name = deed.name.clone();
        let other = deed.role == Role::Other;
        let (fault, earlier) = match (self, deed.word) {
            (Self::There { since, .. }, VerbWord::Joins) if other => (OrderFault::AlreadyInRoom { name }, Some(since)),
            (Self::Gone(left), word) if other && !word.opens() => (OrderFault::LeftRoom { name }, Some(left)),
            (Self::There { since, .. }, word) if word.opens() => {
                let at_once = block.is_some_and(|block| since.start > block);
                (OrderFault::AlreadyThere { name, at_once }, Some(since))
            }
            (Self::Away, word) if !word.opens() => (OrderFault::NotYetThere { name }, None),
            (Self::Gone(left), word) if !word.opens() => (OrderFault::Gone { name }, Some(left)),
            (
                Self::There {
                    write_closed: Some(closed),
                    ..
                },
                VerbWord::Says | VerbWord::Sends | VerbWord::ClosesWriteSide,
            ) => (OrderFault::WriteClosed { name }, Some(closed)),
            (
                Self::There {
                    stalled: Some(since), ..
                },
                VerbWord::Stalls,
            ) => (OrderFault::AlreadyStalled { name }, Some(since)),
            (Self::There { stalled: None, .. }, VerbWord::Resumes) => (OrderFault::NotStalled { name }, None),
            _ => return None,
        };
        Some((fault, earlier.cloned()))
    }

    /// What an action makes of a state that allows it.
    pub(super) fn follow(&mut self, word: VerbWord, at: &Range<usize>) {
        match (self, word) {
            (Self::Free, _) => {}
            (state, VerbWord::Connects | VerbWord::Joins) | (state @ Self::Somewhere, VerbWord::Says) => {
                *state = Self::There {
                    since: at.clone(),
                    write_closed: None,
                    stalled: None,
                };
            }
            (state, VerbWord::Leaves | VerbWord::Drops) => *state = Self::Gone(at.clone()),
            (Self::There { write_closed, .. }, VerbWord::ClosesWriteSide) => {
                *write_closed = Some(at.clone());
            }
            (Self::There { stalled, .. }, VerbWord::Stalls) => *stalled = Some(at.clone()),
            (Self::There { stalled, .. }, VerbWord::Resumes) => *stalled = None,
            _ => {}
        }
    }
}
