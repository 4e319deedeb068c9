//! Playing a scenario: the actors, the subject, and the one place that orders what happens.
//!
//! `runner` is that place, in four files: `beginning` brings the subject to where the script can begin, `stimulus`
//! gives it the steps, and `settling` collects all that follows each, with the `patience` it has, until the looks at
//! the subject come to a result (`waits`). `cast` is who faces the subject: `clients` or `terminals` a server, a
//! `fake_server` a client, a `web` site a program, with its
//! `lists`.

mod actor;
mod beginning;
mod cast;
mod clients;
mod fake_server;
mod lists;
mod log;
mod patience;
mod runner;
mod settling;
mod stimulus;
mod subject;
mod terminals;
mod waits;
mod web;

use crate::world::{Order, Prepared, Room, Shared, Shim, Watch};
use salon_model::EventKind;
use salon_model::Scenario;
use salon_model::WorldError;
use serde::{Deserialize, Serialize};

/// What a session is asked to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Task {
    /// The script.
    pub scenario: Scenario,
    /// The program under test.
    pub shim: Shim,
    /// The client that takes every actor's part, for a server under test; `None` for scripted actors.
    pub client: Option<Shim>,
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
    /// By proof, with a probe of which many looks go wrong, by this seed: to test that no verdict depends on them.
    Impaired(u64),
    /// By silence alone, as on systems without `/proc`.
    Silence,
}

/// Plays a task in the world this process is in, and writes its events to standard output. `order` is
/// what the world was asked for.
///
/// # Errors
/// When the harness cannot go on. What the subject does is never an error.
pub(crate) fn play(mut task: Task, order: &Order<Task>, world: Prepared) -> Result<(), WorldError> {
    for shim in [&mut task.shim].into_iter().chain(&mut task.client) {
        shim.entrances.clone_from(&world.entrances);
        shim.guard.clone_from(&world.guard);
    }
    let mut log = log::Log::new();
    log.record(EventKind::World {
        isolation: world.ground.isolation,
    });
    let shared = Shared {
        started: world.ground.starts(),
        network: world.ground.network(),
        room: world.guard.as_ref().map(|guard| Room::new(guard.own.clone())),
    };
    // Before the subject, so that in a world of its own its ids are above the harness's.
    let watch = Watch::start(world.ground.isolation, world.group, shared)?;
    runner::Runner::new(&task, order, world.ground, log, watch)?.play()
}
