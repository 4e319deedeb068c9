//! Scenario and lab files, parsed loosely and turned into a [`salon_model::Scenario`] that cannot be wrong.
//!
//! A scenario is a script of stimuli: it says what happens, not what must follow. What must
//! follow is the reference transcript recorded beside it.
//!
//! The way of a file: `source` reads its text, `node` makes a tree of its YAML, `raw` finds the
//! fields, `script`, `step`, `run` and `expect` read the phrases, `check` follows the actors through
//! them, `surroundings` reads what a program finds around it. What is wrong on the way is collected by
//! `diagnostics`, and comes out as a [`PlanError`].

#![forbid(unsafe_code)]

mod check;
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
