//! How much a chat server does with a second of its processor: messages passed on to a crowd, in
//! bursts and at a steady rate, beside the least that it can cost.
//!
//! This program knows nothing of the server but its command line, or its address and process
//! number. It plays the clients, counts what each of them gets, and reads the processor time and
//! memory of the server's processes in `/proc`. `floor.c` beside this file is the least: one epoll
//! loop with coalesced writes, without pseudos, limits or filters. `make fanout` compares with it.
//!
//! | part | what it holds |
//! |---|---|
//! | `arguments` | the command line |
//! | `server` | a server, started and ended, or only looked at |
//! | `process` | processor time and memory of a process and its descendants |
//! | `crowd` | the clients: joining, saying, and counting what comes |
//! | `measure` | one server under one load |
//! | `report` | medians, and what they are beside those of the last server |
//!
//! # What is measured
//! * A **burst** is a closed loop: 200 lines of 40 bytes are sent at once, shared out among the
//!   senders, and the next 200 once every client has all of them. What counts there is how many
//!   messages a server puts into one write, so its figures say nothing about a quiet room.
//! * A **steady** load sends one line at a time, so many a second, from each client in turn. Its
//!   latency is from the call that sends a line to the one that reads it, at each receiver.
//! * A **delivery** is one line that has come to one client. All are waited for and counted: a
//!   server that loses one, or sends one twice, is an error and no figure.
//! * Memory for an idle client is what the server's own pages grow by when a crowd joins, without
//!   what the system keeps for it.
//!
//! Every figure is the median of several rounds. The servers take turns within a round, and each
//! is started afresh for each load, so that what else the machine does falls on all alike.

mod arguments;
mod crowd;
mod measure;
mod process;
mod report;
mod server;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use arguments::Plan;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match Plan::parse(std::env::args().skip(1)).and_then(|plan| run(&plan)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing better can be done when standard error is closed too.
            let _ = writeln!(io::stderr(), "fanout: {error}");
            ExitCode::from(4)
        }
    }
}

fn run(plan: &Plan) -> Result<()> {
    if plan.help {
        return Ok(io::stdout().write_all(arguments::USAGE.as_bytes())?);
    }
    process::allow_descriptors(plan.most_clients())?;
    let samples = measure::all(plan)?;
    report::print(plan, &samples)
}
