//! The command line.
//!
//! - `chat`: serving a chat and joining one.
//! - `run`: replaying scenarios, and how sessions are played.
//! - `grading`: grading, checking and merging, and the reports of them.
//! - `first_part`: counting, fetching and measuring.

mod chat;
mod first_part;
mod grading;
mod run;

pub(crate) use chat::{Endpoint, Join, Serve};
pub(crate) use first_part::{Fetch, Measure, Sleep};
pub(crate) use grading::{Check, Doctor, Grade, Merge, Programs, Regrade, Reports};
pub(crate) use run::{Groups, Run, Sessions, Settle, Show, World};

use clap::{Parser, Subcommand, ValueEnum};
use salon_model::Language;

/// Replays, compares and serves the chat of the lab.
///
/// Exit status: 0 all as the reference, 1 something differs, 2 wrong arguments, 3 a wrong scenario
/// or lab, 4 trouble of the harness or the machine.
#[derive(Debug, Parser)]
#[command(name = "salon", version, propagate_version = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) verb: Verb,
    /// Language of messages; by default that of the locale
    #[arg(long, global = true, env = "SALON_LANG", value_enum)]
    lang: Option<Lang>,
    /// When to use colours
    #[arg(long, global = true, env = "SALON_COLOR", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

impl Args {
    pub(crate) fn language(&self) -> Language {
        match self.lang {
            Some(Lang::Fr) => Language::Fr,
            Some(Lang::En) => Language::En,
            None => {
                // The order in which POSIX gives locale variables their say.
                let set = |name| std::env::var(name).ok().filter(|locale| !locale.is_empty());
                let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
                Language::from_locale(locale.as_deref().unwrap_or_default())
            }
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Run the reference chat server
    Serve(Serve),
    /// Join a chat as a client
    Join(Join),
    /// Replay scenarios against the reference or any other server
    Run(Run),
    /// Grade a folder of submissions
    Grade(Grade),
    /// Check your own programs, and learn what is wrong with them
    Check(Check),
    /// See what this machine allows, and what was handed in, before grading
    Doctor(Doctor),
    /// Put the results of several gradings together
    Merge(Merge),
    /// Judge the recorded sessions of gradings again, with the lab as it is now; no program is run
    Regrade(Regrade),
    /// Count with pauses, as the first programs of the lab
    Sleep(Sleep),
    /// Fetch web pages and save them
    Fetch(Fetch),
    /// Measure what asynchronous code gains over synchronous
    Measure(Measure),
    /// Print the JSON Schema of scenario files, or of the JSON report
    Schema {
        /// Of what
        #[arg(value_enum, default_value_t = SchemaOf::Scenario)]
        of: SchemaOf,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// A scenario file
    Scenario,
    /// The report of --report-json
    Report,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lang {
    Fr,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    pub(crate) fn write_global(self) {
        match self {
            // What is written respects NO_COLOR, CLICOLOR_FORCE and the terminal by itself.
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}
