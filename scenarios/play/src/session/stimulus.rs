//! Giving the subject a stimulus: actors act, keys are pressed, a program is run.

use super::cast::Cast;
use super::runner::Runner;
use salon_model::{Action, Activity, Key, Settling, Stimulus, Verb, WorldError};

/// Most pages, one after the other, that a program is given in a run: one that asks without end is not
/// waited for.
const ANSWERS: u32 = 200;

impl Runner<'_> {
    /// Gives a stimulus, and collects all that follows.
    pub(super) fn give(&mut self, stimulus: &Stimulus) -> Result<(), WorldError> {
        self.probe.begin();
        match stimulus {
            Stimulus::Act(_) | Stimulus::Together(_) => self.act(stimulus.actions())?,
            Stimulus::ServerStops => {
                if let Some(subject) = &self.subject {
                    subject.interrupt();
                }
            }
            Stimulus::Run(arguments) => return self.run(arguments),
        }
        self.settle_and_record().map(drop)
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
