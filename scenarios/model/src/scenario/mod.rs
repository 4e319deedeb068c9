//! The checked form of a scenario: what the session runner executes.

mod script;
mod stage;
mod step;

pub use script::{Actor, Answer, Expectation, File, Host, SERVER, SITE, Scenario, USER};
pub use stage::{Stage, SubjectKind};
pub use step::{Action, ActorId, Key, Observation, Step, Stimulus, Verb};
