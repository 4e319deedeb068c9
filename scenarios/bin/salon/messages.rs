//! What the command line says, in both languages side by side.

mod doctor;
mod history;
mod regrade;

use salon_grade::discover::FindError;
use salon_grade::store::StoreError;
use salon_language::reference::ReferenceError;
use salon_model::{Doing, Language, SubjectKind, WorldError};
use salon_play::program::ProgramError;
use salon_report::{Words, quoted};
use std::net::Ipv4Addr;
use std::path::Path;

/// A language, as the source of messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Messages(pub(crate) Language);

impl Messages {
    /// No scenario of a stage was found.
    pub(crate) fn no_such_stage(self, stage: &str) -> String {
        match self.0 {
            Language::Fr => format!("aucun scénario pour l'étape `{stage}` parmi ceux demandés"),
            Language::En => format!("none of the scenarios asked for is of stage `{stage}`"),
        }
    }

    /// There is nothing to test the program, or the pair, with.
    pub(crate) fn no_scenario(self, pair: bool) -> String {
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
    pub(crate) fn lab(self, path: &Path) -> String {
        match self.0 {
            Language::Fr => format!("énoncé : {}", path.display()),
            Language::En => format!("lab: {}", path.display()),
        }
    }

    /// A folder holds no submission.
    pub(crate) fn no_submissions(self, folder: &Path) -> String {
        match self.0 {
            Language::Fr => format!("aucune copie dans {}", folder.display()),
            Language::En => format!("there is no submission in {}", folder.display()),
        }
    }

    /// Two submissions have one name.
    pub(crate) fn same_name(self, name: &str) -> String {
        match self.0 {
            Language::Fr => format!("deux copies s'appellent `{name}` ; la seconde est laissée de côté"),
            Language::En => format!("two submissions are called `{name}`; the second is left aside"),
        }
    }

    /// A file of results cannot be used.
    pub(crate) fn bad_results(self, error: &StoreError) -> String {
        match self.0 {
            Language::Fr => format!("fichier de résultats inutilisable : {error}"),
            Language::En => format!("unusable results file: {error}"),
        }
    }

    /// A grading failed in the middle; what is done is kept.
    pub(crate) fn kept(self, failure: &str, results: &Path) -> String {
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
    pub(crate) fn one_submission(self, flag: &str, count: usize) -> String {
        match self.0 {
            Language::Fr => format!("{flag} est pour une seule copie, et il y en a {count}"),
            Language::En => format!("{flag} is for one submission, and there are {count}"),
        }
    }

    /// A report cannot be written.
    pub(crate) fn unwritable(self, path: &Path, error: &std::io::Error) -> String {
        match self.0 {
            Language::Fr => format!("{} ne peut pas être écrit : {error}", path.display()),
            Language::En => format!("{} cannot be written: {error}", path.display()),
        }
    }

    /// Files are watched.
    pub(crate) fn watching(self) -> &'static str {
        self.pick(
            "en attente d'une modification (Ctrl-C pour arrêter)",
            "waiting for a change (Ctrl-C to stop)",
        )
    }

    /// A command names no program.
    pub(crate) fn bad_program(self, kind: SubjectKind, error: &ProgramError) -> String {
        match self.0 {
            Language::Fr => format!("commande de --{} inutilisable : {error}", kind.name()),
            Language::En => format!("unusable --{} command: {error}", kind.name()),
        }
    }

    /// The reference of a scenario does not start, so that there is nothing to compare with.
    pub(crate) fn no_reference(self, subject: SubjectKind, doing: &Doing) -> String {
        let why = Words(self.0).not_started(subject, doing);
        match self.0 {
            Language::Fr => format!("la référence ne démarre pas, il n'y a rien à quoi comparer : {why}"),
            Language::En => format!("the reference does not start, there is nothing to compare with: {why}"),
        }
    }

    /// A results file ends in the middle of a submission.
    pub(crate) fn torn(self, path: &Path) -> String {
        match self.0 {
            Language::Fr => format!(
                "{} : la dernière ligne est coupée, la copie qu'elle contenait n'est pas prise ; `salon grade --resume` \
                 la note à nouveau",
                path.display()
            ),
            Language::En => format!(
                "{}: the last line is torn, and its submission is left out; `salon grade --resume` grades it again",
                path.display()
            ),
        }
    }

    /// Standard output fails.
    pub(crate) fn unprintable(self, error: &std::io::Error) -> String {
        match self.0 {
            Language::Fr => format!("la sortie standard ne peut pas être écrite : {error}"),
            Language::En => format!("standard output cannot be written: {error}"),
        }
    }

    /// A recorded reference transcript cannot be used.
    pub(crate) fn bad_reference(self, error: &ReferenceError) -> String {
        let (fr, en) = (
            "transcription de référence inutilisable",
            "unusable reference transcript",
        );
        format!("{}: {error}", self.pick(fr, en))
    }

    /// The machine does not allow the namespaces that were asked for, or that grading needs.
    pub(crate) fn no_namespaces(self, error: &WorldError) -> String {
        match self.0 {
            Language::Fr => format!(
                "rien n'est lancé : cette machine ne permet pas d'isoler les programmes ({error}). \
                 `--world loopback` les lance sans protection contre ce qu'ils font, à vos risques. Sous Linux, voir \
                 le README, « Isolation »."
            ),
            Language::En => format!(
                "nothing is run: this machine does not allow programs to be isolated ({error}). `--world loopback` \
                 runs them with no protection from what they do, at your own risk. On Linux see \"Isolation\" in the \
                 README."
            ),
        }
    }

    /// Programs are run on the machine, with addresses mapped, as it does not allow namespaces.
    pub(crate) fn maps(self, error: &WorldError) -> String {
        match self.0 {
            Language::Fr => format!(
                "cette machine ne permet pas les espaces de noms ({error}) : les adresses des programmes sont \
                 traduites, et les fichiers gardés (`--world mapped`)."
            ),
            Language::En => format!(
                "this machine does not allow namespaces ({error}): the programs' addresses are mapped, and files \
                 guarded (`--world mapped`)."
            ),
        }
    }

    /// Programs are run without namespaces, which the machine does not allow.
    pub(crate) fn falls_back(self, error: &WorldError) -> String {
        match self.0 {
            Language::Fr => format!(
                "pas d'isolation sur cette machine ({error}). Seuls les programmes qui restent sur \
                 127.0.0.1 seront lancés, sans protection contre ce qu'ils font. Sous Linux, voir le README, \
                 « Isolation »."
            ),
            Language::En => format!(
                "no isolation on this machine ({error}). Only programs that keep to 127.0.0.1 will be run, \
                 with no protection from what they do. On Linux see \"Isolation\" in the README."
            ),
        }
    }

    /// A program is not run because of an address written in it.
    pub(crate) fn refused(self, address: Ipv4Addr, file: &Path, line: usize) -> String {
        let place = format!("{}:{line}", file.display());
        match self.0 {
            Language::Fr => format!("pas lancé : sans isolation, l'adresse {address} n'est pas permise ({place})"),
            Language::En => format!("not run: without isolation the address {address} is not allowed ({place})"),
        }
    }

    /// Programs could not be looked for.
    pub(crate) fn bad_search(self, error: &FindError) -> String {
        let fr = match error {
            FindError::NoFolder(path) => format!(
                "{} n'est ni un dossier ni une archive lisible",
                quoted(&path.to_string_lossy())
            ),
            FindError::Unpacking { archive, into, error } => format!(
                "l'archive {} n'a pas pu être décompressée dans {} : {error}",
                quoted(&archive.to_string_lossy()),
                quoted(&into.to_string_lossy())
            ),
            FindError::NotUtf8(path) => format!(
                "le chemin {} n'est pas en UTF-8 : renommez le dossier",
                quoted(&path.to_string_lossy())
            ),
            FindError::EmptyCommand => "la commande est vide".to_owned(),
            FindError::Quotes => "un guillemet de la commande n'est pas fermé".to_owned(),
            FindError::Placeholder(word) => {
                format!("{word} ne désigne rien dans une commande ; `{{stage}}`, `{{file}}` et `{{folder}}`, si")
            }
            FindError::NoPython(name) | FindError::NoProgram(name) => {
                format!("{name} n'est ni un programme du PATH ni un fichier exécutable")
            }
        };
        self.0.pick(fr, error.to_string())
    }

    /// The harness failed, not the program.
    pub(crate) fn harness(self, error: &WorldError) -> String {
        Words(self.0).harness(error)
    }

    fn pick<'a>(self, fr: &'a str, en: &'a str) -> &'a str {
        self.0.pick(fr, en)
    }
}
