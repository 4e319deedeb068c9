//! What a subject did, stimulus by stimulus, in a form that is the same each time.
//!
//! Order is kept for each observer and never invented between observers: TCP may split and merge
//! messages, and two clients have no common clock. So the bytes that one actor received after one
//! stimulus are joined, observers come in the order of the script, and what several speakers
//! caused at once is sorted by speaker (`together`). Addresses and times are replaced by what
//! they stand for (`normalize`).

mod build;
mod normalize;
mod program;
mod screen;
mod together;

pub use build::build;

pub(crate) use program::whole_number;
