//! One client, as the room sees it: its names, what is on its way to it, its socket and what is
//! read there.

use std::io;
use std::mem::{replace, take};
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use crate::limits::Limits;
use crate::names::Names;
use crate::outbox::Outbox;
use crate::reader::{Cut, Reader};
use crate::rules::Rules;

/// How long a client that is going may take to read its last bytes.
const GOODBYE: Duration = Duration::from_secs(2);

/// Order of connection.
pub(crate) type Id = u64;

/// What a client says; none: it has left.
pub(crate) type Event = (Id, Option<String>);

/// A client. Dropping it closes the connection.
pub(crate) struct Member {
    pub(crate) names: Names,
    /// Before a message of this client, on the console and on the wire: made once, used often.
    heard: String,
    relayed: String,
    /// It has had its one greeting (`ii_2`).
    greeted: bool,
    /// When it must have introduced itself; none: it has, or there is no limit.
    pub(crate) deadline: Option<Instant>,
    pub(crate) outbox: Outbox,
    pub(crate) socket: OwnedWriteHalf,
    /// Reads, and tells the room.
    reader: JoinHandle<()>,
}

impl Member {
    pub(crate) fn new(id: Id, socket: TcpStream, address: SocketAddr, limits: Limits, room: Sender<Event>) -> Self {
        // A chat message is small and wanted now. Without the option it is only later.
        let _ = socket.set_nodelay(true);
        let (reading, socket) = socket.into_split();
        let limit = limits.message_bytes.max(Limits::LEAST_MESSAGE_BYTES);
        Self {
            names: Names::new(address, String::new()),
            heard: String::new(),
            relayed: String::new(),
            greeted: false,
            deadline: Instant::now().checked_add(limits.handshake),
            outbox: Outbox::default(),
            socket,
            reader: tokio::spawn(read(id, reading, limit, room)),
        }
    }

    /// Begins to take part from here in the log on, under this pseudo if the stage has any.
    pub(crate) fn enter(&mut self, pseudo: String, rules: &Rules, from: usize) {
        self.names.pseudo = pseudo;
        self.heard = self.names.fill(rules.heard);
        self.relayed = self.names.fill(rules.relayed);
        self.deadline = None;
        self.outbox.listen(from);
    }

    /// A message, and the line it came in (the same, or with its newline), to the log and to the
    /// lines of the console. Only a client that takes part says anything.
    pub(crate) fn say(&mut self, message: &str, line: &str, rules: &Rules, log: &mut String, console: &mut String) {
        console.extend([&self.heard, message, "\n"]);
        if !rules.echo.is_empty() {
            self.outbox.push(rules.echo);
            self.outbox.push(line);
        }
        if !replace(&mut self.greeted, true) {
            self.outbox.push(&self.names.fill(rules.greeting));
            *console += &self.names.fill(rules.greeted);
        }
        if !rules.relayed.is_empty() {
            let start = log.len();
            log.extend([&self.relayed, line]);
            self.outbox.skip(log, start..log.len());
        }
    }

    /// Writes what is pending and the client's share of the log, without waiting.
    pub(crate) fn flush(&mut self, log: &str) {
        self.outbox.flush(log, |slices| self.socket.try_write_vectored(slices));
    }

    /// Ends the connection by a reset, which frees at once what the system still holds for a
    /// client that does not read.
    pub(crate) fn reset(self) {
        // Without the option the close is merely slower.
        let _ = self.socket.as_ref().set_zero_linger();
    }

    /// Ends the connection once what is pending is sent: a client that closed its sending side
    /// may still be reading.
    pub(crate) async fn finish(mut self) {
        self.reader.abort();
        let rest = take(&mut self.outbox).into_backlog();
        let goodbye = async {
            self.socket.write_all(&rest).await?;
            self.socket.shutdown().await?;
            // Unread bytes would turn the close into a reset.
            while let 1.. = self.socket.as_ref().try_read(&mut [0; 512])? {}
            io::Result::Ok(())
        };
        // A client that does not take them has gone, or soon will.
        let _ = timeout(GOODBYE, goodbye).await;
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

/// Tells the room what a client says, until it leaves.
async fn read(id: Id, socket: OwnedReadHalf, limit: usize, room: Sender<Event>) {
    let mut reader = Reader::new(socket, limit, Cut::Now);
    let mut here = true;
    while here {
        let text = reader.next().await;
        here = text.is_some();
        // The room is gone only when the server stops, and this task with it.
        let _ = room.send((id, text)).await;
    }
}
