//! Playing a scenario: the actors, the subject, and the one place that orders what happens.

mod actor;
mod cast;
mod clients;
mod log;
mod patience;
mod room;
mod runner;
mod settling;
mod subject;
mod terminals;
mod web;

use crate::event::EventKind;
use crate::plan::Scenario;
use crate::world::{Events, Isolation, Protection, Shim, Watch, WorldError};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What a session is asked to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Request {
    /// The script; `None` only to see whether a world can be made.
    pub scenario: Option<Scenario>,
    /// The program under test.
    pub shim: Option<Shim>,
    /// The client that takes every actor's part, for a server under test; `None` for scripted actors.
    pub client: Option<Shim>,
    /// Folders under people's homes and other places emptied in the world that the program needs.
    pub keep: Vec<PathBuf>,
    /// How to decide that nothing more will come.
    pub method: Method,
}

/// How to decide that nothing more will come of a stimulus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By proof, and where the system does not let us look, by silence.
    #[default]
    Proof,
    /// By silence alone, as on systems without `/proc`.
    Silence,
}

impl Request {
    /// A request that makes a world and ends.
    pub fn empty() -> Self {
        Self {
            scenario: None,
            shim: None,
            client: None,
            keep: Vec::new(),
            method: Method::Proof,
        }
    }
}

/// Plays a request in the world this process is in, and writes its events to standard output.
/// `missing` protections are told to who asks for nothing but a world.
///
/// # Errors
/// When the harness cannot go on. What the subject does is never an error.
pub(crate) fn play(
    request: &Request,
    isolation: Isolation,
    missing: Vec<Protection>,
    events: Events,
) -> Result<(), WorldError> {
    let mut log = log::Log::new();
    log.record(EventKind::World { isolation });
    let (Some(scenario), Some(shim)) = (&request.scenario, &request.shim) else {
        log.record(EventKind::Unprotected { missing });
        return Ok(());
    };
    // Before the subject, so that in a world of its own its ids are above the harness's.
    let watch = Watch::start(isolation, events)?;
    runner::Runner::new(request, scenario, shim, isolation, log, watch)?.play()
}
