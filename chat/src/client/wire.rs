//! The connection to the server.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use crate::client::ClientConfig;
use crate::error::{Error, ErrorKind};
use crate::text;

/// How long one address may take to answer.
const CONNECT: Duration = Duration::from_secs(10);

/// The most that is read, and so shown, as one message.
const READ_BYTES: usize = 64 * 1024;

pub(crate) struct Wire {
    socket: TcpStream,
    /// What has been read but not shown: at most a character that is not whole yet.
    buffer: Vec<u8>,
    held: usize,
}

/// The server as the user named it: `10.2.2.2:8888`, `[::1]:8888`.
pub(crate) fn named(config: &ClientConfig) -> String {
    let ClientConfig { address, port, .. } = config;
    if address.contains(':') {
        format!("[{address}]:{port}")
    } else {
        format!("{address}:{port}")
    }
}

impl Wire {
    /// Connects to the first address of the server that answers.
    pub(crate) async fn connect(config: &ClientConfig) -> Result<Self, Error> {
        let unknown = || ErrorKind::UnknownName {
            name: config.address.clone(),
        };
        let addresses = lookup_host((config.address.as_str(), config.port));
        let mut failure = unknown();
        for address in addresses.await.map_err(|_| unknown().into_error(config.language))? {
            match timeout(CONNECT, TcpStream::connect(address)).await {
                Ok(Ok(socket)) => return Ok(Self::new(socket)),
                Ok(Err(error)) => failure = ErrorKind::network(named(config), error),
                Err(_) => {
                    failure = ErrorKind::TimedOut {
                        at: named(config),
                        after: CONNECT,
                    }
                }
            }
        }
        Err(failure.into_error(config.language))
    }

    fn new(socket: TcpStream) -> Self {
        // Messages are kept apart by being sent at once (see `join_piped`).
        let _ = socket.set_nodelay(true);
        Self {
            socket,
            buffer: vec![0; READ_BYTES],
            held: 0,
        }
    }

    pub(crate) fn server(&self) -> io::Result<SocketAddr> {
        self.socket.peer_addr()
    }

    pub(crate) async fn send(&mut self, message: &str) -> io::Result<()> {
        self.socket.write_all(message.as_bytes()).await
    }

    /// No more will be sent; the server may still send.
    pub(crate) async fn finish(&mut self) -> io::Result<()> {
        self.socket.shutdown().await
    }

    /// The next text of the server, made harmless; none when the server is gone, in whatever
    /// way. Nothing is lost if this is dropped while it waits.
    pub(crate) async fn read(&mut self) -> Option<String> {
        loop {
            self.socket.readable().await.ok()?;
            let read = match self.socket.try_read(&mut self.buffer[self.held..]) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
                other => other.unwrap_or(0),
            };
            let end = self.held + read;
            if end == 0 {
                return None;
            }
            let tail = if read == 0 {
                0
            } else {
                text::incomplete_tail(&self.buffer[..end])
            };
            let text = text::decode(&self.buffer[..end - tail]);
            self.buffer.copy_within(end - tail..end, 0);
            self.held = tail;
            if !text.is_empty() {
                return Some(text);
            }
        }
    }
}
