//! The thread that traces the programs of a session.
//!
//! It hears of every stop and every end of them, and nobody else in the process may wait for children. It never waits
//! for the session: a thread whose connection the session has to answer stays stopped until the answer comes, and
//! the others go on.

use super::calls::{Calls, Course, Entered};
use super::tracees::Tracees;
use super::{Adoption, Answer, Order, STEP, Shared, Watched, locked, silence};
use crate::sys::trace::{self, Onward, Registers};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, Signal, kill_process};
use salon_model::{Exit, WorldError};
use std::collections::{HashMap, HashSet};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

/// What the kernel adds to the signal of a stop at the end of a system call (`PTRACE_O_TRACESYSGOOD`).
const END_OF_CALL: i32 = libc::SIGTRAP | 0x80;

/// The tracer.
pub(super) struct Tracer {
    shared: Arc<Shared>,
    orders: Receiver<Order>,
    exits: Sender<(Pid, Exit)>,
    tracees: Tracees,
    calls: Calls,
    /// Those that are to be traced as soon as they have stopped, and those that have.
    awaited: HashMap<i32, Adoption>,
    stopped: Vec<i32>,
    /// Those that ended without being traced.
    gone: HashSet<i32>,
    /// Who asks before the connections of a process and all that come of it.
    watched: HashMap<i32, Watched>,
    /// Threads that are stopped until their connection is answered, by the number of the question.
    held: HashMap<u64, (i32, Registers)>,
    questions: u64,
}

impl Tracer {
    pub(super) fn new(
        shared: Arc<Shared>,
        orders: Receiver<Order>,
        exits: Sender<(Pid, Exit)>,
        folder: PathBuf,
    ) -> Self {
        Self {
            calls: Calls::new(Arc::clone(&shared), folder),
            shared,
            orders,
            exits,
            tracees: Tracees::default(),
            awaited: HashMap::new(),
            stopped: Vec::new(),
            gone: HashSet::new(),
            watched: HashMap::new(),
            held: HashMap::new(),
            questions: 0,
        }
    }

    /// Traces until it cannot, and says why. All that are traced end then.
    pub(super) fn run(mut self, ends: &OwnedFd, bell: &OwnedFd) -> WorldError {
        loop {
            let mut sources = [PollFd::new(ends, PollFlags::IN), PollFd::new(bell, PollFlags::IN)];
            // Interrupted, it finds nothing and looks again.
            let _ = poll(&mut sources, None);
            silence(bell);
            let _ = rustix::io::read(ends, &mut [0_u8; 128]);
            if let Err(error) = self.take_orders().and_then(|()| self.take_stops()) {
                return error;
            }
        }
    }

    fn take_orders(&mut self) -> Result<(), WorldError> {
        while let Ok(order) = self.orders.try_recv() {
            match order {
                Order::Adopt(adoption) => {
                    let process = adoption.process;
                    // One that has ended before it was told of is not waited for.
                    if !self.gone.remove(&process) || crate::proc::exists(process.cast_unsigned()) {
                        self.awaited.insert(process, adoption);
                        self.adopt(process)?;
                    }
                }
                Order::Answer(answer) => self.answer(&answer),
            }
        }
        Ok(())
    }

    fn take_stops(&mut self) -> Result<(), WorldError> {
        while let Some((thread, status)) = trace::next_stop().map_err(WorldError::at(STEP))? {
            if libc::WIFEXITED(status) || libc::WIFSIGNALED(status) {
                self.ended(thread, status);
            } else if !libc::WIFSTOPPED(status) {
                // It goes on, which is told of otherwise.
            } else if !self.tracees.knows(thread) && status >> 16 == 0 && libc::WSTOPSIG(status) == libc::SIGSTOP {
                self.stopped.push(thread);
                self.adopt(thread)?;
            } else {
                self.stop(thread, libc::WSTOPSIG(status), status >> 16);
            }
        }
        Ok(())
    }

    /// Traces a process that has stopped itself and was told of, in whatever order.
    fn adopt(&mut self, process: i32) -> Result<(), WorldError> {
        let Some(place) = self.stopped.iter().position(|stopped| *stopped == process) else {
            return Ok(());
        };
        let Some(adoption) = self.awaited.remove(&process) else {
            return Ok(());
        };
        self.stopped.swap_remove(place);
        trace::seize(process).map_err(WorldError::at(STEP))?;
        self.tracees.add_root(process);
        self.watched.extend(adoption.watched.map(|watched| (process, watched)));
        if let Some(pid) = Pid::from_raw(process) {
            let _ = kill_process(pid, Signal::CONT);
        }
        Ok(())
    }

    fn ended(&mut self, thread: i32, status: i32) {
        self.lose(thread);
        if !self.tracees.knows(thread) && self.awaited.remove(&thread).is_none() {
            self.gone.insert(thread);
        }
        self.tracees.forget(thread);
        let exit = if libc::WIFEXITED(status) {
            Exit::Status(libc::WEXITSTATUS(status))
        } else {
            Exit::Signal(libc::WTERMSIG(status))
        };
        if let Some(pid) = Pid::from_raw(thread) {
            let _ = self.exits.send((pid, exit));
        }
    }

