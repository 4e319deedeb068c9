//! The program under test, on a terminal of its own.

use crate::world::{Connects, Ground, Handover, Shim, role};
use memchr::memmem;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::{Errno, ioctl_fionbio, read, write};
use rustix::process::{Pid, Signal, WaitOptions, kill_process_group, wait};
use rustix::pty::{OpenptFlags, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use rustix::time::Timespec;
use salon_model::Exit;
use salon_model::WorldError;
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Wide enough that no line of the lab is wrapped.
const TERMINAL: Winsize = Winsize {
    ws_row: 50,
    ws_col: 200,
    ws_xpixel: 0,
    ws_ypixel: 0,
};
/// How long a mark may take through the terminal's queue, a few microseconds of kernel work, before
/// the terminal counts as stopped; and how long it may take after it once was.
const MARK_DEADLINE: Duration = Duration::from_secs(2);
const STOPPED_MARK_DEADLINE: Duration = Duration::from_millis(50);

/// How long a terminal is waited for where the machine has none left, and how often it is asked for one.
const TERMINAL_DEADLINE: Duration = Duration::from_secs(30);
const TERMINAL_GLANCE: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 50_000_000,
};

/// How long keys may be on their way to a program that leaves its input unread, and how often it is looked
/// for them.
const KEYS_DEADLINE: Duration = Duration::from_millis(200);
const KEYS_GLANCE: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 1_000_000,
};

/// A new terminal. The machine has a number of them for all sessions and for everybody else, and others come to
/// their end.
fn free_terminal(flags: OpenptFlags) -> Result<OwnedFd, WorldError> {
    let deadline = Instant::now() + TERMINAL_DEADLINE;
    loop {
        match openpt(flags) {
            Err(Errno::NOSPC) if Instant::now() < deadline => {
                let _ = poll(&mut [], Some(&TERMINAL_GLANCE));
            }
            Err(Errno::NOSPC) => {
                return Err(WorldError {
                    step: "opening a terminal".to_owned(),
                    cause: format!("the machine has none left, and none came free in {TERMINAL_DEADLINE:?}"),
                });
            }
            opened => return opened.map_err(WorldError::at("opening a terminal")),
        }
    }
}

/// The program under test.
pub(super) struct Subject {
    process: Pid,
    terminal: OwnedFd,
    /// The program's end of the terminal. Held open so that its last words can be read after it
    /// ended, and to send marks through.
    far_end: OwnedFd,
    mark: Vec<u8>,
    marks: u64,
    mark_deadline: Duration,
    pub(super) exit: Option<Exit>,
    /// The connections it asks for, where they are watched.
    pub(super) connects: Option<Connects>,
}

impl Subject {
    pub(super) fn start(shim: &Shim, ground: &Ground) -> Result<Self, WorldError> {
        let step = "opening a terminal";
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let terminal = free_terminal(flags)?;
        unlockpt(&terminal).map_err(WorldError::at(step))?;
        tcsetwinsize(&terminal, TERMINAL).map_err(WorldError::at(step))?;
        let open_far_end = || ioctl_tiocgptpeer(&terminal, flags).map_err(WorldError::at(step));
        let (far_end, theirs) = (open_far_end()?, open_far_end()?);
        for ours in [&terminal, &far_end] {
            ioctl_fionbio(ours, true).map_err(WorldError::at(step))?;
        }
        let copy = || theirs.try_clone().map(Stdio::from).map_err(WorldError::at(step));
        let command = serde_json::to_string(shim).map_err(WorldError::at("describing the command"))?;
        let by_filter = shim.watch_connects && !ground.takes_up();
        let (handover, errors) = if by_filter {
            let (handover, end) = Handover::open()?;
            (Some(handover), end.into())
        } else {
            (None, copy()?)
        };
        let child = Command::new("/proc/self/exe")
            .args([role::SUBJECT, &command])
            .stdin(copy()?)
            .stdout(copy()?)
            .stderr(errors)
            .spawn()
            .map_err(WorldError::at("starting the subject"))?;
        let process = Pid::from_child(&child);
        let taken_up = ground.take_up(process, shim.watch_connects)?;
        let accepted = handover.map(|handover| handover.accept(process)).transpose()?;
        Ok(Self {
            process,
            terminal,
            far_end,
            mark: random_mark()?,
            marks: 0,
            mark_deadline: MARK_DEADLINE,
            exit: None,
            connects: accepted.or(taken_up),
        })
    }

