//! The JSON Schema of a scenario file, from which editors complete and check while one types.
//!
//! The fields come from `scenario`; the phrases, which are no fields, from the tables of
//! verbs. It is looser than the parser: it knows no order of steps, and not which kind of program a
//! stage puts under test, so that it takes what is right for any kind.

mod field;
mod parts;
mod scenario;
mod step;

pub use scenario::schema;
