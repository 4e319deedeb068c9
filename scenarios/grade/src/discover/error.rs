//! Why nothing could be looked for, and why a program cannot be started.

use super::name::SOURCES;
use super::notes::quoted;
use super::walk::name_of;
use salon_model::Cause;
use std::path::{Path, PathBuf};

/// Why programs could not be looked for: the mistake of whoever called, never of a student.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// The folder is not there, or is neither a folder nor an archive.
    #[error("{} is neither a folder nor an archive that can be read", quoted(.0))]
    NoFolder(PathBuf),
    /// An archive could not be unpacked, which is the machine's fault.
    #[error("the archive {} could not be unpacked in {}: {error}", quoted(.archive), quoted(.into))]
    Unpacking {
        /// The archive.
        archive: PathBuf,
        /// Where folders for it are made.
        into: PathBuf,
        /// What the system says.
        error: String,
    },
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

/// A program without which another cannot be started.
pub(super) fn not_installed(name: &str) -> Cause {
    Cause::InterpreterMissing { name: name.to_owned() }
}

/// A program whose interpreter is not known, or that must be compiled; a command helps.
pub(super) fn cannot_run(path: &Path, extension: &str) -> Cause {
    let file = name_of(path);
    if SOURCES.contains(&extension) {
        Cause::NeedsCompiling { file }
    } else {
        Cause::InterpreterUnknown { file }
    }
}

pub(super) fn not_executable(path: &Path) -> Cause {
    Cause::NotExecutable { file: name_of(path) }
}

pub(super) fn not_utf8(path: &Path) -> Cause {
    Cause::NameNotUtf8 {
        path: path.to_string_lossy().into_owned().into(),
    }
}

pub(super) fn no_program(name: &str) -> Cause {
    Cause::CommandNotFound { name: name.to_owned() }
}
