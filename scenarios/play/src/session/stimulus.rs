//! Giving the subject a stimulus: actors act, keys are pressed, a program is run.

use super::cast::Cast;
use super::runner::Runner;
use salon_model::{Action, Activity, EventKind, Key, Settling, Stimulus, Verb, WorldError};

/// Most pages, one after the other, that a program is given in a run: one that asks without end is not
/// waited for.
const ANSWERS: u32 = 200;

/// How often a server that only waits for its clients is interrupted again: once for `serve_forever`, and once for the
/// `async with` around it, where handlers that were cancelled have left their connections open.
const MORE_INTERRUPTS: usize = 2;

impl Runner<'_> {
    /// Gives a stimulus, and collects all that follows.
    pub(super) fn give(&mut self, stimulus: &Stimulus) -> Result<(), WorldError> {
        self.probe.begin();
        match stimulus {
            Stimulus::Act(_) | Stimulus::Together(_) => self.act(stimulus.actions())?,
            Stimulus::ServerStops => return self.stop_server(),
            Stimulus::Run(arguments) => return self.run(arguments),
        }
        self.settle_and_record().map(drop)
    }

    /// Interrupts the server, and again if it then only waits for its clients. From Python 3.12 on asyncio's
    /// `wait_closed`, with which `serve_forever` and `async with server` each end, returns when the last client has
    /// left; until 3.11 it returned at once. A user presses Ctrl-C again. That the server listens no more shows that
    /// it heard the first: one that goes on as before is not interrupted again.
    fn stop_server(&mut self) -> Result<(), WorldError> {
        self.interrupt();
        let mut settling = self.settle()?;
        for _ in 0..MORE_INTERRUPTS {
            if !self.waits_for_clients(&settling)? {
                break;
            }
            self.log.record(EventKind::InterruptedAgain);
            self.probe.begin();
            self.interrupt();
            settling = self.settle()?;
        }
        self.record(settling);
        Ok(())
    }

    /// Whether a server that was interrupted has nothing to do, is there, listens nowhere, and has clients.
    fn waits_for_clients(&self, settling: &Settling) -> Result<bool, WorldError> {
        let is_there = self.subject.as_ref().is_some_and(|subject| subject.exit.is_none());
        let at_rest = !matches!(settling, Settling::Exit | Settling::Never { .. });
        Ok(is_there && at_rest && self.cast.has_clients() && self.listeners()?.is_empty())
    }

    fn interrupt(&self) {
        if let Some(subject) = &self.subject {
            subject.interrupt();
        }
    }

    /// Lets actors act, without waiting for the subject in between.
    fn act(&mut self, actions: &[Action]) -> Result<(), WorldError> {
        for action in actions {
            match &action.verb {
                // The Enter key sends a carriage return, of which the terminal makes a line feed.
                Verb::Types(text) => self.press(format!("{text}\r").as_bytes()),
                Verb::Presses(key) => self.press(match key {
                    Key::CtrlC => b"\x03",
                    Key::CtrlD => b"\x04",
                    Key::Enter => b"\r",
                }),
                _ => self.cast.act(action, &mut self.log)?,
            }
        }
        // Some clients lose what is typed before they ask for it.
        if matches!(&self.cast, Cast::Terminals(terminals) if terminals.is_nameless()) {
            self.settle()?;
            if let Cast::Terminals(terminals) = &mut self.cast {
                terminals.say_pseudos(&mut self.log);
            }
        }
        Ok(())
    }

    fn press(&mut self, keys: &[u8]) {
        if let Some(subject) = &self.subject {
            subject.type_bytes(keys);
            self.log.typed(None, keys);
        }
    }

    /// Runs a program to its end, or to where it will do nothing more.
    fn run(&mut self, arguments: &[String]) -> Result<(), WorldError> {
        if let Some(before) = self.subject.take() {
            before.kill();
        }
        let Cast::Web(web) = &mut self.cast else { return Ok(()) };
        let shim = web.run(self.shim, arguments);
        self.start(&shim)?;
        let mut answers = 0;
        loop {
            let settling = self.settle()?;
            let Cast::Web(web) = &mut self.cast else { return Ok(()) };
            let over = matches!(settling, Settling::Exit | Settling::Never { .. });
            if !over && answers < ANSWERS && web.answer(&mut self.log) {
                answers += 1;
                continue;
            }
            web.look_for_pages(&mut self.log);
            self.record(if !over && answers == ANSWERS {
                let doing = Activity::Lingers(format!("{ANSWERS} pages"));
                Settling::Never { doing }
            } else {
                settling
            });
            return Ok(());
        }
    }
}
