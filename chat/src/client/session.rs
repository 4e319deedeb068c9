//! The conversation: what the user says goes to the server, what the server says is shown.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::task::yield_now;
use tokio::time::timeout;

use super::config::{ClientConfig, Outcome};
use super::texts::{self, Texts};
use super::user::{Said, User};
use crate::error::{Error, ErrorKind};
use crate::names::{Names, Text};
use crate::peer;
use crate::reader::{Cut, Reader};

/// How long one address of the server may take to answer.
const CONNECT: Duration = Duration::from_secs(10);

/// The most that is read, and so shown, as one message.
const READ_BYTES: usize = 64 * 1024;

/// How long a user that does not wait for prompts waits for the server's word on the pseudo.
const WELCOME: Duration = Duration::from_millis(500);

/// How long the server may take to finish once the user has.
const DRAIN: Duration = Duration::from_secs(2);

/// Runs one conversation from the first line to the last.
pub(crate) async fn run<U: User>(
    config: &ClientConfig,
    mut user: U,
    shutdown: impl Future<Output = ()>,
) -> Result<Outcome, Error> {
    let texts = texts::of(config.stage);
    let outcome = tokio::select! {
        biased;
        () = shutdown => Ok(Outcome::Interrupted),
        outcome = converse(config, texts, &mut user) => outcome,
    };
    let (mark, last) = match outcome {
        Ok(Outcome::Finished) => ("", texts.finished),
        Ok(Outcome::Interrupted) => ("^C", texts.interrupted),
        Ok(Outcome::ServerGone) => ("", texts.gone),
        Err(_) => ("", ""),
    };
    let printed = user.leave(mark).and_then(|()| user.print(last));
    // A failure that came first is the cause of this one.
    let outcome = outcome.and_then(|outcome| Ok(printed.map(|()| outcome)?));
    outcome.map_err(|kind| kind.told_in(config.language))
}

async fn converse<U: User>(config: &ClientConfig, texts: &Texts, user: &mut U) -> Result<Outcome, ErrorKind> {
    user.print(&texts.connecting.replace("{server}", &config.server()))?;
    let pseudo = match &config.pseudo {
        None if !texts.ask.is_empty() => ask(user, texts.ask).await?,
        given => Ok(given.clone().unwrap_or_default()),
    };
    let pseudo = match pseudo {
        Ok(pseudo) => pseudo,
        Err(outcome) => return Ok(outcome),
    };
    let (socket, address) = connect(config).await?;
    let names = Names::new(socket.peer_addr().unwrap_or(address), pseudo);
    let (reading, writer) = socket.into_split();
    let mut session = Session {
        texts,
        user,
        reader: Reader::new(reading, READ_BYTES, Cut::Whole),
        writer,
    };
    Ok(session.talk(&names).await?)
}

/// Asks for the pseudo until there is one, or the user leaves.
async fn ask<U: User>(user: &mut U, prompt: Text) -> io::Result<Said> {
    loop {
        user.prompt(prompt)?;
        match user.input().await? {
            Ok(line) if line.trim().is_empty() => {}
            said => return Ok(said.map(|line| line.trim().to_owned())),
        }
    }
}

/// Connects to the first address of the server that answers.
async fn connect(config: &ClientConfig) -> Result<(TcpStream, SocketAddr), ErrorKind> {
    let attempt = |address| async move {
        match timeout(CONNECT, TcpStream::connect(address)).await {
            Ok(Ok(socket)) => Ok((socket, address)),
            Ok(Err(error)) => Err(ErrorKind::network(config.server(), error)),
            Err(_) => Err(ErrorKind::TimedOut(config.server(), CONNECT.as_secs())),
        }
    };
    let (socket, address) = peer::first(&config.address, config.port, attempt).await?;
    // Messages are kept apart by being sent at once (see `join_piped`).
    let _ = socket.set_nodelay(true);
    Ok((socket, address))
}

/// A user and a server that are connected.
struct Session<'a, U> {
    texts: &'a Texts,
    user: &'a mut U,
    reader: Reader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
}

