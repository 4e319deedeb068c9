//! The roles in which the program re-executes itself.

use super::Order;
use super::gate::{self, Gate, GroupEvents};
use super::mapped::Mapping;
use super::shim::{Shim, become_program};
use super::{Ground, Guard, guard, limits, mounts, network};
use crate::sys;
use rustix::event::poll;
use rustix::process::{
    DumpableBehavior, Pid, Signal, WaitOptions, set_dumpable_behavior, set_parent_process_death_signal, waitpid,
};
use rustix::time::Timespec;
use salon_model::{Event, EventKind, Exit};
use salon_model::{Isolation, Protection, WorldError};
use serde::de::DeserializeOwned;
use std::fs;
use std::io::{self, BufRead, Write};
use std::net::{SocketAddr, TcpListener};
use std::os::fd::RawFd;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// Leaves the machine's namespaces, and in a process of its own sets the world up and plays a scenario in it.
pub const WORLD: &str = "__world";
/// Plays a scenario on the machine itself, with addresses mapped.
pub const MAPPED: &str = "__mapped";
/// Plays a scenario on the machine itself.
pub const SESSION: &str = "__session";
/// Listens where this machine has no address, in the place of a program under test.
const ADDRESS: &str = "__address";
/// Becomes the program under test.
pub const SUBJECT: &str = "__subject";

/// Exit status of a role that could not do its part (`EX_OSERR` of sysexits.h).
const FAILED: u8 = 71;

/// How long it may take to see whether addresses can be mapped, and how often that is looked for.
const MAPPING: Duration = Duration::from_secs(20);
const GLANCE: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 2_000_000,
};

/// What a session finds when its world is ready.
#[derive(Debug)]
pub struct Prepared {
    /// How far the world is kept apart from the machine, and whose its addresses are.
    pub(crate) ground: Ground,
    /// What guards the machine from the program under test, where it is not in a world of its own.
    pub guard: Option<Guard>,
    /// The descriptors by which the program under test enters the session's control group.
    pub entrances: Vec<RawFd>,
    /// That group, for whoever watches what is used.
    pub(crate) group: GroupEvents,
}

/// Plays the role this process was re-executed for, if any. To be called first in `main`, before
/// any thread is started. `session` is what is played when the world of an order is ready.
pub fn play<Session: DeserializeOwned>(
    mut arguments: impl Iterator<Item = String>,
    session: impl FnOnce(&Order<Session>, Session, Prepared) -> Result<(), WorldError>,
) -> Option<ExitCode> {
    let role = arguments.nth(1)?;
    let result = match role.as_str() {
        WORLD => world(arguments.next().as_deref(), session),
        MAPPED => {
            begin(arguments.next().as_deref()).and_then(|gate| play_session(Isolation::Mapped, gate.as_ref(), session))
        }
        SESSION => begin(arguments.next().as_deref())
            .and_then(|gate| play_session(Isolation::LoopbackOnly, gate.as_ref(), session)),
        ADDRESS => listen_elsewhere(arguments.next().as_deref()),
        SUBJECT => become_subject(arguments.next().as_deref()),
        _ => return None,
    };
    Some(result.unwrap_or_else(|error| {
        // The parent reads events from standard output; a broken pipe means it has gone.
        let _ = writeln!(io::stdout(), "{}", Event::harness(error).to_line());
        ExitCode::from(FAILED)
    }))
}

/// Dies with its parent: nothing may outlive a harness that was killed.
fn die_with_parent() -> Result<(), WorldError> {
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(WorldError::at("binding to the parent's life"))
}

/// Closes what the harness's own parent left open, and opens the way into the session's group, if it has one.
fn begin(gate: Option<&str>) -> Result<Option<Gate<RawFd>>, WorldError> {
    die_with_parent()?;
    sys::close_others().map_err(WorldError::at("closing descriptors"))?;
    let gate: Option<Gate<PathBuf>> = gate.and_then(|gate| serde_json::from_str(gate).ok());
    Ok(gate.and_then(|gate| gate.open().ok()))
}

fn world<Session: DeserializeOwned>(
    gate: Option<&str>,
    session: impl FnOnce(&Order<Session>, Session, Prepared) -> Result<(), WorldError>,
) -> Result<ExitCode, WorldError> {
    let gate = begin(gate)?;
    let (user, group) = (rustix::process::geteuid(), rustix::process::getegid());
    let one_thread = sys::leave_namespaces().map_err(WorldError::at("leaving the machine's namespaces"))?;
    let map = |file: &str, line: String| fs::write(file, line).map_err(WorldError::at(format!("writing {file}")));
    map("/proc/self/setgroups", "deny".to_owned())?;
    map("/proc/self/uid_map", format!("0 {} 1", user.as_raw()))?;
    map("/proc/self/gid_map", format!("0 {} 1", group.as_raw()))?;
    network::keep_a_table_of_its_own();
    let Some(first) = sys::fork(one_thread).map_err(WorldError::at("starting the session"))? else {
        die_with_parent()?;
        return play_session(Isolation::Namespaces, gate.as_ref(), session);
    };
    let ended = waitpid(Some(first), WaitOptions::empty()).map_err(WorldError::at("waiting for the session"))?;
    let status = ended.map(|(_, status)| status);
    match status.map(|status| (status.exit_status(), status.terminating_signal())) {
        Some((Some(0), _)) => Ok(ExitCode::SUCCESS),
        Some((_, Some(signal))) => Err(WorldError {
            step: "playing the session".to_owned(),
            cause: format!("it was killed by signal {signal}"),
        }),
        _ => Ok(ExitCode::from(FAILED)),
    }
}

