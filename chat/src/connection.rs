//! Connections: how they are accepted and read, and what the room is told of it.

use std::io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
use std::io::Result;
use std::net::SocketAddr;

use tokio::net::tcp::OwnedReadHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, sleep_until};

use crate::reader::{Cut, Reader};

/// Order of connection.
pub(crate) type Id = u64;

/// What a client says; none: it has left.
pub(crate) type Event = (Id, Option<String>);

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

/// Tells the room what a client says, until it leaves.
pub(crate) async fn read(id: Id, socket: OwnedReadHalf, limit: usize, room: Sender<Event>) {
    let mut reader = Reader::new(socket, limit, Cut::Now);
    let mut here = true;
    while here {
        let text = reader.next().await;
        here = text.is_some();
        // The room is gone only when the server stops, and this task with it.
        let _ = room.send((id, text)).await;
    }
}