impl<U: User> Session<'_, U> {
    /// Does what the stage does on arrival, then passes on what either side says, until one of
    /// them leaves.
    async fn talk(&mut self, names: &Names) -> io::Result<Outcome> {
        if !self.enter(names).await? {
            return Ok(Outcome::ServerGone);
        }
        if self.texts.prompt.is_empty() {
            return Ok(Outcome::Finished);
        }
        self.user.prompt(self.texts.prompt)?;
        loop {
            // Fair, not biased: neither side may keep the other waiting by a flood.
            tokio::select! {
                text = self.reader.next() => if !self.show(text).await? {
                    return Ok(Outcome::ServerGone);
                },
                said = self.user.input() => match said? {
                    Ok(line) => {
                        self.send(&line).await;
                        self.user.prompt(self.texts.prompt)?;
                    }
                    Err(Outcome::Finished) => return self.finish().await,
                    Err(outcome) => return Ok(outcome),
                },
            }
        }
    }

    /// Introduces the user; false when the server is gone.
    async fn enter(&mut self, names: &Names) -> io::Result<bool> {
        self.user.print(&names.fill(self.texts.connected))?;
        self.send(&names.fill(self.texts.hello)).await;
        self.user.print(&names.fill(self.texts.welcome))?;
        if self.texts.prompt.is_empty() {
            self.receive().await
        } else if U::IS_PROGRAM && !self.texts.hello.is_empty() {
            timeout(WELCOME, self.receive()).await.unwrap_or(Ok(true))
        } else {
            Ok(true)
        }
    }

    /// The user has said all; a program sees what the server still says.
    async fn finish(&mut self) -> io::Result<Outcome> {
        let _ = self.writer.shutdown().await;
        let rest = async {
            while U::IS_PROGRAM && self.receive().await? {}
            Ok(Outcome::Finished)
        };
        timeout(DRAIN, rest).await.unwrap_or(Ok(Outcome::Finished))
    }

    async fn send(&mut self, message: &str) {
        // If the server has gone: what it said before is still to be read, then its end.
        let _ = self.writer.write_all(message.as_bytes()).await;
    }

    async fn receive(&mut self) -> io::Result<bool> {
        let text = self.reader.next().await;
        self.show(text).await
    }

    /// Shows what the server said; false if it is gone.
    async fn show(&mut self, text: Option<String>) -> io::Result<bool> {
        let Some(text) = text else {
            return Ok(false);
        };
        let lines = text.lines().filter(|line| !line.is_empty());
        let lines: Vec<_> = lines.map(|line| format!("{}{line}", self.texts.incoming)).collect();
        self.user.print(&lines.join("\n"))?;
        // Ctrl-C and time limits must be heard, however much there is to show.
        yield_now().await;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use std::io::Write;
    use std::net::TcpListener;
    use std::sync::mpsc;
    use tokio::sync::Notify;

    /// A user who wants to leave on seeing the first of a flood.
    struct Overwhelmed<'a> {
        /// Comes once the server has sent all that fits on the way.
        flooded: mpsc::Receiver<()>,
        seen: bool,
        presses: bool,
        signals: &'a Notify,
    }

    impl User for Overwhelmed<'_> {
        const IS_PROGRAM: bool = false;

        async fn input(&mut self) -> io::Result<Said> {
            if self.seen && self.presses {
                Ok(Err(Outcome::Interrupted))
            } else {
                pending().await
            }
        }

        fn print(&mut self, text: &str) -> io::Result<()> {
            if text.starts_with("Connecté") {
                self.flooded.recv().map_err(io::Error::other)?;
            } else if text.starts_with("Serveur : ") && !self.presses {
                self.signals.notify_one();
            }
            self.seen = text.starts_with("Serveur : ");
            Ok(())
        }
    }

    /// How the conversation ends of a user who presses Ctrl-C, or else has it sent as a signal,
    /// while a server has more to say than is read at once and then leaves.
    async fn flooded(presses: bool) -> Outcome {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (full, flooded) = mpsc::channel();
        let server = std::thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            socket.set_nonblocking(true).unwrap();
            while socket.write(&[b'x'; 4096]).is_ok() {}
            full.send(()).unwrap();
        });
        let config = ClientConfig {
            stage: crate::Stage::Ii3,
            address: "127.0.0.1".into(),
            port,
            ..ClientConfig::default()
        };
        let signals = Notify::new();
        let user = Overwhelmed {
            flooded,
            seen: false,
            presses,
            signals: &signals,
        };
        let outcome = run(&config, user, signals.notified()).await.unwrap();
        server.join().unwrap();
        outcome
    }

    #[tokio::test]
    async fn ctrl_c_is_heard_under_a_flood() {
        assert_eq!(flooded(true).await, Outcome::Interrupted, "pressed");
        assert_eq!(flooded(false).await, Outcome::Interrupted, "as a signal");
    }
}
