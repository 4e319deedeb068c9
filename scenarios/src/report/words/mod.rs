//! The sentences of reports, in both languages side by side.

mod difference;

use crate::grade::store::StoreError;
use crate::plan::{Language, SubjectKind, Text};
use crate::program::ProgramError;
use crate::reference::ReferenceError;
use crate::world::WorldError;
use std::net::Ipv4Addr;
use std::path::Path;

/// A language, as the source of sentences.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Language);

impl Words {
    /// No scenario of a stage was found.
    pub fn no_such_stage(self, stage: &str) -> String {
        match self.0 {
            Language::Fr => format!("aucun scénario pour l'étape `{stage}` parmi ceux demandés"),
            Language::En => format!("none of the scenarios asked for is of stage `{stage}`"),
        }
    }

    /// There is nothing to test the program, or the pair, with.
    pub fn no_scenario(self, pair: bool) -> String {
        let text = match (self.0, pair) {
            (Language::Fr, true) => {
                "aucun des scénarios demandés ne peut être joué par les utilisateurs de clients \
                 (rejoindre, parler et partir seulement)"
            }
            (Language::En, true) => {
                "none of the scenarios asked for can be played by users of clients (joining, talking and leaving only)"
            }
            (Language::Fr, false) => "aucun des scénarios demandés n'est pour ce genre de programme",
            (Language::En, false) => "none of the scenarios asked for is for this kind of program",
        };
        text.to_owned()
    }

    /// Which labs are used.
    pub fn lab(self, path: &Path) -> String {
        match self.0 {
            Language::Fr => format!("énoncé : {}", path.display()),
            Language::En => format!("lab: {}", path.display()),
        }
    }

    /// A folder holds no submission.
    pub fn no_submissions(self, folder: &Path) -> String {
        match self.0 {
            Language::Fr => format!("aucune copie dans {}", folder.display()),
            Language::En => format!("there is no submission in {}", folder.display()),
        }
    }

    /// Two submissions have one name.
    pub fn same_name(self, name: &str) -> String {
        match self.0 {
            Language::Fr => format!("deux copies s'appellent `{name}` ; la seconde est laissée de côté"),
            Language::En => format!("two submissions are called `{name}`; the second is left aside"),
        }
    }

    /// A file of results cannot be used.
    pub fn bad_results(self, error: &StoreError) -> String {
        match self.0 {
            Language::Fr => format!("fichier de résultats inutilisable : {error}"),
            Language::En => format!("unusable results file: {error}"),
        }
    }

    /// A grading failed in the middle; what is done is kept.
    pub fn kept(self, failure: &str, results: &Path) -> String {
        match self.0 {
            Language::Fr => format!(
                "{failure}\nCe qui était noté est dans {} ; `--resume` continue.",
                results.display()
            ),
            Language::En => format!(
                "{failure}\nWhat was graded is in {}; `--resume` goes on.",
                results.display()
            ),
        }
    }

    /// A report for one submission was asked for several.
    pub fn one_submission(self, flag: &str, count: usize) -> String {
        match self.0 {
            Language::Fr => format!("{flag} est pour une seule copie, et il y en a {count}"),
            Language::En => format!("{flag} is for one submission, and there are {count}"),
        }
    }

    /// A report cannot be written.
    pub fn unwritable(self, path: &Path, error: &std::io::Error) -> String {
        match self.0 {
            Language::Fr => format!("{} ne peut pas être écrit : {error}", path.display()),
            Language::En => format!("{} cannot be written: {error}", path.display()),
        }
    }

