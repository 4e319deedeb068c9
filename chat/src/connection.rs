//! One client's connection: how it is accepted, the task that reads it and tells the room, and the
//! side the room writes to.

use std::future::pending;
use std::io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};

use crate::limits::Limits;
use crate::reader::{Cut, Reader};

/// How long a client that is going may take to read its last bytes.
const GOODBYE: Duration = Duration::from_secs(2);

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
pub(crate) async fn accept(listener: &TcpListener, resume: Option<Instant>) -> io::Result<(TcpStream, SocketAddr)> {
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

/// Dropping it ends the task, and closes the connection.
pub(crate) struct Connection {
    socket: OwnedWriteHalf,
    task: JoinHandle<()>,
}

impl Connection {
    pub(crate) fn open(id: Id, socket: TcpStream, limits: &Limits, room: Sender<Event>) -> Self {
        // A chat message is small and wanted now. Without the option it is only later.
        let _ = socket.set_nodelay(true);
        let (reading, socket) = socket.into_split();
        let reader = Reader::new(reading, limits.message_bytes.max(Limits::LEAST_MESSAGE_BYTES), Cut::Now);
        let task = tokio::spawn(read(id, reader, limits.handshake, room));
        Self { socket, task }
    }

    /// Writes what goes through without waiting.
    pub(crate) fn write(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.socket.try_write_vectored(slices)
    }

    pub(crate) fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<()> {
        // An error is no reason to wait either: the next write meets it.
        self.socket.as_ref().poll_write_ready(cx).map(|_| ())
    }

    /// Ends the connection by a reset, which frees at once what the system still holds for a
    /// client that does not read.
    pub(crate) fn reset(self) {
        // Without the option the close is merely slower.
        let _ = self.socket.as_ref().set_zero_linger();
    }

    /// Sends the rest, then FIN.
    pub(crate) async fn finish(mut self, rest: Vec<u8>) {
        self.task.abort();
        let goodbye = async {
            self.socket.write_all(&rest).await?;
            self.socket.shutdown().await?;
            // Unread bytes would turn the close into a reset.
            while let 1.. = self.socket.as_ref().try_read(&mut [0; 512])? {}
            io::Result::Ok(())
        };
        // A client that does not take its rest has gone, or soon will.
        let _ = timeout(GOODBYE, goodbye).await;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Tells the room what a client does, until it leaves.
async fn read(id: Id, mut reader: Reader<OwnedReadHalf>, handshake: Duration, room: Sender<Event>) {
    let mut overdue = pin!(timeout(handshake, pending::<()>()));
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
