//! Last words: what is still to be sent when a connection ends.

use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long a client that is going may take to read its last bytes.
const DEADLINE: Duration = Duration::from_secs(2);

/// How many may be saying goodbye at once; beyond, connections are closed without a word.
const AT_ONCE: usize = 256;

/// The goodbyes under way. None outlives [`DEADLINE`], and dropping this ends them all.
#[derive(Default)]
pub(crate) struct Farewells(JoinSet<()>);

impl Farewells {
    /// Sends the rest, then FIN.
    pub(crate) fn finish(&mut self, mut socket: OwnedWriteHalf, rest: Vec<u8>) {
        self.spawn(async move {
            // A client that does not take them has gone, or soon will.
            let _ = socket.write_all(&rest).await;
        });
    }

    /// Tells a client that was never let in why, then closes.
    pub(crate) fn turn_away(&mut self, mut socket: TcpStream, reason: String) {
        self.spawn(async move {
            if socket.write_all(reason.as_bytes()).await.is_ok() {
                // Unread bytes would turn the close into a reset.
                let _ = socket.shutdown().await;
                while matches!(socket.try_read(&mut [0; 512]), Ok(1..)) {}
            }
        });
    }

    fn spawn(&mut self, goodbye: impl Future<Output = ()> + Send + 'static) {
        while self.0.try_join_next().is_some() {}
        if self.0.len() < AT_ONCE {
            self.0.spawn(async move {
                let _ = timeout(DEADLINE, goodbye).await;
            });
        }
    }

    /// Waits until all are said.
    pub(crate) async fn all(&mut self) {
        while self.0.join_next().await.is_some() {}
    }
}
