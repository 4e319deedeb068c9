//! A site that answers with bytes given in advance, for what a well-behaved mock will not send.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// What follows the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    Close,
    Hang,
}

/// Serves until the test ends; `answer` maps a path to what is sent.
pub(crate) fn serve(answer: impl Fn(&str) -> (Vec<u8>, Then) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || one(stream, &*answer));
        }
    });
    address
}

fn one(mut stream: TcpStream, answer: &dyn Fn(&str) -> (Vec<u8>, Then)) {
    let mut request = Vec::new();
    let mut chunk = [0; 1024];
    // A TLS greeting gets its answer too: the wrong one.
    let whole = |request: &[u8]| request.first() == Some(&0x16) || request.windows(4).any(|end| end == b"\r\n\r\n");
    while !whole(&request) {
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return,
            Ok(read) => request.extend_from_slice(&chunk[..read]),
        }
    }
    let head = String::from_utf8_lossy(&request);
    let path = head.split(' ').nth(1).unwrap_or("/");
    let (bytes, then) = answer(path);
    // The client may hang up in the middle of a page that is too large.
    if stream.write_all(&bytes).is_ok() && then == Then::Hang {
        let _ = stream.read(&mut chunk);
    }
}

/// A whole page.
pub(crate) fn page(body: &[u8]) -> (Vec<u8>, Then) {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    ([head.as_bytes(), body].concat(), Then::Close)
}

/// A redirect.
pub(crate) fn moved(to: &str) -> (Vec<u8>, Then) {
    let head = format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    (head.into_bytes(), Then::Close)
}

/// An address where nobody listens: a port that was free a moment ago.
pub(crate) fn nobody() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap()
}
