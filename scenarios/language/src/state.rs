//! What an actor can do next, after what it has done.

use super::diagnostics::{Message, Mistake, Wrong, say};
use super::step::Deed;
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
    /// Checks that an action can happen now. `block` is where the block it is part of begins.
    pub(super) fn allows(&self, deed: &Deed, block: Option<usize>) -> Result<(), Wrong> {
        let other = deed.phrase.role == Role::Other;
        let (say, earlier): (fn(&str) -> Message, _) = match (self, deed.phrase.word) {
            (Self::There { since, .. }, VerbWord::Joins) if other => (say::already_in_room, Some(since)),
            (Self::Gone(left), word) if other && !word.opens() => (say::left_room, Some(left)),
            (Self::There { since, .. }, word) if word.opens() => {
                let at_once = block.is_some_and(|block| since.start > block);
                let say = if at_once {
                    say::twice_at_once
                } else {
                    say::already_there
                };
                (say, Some(since))
            }
            (Self::Away, word) if !word.opens() => (say::not_yet_there, None),
            (Self::Gone(left), word) if !word.opens() => (say::gone, Some(left)),
            (Self::There { write_closed, .. }, VerbWord::Says | VerbWord::Sends | VerbWord::ClosesWriteSide)
                if write_closed.is_some() =>
            {
                (say::write_closed, write_closed.as_ref())
            }
            (Self::There { stalled, .. }, VerbWord::Stalls) if stalled.is_some() => {
                (say::already_stalled, stalled.as_ref())
            }
            (Self::There { stalled: None, .. }, VerbWord::Resumes) => (say::not_stalled, None),
            _ => return Ok(()),
        };
        Err(Mistake::after(earlier, &deed.at, say(&deed.phrase.who.name)))
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
            (Self::There { write_closed, .. }, VerbWord::ClosesWriteSide) => *write_closed = Some(at.clone()),
            (Self::There { stalled, .. }, VerbWord::Stalls) => *stalled = Some(at.clone()),
            (Self::There { stalled, .. }, VerbWord::Resumes) => *stalled = None,
            _ => {}
        }
    }
}
