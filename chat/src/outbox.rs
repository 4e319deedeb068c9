//! What is on its way to one client.
//!
//! The room writes what it sends to everybody once, into a log that lives for one batch of
//! events. A client's share of it is a list of ranges: all of it since the client began to
//! listen, without its own messages. These ranges go to the socket as they are, in one vectored
//! write. Only what a client does not take at once is copied, into its backlog: so a stalled
//! client costs its own bytes, counted exactly, and keeps nobody else's alive.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::ops::Range;

/// Ranges handed to one system call; own messages that follow each other are one gap, so more
/// are rare.
const SLICES: usize = 64;

#[derive(Default)]
pub(crate) struct Outbox {
    /// Bytes for this client alone, or left over from earlier writes.
    backlog: VecDeque<u8>,
    /// Where in the log the client begins to listen; none: it hears nothing of the room yet.
    since: Option<usize>,
    /// The client's own messages in the log, in order.
    own: Vec<Range<usize>>,
    /// A write failed: the reading side will tell why and end it, until then nothing is kept.
    broken: bool,
}

impl Outbox {
    /// From here in the log on, what is written there goes to this client.
    pub(crate) fn listen(&mut self, from: usize) {
        self.since = Some(from);
    }

    pub(crate) fn is_listening(&self) -> bool {
        self.since.is_some()
    }

    /// Leaves this range of the log, written last, out of the client's share.
    pub(crate) fn skip(&mut self, range: Range<usize>) {
        match self.own.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.own.push(range),
        }
    }

    /// Adds text for this client alone.
    pub(crate) fn push(&mut self, text: &str) {
        if !self.broken {
            self.backlog.extend(text.as_bytes());
        }
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
    pub(crate) fn flush(&mut self, log: &[u8], write: impl FnMut(&[IoSlice<'_>]) -> io::Result<usize>) {
        self.broken = self.broken || self.send(log, write).is_err();
        if self.broken || self.backlog.is_empty() {
            // An idle client owns no buffer.
            self.backlog = VecDeque::new();
        }
        self.own.clear();
        self.since = self.since.map(|_| 0);
    }

    fn send(&mut self, log: &[u8], mut write: impl FnMut(&[IoSlice<'_>]) -> io::Result<usize>) -> io::Result<()> {
        let share = share(log, self.since, &self.own);
        let mut written = 0;
        if self.backlog.is_empty() {
            let slices: Vec<_> = share.clone().take(SLICES).map(IoSlice::new).collect();
            if slices.is_empty() {
                return Ok(());
            }
            written = write_now(&mut write, &slices)?;
        }
        for part in share {
            let gone = written.min(part.len());
            written -= gone;
            self.backlog.extend(&part[gone..]);
        }
        while !self.backlog.is_empty() {
            let (front, back) = self.backlog.as_slices();
            match write_now(&mut write, &[IoSlice::new(front), IoSlice::new(back)])? {
                0 => break,
                written => drop(self.backlog.drain(..written)),
            }
        }
        Ok(())
    }
}

/// The parts of the log that are for a client.
fn share<'a>(
    log: &'a [u8],
    since: Option<usize>,
    own: &'a [Range<usize>],
) -> impl Iterator<Item = &'a [u8]> + Clone + use<'a> {
    let mut from = since.unwrap_or(log.len());
    let ends = own.iter().map(|range| (range.start, range.end));
    ends.chain([(log.len(), log.len())])
        .map(move |(start, end)| {
            let part = &log[from.min(start)..start];
            from = end;
            part
        })
        .filter(|part| !part.is_empty())
}

/// How much goes through without waiting, perhaps nothing.
fn write_now(write: &mut impl FnMut(&[IoSlice<'_>]) -> io::Result<usize>, slices: &[IoSlice<'_>]) -> io::Result<usize> {
    match write(slices) {
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => Ok(0),
        other => other,
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
        outbox.skip(6..10);
        outbox.skip(10..12);
        outbox.flush(b"beforeMINEMEothers", socket(&mut taken, &mut rooms));
        assert_eq!((taken.as_slice(), outbox.pending()), (&b"others"[..], 0));
    }

    #[test]
    fn who_does_not_listen_hears_nothing() {
        let mut outbox = Outbox::default();
        let (mut taken, mut rooms) = (Vec::new(), vec![100]);
        outbox.flush(b"secret", socket(&mut taken, &mut rooms));
        outbox.push("Refus");
        outbox.flush(b"secret", socket(&mut taken, &mut rooms));
        assert_eq!(taken, b"Refus");
    }

    #[test]
    fn after_a_failed_write_nothing_is_kept() {
        let mut outbox = Outbox::default();
        outbox.listen(0);
        outbox.flush(b"lost", |_| Err(io::ErrorKind::BrokenPipe.into()));
        outbox.push("lost too");
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
                let mut log = Vec::new();
                for (own, text) in batch {
                    let start = log.len();
                    log.extend_from_slice(text.as_bytes());
                    if *own {
                        outbox.skip(start..log.len());
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
