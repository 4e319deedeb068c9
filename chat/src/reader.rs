//! The reading side of a connection: bytes in, texts out.
//!
//! An idle connection owns no buffer: all those of a thread read into the same one, which each
//! holds only while a read lasts.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};
use tokio::task::coop;

use crate::text;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// What to do with the first bytes of a character that came without the rest of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Wait for the rest only while there is more to read: what one read returns is one message.
    Now,
    /// Wait for the rest for as long as it takes: the text is shown to a person.
    Whole,
}

pub(crate) struct Reader<R> {
    socket: R,
    /// The most bytes that one text may have.
    limit: usize,
    cut: Cut,
    /// Bytes of earlier reads, to be put in front of the next one.
    held: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Reader<R> {
    pub(crate) fn new(socket: R, limit: usize, cut: Cut) -> Self {
        Self {
            socket,
            limit,
            cut,
            held: Vec::new(),
        }
    }

    /// The text of the next read, made harmless; none when the other side is gone, by FIN or by
    /// RST. Nothing is lost if this is dropped while it waits.
    pub(crate) async fn next(&mut self) -> Option<String> {
        poll_fn(|cx| BUFFER.with_borrow_mut(|buffer| self.poll_next(buffer, cx))).await
    }

    fn poll_next(&mut self, buffer: &mut Vec<u8>, cx: &mut Context<'_>) -> Poll<Option<String>> {
        if buffer.len() < self.limit {
            buffer.resize(self.limit, 0);
        }
        loop {
            let may_read = coop::has_budget_remaining();
            let start = self.held.len();
            buffer[..start].copy_from_slice(&self.held);
            let mut free = ReadBuf::new(&mut buffer[start..self.limit]);
            let read = match Pin::new(&mut self.socket).poll_read(cx, &mut free) {
                Poll::Ready(Ok(())) => free.filled().len(),
                // Without a budget, the scheduler wants other tasks to run first: there may be more.
                Poll::Pending if start == 0 || self.cut == Cut::Whole || !may_read => return Poll::Pending,
                Poll::Ready(Err(_)) | Poll::Pending => 0,
            };
            let bytes = &buffer[..start + read];
            let (text, rest) = bytes.split_at(if read == 0 { bytes.len() } else { self.end(bytes) });
            self.held.clear();
            self.held.extend_from_slice(rest);
            if !text.is_empty() || read == 0 {
                return Poll::Ready((!text.is_empty()).then(|| text::decode(text)));
            }
        }
    }

    /// Where the text in these bytes ends. A read that fills the buffer may have stopped in the
    /// middle of something: a line, or a character.
    fn end(&self, bytes: &[u8]) -> usize {
        let full = bytes.len() == self.limit;
        match bytes.iter().rposition(|&byte| byte == b'\n') {
            Some(newline) if full => newline + 1,
            _ if full || self.cut == Cut::Whole => bytes.len() - text::incomplete_tail(bytes),
            _ => bytes.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncWriteExt;

    /// The texts of these bytes, there at once and followed by FIN.
    async fn texts(bytes: &[u8], limit: usize) -> Vec<String> {
        let (mut ours, theirs) = tokio::io::duplex(1 << 20);
        ours.write_all(bytes).await.unwrap();
        drop(ours);
        let mut reader = Reader::new(theirs, limit, Cut::Now);
        let mut texts = Vec::new();
        while let Some(text) = reader.next().await {
            texts.push(text);
        }
        texts
    }

    #[tokio::test]
    async fn one_read_is_one_message() {
        assert_eq!(texts(b"salut", 16).await, ["salut"]);
        assert!(texts(b"", 16).await.is_empty());
    }

    #[tokio::test]
    async fn a_message_over_the_limit_comes_in_pieces() {
        assert_eq!(texts(b"0123456789abcdefgh", 16).await, ["0123456789abcdef", "gh"]);
    }

    #[tokio::test]
    async fn a_full_read_is_cut_after_a_line_or_a_character() {
        assert_eq!(texts(b"line 1\nline 2\nli", 16).await, ["line 1\nline 2\n", "li"]);
        assert_eq!(
            texts(b"line 1\nline 2\nline 3\n", 16).await,
            ["line 1\nline 2\n", "line 3\n"]
        );
        assert_eq!(
            texts("0123456789abcd✓ef".as_bytes(), 16).await,
            ["0123456789abcd", "✓ef"]
        );
    }

    #[tokio::test]
    async fn many_full_reads_lose_nothing_and_cut_no_line() {
        let lines = "the same line again\n".repeat(4000);
        let texts = texts(lines.as_bytes(), 64).await;
        for text in &texts {
            assert!(text.ends_with('\n'), "{text:?}");
        }
        assert_eq!(texts.concat(), lines);
    }

    #[tokio::test]
    async fn a_character_cut_by_the_network_waits_for_its_rest_where_a_person_reads() {
        for (cut, expected) in [(Cut::Now, ["\u{FFFD}", "\u{FFFD}x"]), (Cut::Whole, ["é", "x"])] {
            let (mut ours, theirs) = tokio::io::duplex(64);
            let mut reader = Reader::new(theirs, 16, cut);
            ours.write_all(b"\xc3").await.unwrap();
            let first = if cut == Cut::Now { reader.next().await } else { None };
            ours.write_all(b"\xa9").await.unwrap();
            let first = if cut == Cut::Now { first } else { reader.next().await };
            ours.write_all(b"x").await.unwrap();
            assert_eq!([first.unwrap(), reader.next().await.unwrap()], expected);
        }
    }
}