    /// Forgets what a thread was about.
    fn lose(&mut self, thread: i32) {
        locked(&self.shared.halted).remove(&thread);
        self.held.retain(|_, (held, _)| *held != thread);
        if let Some(tracee) = self.tracees.get(thread)
            && let Some(entered) = tracee.entered.take()
        {
            let process = tracee.process;
            self.calls.forget(process, &entered);
        }
    }

    fn stop(&mut self, thread: i32, signal: i32, event: i32) {
        self.tracees.learn(thread, None);
        match event {
            libc::PTRACE_EVENT_SECCOMP => self.call(thread),
            libc::PTRACE_EVENT_FORK | libc::PTRACE_EVENT_VFORK | libc::PTRACE_EVENT_CLONE => {
                self.shared.started();
                // Who starts another may aim at it at once.
                if let Some(started) = trace::message(thread).ok().and_then(|id| i32::try_from(id).ok()) {
                    self.tracees.learn(started, Some(thread));
                }
                go_on(thread, Onward::On(0));
            }
            libc::PTRACE_EVENT_EXEC => {
                // All other threads are gone, and this one has the id of the process, whichever it was.
                self.lose(thread);
                go_on(thread, Onward::On(0));
            }
            libc::PTRACE_EVENT_STOP => {
                let halted = matches!(signal, libc::SIGSTOP | libc::SIGTSTP | libc::SIGTTIN | libc::SIGTTOU);
                let Some(tracee) = self.tracees.get(thread) else { return };
                if halted {
                    if tracee.begun {
                        locked(&self.shared.halted).insert(thread);
                    }
                    go_on(thread, Onward::Halted);
                } else {
                    tracee.begun = true;
                    locked(&self.shared.halted).remove(&thread);
                    go_on(thread, Onward::On(0));
                }
            }
            _ if signal == END_OF_CALL => self.end_of_call(thread),
            _ => go_on(thread, Onward::On(signal)),
        }
    }

    /// A thread is stopped before a call.
    fn call(&mut self, thread: i32) {
        let Some(tracee) = self.tracees.get(thread) else { return };
        let (process, root) = (tracee.process, tracee.root);
        // One that has ended meanwhile is told of as such.
        let Ok(registers) = trace::registers(thread) else {
            return;
        };
        let course = self.calls.enter(thread, &registers, &self.tracees, process);
        let course = match course {
            Course::Connects(address) => {
                self.questions += 1;
                let asks = self.watched.get(&root);
                if asks.is_some_and(|watched| watched.ask(self.questions, address)) {
                    self.held.insert(self.questions, (thread, registers));
                    return;
                }
                self.calls
                    .connect((thread, process), &registers, super::asks::Ruling::GoOn)
            }
            course => course,
        };
        self.follow(thread, registers, course);
    }

    fn answer(&mut self, answer: &Answer) {
        let Some((thread, registers)) = self.held.remove(&answer.number) else {
            return;
        };
        let Some(process) = self.tracees.get(thread).map(|tracee| tracee.process) else {
            return;
        };
        let course = self.calls.connect((thread, process), &registers, answer.ruling);
        self.follow(thread, registers, course);
    }

    fn follow(&mut self, thread: i32, mut registers: Registers, course: Course) {
        match course {
            Course::On | Course::Connects(_) => go_on(thread, Onward::On(0)),
            Course::ToEnd(entered) => {
                self.set_entered(thread, entered);
                go_on(thread, Onward::ToEndOfCall);
            }
            Course::With(registers, entered) => {
                // One that was ended meanwhile is told of as ended.
                let _ = trace::set_registers(thread, &registers);
                self.set_entered(thread, entered);
                go_on(thread, Onward::ToEndOfCall);
            }
            Course::Refused(error) => {
                // No call has this number: the kernel does nothing, and leaves the result as it is.
                registers.orig_rax = u64::MAX;
                registers.rax = i64::from(-error).cast_unsigned();
                let _ = trace::set_registers(thread, &registers);
                go_on(thread, Onward::On(0));
            }
        }
    }

    fn set_entered(&mut self, thread: i32, entered: Entered) {
        if let Some(tracee) = self.tracees.get(thread) {
            tracee.entered = Some(entered);
        }
    }

    fn end_of_call(&mut self, thread: i32) {
        if let Some(tracee) = self.tracees.get(thread)
            && let Some(entered) = tracee.entered.take()
        {
            let who = (thread, tracee.process);
            let registers = trace::registers(thread);
            if let (Some(before), Ok(mut registers)) = (&entered.before, registers.as_ref().copied()) {
                before.bring_back(&mut registers);
                let _ = trace::set_registers(thread, &registers);
            }
            let result = registers.map_or(-1, |registers| registers.rax.cast_signed());
            self.calls.leave(who, &entered, result);
        }
        go_on(thread, Onward::On(0));
    }
}

/// One that was ended meanwhile goes nowhere, and is told of as ended.
fn go_on(thread: i32, onward: Onward) {
    let _ = trace::go_on(thread, onward);
}

impl Drop for Tracer {
    fn drop(&mut self) {
        // A panic must not look like the program's end.
        let mut failure = locked(&self.shared.failure);
        if failure.is_none() {
            *failure = Some(WorldError {
                step: STEP.to_owned(),
                cause: "the tracer ended".to_owned(),
            });
        }
    }
}
