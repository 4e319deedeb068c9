//! A world without namespaces: the second rung of the ladder.
//!
//! Where the machine does not let a process have a network of its own, the programs of a session run on the machine's,
//! under a filter that stops them at each system call in which they name an address, and a tracer that puts another
//! address in its place: 10.2.2.2 becomes one of 127.0.0.0/8 that only this session has, and is told as 10.2.2.2 again
//! wherever the program asks. So programs run as they are, and sessions side by side do not meet.
//!
//! Paths are exchanged likewise: `/tmp` is a folder of this session's, and so are all places that other worlds show empty.
//!
//! `addresses` and `paths` know which stands for which. `tracer` is the thread that traces, `tracees` whom it traces, `calls` what
//! becomes of a call, and `bounds` what a call may not do; `rooms`, `form`, `memory` and `changes` are how an address
//! is found, written and changed, `exchange` how a path is, and `unix` knows which sockets are files. `asks` lets the session answer connections before they are made, as [`super::connects`]
//! does in a world of namespaces. `elsewhere` stands for all of it on other processors than x86-64.

mod addresses;
mod asks;
mod bounds;
mod calls;
mod changes;
mod exchange;
mod form;
mod memory;
mod paths;
mod rooms;
mod tracees;
mod tracer;
mod unix;

pub(crate) use addresses::Addresses;
pub(super) use asks::{Ask, Asks};

use super::{Guard, names};
use asks::{Answer, Watched};
use paths::Paths;
use rustix::event::{EventfdFlags, eventfd};
use rustix::process::Pid;
use salon_model::{Exit, WorldError};
use std::collections::HashSet;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

const STEP: &str = "tracing the program";

/// What the session and its tracer both see.
#[derive(Debug)]
struct Shared {
    addresses: Mutex<Addresses>,
    paths: Mutex<Paths>,
    /// Threads that a signal has stopped, until another lets them go on.
    halted: Mutex<HashSet<i32>>,
    /// Threads and processes started.
    starts: Arc<AtomicU64>,
    /// Why what the programs do tells nothing.
    failure: Mutex<Option<WorldError>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the tracer is told.
#[derive(Debug)]
enum Order {
    Adopt(Adoption),
    Answer(Answer),
}

/// A process that stops itself is to be traced.
#[derive(Debug)]
struct Adoption {
    process: i32,
    /// Who is asked before its connections.
    watched: Option<Watched>,
    /// Dropped when it is traced, or has ended.
    _done: Sender<()>,
}

/// The way to the tracer.
#[derive(Debug, Clone)]
struct Orders {
    sender: Sender<Order>,
    bell: Arc<OwnedFd>,
}

impl Orders {
    fn send(&self, order: Order) {
        // One that has ended has said why.
        let _ = self.sender.send(order);
        ring(&self.bell);
    }
}

fn new_bell() -> Result<Arc<OwnedFd>, WorldError> {
    let flags = EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK;
    eventfd(0, flags).map(Arc::new).map_err(WorldError::at(STEP))
}

fn ring(bell: &OwnedFd) {
    let _ = rustix::io::write(bell, &1_u64.to_ne_bytes());
}

fn silence(bell: &OwnedFd) {
    let _ = rustix::io::read(bell, &mut [0; 8]);
}

/// A session's hold on its addresses and on the tracer.
#[derive(Debug)]
pub(crate) struct Mapping {
    shared: Arc<Shared>,
    orders: Orders,
    exits: Receiver<(Pid, Exit)>,
}

impl Mapping {
    /// Takes addresses, makes the places that programs may write in, and starts the tracer; `guard` says where the
    /// programs' own files are. To be called before there are other threads.
    pub(super) fn start(guard: &Guard) -> Result<Self, WorldError> {
        let ends = crate::sys::trace::ends_of_children().map_err(WorldError::at(STEP))?;
        let (sender, orders) = channel();
        let (exit, exits) = channel();
        let bell = new_bell()?;
        let shared = Arc::new(Shared {
            addresses: Mutex::new(Addresses::claim()?),
            paths: Mutex::new(Paths::lend(guard)?),
            halted: Mutex::default(),
            starts: Arc::default(),
            failure: Mutex::default(),
        });
        let tracer = tracer::Tracer::new(Arc::clone(&shared), orders, exit, guard.own.clone());
        let (rings, theirs) = (Arc::clone(&bell), Arc::clone(&shared));
        thread::Builder::new()
            .name("tracer".to_owned())
            .spawn(move || {
                let end = tracer.run(&ends, &rings);
                *locked(&theirs.failure) = Some(end);
            })
            .map_err(WorldError::at(STEP))?;
        Ok(Self {
            shared,
            orders: Orders { sender, bell },
            exits,
        })
    }

