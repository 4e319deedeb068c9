//! One isolated machine a session.
//!
//! The program re-executes itself in two roles, each a fresh process, because a process with threads may not enter a
//! user namespace, and a program under test is to find nothing of the harness:
//!
//! 1. [`role::WORLD`] leaves the machine's namespaces and goes on as two processes. The second is PID 1 of the new
//!    world, which must be the one that reaps: it sets up network and files, hands over to the session it was given
//!    as a callback, which starts
//! 2. [`role::SUBJECT`], which enters the session's control group if there is one, takes the terminal, gives up every
//!    privilege and becomes the program under test.
//!
//! Without namespaces, [`role::MAPPED`] or [`role::SESSION`] is in the place of the first.
//!
//! When the session ends, for whatever reason, the kernel ends everything in its PID namespace.
//! In the world loopback is up and every address is local, so that a program with `10.2.2.2:8888`
//! written in it binds and connects unmodified, and nothing can leave the machine.

mod connects;
mod copy;
mod gate;
mod ground;
mod groups;
mod guard;
mod launch;
mod limits;
#[cfg_attr(not(target_arch = "x86_64"), path = "mapped/elsewhere.rs")]
pub(crate) mod mapped;
mod mounts;
mod names;
mod network;
mod order;
mod own_group;
pub mod role;
mod seccomp;
mod shim;
mod sockaddr;
mod sockets;
mod unix_sockets;
mod usage;
mod watch;

pub use groups::{Groups, groups};
pub use guard::Guard;
pub use launch::{Launched, launch, probe};
pub use order::Order;
pub use role::Prepared;
pub use shim::Shim;

pub(crate) use connects::{Asked, Connects, Handover};
pub(crate) use copy::Copy;
pub(crate) use gate::GroupEvents;
pub(crate) use ground::Ground;
pub(crate) use sockets::sockets;
pub(crate) use watch::{Room, Shared, Watch};
