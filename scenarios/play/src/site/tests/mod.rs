//! The site, asked by real clients on loopback, on ports that the kernel chooses.

mod answers;
mod clients;
mod http;
mod saved;

use super::server::{Happening, Place, Site};
use rustix::event::poll;
use rustix::time::Timespec;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use salon_model::{Answer, Host};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

const DEADLINE: Duration = Duration::from_secs(20);

/// A site of hosts with these delays.
fn open(hosts: &[(&str, u32)]) -> Site {
    let hosts: Vec<Host> = hosts
        .iter()
        .map(|&(name, delay_ms)| Host {
            name: name.to_owned(),
            answer: Answer::Page { delay_ms },
        })
        .collect();
    open_hosts(&hosts)
}

fn open_hosts(hosts: &[Host]) -> Site {
    let place = Place {
        live: Ipv4Addr::LOCALHOST,
        dead: Ipv4Addr::new(192, 0, 2, 2),
        https: 0,
        http: 0,
    };
    Site::open_at(hosts, place, Some).unwrap()
}

fn https(site: &Site) -> SocketAddr {
    site.endpoints()[0].local
}

fn http(site: &Site) -> SocketAddr {
    site.endpoints()[1].local
}

/// Pumps until a condition holds. The URLs asked for meanwhile.
fn pump_until(site: &mut Site, mut holds: impl FnMut(&mut Site, &[String]) -> bool) -> Vec<String> {
    let began = Instant::now();
    let mut urls = Vec::new();
    loop {
        let mut happenings = Vec::new();
        site.pump(&mut happenings);
        urls.extend(happenings.into_iter().filter_map(|happening| match happening {
            Happening::Requested { url } => Some(url),
            Happening::Distrusted { .. } => None,
        }));
        if holds(site, &urls) {
            return urls;
        }
        assert!(
            began.elapsed() < DEADLINE,
            "the condition holds in time; so far {urls:?}"
        );
        let mut sources = Vec::new();
        site.interest(&mut sources);
        // Not only the site's sockets can make the condition hold.
        let pause = Timespec {
            tv_sec: 0,
            tv_nsec: 5_000_000,
        };
        poll(&mut sources, Some(&pause)).unwrap();
    }
}

/// Pumps until so many requests wait.
fn pump_until_asked(site: &mut Site, requests: usize) -> Vec<String> {
    pump_until(site, |_, urls| urls.len() >= requests)
}

/// Gives every answer until a client in a thread of its own is done.
fn serve<T>(site: &mut Site, client: JoinHandle<T>) -> T {
    pump_until(site, |site, _| {
        site.answer_next();
        client.is_finished()
    });
    client.join().unwrap()
}

/// Asks over TLS and reads to the end; an end without `close_notify` is an error.
fn ask_https(site: &Site, host: &str, request: String) -> JoinHandle<io::Result<String>> {
    let authority = site.authority().to_owned();
    ask_trusting(https(site), Some(&authority), host, request)
}

fn ask_trusting(
    address: SocketAddr,
    authority: Option<&str>,
    host: &str,
    request: String,
) -> JoinHandle<io::Result<String>> {
    let client = tls_client(authority, host);
    thread::spawn(move || {
        let mut stream = StreamOwned::new(client, connect(address));
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    })
}

fn tls_client(authority: Option<&str>, host: &str) -> ClientConnection {
    let mut roots = RootCertStore::empty();
    if let Some(authority) = authority {
        let certificate = CertificateDer::from_pem_slice(authority.as_bytes()).unwrap();
        roots.add(certificate).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).unwrap();
    ClientConnection::new(Arc::new(config), name).unwrap()
}

fn connect(address: SocketAddr) -> TcpStream {
    let client = TcpStream::connect(address).unwrap();
    client.set_read_timeout(Some(DEADLINE)).unwrap();
    client
}

fn get(host: &str) -> String {
    format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")
}

fn get_and_close(host: &str) -> String {
    format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
}

/// One answer off a connection that stays open: its head and its body.
fn read_answer(client: &mut TcpStream) -> (String, String) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("Content-Length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    client.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}