    /// Has a process traced that stops itself to wait for that.
    pub(crate) fn adopt(&self, process: Pid) {
        self.adopt_with(process, None);
    }

    /// The same, with its connections to be answered here before they are made.
    pub(crate) fn adopt_and_ask(&self, process: Pid) -> Result<super::Connects, WorldError> {
        let (asks, watched) = asks::pair(self.orders.clone())?;
        self.adopt_with(process, Some(watched));
        Ok(super::Connects::traced(asks))
    }

    /// Waits until it is traced: one that is stopped until then must not be taken for one that sleeps.
    fn adopt_with(&self, process: Pid, watched: Option<Watched>) {
        let (done, end) = channel();
        self.orders.send(Order::Adopt(Adoption {
            process: process.as_raw_pid(),
            watched,
            _done: done,
        }));
        // Nothing is ever sent.
        let _ = end.recv();
    }

    /// What the kernel has to be given for an address.
    pub(crate) fn real(&self, named: SocketAddr) -> Option<SocketAddr> {
        locked(&self.shared.addresses).real(named).map(SocketAddr::V4)
    }

    /// What an address of the kernel's stands for.
    pub(crate) fn named(&self, real: SocketAddr) -> SocketAddr {
        locked(&self.shared.addresses).named(real)
    }

    /// Where a file lies that programs know by this path.
    pub(crate) fn real_path(&self, named: &Path) -> PathBuf {
        locked(&self.shared.paths)
            .real(named)
            .unwrap_or_else(|| named.to_owned())
    }

    /// The path by which programs know what lies there.
    pub(crate) fn named_path(&self, real: &Path) -> PathBuf {
        locked(&self.shared.paths).named(real)
    }

    /// Shows the programs the names of a web site, and the certificate of its authority (PEM), as
    /// [`names::show_site`] does in a world of its own: the path of that.
    pub(super) fn show_site(&self, hosts: &str, authority: &str, keep: &[PathBuf]) -> Result<PathBuf, WorldError> {
        let shown = names::lay_site(hosts, authority, keep, |named| self.real_path(named))?;
        locked(&self.shared.paths).add(shown);
        Ok(names::authority())
    }

    /// Which addresses of loopback are this session's: 127.X.Y.0 to 127.X.Y.255.
    pub(crate) fn slot(&self) -> [u8; 2] {
        locked(&self.shared.addresses).slot()
    }

    /// Threads that are stopped by a signal, and not by the tracer for a moment.
    pub(crate) fn halted(&self) -> HashSet<i32> {
        locked(&self.shared.halted).clone()
    }

    /// The number of threads and processes started so far, as it grows.
    pub(crate) fn starts(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.shared.starts)
    }

    /// Every process that has ended.
    ///
    /// # Errors
    /// When the tracer has: what becomes of the program then tells nothing.
    pub(crate) fn ended(&self) -> Result<Vec<(Pid, Exit)>, WorldError> {
        if let Some(failure) = &*locked(&self.shared.failure) {
            return Err(failure.clone());
        }
        Ok(self.exits.try_iter().collect())
    }
}

impl Shared {
    fn started(&self) {
        self.starts.fetch_add(1, Ordering::Relaxed);
    }
}
