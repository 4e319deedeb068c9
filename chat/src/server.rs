//! The chat server: a listener, its limits, and the loop that accepts clients.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, lookup_host};
use tokio::sync::Notify;
use tokio::sync::mpsc::{Sender, channel};
use tokio::time::timeout;

use crate::error::{Error, ErrorKind, Language};
use crate::room::{Event, Room};
use crate::stage::Stage;
use crate::task::Task;

/// Connections the system keeps for us while we are busy.
const BACKLOG: u32 = 1024;

/// Events that may wait for the room; beyond, connections are not read, and TCP holds their
/// senders back.
const EVENTS: usize = 512;

/// How long the accept loop waits for a descriptor to be freed before it tries again.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// What a server is to do.
#[derive(Clone, Debug, Default)]
pub struct ServerConfig {
    /// The stage of the lab whose texts and habits it has.
    pub stage: Stage,
    /// What it puts up with.
    pub limits: Limits,
}

/// What a server puts up with. The memory it can be made to use is about
/// `clients * queue_bytes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest message, in bytes, at least [`Limits::LEAST_MESSAGE_BYTES`]. A longer one is
    /// cut into several messages, never inside a character and rather after a newline than
    /// inside a line; nothing is lost.
    pub message_bytes: usize,
    /// How many clients there may be at once; the next one is told so and turned away.
    pub clients: usize,
    /// How many bytes a client may leave unread, beyond what the system buffers for it, before
    /// it is dropped. It never misses a message while it stays.
    pub queue_bytes: usize,
    /// How long a client may stay without giving its pseudo (`ii_5` and `ii_6`);
    /// [`Duration::MAX`] for as long as it likes.
    pub handshake: Duration,
}

impl Limits {
    /// The lowest [`Limits::message_bytes`]; lower values count as this one.
    pub const LEAST_MESSAGE_BYTES: usize = 16;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: 64 * 1024,
            clients: 1024,
            queue_bytes: 1024 * 1024,
            // Most clients of the lab connect first and ask their user for a pseudo then.
            handshake: Duration::from_mins(1),
        }
    }
}

/// Listens on `address` (an IP address or a name) and `port` (0 for any free one). A port whose
/// last server has just stopped can be used at once.
///
/// # Errors
/// One plain line in `language`: the name is unknown, the address is in use, is not of this
/// machine, or is forbidden.
pub async fn bind(address: &str, port: u16, language: Language) -> Result<TcpListener, Error> {
    let fail = |kind: ErrorKind| kind.into_error(language);
    let unknown = || ErrorKind::UnknownName {
        name: address.to_owned(),
    };
    let candidates = lookup_host((address, port)).await.map_err(|_| fail(unknown()))?;
    let mut failure = unknown();
    for candidate in candidates {
        match listen(candidate) {
            Ok(listener) => return Ok(listener),
            Err(error) => failure = ErrorKind::network(candidate.to_string(), error),
        }
    }
    Err(fail(failure))
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Elsewhere the option lets two servers share a port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    // Inherited by the connections: a client whose machine died is noticed in the end.
    socket.set_keepalive(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves the chat until `shutdown` completes, then tells the clients
/// `Annonce : le serveur s'arrête`, waits at most two seconds until they have it, and returns.
///
/// Everything the server prints goes to `console`, in whole lines, as the reports of the lab show
/// it. Failures to write there are ignored. Beyond the lab's lines there are
/// `Refus de (…) : …` for a client turned away (see [`crate::refusal`]), `Client trop lent : …`
/// before the departure of one dropped, and `Connexions suspendues : …` when the system gives no
/// more connections.
///
/// # Errors
/// The listener has no address; nothing a client does is an error.
pub async fn serve<W, S>(listener: TcpListener, config: ServerConfig, console: W, shutdown: S) -> io::Result<()>
where
    W: Write + Send,
    S: Future<Output = ()>,
{
    let address = listener.local_addr()?;
    let (sender, mut events) = channel(EVENTS);
    let freed = Arc::new(Notify::new());
    let mut room = Room::new(&config, console, sender.clone(), Arc::clone(&freed));
    room.open(address);
    let door = Task::spawn(accept(listener, sender, freed));
    tokio::select! {
        biased;
        () = shutdown => {}
        () = room.run(&mut events) => {}
    }
    drop(door);
    room.stop().await;
    Ok(())
}

/// Hands new connections to the room, for as long as there is one.
async fn accept(listener: TcpListener, room: Sender<Event>, freed: Arc<Notify>) {
    let mut told = false;
    loop {
        let event = match listener.accept().await {
            Ok((socket, address)) => {
                told = false;
                // A chat message is small and wanted now. Without the option it is only later.
                let _ = socket.set_nodelay(true);
                Event::Accepted(socket, address)
            }
            Err(error) if is_of_the_client(&error) => continue,
            // Out of descriptors or memory: the client stays in the backlog meanwhile.
            Err(error) => {
                let first = !std::mem::replace(&mut told, true);
                if first && room.send(Event::NotAccepted(error.to_string())).await.is_err() {
                    return;
                }
                let _ = timeout(ACCEPT_PAUSE, freed.notified()).await;
                continue;
            }
        };
        if room.send(event).await.is_err() {
            return;
        }
    }
}

/// The client left before it was accepted: the next may be fine.
fn is_of_the_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::Interrupted
    )
}
