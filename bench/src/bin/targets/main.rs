//! The targets of the two workloads, measured over whole processes and printed beside what is
//! asked of them.
//!
//! Every figure comes from a program of its own: this one starts itself again as the mock site,
//! so that its CPU is not the client's, and once for each measure, so that wall time includes
//! starting and ending, and CPU and memory are those of one workload alone.

mod client;
mod report;
mod site;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        [] => report::all(),
        ["site", milliseconds] => site::serve(milliseconds),
        ["sleep", mode] => client::sleep(mode),
        ["fetch", mode, pages, jobs, address] => client::fetch(mode, pages, jobs, address),
        _ => Err("targets takes no argument".into()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            report::complain(&*error);
            ExitCode::from(4)
        }
    }
}

/// Whether all went as asked, or what prevented it.
type Done = Result<bool, Box<dyn std::error::Error>>;
