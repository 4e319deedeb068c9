//! The chat server: where it listens, and how long it serves.

use std::future::ready;
use std::io::{self, Write};
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

use crate::error::{Error, ErrorKind};
use crate::limits::ServerConfig;
use crate::peer;
use crate::room::Room;
use salon_model::Language;

/// Connections the system keeps for us while we are busy.
const BACKLOG: u32 = 1024;

/// Listens on `address` (an IP address or a name) and `port` (0 for any free one). A port whose
/// last server has just stopped can be used at once.
///
/// # Errors
/// One plain line in `language`: the name is unknown, the address is in use, is not of this
/// machine, or is forbidden.
pub async fn bind(address: &str, port: u16, language: Language) -> Result<TcpListener, Error> {
    let listen = |at: SocketAddr| ready(listen(at).map_err(|error| ErrorKind::network(at.to_string(), error)));
    let listener = peer::first(address, port, listen).await;
    listener.map_err(|kind| kind.told_in(language))
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
pub async fn serve(
    listener: TcpListener,
    config: ServerConfig,
    console: impl Write + Send,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let mut room = Room::new(&config, console, listener.local_addr()?);
    tokio::select! {
        biased;
        () = shutdown => {}
        () = room.run(listener) => {}
    }
    room.stop().await;
    Ok(())
}
