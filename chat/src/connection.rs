//! The reading side of one client: bytes in, messages out.
//!
//! An idle client owns no buffer: all connections of a thread read into the same one, which a
//! connection holds only while a read lasts.

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc::Sender;
use tokio::task::coop;

use crate::room::{Event, Id};
use crate::text;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Reads until the client leaves, by FIN or by RST, and tells the room. `limit` is the most
/// bytes one message may have (see [`crate::Limits::message_bytes`]).
pub(crate) async fn read<R: AsyncRead + Unpin>(id: Id, mut socket: R, limit: usize, room: Sender<Event>) {
    let mut held = Vec::new();
    while let Ok(Some(text)) = poll_fn(|cx| poll_text(&mut socket, &mut held, limit, cx)).await {
        if room.send(Event::Said(id, text)).await.is_err() {
            return;
        }
    }
    // The room is gone only when the server stops, and then nobody waits for this.
    let _ = room.send(Event::Left(id)).await;
}

/// The text of one read; none at the end of the stream.
///
/// A read that fills the buffer may have stopped in the middle of something: what follows the
/// last newline, or a cut character, is then held and put in front of the next read. It is not
/// held any longer when there is nothing more to read.
fn poll_text<R: AsyncRead + Unpin>(
    socket: &mut R,
    held: &mut Vec<u8>,
    limit: usize,
    cx: &mut Context<'_>,
) -> Poll<io::Result<Option<String>>> {
    let may_read = coop::has_budget_remaining();
    BUFFER.with_borrow_mut(|buffer| {
        if buffer.len() < limit {
            buffer.resize(limit, 0);
        }
        let start = held.len();
        buffer[..start].copy_from_slice(held);
        let mut rest = ReadBuf::new(&mut buffer[start..limit]);
        let read = match Pin::new(socket).poll_read(cx, &mut rest) {
            Poll::Ready(Ok(())) => rest.filled().len(),
            // Not a sign of silence: the scheduler wants other tasks to run first.
            Poll::Pending if !may_read => return Poll::Pending,
            other if start == 0 => return other.map_ok(|()| None),
            _ => 0,
        };
        let end = start + read;
        if end == 0 {
            return Poll::Ready(Ok(None));
        }
        let cut = if end == limit && read > 0 {
            cut(&buffer[..end])
        } else {
            end
        };
        held.clear();
        held.extend_from_slice(&buffer[cut..end]);
        Poll::Ready(Ok(Some(text::decode(&buffer[..cut]))))
    })
}

/// Where to end the text of a read that may not be whole.
fn cut(bytes: &[u8]) -> usize {
    match bytes.iter().rposition(|&byte| byte == b'\n') {
        Some(newline) => newline + 1,
        None => bytes.len() - text::incomplete_tail(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncWriteExt;
    use tokio::sync::mpsc;

    /// What the room is told when these bytes are there at once, followed by FIN.
    async fn texts(bytes: &[u8], limit: usize) -> Vec<String> {
        let (mut ours, theirs) = tokio::io::duplex(1 << 16);
        ours.write_all(bytes).await.unwrap();
        drop(ours);
        let (sender, mut events) = mpsc::channel(64);
        read(7, theirs, limit, sender).await;
        let mut texts = Vec::new();
        while let Some(Event::Said(7, text)) = events.recv().await {
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
        let (mut ours, theirs) = tokio::io::duplex(1 << 20);
        ours.write_all(lines.as_bytes()).await.unwrap();
        drop(ours);
        let (sender, mut events) = mpsc::channel(1);
        let reader = tokio::spawn(read(1, theirs, 64, sender));
        let mut received = String::new();
        while let Some(Event::Said(_, text)) = events.recv().await {
            assert!(text.ends_with('\n'), "{text:?}");
            received += &text;
        }
        reader.await.unwrap();
        assert_eq!(received, lines);
    }
}
