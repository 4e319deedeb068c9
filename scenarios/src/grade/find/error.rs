//! Why nothing could be looked for, and why a program cannot be started.

use super::notes::{quoted, say};
use crate::plan::{SubjectKind, Text};
use std::path::{Path, PathBuf};

/// Why programs could not be looked for: the mistake of whoever called, never of a student.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// The folder is not there, or is no folder.
    #[error("{} is not a folder that can be read", quoted(.0))]
    NoFolder(PathBuf),
    /// The folder's path is not UTF-8, and neither arguments nor reports can hold it.
    #[error("the path {} is not UTF-8: rename the folder", quoted(.0))]
    NotUtf8(PathBuf),
    /// There are no words in the command.
    #[error("the command is empty")]
    EmptyCommand,
    /// Quotation marks in the command do not pair.
    #[error("a quotation mark in the command is not closed")]
    Quotes,
    /// A `{word}` in the command that stands for nothing.
    #[error("{0} stands for nothing in a command; `{{stage}}`, `{{file}}` and `{{folder}}` do")]
    Placeholder(String),
    /// The Python that was picked is not there.
    #[error("{0} is neither a program on the PATH nor an executable file")]
    NoPython(String),
    /// The program that the command names is not there.
    #[error("{0} is neither a program on the PATH nor an executable file")]
    NoProgram(String),
}

impl FindError {
    /// What is wrong, in both languages.
    pub fn text(&self) -> Text {
        let fr = match self {
            Self::NoFolder(path) => format!("{} n'est pas un dossier lisible", quoted(path)),
            Self::NotUtf8(path) => format!("le chemin {} n'est pas en UTF-8 : renommez le dossier", quoted(path)),
            Self::EmptyCommand => "la commande est vide".to_owned(),
            Self::Quotes => "un guillemet de la commande n'est pas fermé".to_owned(),
            Self::Placeholder(word) => {
                format!("{word} ne désigne rien dans une commande ; `{{stage}}`, `{{file}}` et `{{folder}}`, si")
            }
            Self::NoPython(name) | Self::NoProgram(name) => {
                format!("{name} n'est ni un programme du PATH ni un fichier exécutable")
            }
        };
        say(fr, self.to_string())
    }
}

/// Why a program that was found cannot be started on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// Its name in the catalogue of causes: `interpreter-missing`.
    pub id: &'static str,
    /// What is the matter, and what brings it in order.
    pub text: Text,
}

impl Blocked {
    pub(super) fn not_installed(name: &str) -> Self {
        let name = quoted(Path::new(name));
        Self {
            id: "interpreter-missing",
            text: say(
                format!("{name} n'est pas installé sur cette machine"),
                format!("{name} is not installed on this machine"),
            ),
        }
    }

    /// A program whose interpreter is not known, or that must be compiled; a command helps.
    pub(super) fn cannot_run(path: &Path, extension: &str, kind: SubjectKind) -> Self {
        let shown = quoted(Path::new(&super::walk::name_of(path)));
        let (fr, en) = match kind {
            SubjectKind::Server => ("`--server` ou `salon.yaml` donne", "`--server` or `salon.yaml` gives"),
            SubjectKind::Client => ("`--client` ou `salon.yaml` donne", "`--client` or `salon.yaml` gives"),
            SubjectKind::Program => ("`salon.yaml` donne", "`salon.yaml` gives"),
        };
        if super::name::SOURCES.contains(&extension) {
            return Self {
                id: "needs-compiling",
                text: say(
                    format!("{shown} doit d'abord être compilé ; {fr} la commande du programme compilé"),
                    format!("{shown} must be compiled first; {en} the command of the compiled program"),
                ),
            };
        }
        Self {
            id: "interpreter-unknown",
            text: say(
                format!("on ne sait pas comment lancer {shown} ; {fr} la commande"),
                format!("how to run {shown} is not known; {en} the command"),
            ),
        }
    }

    pub(super) fn not_executable(path: &Path) -> Self {
        let shown = quoted(Path::new(&super::walk::name_of(path)));
        Self {
            id: "not-executable",
            text: say(
                format!("{shown} n'est pas exécutable : `chmod +x`"),
                format!("{shown} is not executable: `chmod +x`"),
            ),
        }
    }

    pub(super) fn not_utf8(path: &Path) -> Self {
        let shown = quoted(path);
        Self {
            id: "name-not-utf8",
            text: say(
                format!("le chemin {shown} n'est pas en UTF-8 : renommez le fichier ou le dossier"),
                format!("the path {shown} is not UTF-8: rename the file or the folder"),
            ),
        }
    }

    pub(super) fn no_program(name: &str) -> Self {
        let shown = quoted(Path::new(name));
        Self {
            id: "command-not-found",
            text: say(
                format!("la commande nomme {shown}, qui n'est ni installé ni un fichier exécutable"),
                format!("the command names {shown}, which is neither installed nor an executable file"),
            ),
        }
    }
}
