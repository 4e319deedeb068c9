//! Connections of threads and of programs, held up and answered.

mod programs;
mod threads;

use super::asked::{Asked, Connects, start_leader};
use crate::world::seccomp;
use rustix::event::poll;
use rustix::thread::set_no_new_privs;
use rustix::time::Timespec;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::channel;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

const DEADLINE: Duration = Duration::from_secs(20);

/// Runs `ask` in a thread whose connections are watched.
fn watched<T: Send + 'static>(ask: impl FnOnce() -> T + Send + 'static) -> (Connects, JoinHandle<T>) {
    let (give, given) = channel();
    let client = thread::spawn(move || {
        set_no_new_privs(true).unwrap();
        give.send(seccomp::watch_connects()).unwrap();
        ask()
    });
    let connects = Connects::new(given.recv().unwrap().unwrap(), start_leader().unwrap());
    (connects, client)
}

fn wait_for_interest(connects: &Connects, until: Instant) {
    let left = until.saturating_duration_since(Instant::now());
    let left = Timespec::try_from(left).unwrap();
    assert_ne!(
        poll(&mut [connects.interest()], Some(&left)),
        Ok(0),
        "nothing was asked"
    );
}

fn next(connects: &mut Connects) -> Asked {
    let until = Instant::now() + DEADLINE;
    loop {
        wait_for_interest(connects, until);
        if let Some(asked) = connects.next().unwrap() {
            return asked;
        }
    }
}

/// What a thread does when none of its calls is told.
fn unseen<T: Send + 'static>(ask: impl FnOnce() -> T + Send + 'static) -> T {
    let (mut connects, client) = watched(ask);
    let until = Instant::now() + DEADLINE;
    while !client.is_finished() {
        wait_for_interest(&connects, until);
        assert!(connects.next().unwrap().is_none());
    }
    client.join().unwrap()
}

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}
