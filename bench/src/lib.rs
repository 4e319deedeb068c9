//! The two workloads of the lab's first part, each written three times: synchronous,
//! asynchronous, and one thread a task.
//!
//! The question is "how much does asynchronous code gain, and why?". For the answer to be worth
//! anything the three forms share their set-up, their input and their checks, and differ in the
//! measured call alone.
//!
//! | part | what it holds |
//! |---|---|
//! | [`Mode`] | the three forms, parsed and printed |
//! | [`sleep()`] | n counters of k steps with a pause: the sheet's `sleep_and_print` |
//! | [`fetch()`] | n pages saved to a folder: the sheet's `web_sync` and `web_async` |
//! | [`measure()`] | the same pages in every mode, as a table and a plot |
//! | [`web`] | what fetching is made of: the list, file names, limits, the three forms |
//! | [`mock`] | a site on this machine that answers after a known delay |
//! | [`latency`] | those delays, fixed or drawn from a seed |
//! | [`error`] | one plain line for each thing that goes wrong, in French or English |
//!
//! # Exit codes
//! An [`Outcome`](web::Outcome) or an [`Error`] names its own: 0 all is well, 1 some pages could
//! not be fetched, 2 the input is not usable, 4 this machine is in trouble.
//!
//! # Where these functions may be called
//! Not from inside an asynchronous runtime: each mode brings its own, or none.

#![forbid(unsafe_code)]

pub mod error;
pub mod latency;
pub mod measure;

pub mod mock;
mod mode;
pub mod sleep;
pub mod web;

pub use error::{Error, ErrorKind};

pub use measure::{MeasureConfig, measure};
pub use mode::{Mode, UnknownMode};
pub use sleep::{SleepConfig, sleep};
pub use web::{FetchConfig, fetch};
