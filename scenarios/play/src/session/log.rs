//! The stream of events, on standard output, one line of JSON each.

use salon_model::ActorId;
use salon_model::bytes::Bytes;
use salon_model::{Event, EventKind};
use std::io::Write;
use std::time::Instant;

/// Most that is kept, for a stimulus, of what the subject prints or sends. A program that floods
/// must fill neither memory nor disk.
const KEPT: u64 = 256 * 1024;

/// What an event weighs against that which a subject can bring about as often as it likes: a connection,
/// its end.
const MEETING: usize = 100;

/// Writes events as they happen.
pub(super) struct Log {
    began: Instant,
    events: u64,
    kept: u64,
    dropped: u64,
}

impl Log {
    pub(super) fn new() -> Self {
        Self {
            began: Instant::now(),
            events: 0,
            kept: 0,
            dropped: 0,
        }
    }

    pub(super) fn record(&mut self, kind: EventKind) {
        self.events += 1;
        let at_us = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let event = Event { at_us, kind };
        // The reader has gone only when the harness was killed, and then this process is ending.
        let _ = writeln!(std::io::stdout(), "{}", event.to_line());
    }

    /// A new stimulus: the allowance of kept bytes starts again.
    pub(super) fn stimulus(&mut self, step: usize) {
        self.kept = 0;
        self.dropped = 0;
        self.record(EventKind::Stimulus { step });
    }

    pub(super) fn printed(&mut self, bytes: &[u8]) {
        if let Some(bytes) = self.keep(bytes) {
            self.record(EventKind::Printed { bytes });
        }
    }

    /// A client of an actor wrote this on its terminal.
    pub(super) fn shown(&mut self, actor: ActorId, bytes: &[u8]) {
        if let Some(bytes) = self.keep(bytes) {
            self.record(EventKind::Shown { actor, bytes });
        }
    }

    /// Keys were pressed at the subject's terminal, or at an actor's.
    pub(super) fn typed(&mut self, actor: Option<ActorId>, keys: &[u8]) {
        let bytes = Bytes(keys.to_vec());
        self.record(EventKind::Typed { actor, bytes });
    }

    pub(super) fn received(&mut self, actor: ActorId, bytes: &[u8]) {
        if let Some(bytes) = self.keep(bytes) {
            self.record(EventKind::Received { actor, bytes });
        }
    }

    /// Someone came or went.
    pub(super) fn met(&mut self, kind: EventKind) {
        self.weigh(MEETING, kind);
    }

    /// The web site was asked for a page.
    pub(super) fn requested(&mut self, url: String) {
        self.weigh(url.len() + MEETING, EventKind::Requested { url });
    }

    /// A client did not accept the web site's certificate.
    pub(super) fn distrusted(&mut self, host: String) {
        self.weigh(host.len() + MEETING, EventKind::Distrusted { host });
    }

    fn weigh(&mut self, weight: usize, kind: EventKind) {
        let weight = weight as u64;
        if weight > KEPT - self.kept {
            self.dropped += weight;
        } else {
            self.kept += weight;
            self.record(kind);
        }
    }

    /// A number that changes whenever there is something new to tell, kept or not.
    pub(super) fn progress(&self) -> u64 {
        self.events + self.dropped
    }

    /// To be called when a stimulus is over: says what was not kept.
    pub(super) fn account(&mut self) {
        let bytes = std::mem::take(&mut self.dropped);
        if bytes > 0 {
            self.record(EventKind::Truncated { bytes });
        }
    }

    /// Bytes seen since the stimulus, kept or not.
    pub(super) fn seen(&self) -> u64 {
        self.kept + self.dropped
    }

    fn keep(&mut self, bytes: &[u8]) -> Option<Bytes> {
        let room = usize::try_from(KEPT - self.kept).unwrap_or(usize::MAX).min(bytes.len());
        self.kept += room as u64;
        self.dropped += (bytes.len() - room) as u64;
        (room > 0).then(|| Bytes(bytes[..room].to_vec()))
    }
}
