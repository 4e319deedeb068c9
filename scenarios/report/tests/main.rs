//! Tests of the report formats: what each says of a report with everything in it, and that no text from
//! a submission breaks out of any of them.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, like tests")]

mod any_text;
mod browser;
mod build;
mod machine_formats;
mod missing;
mod moodle;
mod snapshots;
mod unjudged;
mod web_pages;
mod whole;
