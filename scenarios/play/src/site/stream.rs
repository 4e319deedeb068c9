//! The bytes of one client, over TLS or plain, without ever blocking.

use rustix::event::PollFlags;
use rustix::net::sockopt;
use rustls::{AlertDescription, Error, ServerConfig, ServerConnection};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;

/// Bytes read at once.
const CHUNK: usize = 16 * 1024;

/// One client's connection.
pub(super) struct Stream {
    pub(super) socket: TcpStream,
    tls: Option<Box<ServerConnection>>,
    /// What a plain client's full window has kept from being sent.
    outbox: Vec<u8>,
    sending: Sending,
    /// Whether the client sends no more.
    silent: bool,
    /// Whether anything was read or sent since it was last asked for.
    stirred: bool,
    /// Whether the client has refused the certificate.
    distrusted: bool,
}

/// How far our side of a connection is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sending {
    Open,
    /// FIN follows what is still to be sent.
    Ending,
    /// FIN is sent.
    Shut,
    /// The connection is broken.
    Broken,
}

/// What reading has brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Input {
    /// Bytes, if only of the TLS handshake: there may be more.
    Some,
    /// Nothing for now.
    None,
    /// The end of what the client sends (FIN).
    End,
    /// The client has said goodbye over TLS, or does not speak it as it should.
    Goodbye,
    /// The client does not accept the certificate.
    Distrust,
    /// The connection is broken (RST).
    Broken,
}

impl Stream {
    /// Takes a connection, for TLS if told how.
    pub(super) fn new(socket: TcpStream, config: Option<&Arc<ServerConfig>>) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        socket.set_nodelay(true)?;
        let tls = config
            .map(|config| ServerConnection::new(Arc::clone(config)))
            .transpose()
            .map_err(io::Error::other)?
            .map(Box::new);
        Ok(Self {
            socket,
            tls,
            outbox: Vec::new(),
            sending: Sending::Open,
            silent: false,
            stirred: false,
            distrusted: false,
        })
    }

    /// The host that the client has named in its TLS handshake.
    pub(super) fn server_name(&self) -> Option<&str> {
        self.tls.as_ref().and_then(|tls| tls.server_name())
    }

    pub(super) fn is_secure(&self) -> bool {
        self.tls.is_some()
    }

    /// Appends some of what has arrived. Whether there may be more.
    ///
    /// A plain client that sends no more may still read. TLS has no half-closed connections in
    /// practice: there, the client has gone, and the connection is ended.
    pub(super) fn read(&mut self, inbox: &mut Vec<u8>) -> bool {
        if self.silent {
            return false;
        }
        let ending = self.is_ending();
        let input = match &mut self.tls {
            _ if ending => read_plain(&self.socket, &mut Vec::new()),
            Some(tls) => read_tls(&self.socket, tls, inbox),
            None => read_plain(&self.socket, inbox),
        };
        self.stirred |= input != Input::None;
        match input {
            Input::Some => {
                // A late acknowledgement would hold a client's second small write back for 40 ms (Nagle's
                // algorithm). The kernel forgets the option, hence each time.
                let _ = sockopt::set_tcp_quickack(&self.socket, true);
            }
            Input::None => {}
            Input::End => {
                self.silent = true;
                if self.is_secure() {
                    self.end();
                }
            }
            Input::Goodbye => self.end(),
            Input::Distrust => {
                self.distrusted = true;
                self.end();
            }
            Input::Broken => {
                self.silent = true;
                self.sending = Sending::Broken;
            }
        }
        matches!(input, Input::Some | Input::Goodbye | Input::Distrust)
    }

    /// Takes bytes to be sent.
    pub(super) fn write(&mut self, bytes: &[u8]) {
        match &mut self.tls {
            // A buffer in memory.
            Some(tls) => drop(tls.writer().write_all(bytes)),
            None => self.outbox.extend_from_slice(bytes),
        }
    }

    /// Ends the connection in order once all is sent. What still comes is thrown away: closing with
    /// bytes unread would send RST, and the client might lose the answer.
    pub(super) fn end(&mut self) {
        if self.is_ending() {
            return;
        }
        self.sending = Sending::Ending;
        if let Some(tls) = &mut self.tls {
            tls.send_close_notify();
        }
    }

    /// Sends what the client's window has room for.
    pub(super) fn flush(&mut self) {
        while self.unsent() {
            let sent = match &mut self.tls {
                Some(tls) => tls.write_tls(&mut self.socket),
                None => self.socket.write(&self.outbox),
            };
            self.stirred |= sent.is_ok();
            match sent {
                Ok(sent) if self.tls.is_none() => drop(self.outbox.drain(..sent)),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => self.sending = Sending::Broken,
            }
        }
        if self.sending == Sending::Ending {
            self.sending = Sending::Shut;
            self.stirred = true;
            let _ = self.socket.shutdown(Shutdown::Write);
        }
    }

    /// Whether anything was read or sent since the last call.
    pub(super) fn stirred(&mut self) -> bool {
        std::mem::take(&mut self.stirred)
    }

    /// Whether the client has refused the certificate since the last call.
    pub(super) fn distrusted(&mut self) -> bool {
        std::mem::take(&mut self.distrusted)
    }

    /// Whether something waits to be sent.
    pub(super) fn unsent(&self) -> bool {
        let wants = self
            .tls
            .as_ref()
            .map_or(!self.outbox.is_empty(), |tls| tls.wants_write());
        wants && self.sending != Sending::Broken
    }

    /// Whether nothing more is to be written.
    pub(super) fn is_ending(&self) -> bool {
        self.sending != Sending::Open
    }

    /// Whether the client sends no more.
    pub(super) fn is_silent(&self) -> bool {
        self.silent
    }

    /// Whether nothing more can happen.
    pub(super) fn is_over(&self) -> bool {
        self.sending == Sending::Broken || (self.sending == Sending::Shut && self.silent)
    }

    /// What to wait for.
    pub(super) fn interest(&self) -> PollFlags {
        let mut flags = PollFlags::empty();
        flags.set(PollFlags::IN, !self.silent);
        flags.set(PollFlags::OUT, self.unsent());
        flags
    }
}

