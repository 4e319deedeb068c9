//! A server, started and ended, or only looked at.

use std::fs::File;
use std::io::{Read, Seek};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};

use super::arguments::{Origin, Subject};
use super::{Result, process};

/// How long a server may take until it listens.
const START: Duration = Duration::from_secs(10);

/// How often that is tried.
const TRY: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 5_000_000,
};

pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) process: u32,
    /// None: it is not ours to end.
    child: Option<Child>,
}

impl Server {
    /// A server that listens.
    pub(super) fn of(subject: &Subject) -> Result<Self> {
        let server = match &subject.origin {
            Origin::Running(address, process) => Self {
                address: *address,
                process: *process,
                child: None,
            },
            Origin::Command(command) => Self::start(command)?,
        };
        if process::resident(server.process) == 0 {
            return Err(format!("process {} is not there", server.process).into());
        }
        Ok(server)
    }

    fn start(command: &str) -> Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let command = command.replace("{port}", &address.port().to_string());
        let mut complaints = tempfile::tempfile()?;
        let mut started = Command::new("sh");
        started.args(["-c", &format!("exec {command}")]);
        started
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(complaints.try_clone()?);
        let child = started.spawn().map_err(|error| format!("sh does not start: {error}"))?;
        let mut server = Self {
            address,
            process: child.id(),
            child: Some(child),
        };
        match server.listens() {
            Ok(true) => Ok(server),
            Ok(false) => Err(format!("`{command}` does not listen within {} s", START.as_secs()).into()),
            Err(status) => Err(format!(
                "`{command}` ends instead of listening ({status}){}",
                last_line(&mut complaints)
            )
            .into()),
        }
    }

    /// Waits until it listens; whether it did in time, or how it ended.
    fn listens(&mut self) -> std::result::Result<bool, String> {
        let Some(child) = &mut self.child else {
            return Ok(true);
        };
        let pid = Pid::from_child(child);
        let ended = pidfd_open(pid, PidfdFlags::empty()).map_err(|error| error.to_string())?;
        let deadline = Instant::now() + START;
        while Instant::now() < deadline {
            let mut end = [PollFd::new(&ended, PollFlags::IN)];
            if poll(&mut end, Some(&TRY)).is_ok_and(|ready| ready > 0) {
                let status = child.wait().map_err(|error| error.to_string())?;
                return Err(status.to_string());
            }
            if TcpStream::connect(self.address).is_ok() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Drop for Server {
    /// Ends what was started, process by process.
    fn drop(&mut self) {
        let Some(child) = &mut self.child else {
            return;
        };
        let descendants = process::tree(child.id());
        let _ = child.kill();
        let _ = child.wait();
        for process in descendants.into_iter().skip(1) {
            if let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) {
                let _ = kill_process(pid, Signal::KILL);
            }
        }
    }
}

fn last_line(complaints: &mut File) -> String {
    let mut text = String::new();
    let read = complaints.rewind().and_then(|()| complaints.read_to_string(&mut text));
    match (read, text.lines().last()) {
        (Ok(_), Some(line)) => format!(": {line}"),
        _ => String::new(),
    }
}