fn play_session<Session: DeserializeOwned>(
    isolation: Isolation,
    gate: Option<&Gate<RawFd>>,
    session: impl FnOnce(&Order<Session>, Session, Prepared) -> Result<(), WorldError>,
) -> Result<ExitCode, WorldError> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(WorldError::at("reading the order"))?;
    let mut order: Order<Session> = serde_json::from_str(&line).map_err(WorldError::at("reading the order"))?;
    let mut missing = Vec::new();
    let guard = Guard {
        own: order.own.clone(),
        original: order.original.clone(),
        keep: order.keep.clone(),
        covered: order.covered.clone(),
    };
    let mapping = match isolation {
        Isolation::Namespaces => {
            network::bring_up()?;
            mounts::build(&order.keep, &order.own, &order.covered, || {
                missing = limits::bound_world();
            })?;
            hide_from_subject()?;
            None
        }
        Isolation::Mapped => {
            adopt_descendants()?;
            hide_from_subject()?;
            Some(Mapping::start(&guard)?)
        }
        Isolation::LoopbackOnly => {
            adopt_descendants()?;
            None
        }
    };
    let ground = Ground::new(isolation, mapping);
    let guard = ground.takes_up().then_some(guard);
    let Some(request) = order.session.take() else {
        if let Some(guard) = &guard {
            missing = try_mapping(&ground, guard)?;
        }
        ask_group(gate, &mut missing);
        let unprotected = Event {
            at_us: 0,
            kind: EventKind::Unprotected { missing },
        };
        let _ = writeln!(io::stdout(), "{}", unprotected.to_line());
        return Ok(ExitCode::SUCCESS);
    };
    let prepared = Prepared {
        ground,
        guard,
        entrances: gate.into_iter().flat_map(|gate| &gate.entrances).copied().collect(),
        group: GroupEvents::of(gate),
    };
    session(&order, request, prepared)?;
    Ok(ExitCode::SUCCESS)
}

/// Sees whether a process can listen at an address that this machine does not have; what is missing all the same.
fn try_mapping(ground: &Ground, guard: &Guard) -> Result<Vec<Protection>, WorldError> {
    let step = "mapping addresses";
    let guard = serde_json::to_string(guard).map_err(WorldError::at(step))?;
    let child = Command::new("/proc/self/exe")
        .args([ADDRESS, &guard])
        .stdout(Stdio::null())
        .spawn()
        .map_err(WorldError::at(step))?;
    let process = Pid::from_child(&child);
    ground.take_up(process, false)?;
    let deadline = Instant::now() + MAPPING;
    while Instant::now() < deadline {
        let ended = ground.ended().unwrap_or_else(|| Ok(Vec::new()))?;
        match ended.into_iter().find(|(ended, _)| *ended == process) {
            Some((_, Exit::Status(0))) => {
                let mut missing = vec![Protection::Namespaces];
                missing.extend((!guard::available()).then_some(Protection::Files));
                return Ok(missing);
            }
            Some(_) => break,
            None => drop(poll(&mut [], Some(&GLANCE))),
        }
    }
    Err(WorldError {
        step: step.to_owned(),
        cause: "a process cannot be traced here, or not be given another address".to_owned(),
    })
}

fn listen_elsewhere(guard: Option<&str>) -> Result<ExitCode, WorldError> {
    let step = "mapping addresses";
    die_with_parent()?;
    let guard: Guard = serde_json::from_str(guard.unwrap_or_default()).map_err(WorldError::at(step))?;
    guard::wait_for_tracer()?;
    rustix::thread::set_no_new_privs(true).map_err(WorldError::at(step))?;
    guard.stand(Path::new("/proc/self/exe"))?;
    let address: SocketAddr = ([10, 2, 2, 2], 8888).into();
    let listener = TcpListener::bind(address).map_err(WorldError::at(step))?;
    let told = listener.local_addr().map_err(WorldError::at(step))?;
    Ok(if told == address {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILED)
    })
}

fn adopt_descendants() -> Result<(), WorldError> {
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))
        .map_err(WorldError::at("adopting the subject's descendants"))
}

/// Sees what the session's group bounds, by entering it as a program under test would.
fn ask_group(gate: Option<&Gate<RawFd>>, missing: &mut Vec<Protection>) {
    match gate.filter(|gate| gate::enter(&gate.entrances).is_ok()) {
        None => missing.push(Protection::Memory),
        Some(gate) if gate.bounds_tasks => missing.retain(|protection| *protection != Protection::Processes),
        Some(_) => {}
    }
}

/// Lets nobody trace this process or look into its environment, memory and files. Missing privileges
/// keep a subject from it already.
fn hide_from_subject() -> Result<(), WorldError> {
    set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(WorldError::at("hiding from the subject"))
}

fn become_subject(shim: Option<&str>) -> Result<ExitCode, WorldError> {
    let shim: Shim = serde_json::from_str(shim.unwrap_or_default()).map_err(WorldError::at("reading the command"))?;
    match become_program(&shim)? {}
}
