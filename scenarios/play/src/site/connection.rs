//! The requests of one client and their answers, in order.

use super::page::{CONTINUE, Page, Status, answer};
use super::request::{Method, Origin, Request, parse};
use super::stream::Stream;
use rustix::event::{PollFd, PollFlags};
use rustls::ServerConfig;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

/// Most reads in a row, of several kilobytes each: a client that sends without end must wait for its
/// next turn.
const READS_AT_ONCE: usize = 256;
/// Most requests that a client may send ahead of their answers.
const PIPELINED: usize = 32;

/// One client's connection.
pub(super) struct Connection {
    stream: Stream,
    /// Where it came in.
    address: SocketAddr,
    /// The beginning of a request.
    inbox: Vec<u8>,
    answers: VecDeque<Response>,
    /// Whether further requests are read.
    open: bool,
}

/// An answer that has not been sent.
struct Response {
    /// What it waits for; `None` when it can go.
    held: Option<Withheld>,
    bytes: Vec<u8>,
    /// Whether the connection ends with it.
    last: bool,
}

/// Why an answer waits: the session gives answers in the order of these.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Withheld {
    pub(super) delay_ms: u32,
    pub(super) url: String,
}

impl Connection {
    pub(super) fn new(socket: TcpStream, address: SocketAddr, config: Option<&Arc<ServerConfig>>) -> io::Result<Self> {
        Ok(Self {
            stream: Stream::new(socket, config)?,
            address,
            inbox: Vec::new(),
            answers: VecDeque::new(),
            open: true,
        })
    }

    /// What to wait for; `None` when nothing can come.
    pub(super) fn interest(&self) -> Option<PollFd<'_>> {
        let flags = self.stream.interest();
        (flags != PollFlags::empty()).then(|| PollFd::new(&self.stream.socket, flags))
    }

    /// Takes all that has come, and sends what can be sent. The URLs asked for.
    pub(super) fn pump(&mut self, pages: &[Page]) -> Vec<String> {
        let mut urls = Vec::new();
        for _ in 0..READS_AT_ONCE {
            let more = self.stream.read(&mut self.inbox);
            self.take_requests(pages, &mut urls);
            if !more {
                break;
            }
        }
        self.send();
        urls
    }

    /// The answer to be given next, if one is held back and can be given: those to later requests
    /// on the same connection must wait for it.
    pub(super) fn next(&self) -> Option<&Withheld> {
        self.answers.front()?.held.as_ref()
    }

    /// The URLs whose answers are held back.
    pub(super) fn held(&self) -> impl Iterator<Item = &str> {
        self.answers
            .iter()
            .filter_map(|answer| Some(answer.held.as_ref()?.url.as_str()))
    }

    /// Sends the answers to this URL that are next.
    pub(super) fn release(&mut self, url: &str) {
        while self.next().is_some_and(|held| held.url == url) {
            if let Some(answer) = self.answers.front_mut() {
                answer.held = None;
            }
            self.send();
        }
    }

    /// Whether anything was read or sent since the last call.
    pub(super) fn stirred(&mut self) -> bool {
        self.stream.stirred()
    }

    /// The host whose certificate the client has refused since the last call, if it is one of these.
    pub(super) fn distrusted(&mut self, pages: &[Page]) -> Option<String> {
        let named = self.stream.distrusted().then(|| self.stream.server_name())??;
        let page = pages.iter().find(|page| page.host.eq_ignore_ascii_case(named))?;
        Some(page.host.clone())
    }

    pub(super) fn is_over(&self) -> bool {
        self.stream.is_over()
    }

    fn take_requests(&mut self, pages: &[Page], urls: &mut Vec<String>) {
        while self.open && !self.inbox.is_empty() {
            let origin = Origin {
                scheme: if self.stream.is_secure() { "https" } else { "http" },
                port: self.address.port(),
                host: self
                    .stream
                    .server_name()
                    .map_or_else(|| self.address.ip().to_string().into(), Cow::from),
            };
            match parse(&self.inbox, &origin) {
                Ok(None) => break,
                Err(status) => self.refuse(status),
                Ok(Some(_)) if self.answers.len() >= PIPELINED => self.refuse(Status::Overloaded),
                Ok(Some((request, length))) => {
                    self.inbox.drain(..length);
                    urls.push(request.url.clone());
                    self.take(request, pages);
                }
            }
        }
        if !self.open {
            self.inbox.clear();
        }
    }

    fn take(&mut self, request: Request, pages: &[Page]) {
        let page = pages.iter().find(|page| page.host == request.host);
        let (status, page) = match (request.method, page) {
            (Method::Other, _) => (Status::MethodNotAllowed, None),
            (_, None) => (Status::NotFound, None),
            (_, Some(page)) => (Status::Ok, Some(page)),
        };
        if request.expects_continue {
            self.answers.push_back(Response {
                held: None,
                bytes: CONTINUE.to_vec(),
                last: false,
            });
        }
        self.open = request.keep_alive;
        self.answers.push_back(Response {
            held: Some(Withheld {
                delay_ms: page.map_or(0, |page| page.delay_ms),
                url: request.url,
            }),
            bytes: answer(status, page, request.method != Method::Head, request.keep_alive),
            last: !request.keep_alive,
        });
    }

    /// Answers what is no request, and ends the connection.
    fn refuse(&mut self, status: Status) {
        self.open = false;
        self.answers.push_back(Response {
            held: None,
            bytes: answer(status, None, true, false),
            last: true,
        });
    }

    /// Sends the answers whose turn it is, one at a time, so that a client that does not read keeps
    /// no more than one in memory.
    fn send(&mut self) {
        self.stream.flush();
        while !self.stream.is_ending()
            && !self.stream.unsent()
            && let Some(answer) = self.answers.pop_front_if(|answer| answer.held.is_none())
        {
            self.stream.write(&answer.bytes);
            if answer.last {
                self.stream.end();
            }
            self.stream.flush();
        }
        if self.stream.is_silent() && self.answers.is_empty() && !self.stream.is_ending() {
            self.stream.end();
            self.stream.flush();
        }
        if self.stream.is_ending() {
            self.open = false;
            self.answers.clear();
            self.inbox.clear();
        }
    }
}
