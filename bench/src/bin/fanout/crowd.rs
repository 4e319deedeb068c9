//! The clients: joining, saying, and counting what comes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use rustix::io::Errno;

use super::Result;

/// How long the server may take for whatever is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Clients that join at once: less than the backlog of any server.
const GROUP: usize = 64;

/// The most bytes that one read takes.
const READ: usize = 256 * 1024;

const LINE_BYTES: usize = 40;

/// What is told the number of a line that has come.
pub(super) type Heard<'a> = dyn FnMut(usize) + 'a;

struct Client {
    socket: TcpStream,
    /// Something has come.
    greeted: bool,
    /// Lines that have come, and those that had to.
    lines: u64,
    expected: u64,
    /// The end of a read, where a line has begun.
    begun: Vec<u8>,
}

pub(super) struct Crowd {
    clients: Vec<Client>,
    epoll: OwnedFd,
    events: Vec<epoll::Event>,
    buffer: Vec<u8>,
    /// Lines that are still to come to someone.
    missing: i64,
}

impl Crowd {
    /// So many clients that hear each other.
    pub(super) fn join(address: SocketAddr, count: usize, hello: &str) -> Result<Self> {
        let mut crowd = Self {
            clients: Vec::with_capacity(count),
            epoll: epoll::create(epoll::CreateFlags::CLOEXEC)?,
            events: Vec::with_capacity(1024),
            buffer: vec![0; READ],
            missing: 0,
        };
        while crowd.clients.len() < count {
            let first = crowd.clients.len();
            for _ in first..count.min(first + GROUP) {
                crowd.connect(address)?;
            }
            if !hello.is_empty() {
                crowd.introduce(first, hello)?;
            }
            // Whoever hears the last to connect is there, and so is everybody who came before.
            let newest = crowd.clients.len() - 1;
            crowd.say(newest, line(0).as_bytes(), 1)?;
            crowd.settle(None)?;
        }
        Ok(crowd)
    }

    fn connect(&mut self, address: SocketAddr) -> Result<()> {
        let number = self.clients.len();
        let failed = |error| format!("client {number} cannot connect to {address}: {error}");
        let socket = TcpStream::connect_timeout(&address, PATIENCE).map_err(failed)?;
        socket.set_nodelay(true)?;
        socket.set_write_timeout(Some(PATIENCE))?;
        let data = epoll::EventData::new_u64(number as u64);
        epoll::add(&self.epoll, &socket, data, epoll::EventFlags::IN)?;
        self.clients.push(Client {
            socket,
            greeted: false,
            lines: 0,
            expected: 0,
            begun: Vec::new(),
        });
        Ok(())
    }

    /// Has the clients from this one on say hello, and waits until each has an answer.
    fn introduce(&mut self, first: usize, hello: &str) -> Result<()> {
        for number in first..self.clients.len() {
            let hello = hello.replace("{name}", &format!("client{number}"));
            self.clients[number].socket.write_all(format!("{hello}\n").as_bytes())?;
        }
        let deadline = Instant::now() + PATIENCE;
        while let Some(silent) = self.clients.iter().position(|client| !client.greeted) {
            if !self.receive(deadline, None)? {
                return Err(format!("client {silent} has no answer to its hello").into());
            }
        }
        Ok(())
    }

    /// Has a client say these lines, so many, which everybody else is to hear.
    pub(super) fn say(&mut self, sender: usize, lines: &[u8], count: u64) -> Result<()> {
        for (number, client) in self.clients.iter_mut().enumerate() {
            if number != sender {
                client.expected += count;
                self.missing += count.cast_signed();
            }
        }
        let sent = self.clients[sender].socket.write_all(lines);
        Ok(sent.map_err(|error| format!("client {sender} cannot send: {error}"))?)
    }