    pub(super) fn interest(&self) -> PollFd<'_> {
        PollFd::new(&self.terminal, PollFlags::IN)
    }

    /// All that has come through the terminal.
    pub(super) fn read(&self) -> Vec<u8> {
        let mut output = Vec::new();
        let mut buffer = [0; 16 * 1024];
        loop {
            match read(&self.terminal, &mut buffer) {
                Ok(0) => return output,
                Ok(length) => output.extend_from_slice(&buffer[..length]),
                Err(Errno::INTR) => {}
                // EIO says that no one holds the other end, which we do ourselves.
                Err(_) => return output,
            }
            // A program that prints without end must not keep us here.
            if output.len() > 1 << 20 {
                return output;
            }
        }
    }

    /// What the program printed until now, to the last byte.
    ///
    /// The kernel hands terminal output on by a worker, so a program can be asleep before what it
    /// printed can be read. A mark sent through the same queue comes out behind all of it.
    pub(super) fn read_to_mark(&mut self) -> Vec<u8> {
        self.marks += 1;
        let mark = [self.mark.as_slice(), self.marks.to_string().as_bytes(), b"\x1b\\"].concat();
        // No room: the program stopped its terminal, or fills it faster than we read. In the second case
        // something comes, be it late.
        let has_room = matches!(write(&self.far_end, &mark), Ok(length) if length == mark.len());
        let patience = if has_room {
            self.mark_deadline
        } else {
            STOPPED_MARK_DEADLINE
        };
        let deadline = Instant::now() + patience;
        let mut output = self.read();
        let mut searched = 0;
        loop {
            if let Some(at) = memmem::find(&output[searched..], &mark).map(|at| searched + at) {
                self.mark_deadline = MARK_DEADLINE;
                output.drain(at..at + mark.len());
                return output;
            }
            // A part of it may be there.
            searched = output.len().saturating_sub(mark.len());
            if !has_room && !output.is_empty() {
                return output;
            }
            if Instant::now() > deadline {
                self.mark_deadline = STOPPED_MARK_DEADLINE;
                return output;
            }
            let _ = poll(
                &mut [self.interest()],
                Some(&Timespec {
                    tv_sec: 0,
                    tv_nsec: 5_000_000,
                }),
            );
            output.extend(self.read());
        }
    }

    /// Whether a process is the program.
    pub(super) fn is(&self, process: Pid) -> bool {
        self.process == process
    }

    /// Types on its keyboard, and sees to it that what was typed has reached the program. Whether there was
    /// room for all: of what the program does not read its terminal keeps some kilobytes, and the rest is
    /// dropped. (Of a single line it keeps 4,095 bytes, and drops the rest without a word.)
    pub(super) fn type_bytes(&self, mut bytes: &[u8]) -> bool {
        let unread = self.unread_input();
        while !bytes.is_empty() {
            match write(&self.terminal, bytes) {
                Ok(0) => break,
                Ok(length) => bytes = &bytes[length..],
                Err(Errno::INTR) => {}
                Err(_) => break,
            }
        }
        self.wait_for_keys(unread);
        bytes.is_empty()
    }

    /// The kernel hands keys on by a worker too, and a program can be seen asleep before it gets them.
    ///
    /// Asking whether there is input waits for that worker (`n_tty_poll` of Linux flushes its queue), but
    /// only where there is none yet. Where a program leaves its input lying, what is typed changes how much
    /// lies there (Ctrl-C discards it), or is echoed.
    fn wait_for_keys(&self, unread: u64) {
        let deadline = Instant::now() + KEYS_DEADLINE;
        let mut ready = [PollFd::new(&self.far_end, PollFlags::IN)];
        let _ = poll(&mut ready, Some(&Timespec { tv_sec: 0, tv_nsec: 0 }));
        while unread > 0 && self.unread_input() == unread && Instant::now() < deadline {
            let echo = poll(&mut [self.interest()], Some(&KEYS_GLANCE));
            if echo.is_ok_and(|ready| ready > 0) {
                return;
            }
        }
    }

    /// Bytes that were typed and not read.
    pub(super) fn unread_input(&self) -> u64 {
        rustix::io::ioctl_fionread(&self.far_end).unwrap_or(0)
    }

    /// Sends SIGINT to the program's process group, as its terminal does for Ctrl-C.
    pub(super) fn interrupt(&self) {
        let _ = kill_process_group(self.process, Signal::INT);
    }

    /// Ends the program. What it started is ended with the world.
    pub(super) fn kill(&self) {
        if self.exit.is_none() {
            let _ = kill_process_group(self.process, Signal::KILL);
        }
    }
}

/// Takes every descendant that has ended; as PID 1 or subreaper, the orphans too.
pub(super) fn reap() -> Vec<(Pid, Exit)> {
    let mut ended = Vec::new();
    while let Ok(Some((process, status))) = wait(WaitOptions::NOHANG) {
        let exit = match (status.exit_status(), status.terminating_signal()) {
            (Some(status), _) => Some(Exit::Status(status)),
            (None, signal) => signal.map(Exit::Signal),
        };
        ended.extend(exit.map(|exit| (process, exit)));
    }
    ended
}

/// A string that the program cannot know: an escape sequence that terminals ignore, without letters,
/// which a terminal can be told to change.
fn random_mark() -> Result<Vec<u8>, WorldError> {
    let mut secret = [0_u8; 8];
    rustix::rand::getrandom(&mut secret, rustix::rand::GetRandomFlags::empty())
        .map_err(WorldError::at("drawing a random mark"))?;
    Ok(format!("\x1b_{:020}.", u64::from_ne_bytes(secret)).into_bytes())
}
