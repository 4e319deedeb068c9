//! The text form of a transcript: what snapshots hold, readable in a diff, and read back for
//! comparison.

mod reading;
mod writing;

pub use reading::ParseError;
