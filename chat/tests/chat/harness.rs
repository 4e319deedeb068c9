//! A server and its clients in one test: everything waits for what it expects, with a deadline.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use salon_chat::{Limits, ServerConfig, Stage, bind, peer, serve};
use salon_model::Language;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Longer than any time limit under test, for those that pause the clock.
const DEADLINE: Duration = Duration::from_mins(2);

pub(crate) async fn within<T>(what: &str, work: impl Future<Output = T>) -> T {
    let result = timeout(DEADLINE, work).await;
    result.unwrap_or_else(|_| panic!("waited too long: {what}"))
}

/// What was printed so far and has not been looked at.
#[derive(Clone, Default)]
pub(crate) struct Screen {
    text: Arc<Mutex<String>>,
    changed: Arc<Notify>,
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        self.text.lock().unwrap().push_str(text);
        self.changed.notify_one();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Screen {
    /// Waits until these lines have been printed, next and exactly.
    pub(crate) async fn shows(&self, lines: &[&str]) {
        let expected: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
        let wait = async {
            loop {
                {
                    let mut text = self.text.lock().unwrap();
                    if text.len() >= expected.len() {
                        assert_eq!(&text[..expected.len()], expected);
                        text.drain(..expected.len());
                        return;
                    }
                    assert!(expected.starts_with(&*text), "{text:?} instead of {expected:?}");
                }
                self.changed.notified().await;
            }
        };
        let shown = timeout(DEADLINE, wait).await;
        assert!(shown.is_ok(), "{:?} instead of {expected:?}", self.text.lock().unwrap());
    }

    /// Waits until the text, which stays, ends like this.
    pub(crate) async fn shows_in_the_end(&self, end: &str) {
        within(end, async {
            while !self.text.lock().unwrap().ends_with(end) {
                self.changed.notified().await;
            }
        })
        .await;
    }

    pub(crate) fn rest(&self) -> String {
        std::mem::take(&mut self.text.lock().unwrap())
    }
}

/// A server under test.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) screen: Screen,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn new(stage: Stage) -> Self {
        Self::with(stage, Limits::default()).await
    }

    pub(crate) async fn with(stage: Stage, limits: Limits) -> Self {
        let listener = bind("127.0.0.1", 0, Language::En).await.unwrap();
        let address = listener.local_addr().unwrap();
        let screen = Screen::default();
        let (stop, stopped) = oneshot::channel::<()>();
        let console = screen.clone();
        let task = tokio::spawn(async move {
            let shutdown = async { stopped.await.unwrap_or(()) };
            serve(listener, ServerConfig { stage, limits }, console, shutdown)
                .await
                .unwrap();
        });
        screen.shows(&[&format!("Serving on {}", peer::tuple(address))]).await;
        Self {
            address,
            screen,
            stop,
            task,
        }
    }

    /// A client that is connected and nothing more; what the server prints about that is left
    /// on the screen.
    pub(crate) async fn connect(&self) -> Client {
        Client(TcpStream::connect(self.address).await.unwrap())
    }

    /// A client that takes little from the network before it reads.
    pub(crate) async fn connect_narrow(&self) -> Client {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        Client(socket.connect(self.address).await.unwrap())
    }

    /// A client the server has seen (stages `ii_3`, `ii_4` and `ii_6`).
    pub(crate) async fn connect_seen(&self) -> Client {
        let client = self.connect().await;
        self.screen
            .shows(&[&format!("Nouvelle connexion de {}", client.tuple())])
            .await;
        client
    }

    /// As [`Server::connect_seen`], when `other` has connected but not been looked for yet.
    pub(crate) async fn connect_seen_after(&self, other: &Client) -> Client {
        self.screen
            .shows(&[&format!("Nouvelle connexion de {}", other.tuple())])
            .await;
        self.connect_seen().await
    }

    /// A client in the room under this pseudo (stage `ii_6`); the others, given, hear of it.
    pub(crate) async fn join(&self, pseudo: &str, others: &mut [&mut Client]) -> Client {
        let mut client = self.connect_seen().await;
        self.introduce(&mut client, pseudo, others).await;
        client
    }

    pub(crate) async fn introduce(&self, client: &mut Client, pseudo: &str, others: &mut [&mut Client]) {
        client.says(&format!("Hello|{pseudo}")).await;
        let joined = format!("Annonce : {pseudo} a rejoint la chatroom");
        client.hears(&joined).await;
        for other in others {
            other.hears(&joined).await;
        }
        let line = format!("{} s'est connecté avec le pseudo '{pseudo}'.", client.tuple());
        self.screen.shows(&[&line]).await;
    }

    /// As Ctrl-C; returns once the server has returned.
    pub(crate) async fn stops(self) -> Screen {
        self.stop.send(()).unwrap();
        within("the server stops", self.task).await.unwrap();
        self.screen
    }
}

/// A raw client.
pub(crate) struct Client(pub(crate) TcpStream);

impl Client {
    pub(crate) fn tuple(&self) -> String {
        peer::tuple(self.0.local_addr().unwrap())
    }

    pub(crate) fn plain(&self) -> String {
        peer::plain(self.0.local_addr().unwrap())
    }

    pub(crate) async fn says(&mut self, message: impl AsRef<[u8]>) {
        self.0.write_all(message.as_ref()).await.unwrap();
    }

    /// Waits for exactly these bytes: any others, before or between them, are an error.
    pub(crate) async fn hears(&mut self, expected: &str) {
        let mut left = expected.as_bytes();
        let mut bytes = vec![0; left.len()];
        while !left.is_empty() {
            let read = self.0.read(&mut bytes[..left.len()]);
            let count = within(expected, read).await.unwrap();
            let heard = String::from_utf8_lossy(&bytes[..count]);
            assert!(
                count > 0 && left.starts_with(&bytes[..count]),
                "{heard:?} instead of {:?}",
                String::from_utf8_lossy(left)
            );
            left = &left[count..];
        }
    }

    /// Whatever comes next.
    pub(crate) async fn reads(&mut self) -> String {
        let mut bytes = vec![0; 1 << 16];
        let count = within("more", self.0.read(&mut bytes)).await.unwrap();
        assert!(count > 0, "the server is gone");
        bytes.truncate(count);
        String::from_utf8(bytes).unwrap()
    }

    /// Waits for the server's FIN.
    pub(crate) async fn hears_the_end(&mut self) {
        let mut rest = Vec::new();
        within("FIN", self.0.read_to_end(&mut rest)).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&rest), "");
    }

    /// Leaves by a reset.
    pub(crate) fn drops(self) {
        self.0.set_zero_linger().unwrap();
    }
}

/// A server of ours for a client under test: the address, and the next connection to it.
pub(crate) async fn listener() -> (tokio::net::TcpListener, u16) {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}
