//! The commands that start a program, with their working directories.

use super::command::{Filling, Template, seen_from};
use super::error::no_program;
use super::notes::harmless;
use super::runtime::Runtime;
use super::tools::Tools;
use salon_model::Cause;
use salon_play::program::Program;
use std::path::{Path, PathBuf};

/// A way to start a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// The command, ready to be run for its stage.
    pub program: Program,
    /// The command as people type it, in the working directory.
    pub command: String,
    /// The working directory, relative to the submission.
    pub directory: PathBuf,
}

/// A program where it starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The submission's folder, a real path.
    pub(super) root: &'a Path,
    /// As the sheet's file names say it.
    pub(super) stage: &'a str,
    /// Relative to the submission.
    pub(super) file: Option<&'a Path>,
    /// Relative to the submission.
    pub(super) directory: &'a Path,
}

impl Place<'_> {
    /// The program as an argument.
    fn file(&self) -> String {
        let seen = self.file.map(|file| seen_from(self.root, self.directory, file));
        seen.unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The working directory.
    fn folder(&self) -> PathBuf {
        if self.directory.as_os_str().is_empty() {
            return self.root.to_owned();
        }
        self.root.join(self.directory)
    }

    /// Runs the program with its interpreter.
    pub(super) fn with(&self, runtime: &Runtime) -> Launch {
        let mut arguments = runtime.before.clone();
        let mut shown: Vec<String> = runtime.name.iter().cloned().collect();
        shown.extend(arguments.iter().cloned());
        let file = self.file();
        if runtime.name.is_some() {
            arguments.push(file.clone());
            shown.push(file);
        } else {
            shown.push(if file.contains('/') { file } else { format!("./{file}") });
        }
        Launch {
            program: Program::exact(&runtime.interpreter, arguments, self.folder(), self.root),
            command: harmless(&shell_words::join(shown)),
            directory: self.directory.to_owned(),
        }
    }

    /// Runs the command that somebody wrote.
    pub(super) fn by_hand(&self, template: &Template, tools: &Tools) -> Result<Launch, Cause> {
        let file = self.file();
        let folder = self.root.to_string_lossy();
        let words = template.fill(Filling {
            stage: self.stage,
            file: &file,
            folder: &folder,
        });
        let (name, arguments) = words.split_first().ok_or_else(|| no_program(""))?;
        let interpreter = template.interpreter(name, tools, self.root, &self.folder())?;
        Ok(Launch {
            program: Program::exact(&interpreter, arguments.to_vec(), self.folder(), self.root),
            command: harmless(&shell_words::join(&words)),
            directory: self.directory.to_owned(),
        })
    }
}