    /// Waits until everybody has heard all that was said, and nobody anything else.
    pub(super) fn settle(&mut self, mut heard: Option<&mut Heard<'_>>) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while self.missing > 0 {
            if !self.receive(deadline, heard.as_deref_mut())? {
                return Err(format!("{} deliveries have not come", self.missing).into());
            }
        }
        let odd = self.clients.iter().position(|client| client.lines != client.expected);
        odd.map_or(Ok(()), |number| {
            let Client { lines, expected, .. } = &self.clients[number];
            Err(format!("client {number} has got {lines} lines instead of {expected}").into())
        })
    }

    /// Hears what comes before this time.
    pub(super) fn listen_until(&mut self, time: Instant, heard: &mut Heard<'_>) -> Result<()> {
        while self.receive(time, Some(heard))? {}
        Ok(())
    }

    /// Reads once from each client for which something has come; false if nothing does in time.
    fn receive(&mut self, deadline: Instant, mut heard: Option<&mut Heard<'_>>) -> Result<bool> {
        let left = Timespec::try_from(deadline.saturating_duration_since(Instant::now()))?;
        self.events.clear();
        let ready = match epoll::wait(&self.epoll, spare_capacity(&mut self.events), Some(&left)) {
            Err(Errno::INTR) => return Ok(true),
            ready => ready?,
        };
        for event in &self.events {
            let number = event.data.u64();
            let client = &mut self.clients[usize::try_from(number)?];
            let read = match client.socket.read(&mut self.buffer) {
                Ok(0) => return Err(format!("the server has closed the connection of client {number}").into()),
                read => read.map_err(|error| format!("client {number} cannot read: {error}"))?,
            };
            let bytes = &self.buffer[..read];
            let lines = bytes.iter().map(|&byte| u64::from(byte == b'\n')).sum::<u64>();
            client.greeted = true;
            client.lines += lines;
            self.missing -= lines.cast_signed();
            if let Some(heard) = heard.as_deref_mut() {
                client.report(bytes, heard);
            }
        }
        Ok(ready > 0)
    }
}

impl Client {
    /// Reports the number of each line that ends in these bytes.
    fn report(&mut self, bytes: &[u8], heard: &mut Heard<'_>) {
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.begun.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                let line = String::from_utf8_lossy(&self.begun);
                let digits = line.trim_end().rsplit('.').next();
                if let Some(number) = digits.and_then(|digits| digits.parse().ok()) {
                    heard(number);
                }
                self.begun.clear();
            }
        }
    }
}

/// A line of [`LINE_BYTES`] with this number.
pub(super) fn line(number: usize) -> String {
    format!("{number:.>width$}\n", width = LINE_BYTES - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;
    use std::thread;

    /// Two clients, and a server that passes the first line of the second one on, and then does
    /// this with every line of the first one.
    fn pair(odd: fn(&mut TcpStream, &str)) -> Crowd {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let mut first = listener.accept().unwrap().0;
            let mut second = listener.accept().unwrap().0;
            let mut line = String::new();
            BufReader::new(&second).read_line(&mut line).unwrap();
            first.write_all(line.as_bytes()).unwrap();
            for line in BufReader::new(first).lines() {
                odd(&mut second, &format!("first said {}\n", line.unwrap()));
            }
        });
        Crowd::join(address, 2, "").unwrap()
    }

    #[test]
    fn each_line_is_counted_and_recognised() {
        let mut crowd = pair(|second, line| second.write_all(line.as_bytes()).unwrap());
        let mut heard = Vec::new();
        for number in [7, 12_345_678] {
            crowd.say(0, line(number).as_bytes(), 1).unwrap();
        }
        crowd.settle(Some(&mut |number| heard.push(number))).unwrap();
        assert_eq!(heard, [7, 12_345_678]);
    }

    #[test]
    fn a_line_that_comes_twice_is_an_error() {
        let mut crowd = pair(|second, line| second.write_all(line.repeat(2).as_bytes()).unwrap());
        crowd.say(0, line(1).as_bytes(), 1).unwrap();
        let error = crowd.settle(None).unwrap_err().to_string();
        assert_eq!(error, "client 1 has got 2 lines instead of 1");
    }

    #[test]
    fn a_client_that_is_dropped_is_an_error() {
        let mut crowd = pair(|second, _| second.shutdown(std::net::Shutdown::Both).unwrap());
        crowd.say(0, line(1).as_bytes(), 1).unwrap();
        let error = crowd.settle(None).unwrap_err().to_string();
        assert_eq!(error, "the server has closed the connection of client 1");
    }
}