    /// Files are watched.
    pub fn watching(self) -> &'static str {
        self.pick(
            "en attente d'une modification (Ctrl-C pour arrêter)",
            "waiting for a change (Ctrl-C to stop)",
        )
    }

    /// A command names no program.
    pub fn bad_program(self, kind: SubjectKind, error: &ProgramError) -> String {
        match self.0 {
            Language::Fr => format!("commande de --{} inutilisable : {error}", kind.name()),
            Language::En => format!("unusable --{} command: {error}", kind.name()),
        }
    }

    /// A recorded reference transcript cannot be used.
    pub fn bad_reference(self, error: &ReferenceError) -> String {
        let (fr, en) = (
            "transcription de référence inutilisable",
            "unusable reference transcript",
        );
        format!("{}: {error}", self.pick(fr, en))
    }

    /// The harness failed, not the program.
    pub fn harness(self, error: &WorldError) -> String {
        match self.0 {
            Language::Fr => format!("erreur du banc d'essai, pas du programme : {error}"),
            Language::En => format!("the harness failed, not the program: {error}"),
        }
    }

    /// Programs ran without isolation, in both languages, for reports.
    pub fn no_isolation() -> Text {
        Text {
            fr: "aucune isolation : les programmes ont tourné sur la machine même".to_owned(),
            en: "no isolation: programs ran on the bare machine".to_owned(),
        }
    }

    /// The machine does not allow namespaces.
    pub fn no_namespaces(self, error: &WorldError) -> String {
        match self.0 {
            Language::Fr => format!(
                "salon: pas d'isolation sur cette machine ({error}). Seuls les programmes qui restent sur \
                 127.0.0.1 seront lancés, sans protection contre ce qu'ils font. Sous Linux, voir le README, \
                 « Isolation »."
            ),
            Language::En => format!(
                "salon: no isolation on this machine ({error}). Only programs that keep to 127.0.0.1 will be run, \
                 with no protection from what they do. On Linux see \"Isolation\" in the README."
            ),
        }
    }

    /// A program is not run because of an address written in it.
    pub fn refused(self, address: Ipv4Addr, file: &Path, line: usize) -> String {
        let place = format!("{}:{line}", file.display());
        match self.0 {
            Language::Fr => format!("pas lancé : sans isolation, l'adresse {address} n'est pas permise ({place})"),
            Language::En => format!("not run: without isolation the address {address} is not allowed ({place})"),
        }
    }

    pub(super) fn pick<'a>(self, fr: &'a str, en: &'a str) -> &'a str {
        match self.0 {
            Language::Fr => fr,
            Language::En => en,
        }
    }

    /// The headings of the two sides of a difference.
    pub(in crate::report) fn sides(self) -> (&'static str, &'static str) {
        match self.0 {
            Language::Fr => ("attendu", "obtenu"),
            Language::En => ("expected", "got"),
        }
    }

    pub(in crate::report) fn nothing(self) -> &'static str {
        self.pick("rien", "nothing")
    }

    pub(in crate::report) fn hint(self, hint: &str) -> String {
        match self.0 {
            Language::Fr => format!("piste : {hint}"),
            Language::En => format!("hint: {hint}"),
        }
    }

    /// Said behind the name of a step.
    pub(in crate::report) fn given(self) -> &'static str {
        self.pick(", mise en place, non jugée", ", setting the scene, not judged")
    }

    /// What kept the subject from starting was said of an earlier scenario.
    pub(in crate::report) fn same_reason(self) -> &'static str {
        self.pick("même raison", "for the same reason")
    }

    pub(in crate::report) fn more_steps(self, count: usize) -> String {
        match self.0 {
            Language::Fr => format!("… et {count} autre(s) étape(s)"),
            Language::En => format!("… and {count} more step(s)"),
        }
    }

    pub(in crate::report) fn at(self, stimulus: &str, line: usize) -> String {
        match self.0 {
            Language::Fr => format!("à l'étape « {stimulus} » (ligne {line})"),
            Language::En => format!("at `{stimulus}` (line {line})"),
        }
    }

    pub(in crate::report) fn whole(self) -> &'static str {
        self.pick("sur l'ensemble", "over the whole")
    }

    pub(in crate::report) fn totals(self, same: usize, differs: usize, not_started: usize, errors: usize) -> String {
        let mut parts = vec![match self.0 {
            Language::Fr => format!("{same} conforme(s)"),
            Language::En => format!("{same} as the reference"),
        }];
        let mut push = |count: usize, fr: &str, en: &str| {
            if count > 0 {
                parts.push(format!("{count} {}", self.pick(fr, en)));
            }
        };
        push(differs, "différent(s)", "different");
        push(not_started, "sans démarrage", "not started");
        push(errors, "en erreur (du banc d'essai)", "in error (of the harness)");
        parts.join(", ")
    }
}
