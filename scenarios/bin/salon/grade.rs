//! `salon grade`: many submissions, results kept as they come.

use crate::Failure;
use crate::args::{Grade, Programs};
use crate::exit::Exit;
use crate::merge::finish;
use crate::messages::Messages;
use crate::output::{printed, width};
use crate::progress::Progress;
use crate::sessions::Purpose;
use crate::{labs, reports, sessions};
use salon_grade::discover::{self, Commands, FindError, Listed, Options, Tools};
use salon_grade::store::{Header, Results, Store};
use salon_grade::{Batch, BatchError, Grader, Step};
use salon_language::Lab;
use salon_model::Language;
use salon_model::Submission;
use salon_play::machine;
use salon_play::replay::side_by_side;
use salon_play::turns::Turns;
use salon_report::formats::{self, Detail};
use salon_report::{Words, quoted};
use std::collections::HashSet;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Submissions begun for each that has a turn: a counting program sleeps ten seconds, and what else there is
/// of a submission takes one or two.
const BEGUN: NonZero<usize> = NonZero::new(8).unwrap();

pub(crate) fn grade(args: &Grade, language: Language) -> Result<Exit, Failure> {
    let words = Messages(language);
    reports::check(&args.reports, words)?;
    let partition = args
        .partition
        .resolve(|name| std::env::var(name).ok())
        .map_err(|error| Failure::new(Exit::Usage, error))?;
    let ready = Ready::prepare(&args.programs, &args.sessions, &args.stage, Purpose::Grading, language)?;
    for shortage in machine::shortages(ready.jobs, reports::folder_of(&args.results)) {
        sessions::say(&Words(language).shortage(&shortage));
    }
    let mut submissions = listed(&args.folders, &ready.lab, language)?;
    submissions.retain(|submission| partition.has(&submission.name));
    reports::check_count(&args.reports, submissions.len(), words)?;
    let header = ready.header();
    let (mut store, known) = if args.resume {
        Store::resume(&args.results, &header).map_err(|error| reports::unusable(&error, words))?
    } else {
        let store = Store::create(&args.results, &header).map_err(|error| reports::unusable(&error, words))?;
        (store, HashSet::new())
    };
    submissions.retain(|submission| !known.contains(&submission.name));
    say_unopened(&submissions, &ready.lab, language)?;
    ready.grade_all(&submissions, &mut store, args, language)?;
    let results =
        Results::open(std::slice::from_ref(&args.results)).map_err(|error| reports::unusable(&error, words))?;
    // A line of each was printed when it was graded.
    let detail = if args.sessions.verbose {
        Detail::All
    } else {
        Detail::Table
    };
    finish(&results, &args.reports, detail, language)
}

/// The submissions of all folders given, each name once.
pub(crate) fn listed(folders: &[PathBuf], lab: &Lab, language: Language) -> Result<Vec<Listed>, Failure> {
    let words = Messages(language);
    let mut all: Vec<Listed> = Vec::new();
    let mut names = HashSet::new();
    for folder in folders {
        let listing = discover::submissions(folder, lab).map_err(|error| not_found(&error, language))?;
        for note in &listing.notes {
            sessions::say(&Words(language).note(note));
        }
        if listing.submissions.is_empty() {
            return Err(Failure::new(Exit::Usage, words.no_submissions(folder)));
        }
        for submission in listing.submissions {
            if names.insert(submission.name.clone()) {
                all.push(submission);
            } else {
                sessions::say(&words.same_name(&submission.name));
            }
        }
    }
    Ok(all)
}

/// Says which archives cannot be opened, before anything is graded.
fn say_unopened(submissions: &[Listed], lab: &Lab, language: Language) -> Result<(), Failure> {
    for submission in submissions {
        let unopened = discover::unopened(&submission.folder, lab).map_err(|error| not_found(&error, language))?;
        for (archive, why) in unopened {
            let told = Words(language).unopened(&archive, why);
            sessions::say(&format!("{}: {told}", quoted(&submission.name)));
        }
    }
    Ok(())
}

/// Programs could not be looked for: by whose fault decides the status.
pub(crate) fn not_found(error: &FindError, language: Language) -> Failure {
    let exit = match error {
        FindError::Unpacking { .. } => Exit::Trouble,
        FindError::NoFolder(_)
        | FindError::NotUtf8(_)
        | FindError::EmptyCommand
        | FindError::Quotes
        | FindError::Placeholder(_)
        | FindError::NoPython(_)
        | FindError::NoProgram(_) => Exit::Usage,
    };
    Failure::new(exit, Messages(language).bad_search(error))
}

/// Which programs are taken, and what runs them.
pub(crate) fn options(programs: &Programs, language: Language) -> Result<Options, Failure> {
    let python = programs.python.as_ref().map(|python| python.to_string_lossy());
    let commands = Commands {
        server: programs.server.as_deref(),
        client: programs.client.as_deref(),
    };
    Options::new(Tools::of_machine(), commands, python.as_deref()).map_err(|error| not_found(&error, language))
}

