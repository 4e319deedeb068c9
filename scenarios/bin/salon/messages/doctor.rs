//! What `salon doctor` says.

use super::Messages;
use salon_model::Language;
use salon_report::quoted;
use std::num::NonZero;

impl Messages {
    /// Programs are kept apart from the machine and from each other.
    pub(crate) fn isolated(self) -> &'static str {
        self.0.pick(
            "chaque programme a sa propre machine isolée (espaces de noms)",
            "each program has an isolated machine of its own (namespaces)",
        )
    }

    /// Nothing is short.
    pub(crate) fn room_for(self, jobs: NonZero<usize>) -> String {
        match self.0 {
            Language::Fr => format!("la machine suffit à {jobs} session(s) à la fois"),
            Language::En => format!("the machine has room for {jobs} session(s) at once"),
        }
    }

    /// How many submissions there are.
    pub(crate) fn submissions(self, count: usize) -> String {
        match self.0 {
            Language::Fr => format!("{count} rendu(s)"),
            Language::En => format!("{count} submission(s)"),
        }
    }

    /// How many programs of a stage were found.
    pub(crate) fn programs(self, stage: &str, ready: usize, blocked: usize, missing: usize) -> String {
        let (fr, en) = match blocked {
            0 => (String::new(), String::new()),
            _ => (
                format!(", {blocked} qui ne peuvent démarrer ici"),
                format!(", {blocked} that cannot start here"),
            ),
        };
        match self.0 {
            Language::Fr => format!("{stage} : {ready} programme(s){fr}, {missing} absent(s)"),
            Language::En => format!("{stage}: {ready} program(s){en}, {missing} missing"),
        }
    }

    /// No Python was found.
    pub(crate) fn no_python(self) -> &'static str {
        self.0.pick(
            "aucun Python sur le `PATH` ni parmi ceux de pyenv",
            "there is no Python on the `PATH`, nor among pyenv's",
        )
    }

    /// A module that programs import is missing.
    pub(crate) fn no_module(self, module: &str, python: &str, programs: usize, submissions: usize) -> String {
        let module = quoted(module);
        match self.0 {
            Language::Fr => format!(
                "{module} est importé par {programs} programme(s) de {submissions} rendu(s), et {python}, qui les lance, ne \
                 l'a pas : installez-le, ou choisissez un autre Python avec `--python`"
            ),
            Language::En => format!(
                "{module} is imported by {programs} program(s) of {submissions} submission(s), and {python}, which runs \
                 them, does not have it: install it, or pick another Python with `--python`"
            ),
        }
    }

    /// A submission has no program at all.
    pub(crate) fn no_program(self) -> &'static str {
        self.0.pick(
            "aucun fichier n'a le nom d'un programme de l'énoncé",
            "no file has the name of a program of the lab",
        )
    }
}
