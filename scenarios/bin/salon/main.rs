//! The `salon` command: arguments, composition, exit status.

#![forbid(unsafe_code)]

mod args;
mod chat;
mod check;
mod doctor;
mod exit;
mod grade;
mod history;
mod labs;
mod measure;
mod merge;
mod messages;
mod output;
mod progress;
mod regrade;
mod reports;
mod run;
mod schema;
mod sessions;

use args::{Args, Verb};
use clap::Parser;
use exit::Exit;
use rustix::fs::Mode;
use rustix::process::umask;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    // A world's folders, and a program's own, are to be the same whatever the user keeps to himself.
    let own = umask(Mode::WGRP | Mode::WOTH);
    // First of all: a world must be made by a process without threads.
    if let Some(code) = salon_play::play_role(std::env::args()) {
        return code;
    }
    umask(own);
    let args = Args::parse();
    args.color.write_global();
    let language = args.language();
    let result = match &args.verb {
        Verb::Serve(serve) => chat::serve(serve, language),
        Verb::Join(join) => chat::join(join, language),
        Verb::Run(run) => run::run(run, language),
        Verb::Grade(grade) => grade::grade(grade, language),
        Verb::Check(check) => check::check(check, language),
        Verb::Doctor(doctor) => doctor::doctor(doctor, language),
        Verb::Merge(merge) => merge::merge(merge, language),
        Verb::Regrade(regrade) => regrade::regrade(regrade, language),
        Verb::Sleep(sleep) => measure::sleep(sleep, language),
        Verb::Fetch(fetch) => measure::fetch(fetch, language),
        Verb::Measure(measured) => measure::measure(measured, language),
        Verb::Schema { of } => schema::print(*of, language),
    };
    result
        .unwrap_or_else(|failure| {
            let _ = writeln!(anstream::stderr(), "salon: {}", failure.message.trim_end());
            failure.exit
        })
        .into()
}

/// A verb that could not do its work: what to tell the user, and the exit status.
struct Failure {
    exit: Exit,
    message: String,
}

impl Failure {
    fn new(exit: Exit, message: impl std::fmt::Display) -> Self {
        Self {
            exit,
            message: message.to_string(),
        }
    }
}
