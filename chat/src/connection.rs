//! Connections: how they are accepted and read, and what the room is told of it.

use std::future::pending;
use std::io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
use std::io::Result;
use std::net::SocketAddr;
use std::pin::pin;

use tokio::net::tcp::OwnedReadHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, sleep_until, timeout};

use crate::limits::Limits;
use crate::reader::{Cut, Reader};

/// Order of connection.
pub(crate) type Id = u64;

/// What a client does to the room.
pub(crate) enum Event {
    Said(Id, String),
    /// The time to introduce itself is up, whether or not it did.
    Overdue(Id),
    Left(Id),
}

/// The next connection, once the system may be able to give one again.
pub(crate) async fn accept(listener: &TcpListener, resume: Option<Instant>) -> Result<(TcpStream, SocketAddr)> {
    if let Some(resume) = resume {
        sleep_until(resume).await;
    }
    loop {
        match listener.accept().await {
            // The client left before it was accepted: the next may be fine.
            Err(error) if matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted) => {}
            accepted => return accepted,
        }
    }
}

/// Tells the room what a client does, until it leaves.
pub(crate) async fn read(id: Id, socket: OwnedReadHalf, limits: Limits, room: Sender<Event>) {
    let limit = limits.message_bytes.max(Limits::LEAST_MESSAGE_BYTES);
    let mut reader = Reader::new(socket, limit, Cut::Now);
    let mut overdue = pin!(timeout(limits.handshake, pending::<()>()));
    let mut in_time = true;
    loop {
        let event = tokio::select! {
            biased;
            text = reader.next() => match text {
                Some(text) => Event::Said(id, text),
                None => break,
            },
            _ = &mut overdue, if in_time => {
                in_time = false;
                Event::Overdue(id)
            }
        };
        if room.send(event).await.is_err() {
            return;
        }
    }
    // The room is gone only when the server stops, and then nobody waits for this.
    let _ = room.send(Event::Left(id)).await;
}
