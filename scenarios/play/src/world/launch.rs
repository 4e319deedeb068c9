//! The machine's side of a world: starting one, and reading its events.

use super::Order;
use super::groups::{Group, Groups};
use super::role;
use salon_model::{Event, EventKind};
use salon_model::{Isolation, Protection, WorldError};
use serde::Serialize;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A world that runs. Dropping it ends it and everything in it.
#[derive(Debug)]
pub struct Launched {
    child: Child,
    /// Held open: the session ends when it closes.
    _order: ChildStdin,
    events: BufReader<ChildStdout>,
    /// Dropped last, when nothing is in it any more.
    _group: Option<Group>,
}

/// Starts a world and carries out `order` in it, the programs under test in a group of their own where `groups`
/// can be made.
///
/// # Errors
/// When the program cannot be re-executed. What fails later comes as an event.
pub fn launch(
    order: &Order<impl Serialize>,
    isolation: Isolation,
    groups: Option<&'static Groups>,
) -> Result<Launched, WorldError> {
    let step = "starting a world";
    let mut command = Command::new("/proc/self/exe");
    command.arg(match isolation {
        Isolation::Namespaces => role::WORLD,
        Isolation::Mapped => role::MAPPED,
        Isolation::LoopbackOnly => role::SESSION,
    });
    let group = groups.and_then(Groups::make);
    // A path that is no text has no form here either: then there is no group.
    let gate = group
        .as_ref()
        .and_then(|group| serde_json::to_string(&group.gate()).ok());
    command.args(gate);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // Ctrl-C in the terminal is for the harness, which ends its worlds itself.
        .process_group(0)
        .spawn()
        .map_err(WorldError::at(step))?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        unreachable!("both were asked for as pipes");
    };
    let mut line = serde_json::to_string(order).map_err(WorldError::at(step))?;
    line.push('\n');
    // A world that failed has closed its end, and says why on the other pipe.
    let _ = input.write_all(line.as_bytes());
    Ok(Launched {
        child,
        _order: input,
        events: BufReader::new(output),
        _group: group,
    })
}

/// Makes one empty world of this kind, and says what it does not protect from.
///
/// # Errors
/// What stands in the way of one on this machine.
pub fn probe(isolation: Isolation, groups: Option<&'static Groups>) -> Result<Vec<Protection>, WorldError> {
    let empty = Order::<()> {
        keep: Vec::new(),
        own: "/".into(),
        original: "/".into(),
        covered: Vec::new(),
        session: None,
    };
    let launched = launch(&empty, isolation, groups)?;
    let mut unprotected = Vec::new();
    for event in launched {
        match event.kind {
            EventKind::Harness { error } => return Err(error),
            EventKind::Unprotected { missing } => unprotected = missing,
            _ => {}
        }
    }
    Ok(unprotected)
}

impl Iterator for Launched {
    type Item = Event;

    /// The next event, as soon as it happened; `None` when the session is over.
    fn next(&mut self) -> Option<Event> {
        let mut line = String::new();
        match self.events.read_line(&mut line) {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(serde_json::from_str(&line).unwrap_or_else(|error| {
                Event::harness(WorldError {
                    step: "reading an event".to_owned(),
                    cause: error.to_string(),
                })
            })),
        }
    }
}

impl Drop for Launched {
    fn drop(&mut self) {
        // Killing the outer process kills the session by its death signal, and with it the
        // whole PID namespace.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
