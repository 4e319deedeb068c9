//! What is on its way to one client.
//!
//! The room writes what it sends to everybody once, into a log that lives for one batch of
//! events. A client's share of it is a list of ranges: all of it since the client began to
//! listen, without its own messages. These ranges go to the socket as they are, in one vectored
//! write. Only what a client does not take at once is copied, into its backlog: so a stalled
//! client costs its own bytes, counted exactly, and keeps nobody else's alive.

use std::io::{self, IoSlice};
use std::ops::Range;

/// Ranges handed to one system call; own messages that follow each other are one gap, so more
/// are rare.
const SLICES: usize = 64;

#[derive(Default)]
pub(crate) struct Outbox {
    /// Bytes for this client alone, or left over from earlier writes.
    backlog: Vec<u8>,
    /// How much of the backlog has been sent.
    sent: usize,
    /// Where in the log the client begins to listen; none: it hears nothing of the room yet.
    since: Option<usize>,
    /// The client's own messages in the log, in order.
    own: Vec<Range<usize>>,
    /// A write failed: the reading side will tell why and end it, until then nothing is kept.
    broken: bool,
}

impl Outbox {
    /// From now on, what is written to the log goes to this client.
    pub(crate) fn listen(&mut self, log: &[u8]) {
        self.since = Some(log.len());
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

    /// Adds bytes for this client alone.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if !self.broken {
            self.backlog.extend_from_slice(bytes);
        }
    }

    /// How many bytes the client has not taken.
    pub(crate) fn pending(&self) -> usize {
        self.backlog.len() - self.sent
    }

    pub(crate) fn into_backlog(mut self) -> Vec<u8> {
        self.backlog.split_off(self.sent)
    }

    /// Sends what is pending and the client's share of the log, as far as `write` takes it
    /// without waiting. The log may be cleared afterwards.
    pub(crate) fn flush(&mut self, log: &[u8], mut write: impl FnMut(&[IoSlice<'_>]) -> io::Result<usize>) {
        if !self.broken {
            self.broken = self.send(log, &mut write).is_err();
        }
        if self.broken {
            self.backlog = Vec::new();
            self.sent = 0;
        }
        self.own.clear();
        self.since = self.since.map(|_| 0);
    }

    fn send(&mut self, log: &[u8], write: &mut impl FnMut(&[IoSlice<'_>]) -> io::Result<usize>) -> io::Result<()> {
        let mut share = share(log, self.since, &self.own);
        if self.backlog.is_empty() {
            return write_share(&mut share, &mut self.backlog, write);
        }
        share.for_each(|part| self.backlog.extend_from_slice(part));
        let mut unsent = [IoSlice::new(&self.backlog[self.sent..])];
        let left = length(write_now(&mut unsent, write)?);
        self.sent = self.backlog.len() - left;
        self.tidy();
        Ok(())
    }

    /// Gives the memory of sent bytes back, moving others so rarely that it costs little.
    fn tidy(&mut self) {
        if self.pending() == 0 {
            self.backlog = Vec::new();
            self.sent = 0;
        } else if self.sent > self.pending() {
            self.backlog.drain(..self.sent);
            self.sent = 0;
        }
    }
}

/// The parts of the log that are for a client.
fn share<'a>(log: &'a [u8], since: Option<usize>, own: &'a [Range<usize>]) -> impl Iterator<Item = &'a [u8]> {
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

/// Writes the parts; what does not go through is copied to `backlog`.
fn write_share<'a>(
    parts: &mut impl Iterator<Item = &'a [u8]>,
    backlog: &mut Vec<u8>,
    write: &mut impl FnMut(&[IoSlice<'_>]) -> io::Result<usize>,
) -> io::Result<()> {
    loop {
        let mut slices = [IoSlice::new(&[]); SLICES];
        let mut count = 0;
        for (slice, part) in slices.iter_mut().zip(parts.by_ref()) {
            *slice = IoSlice::new(part);
            count += 1;
        }
        if count == 0 {
            return Ok(());
        }
        let rest = write_now(&mut slices[..count], write)?;
        if !rest.is_empty() {
            *backlog = joined(rest);
            parts.for_each(|part| backlog.extend_from_slice(part));
            return Ok(());
        }
    }
}

/// Writes until all is gone or the socket would block; returns what is left.
fn write_now<'a, 'b>(
    mut slices: &'a mut [IoSlice<'b>],
    write: &mut impl FnMut(&[IoSlice<'_>]) -> io::Result<usize>,
) -> io::Result<&'a [IoSlice<'b>]> {
    while !slices.is_empty() {
        match write(slices) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut slices, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) => return Err(error),
        }
    }
    Ok(slices)
}

fn length(slices: &[IoSlice<'_>]) -> usize {
    slices.iter().map(|slice| slice.len()).sum()
}

fn joined(slices: &[IoSlice<'_>]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(length(slices));
    for slice in slices {
        bytes.extend_from_slice(slice);
    }
    bytes
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
            let bytes = joined(slices);
            let written = room.min(bytes.len());
            taken.extend_from_slice(&bytes[..written]);
            Ok(written)
        }
    }

    #[test]
    fn a_client_hears_the_others_and_not_itself() {
        let mut outbox = Outbox::default();
        let (mut taken, mut rooms) = (Vec::new(), vec![100]);
        outbox.listen(b"before");
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
        outbox.push(b"Refus");
        outbox.flush(b"secret", socket(&mut taken, &mut rooms));
        assert_eq!(taken, b"Refus");
    }

    #[test]
    fn after_a_failed_write_nothing_is_kept() {
        let mut outbox = Outbox::default();
        outbox.listen(b"");
        outbox.flush(b"lost", |_| Err(io::ErrorKind::BrokenPipe.into()));
        outbox.push(b"lost too");
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
            outbox.listen(b"");
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
