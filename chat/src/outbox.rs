//! What is on its way to one client.
//!
//! The room writes what it sends to everybody once, into a log that lives for one batch of
//! events. A client's share is what follows a place in the log: where it began to listen, or where
//! its own last message ends. The share goes to the socket as it is. Only what a client does not
//! take at once, or what is in front of its own message, is copied, into its backlog: so a stalled
//! client costs its own bytes, counted exactly, and keeps nobody else's alive.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice};
use std::ops::Range;

#[derive(Default)]
pub(crate) struct Outbox {
    /// Bytes for this client that come before its share of the log.
    backlog: VecDeque<u8>,
    /// Where in the log its share begins; none: it hears nothing of the room yet.
    since: Option<usize>,
}

impl Outbox {
    /// From here in the log on, what is written there goes to this client.
    pub(crate) fn listen(&mut self, from: usize) {
        self.since = Some(from);
    }

    /// Whether its client takes part: it hears the room and is heard there.
    pub(crate) fn is_listening(&self) -> bool {
        self.since.is_some()
    }

    /// Leaves this range of the log, written last, out of the client's share.
    pub(crate) fn skip(&mut self, log: &str, own: Range<usize>) {
        if let Some(since) = self.since.replace(own.end) {
            self.push(&log[since..own.start]);
        }
    }

    /// Adds text for this client alone, in front of its share of what is not in the log yet.
    pub(crate) fn push(&mut self, text: &str) {
        self.backlog.extend(text.as_bytes());
    }

    /// How many bytes the client has not taken.
    pub(crate) fn pending(&self) -> usize {
        self.backlog.len()
    }

    pub(crate) fn into_backlog(self) -> Vec<u8> {
        self.backlog.into()
    }

    /// Sends what is pending and the client's share of the log, as far as `write` takes it
    /// without waiting. The log may be cleared afterwards.
    pub(crate) fn flush(&mut self, log: &str, write: impl FnOnce(&[IoSlice<'_>]) -> io::Result<usize>) {
        let share = &log.as_bytes()[self.since.unwrap_or(log.len())..];
        self.since = self.since.map(|_| 0);
        if share.is_empty() && self.backlog.is_empty() {
            return;
        }
        let (front, back) = self.backlog.as_slices();
        let slices = [front, back, share].map(IoSlice::new);
        // The usual client has no backlog, and the system does less for one slice than for three.
        let written = match write(if front.is_empty() { &slices[2..] } else { &slices }) {
            Ok(written) => written,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => 0,
            // The reading side will tell why and end it: until then nothing is kept.
            Err(_) => self.backlog.len() + share.len(),
        };
        let from_backlog = written.min(self.backlog.len());
        self.backlog.drain(..from_backlog);
        self.backlog.extend(&share[written - from_backlog..]);
        if self.backlog.is_empty() {
            // An idle client owns no buffer.
            self.backlog = VecDeque::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Has room for so many bytes at each call, the last first, none when the list is used up.
    fn socket<'a>(
        taken: &'a mut Vec<u8>,
        rooms: &'a mut Vec<usize>,
    ) -> impl FnMut(&[IoSlice<'_>]) -> io::Result<usize> + 'a {
        move |slices| {
            let room = rooms.pop().unwrap_or(0);
            if room == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            let bytes: Vec<u8> = slices.iter().flat_map(|slice| slice.to_vec()).collect();
            let written = room.min(bytes.len());
            taken.extend_from_slice(&bytes[..written]);
            Ok(written)
        }
    }

    #[test]
    fn a_client_hears_the_others_and_not_itself() {
        let mut outbox = Outbox::default();
        let (mut taken, mut rooms) = (Vec::new(), vec![100]);
        outbox.listen(6);
        outbox.skip("beforeMINE", 6..10);
        outbox.skip("beforeMINEandME", 13..15);
        outbox.flush("beforeMINEandMEothers", socket(&mut taken, &mut rooms));
        assert_eq!((taken.as_slice(), outbox.pending()), (&b"andothers"[..], 0));
    }

    #[test]
    fn who_does_not_listen_hears_nothing() {
        let mut outbox = Outbox::default();
        let (mut taken, mut rooms) = (Vec::new(), vec![100]);
        outbox.flush("secret", socket(&mut taken, &mut rooms));
        outbox.push("Refus");
        outbox.flush("secret", socket(&mut taken, &mut rooms));
        assert_eq!(taken, b"Refus");
    }

    #[test]
    fn after_a_failed_write_nothing_is_kept() {
        let mut outbox = Outbox::default();
        outbox.listen(0);
        outbox.flush("lost", |_| Err(io::ErrorKind::BrokenPipe.into()));
        assert_eq!(outbox.pending(), 0);
        outbox.push("lost too");
        outbox.flush("", |_| Err(io::ErrorKind::BrokenPipe.into()));
        assert_eq!(outbox.pending(), 0);
    }

    proptest! {
        /// Whatever a socket takes and when, its client gets its share, whole and in order.
        #[test]
        fn nothing_is_lost_or_reordered(
            batches in prop::collection::vec(
                prop::collection::vec((any::<bool>(), "[a-z]{1,9}"), 0..200), 1..6),
            rooms in prop::collection::vec(prop::collection::vec(0_usize..99, 0..9), 6),
        ) {
            let mut outbox = Outbox::default();
            let (mut expected, mut taken) = (Vec::new(), Vec::new());
            outbox.listen(0);
            for (batch, mut rooms) in batches.iter().zip(rooms) {
                let mut log = String::new();
                for (own, text) in batch {
                    let start = log.len();
                    log.push_str(text);
                    if *own {
                        outbox.skip(&log, start..log.len());
                    } else {
                        expected.extend_from_slice(text.as_bytes());
                    }
                }
                outbox.flush(&log, socket(&mut taken, &mut rooms));
                prop_assert_eq!(outbox.pending(), expected.len() - taken.len());
            }
            taken.extend_from_slice(&outbox.into_backlog());
            prop_assert_eq!(taken, expected);
        }
    }
}
