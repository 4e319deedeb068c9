//! Mapping addresses needs to know a processor's registers: on others than x86-64 there is none.

use crate::world::{Connects, Guard};
use rustix::process::Pid;
use salon_model::{Exit, WorldError};
use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// A session's hold on its addresses, which it never has.
#[derive(Debug)]
pub(crate) enum Mapping {}

impl Mapping {
    pub(super) fn start(_: &Guard) -> Result<Self, WorldError> {
        Err(WorldError {
            step: "mapping addresses".to_owned(),
            cause: "this is done on x86-64 alone".to_owned(),
        })
    }

    pub(crate) fn adopt(&self, _: Pid) {
        match *self {}
    }

    pub(crate) fn adopt_and_ask(&self, _: Pid) -> Result<Connects, WorldError> {
        match *self {}
    }

    pub(crate) fn real(&self, _: SocketAddr) -> Option<SocketAddr> {
        match *self {}
    }

    pub(crate) fn named(&self, _: SocketAddr) -> SocketAddr {
        match *self {}
    }

    pub(crate) fn real_path(&self, _: &Path) -> PathBuf {
        match *self {}
    }

    pub(crate) fn named_path(&self, _: &Path) -> PathBuf {
        match *self {}
    }

    pub(super) fn show_site(&self, _: &str, _: &str, _: &[PathBuf]) -> Result<PathBuf, WorldError> {
        match *self {}
    }

    pub(crate) fn slot(&self) -> [u8; 2] {
        match *self {}
    }

    pub(crate) fn halted(&self) -> HashSet<i32> {
        match *self {}
    }

    pub(crate) fn starts(&self) -> Arc<AtomicU64> {
        match *self {}
    }

    pub(crate) fn ended(&self) -> Result<Vec<(Pid, Exit)>, WorldError> {
        match *self {}
    }
}