/// A lab cannot be graded.
pub(crate) fn bad_lab(error: BatchError, language: Language) -> Failure {
    let words = Messages(language);
    match error {
        BatchError::Plan(error) => Failure::new(Exit::BadScenario, error.render(language, false)),
        BatchError::Reference(error) => Failure::new(Exit::BadScenario, words.bad_reference(&error)),
        BatchError::NotStarted {
            scenario,
            subject,
            doing,
        } => {
            let why = words.no_reference(subject, &doing);
            Failure::new(Exit::BadScenario, format!("{scenario}: {why}"))
        }
        BatchError::World(error) => Failure::new(Exit::Trouble, words.harness(&error)),
    }
}

/// Everything that is the same for all submissions.
pub(crate) struct Ready {
    pub(crate) lab: Lab,
    batch: Batch,
    options: Options,
    grader: Grader,
    pub(crate) jobs: NonZero<usize>,
    missing: Vec<salon_model::Protection>,
}

impl Ready {
    pub(crate) fn prepare(
        programs: &Programs,
        args: &crate::args::Sessions,
        stages: &[String],
        purpose: Purpose,
        language: Language,
    ) -> Result<Self, Failure> {
        let words = Messages(language);
        let bad = |error| bad_lab(error, language);
        let folder = labs::of_grading(programs.lab.as_deref(), args, words);
        let lab = Lab::load(&folder).map_err(|error| bad(error.into()))?;
        if let Some(unknown) = stages.iter().find(|stage| lab.stage(stage).is_none()) {
            return Err(Failure::new(Exit::Usage, words.no_such_stage(unknown)));
        }
        let options = options(programs, language)?;
        let (settings, missing) = sessions::settings(args, purpose, words)?;
        let batch = Batch::prepare(&lab, stages, settings).map_err(bad)?;
        let jobs = sessions::jobs(args, settings);
        let near = programs.near.unwrap_or(lab.near);
        let grader = Grader { settings, jobs, near };
        Ok(Self {
            lab,
            batch,
            options,
            grader,
            jobs,
            missing,
        })
    }

    /// What the results begin with.
    pub(crate) fn header(&self) -> Header {
        self.batch.header(self.missing.clone())
    }

    /// Grades one submission with all jobs.
    pub(crate) fn grade_one(
        &self,
        name: &str,
        folder: &Path,
        watch: impl FnMut(Step<'_>),
    ) -> Result<Submission, discover::FindError> {
        self.grade_with(&self.grader, &Turns::new(NonZero::<usize>::MIN), name, folder, watch)
    }

    fn grade_with(
        &self,
        grader: &Grader,
        turns: &Turns,
        name: &str,
        folder: &Path,
        watch: impl FnMut(Step<'_>),
    ) -> Result<Submission, discover::FindError> {
        let found = {
            let _descriptors = machine::descriptors();
            discover::programs(folder, &self.lab, &self.options)?
        };
        Ok(self.batch.grade(grader, name, &found, turns, watch))
    }

    fn grade_all(
        &self,
        submissions: &[Listed],
        store: &mut Store,
        args: &Grade,
        language: Language,
    ) -> Result<(), Failure> {
        // Many submissions side by side, or the scenarios of a few.
        let outer = self
            .jobs
            .min(NonZero::new(submissions.len()).unwrap_or(NonZero::<usize>::MIN));
        let inner = NonZero::new(self.jobs.get() / outer.get()).unwrap_or(NonZero::<usize>::MIN);
        let grader = Grader {
            jobs: inner,
            ..self.grader
        };
        // While some only wait for programs that sleep, others have their turn.
        let turns = Turns::new(outer);
        let begun = if self.batch.sleeps() {
            outer.saturating_mul(BEGUN)
        } else {
            outer
        };
        let progress = Progress::new(submissions.len(), language);
        let width = width();
        let desk = Mutex::new((store, None, Ok(())));
        side_by_side(
            submissions,
            begun,
            |submission| {
                let result = self.grade_with(&grader, &turns, &submission.name, &submission.folder, |step| {
                    if let Step::Begun(stage) = step {
                        progress.at(&submission.name, stage);
                    }
                });
                // Written here and not in the order of names: what is graded is not to be lost.
                let mut desk = desk.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let (store, failure, shown) = &mut *desk;
                match result {
                    // Behind a line that could not be written to its end, none could be read.
                    Ok(_) if failure.is_some() => {}
                    Ok(submission) => {
                        if let Err(error) = store.add(&submission) {
                            *failure = Some(reports::unusable(&error, Messages(language)));
                        } else if !args.sessions.verbose && !args.reports.report_github && shown.is_ok() {
                            *shown = progress.print(&formats::line(&submission, language, width));
                        }
                    }
                    Err(error) => *failure = Some(Failure::new(Exit::Trouble, Messages(language).bad_search(&error))),
                }
                progress.done();
                failure.is_none()
            },
            |_, go_on| go_on,
        );
        progress.finish();
        sessions::say_what_groups_lacked(self.grader.settings, language);
        let (_, failure, shown) = desk.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Nobody looks any more; the results are worth more than their lines.
        printed(shown, Messages(language)).or_else(|failure| if args.reports.any() { Ok(()) } else { Err(failure) })?;
        match failure {
            Some(failure) => Err(Failure::new(
                failure.exit,
                Messages(language).kept(&failure.message, &args.results),
            )),
            None => Ok(()),
        }
    }
}
