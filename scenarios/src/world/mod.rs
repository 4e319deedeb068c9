//! One isolated machine a session.
//!
//! The program re-executes itself in three roles, each a fresh single-threaded process, because
//! a process with threads may not enter a user namespace and because the first process of a PID
//! namespace must be the one that reaps:
//!
//! 1. [`role::WORLD`] leaves the machine's namespaces and starts
//! 2. [`role::SESSION`], PID 1 of the new world, which sets up network and files, plays the
//!    scenario, and starts
//! 3. [`role::SUBJECT`], which enters the session's control group if there is one, takes the
//!    terminal, gives up every privilege and becomes the program under test.
//!
//! When the session ends, for whatever reason, the kernel ends everything in its PID namespace.
//! In the world loopback is up and every address is local, so that a program with `10.2.2.2:8888`
//! written in it binds and connects unmodified, and nothing can leave the machine.

mod connects;
mod gate;
mod groups;
mod launch;
mod limits;
mod names;
mod network;
mod own_group;
pub mod role;
mod seccomp;
mod subject;
#[allow(unsafe_code, reason = "the system calls that no safe crate wraps")]
mod sys;
mod usage;
mod view;
mod watch;

pub use groups::{Groups, groups};
pub use launch::{Launched, launch, probe};
pub use limits::{Limit, Protection};
pub use subject::Shim;

pub(crate) use connects::{Asked, Connects, Handover};
pub(crate) use gate::Events;
pub(crate) use names::show_site;
pub(crate) use sys::{kill_all_others, process_cpu_us, reaped_cpu_us};
pub(crate) use watch::Watch;

use serde::{Deserialize, Serialize};

/// How far a session is kept apart from the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Isolation {
    /// Its own user, network, mount, PID, IPC and UTS namespaces.
    Namespaces,
    /// None: loopback only, and the program may bind or connect to nothing else.
    LoopbackOnly,
}

/// Why a world could not be made. Never the fault of the program under test.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{step}: {cause}")]
pub struct WorldError {
    /// What was being done.
    pub step: String,
    /// What the system answered.
    pub cause: String,
}

impl WorldError {
    /// For a closure in `map_err`: an error of `step` with its cause.
    pub(crate) fn at<E: std::fmt::Display>(step: impl Into<String>) -> impl FnOnce(E) -> Self {
        let step = step.into();
        move |cause| Self {
            step,
            cause: cause.to_string(),
        }
    }
}
