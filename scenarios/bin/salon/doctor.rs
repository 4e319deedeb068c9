//! `salon doctor`: what this machine allows, and what a grading of these submissions would meet, before any session
//! is played.

use crate::args::Doctor;
use crate::exit::Exit;
use crate::messages::Messages;
use crate::output::printed;
use crate::sessions::Purpose;
use crate::{Failure, grade, labs, sessions};
use salon_grade::discover::{self, Found, Listed, Options, Readiness};
use salon_language::Lab;
use salon_model::{Isolation, Language};
use salon_play::machine;
use salon_report::{Style, Words, quoted};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

pub(crate) fn doctor(args: &Doctor, language: Language) -> Result<Exit, Failure> {
    let messages = Messages(language);
    let folder = labs::of_grading(args.programs.lab.as_deref(), &args.sessions, messages);
    let lab = Lab::load(&folder).map_err(|error| Failure::new(Exit::BadScenario, error.render(language, false)))?;
    let options = grade::options(&args.programs, language)?;
    let submissions = grade::listed(&args.folders, &lab, language)?;
    let mut seen = Seen {
        words: Words(language),
        messages,
        text: String::new(),
        fine: true,
    };
    seen.machine(args)?;
    seen.pythons(&options);
    if !args.folders.is_empty() {
        seen.submissions(&submissions, &lab, &options)?;
    }
    printed(anstream::stdout().write_all(seen.text.as_bytes()), messages)?;
    Ok(if seen.fine { Exit::Fine } else { Exit::Differs })
}

/// What is told, and whether there is anything to look at.
struct Seen {
    words: Words,
    messages: Messages,
    text: String,
    fine: bool,
}

/// How the programs of a stage were found.
#[derive(Default)]
struct Tally {
    ready: usize,
    blocked: usize,
    missing: usize,
}

/// Who imports a module that is missing.
#[derive(Default)]
struct Users {
    programs: usize,
    submissions: BTreeSet<String>,
}

impl Seen {
    fn good(&mut self, text: &str) {
        let _ = writeln!(self.text, "{} {text}", Style::Good.paint("✓"));
    }

    fn bad(&mut self, text: &str) {
        self.fine = false;
        let _ = writeln!(self.text, "{} {text}", Style::Blocked.paint("!"));
    }

    /// What sessions find here. That they can be isolated is tried; what is missing is said on the way.
    fn machine(&mut self, args: &Doctor) -> Result<(), Failure> {
        let (settings, missing) = sessions::settings(&args.sessions, Purpose::Grading, self.messages)?;
        let isolated = settings.isolation == Isolation::Namespaces;
        self.fine &= isolated && missing.is_empty();
        if isolated {
            self.good(self.messages.isolated());
        }
        let jobs = sessions::jobs(&args.sessions, settings);
        let shortages = machine::shortages(jobs, Path::new("."));
        if shortages.is_empty() {
            self.good(&self.messages.room_for(jobs));
        }
        for shortage in shortages {
            self.bad(&self.words.shortage(&shortage));
        }
        Ok(())
    }

    /// The Pythons that can run programs.
    fn pythons(&mut self, options: &Options) {
        let pythons = options.pythons();
        if pythons.is_empty() {
            return self.bad(self.messages.no_python());
        }
        let shown = pythons
            .iter()
            .map(|(version, command)| format!("{version} ({})", quoted(command)));
        let shown: Vec<String> = shown.collect();
        self.good(&format!("Python {}", shown.join(", ")));
    }

    /// What was handed in: for each stage how many programs there are, then what a teacher should know of each
    /// submission.
    fn submissions(&mut self, submissions: &[Listed], lab: &Lab, options: &Options) -> Result<(), Failure> {
        let mut tallies: Vec<(String, Tally)> = Vec::new();
        let mut told = Vec::new();
        let mut missing = BTreeMap::new();
        for submission in submissions {
            let found = discover::programs(&submission.folder, lab, options)
                .map_err(|error| grade::not_found(&error, self.messages.0))?;
            count(&mut tallies, &found);
            count_missing(&mut missing, &submission.name, &found);
            told.extend(self.of_submission(&submission.name, &found, lab));
        }
        self.good(&self.messages.submissions(submissions.len()));
        for (stage, tally) in tallies {
            let line = self
                .messages
                .programs(&stage, tally.ready, tally.blocked, tally.missing);
            let _ = writeln!(self.text, "    {line}");
        }
        for ((module, python), users) in missing {
            self.bad(
                &self
                    .messages
                    .no_module(&module, &python, users.programs, users.submissions.len()),
            );
        }
        for line in told {
            self.bad(&line);
        }
        Ok(())
    }

    fn of_submission(&self, name: &str, found: &Found, lab: &Lab) -> Vec<String> {
        let mut told: Vec<String> = found.notes.iter().map(|note| self.words.note(note)).collect();
        let wrong = found.manifest_error.as_ref();
        told.extend(wrong.map(|error| error.render(self.words.0, false)));
        let unopened = found.stages.iter().filter_map(|stage| match &stage.readiness {
            Readiness::Unopened(archive, why) => Some((archive, *why)),
            Readiness::Ready(_) | Readiness::Blocked(_) | Readiness::Missing => None,
        });
        let unopened: BTreeSet<_> = unopened.collect();
        told.extend(
            unopened
                .into_iter()
                .map(|(archive, why)| self.words.unopened(archive, why)),
        );
        if found.stages.iter().all(|stage| stage.readiness == Readiness::Missing) {
            told.push(self.messages.no_program().to_owned());
        }
        for stage in &found.stages {
            let mut of_stage: Vec<String> = stage.notes.iter().map(|note| self.words.note(note)).collect();
            if let (Readiness::Blocked(cause), Some(known)) = (&stage.readiness, lab.stage(&stage.stage)) {
                of_stage.push(self.words.cause(known.stage.subject, cause));
            }
            told.extend(of_stage.iter().map(|text| format!("{}: {text}", stage.stage)));
        }
        told.iter().map(|text| format!("{}: {text}", quoted(name))).collect()
    }
}

/// Counts who imports modules that the Python which runs them does not have.
fn count_missing(missing: &mut BTreeMap<(String, String), Users>, submission: &str, found: &Found) {
    for stage in &found.stages {
        for module in &stage.lacks {
            let python = stage.runtime.clone().unwrap_or_default();
            let users: &mut Users = missing.entry((module.clone(), python)).or_default();
            users.programs += 1;
            users.submissions.insert(submission.to_owned());
        }
    }
}

fn count(tallies: &mut Vec<(String, Tally)>, found: &Found) {
    for stage in &found.stages {
        let place = tallies
            .iter()
            .position(|(name, _)| *name == stage.stage)
            .unwrap_or_else(|| {
                tallies.push((stage.stage.clone(), Tally::default()));
                tallies.len() - 1
            });
        let tally = &mut tallies[place].1;
        match stage.readiness {
            Readiness::Ready(_) => tally.ready += 1,
            Readiness::Blocked(_) => tally.blocked += 1,
            Readiness::Missing | Readiness::Unopened(..) => tally.missing += 1,
        }
    }
}
