//! What is said of each mistake: tables of texts, in French and in English.
//!
//! An entry is a function that gives a message: the title, then what belongs to it. Words of users
//! (the arguments) are quoted, unless marked `raw`.

mod fields;
mod files;
mod steps;
mod table;

pub(crate) use fields::*;
pub(crate) use files::*;
pub(crate) use steps::*;
