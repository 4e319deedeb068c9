//! A web site on this machine, standing for all hosts of a list.
//!
//! Every request is answered with a small page after the delay of its host. wiremock serves
//! from a thread of its own and waits outside its lock; what it records is switched off, since
//! that would grow with every request. It speaks HTTP only: in offline mode, TLS is not part of
//! what is measured.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::error::ErrorKind;
use crate::latency::Latency;

/// Connections that may wait to be accepted: as many as clients open at once, or a part of them
/// would be delayed by a second when the kernel drops their SYN.
const BACKLOG: u32 = 4096;

/// A running site; it stops when dropped.
#[derive(Debug)]
pub struct MockSite {
    server: MockServer,
}

impl MockSite {
    /// Starts a site on a free port of the loopback interface.
    pub fn start(latency: Latency) -> Result<Self, ErrorKind> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(ErrorKind::System)?;
        runtime.block_on(async {
            let server = MockServer::builder()
                .listener(listener().map_err(ErrorKind::System)?)
                .disable_request_recording()
                .start()
                .await;
            Mock::given(any())
                .respond_with(move |request: &Request| page(request, latency))
                .mount(&server)
                .await;
            Ok(Self { server })
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        *self.server.address()
    }
}

fn listener() -> std::io::Result<std::net::TcpListener> {
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
    socket.listen(BACKLOG)?.into_std()
}

fn page(request: &Request, latency: Latency) -> ResponseTemplate {
    // With a proxy-like client the host would be in the URL only; ours sends the header.
    let host = request
        .headers
        .get("host")
        .and_then(|host| host.to_str().ok())
        .map_or("", |host| host.split(':').next().unwrap_or(host));
    let response = ResponseTemplate::new(200).set_body_raw(body(host), "text/html; charset=utf-8");
    match latency.of(host) {
        Duration::ZERO => response,
        delay => response.set_delay(delay),
    }
}

fn body(host: &str) -> String {
    format!("<!doctype html><title>{host}</title><p>salon mock page of {host}</p>\n")
}
