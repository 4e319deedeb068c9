//! Scenario and lab files, parsed loosely and turned into a [`salon_model::Scenario`] that cannot be wrong.
//!
//! A scenario is a script of stimuli: it says what happens, not what must follow. What must
//! follow is the reference transcript recorded beside it.
//!
//! The way of a file: `files` and `source` read its text, `node` makes a tree of its YAML (`yaml` says what is
//! wrong there), `fields` takes mappings apart. Of a scenario, `script` reads the steps (`phrase`, `said`,
//! `run`), `expect` what is expected, `surroundings` what a program finds around it; `check` then follows the
//! actors through the steps. `lab`, `stage` and `manifest` read the other files, `find` goes from paths to
//! scenarios. What is wrong on the way is collected by `diagnostics`, and comes out as a [`PlanError`].

#![forbid(unsafe_code)]

mod check;
mod criteria;
mod diagnostics;
mod escape;
mod expect;
mod fields;
mod files;
mod find;
mod lab;
mod manifest;
mod near;
mod node;
mod phrase;
pub mod reference;
mod run;
mod said;
mod scenario;
mod schema;
mod script;
mod source;
mod stage;
mod state;
mod step;
mod surroundings;
mod vocabulary;
mod yaml;

pub use diagnostics::{PlanError, Problem};
pub use files::built_in;
pub use find::find;
pub use lab::Lab;
pub use manifest::{Manifest, ManifestStage, unknown_placeholder};
pub use scenario::{load, parse};
pub use schema::schema;
pub use stage::LabStage;