fn read_plain(mut socket: &TcpStream, inbox: &mut Vec<u8>) -> Input {
    let mut chunk = [0; CHUNK];
    match socket.read(&mut chunk) {
        Ok(0) => Input::End,
        Ok(length) => {
            inbox.extend_from_slice(&chunk[..length]);
            Input::Some
        }
        Err(error) => refused(&error),
    }
}

fn read_tls(mut socket: &TcpStream, tls: &mut ServerConnection, inbox: &mut Vec<u8>) -> Input {
    match tls.read_tls(&mut socket) {
        Ok(0) => return Input::End,
        Ok(_) => {}
        Err(error) => return refused(&error),
    }
    // An error here has queued the alert that tells the client.
    let state = match tls.process_new_packets() {
        Ok(state) => state,
        Err(Error::AlertReceived(alert)) if refuses_certificate(alert) => return Input::Distrust,
        Err(_) => return Input::Goodbye,
    };
    let mut plain = vec![0; state.plaintext_bytes_to_read()];
    if tls.reader().read_exact(&mut plain).is_ok() {
        inbox.append(&mut plain);
    }
    if state.peer_has_closed() {
        Input::Goodbye
    } else {
        Input::Some
    }
}

/// Whether a client says with this alert that it does not trust who signed the certificate (RFC 8446, 6.2):
/// OpenSSL with the one, Java with the other. `bad_certificate` is what OpenSSL says of another host's name.
fn refuses_certificate(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::UnknownCA | AlertDescription::CertificateUnknown
    )
}

fn refused(error: &io::Error) -> Input {
    match error.kind() {
        ErrorKind::Interrupted => Input::Some,
        ErrorKind::WouldBlock => Input::None,
        _ => Input::Broken,
    }
}
