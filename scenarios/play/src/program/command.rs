//! A command that can be run for any stage.

use super::folders::{folders_of, path_folders};
use super::foreign;
use super::interpreter::Interpreter;
use super::twins;
use crate::world::Shim;
use salon_model::{Stage, SubjectKind};
use std::env;
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

/// Stands for the stage's name in a command: `python3 chat_server_{stage}.py`.
const STAGE: &str = "{stage}";

/// A command that can be run for any stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    executable: PathBuf,
    arguments: Vec<String>,
    directory: PathBuf,
    /// What it can write to, with its working directory in it.
    own: PathBuf,
    keep: Vec<PathBuf>,
    /// Whether it is for one stage, so that nothing in it stands for a stage's name.
    exact: bool,
    /// What goes before the arguments of a run.
    option: Option<String>,
    folder: Option<String>,
    /// The submission it is of.
    submission: Option<PathBuf>,
}

/// Why a command cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProgramError {
    /// There are no words in it.
    #[error("the command is empty")]
    Empty,
    /// Quotation marks do not pair.
    #[error("a quotation mark in the command is not closed")]
    Quotes,
    /// No such program.
    #[error("`{0}` is neither a program on the PATH nor an executable file")]
    NotFound(String),
    /// No such folder to run it in.
    #[error("{0} is not a folder")]
    NoDirectory(PathBuf),
}

impl Program {
    /// The reference program of a stage, which is this very executable; `None` where the lab names none.
    pub fn reference(stage: &Stage) -> Option<Self> {
        if stage.reference.is_empty() {
            return None;
        }
        let directory = match stage.subject {
            // It is given files there.
            SubjectKind::Program => "/var/tmp",
            SubjectKind::Server | SubjectKind::Client => "/",
        };
        Some(Self {
            // Resolved by the process that becomes the subject, wherever the file may be visible.
            executable: "/proc/self/exe".into(),
            arguments: stage.reference.clone(),
            directory: directory.into(),
            own: directory.into(),
            keep: Vec::new(),
            exact: true,
            option: None,
            folder: None,
            submission: None,
        })
    }

    /// A command found for one stage: nothing in its words is replaced, and no folder is shown to it
    /// because its words name it.
    pub fn exact(interpreter: &Interpreter, arguments: Vec<String>, directory: PathBuf, submission: &Path) -> Self {
        let mut keep = interpreter.keep.clone();
        keep.extend(path_folders());
        keep.push(submission.to_owned());
        Self {
            executable: interpreter.program.clone(),
            arguments,
            own: if directory.starts_with(submission) {
                submission.to_owned()
            } else {
                directory.clone()
            },
            directory,
            keep,
            exact: true,
            option: None,
            folder: None,
            submission: Some(submission.to_owned()),
        }
    }

    /// A command as typed in a shell, to be run in `directory`.
    ///
    /// # Errors
    /// When it does not name a program.
    pub fn parse(command: &str, directory: &Path) -> Result<Self, ProgramError> {
        let words = shell_words::split(command).map_err(|_| ProgramError::Quotes)?;
        let (name, arguments) = words.split_first().ok_or(ProgramError::Empty)?;
        let directory = fs::canonicalize(directory).map_err(|_| ProgramError::NoDirectory(directory.to_owned()))?;
        let found = find(name, &directory).ok_or_else(|| ProgramError::NotFound(name.clone()))?;
        let Interpreter { program, mut keep, .. } = Interpreter::behind(found);
        keep.extend(path_folders());
        let named = folders_of(arguments, &directory);
        // A program may lie above the folder that it is started in, and all that is there is its own.
        let above = named.iter().filter_map(|folder| fs::canonicalize(folder).ok());
        let own = above.filter(|folder| directory.starts_with(folder)).min();
        keep.extend(named);
        Ok(Self {
            executable: program,
            arguments: arguments.to_vec(),
            own: own.unwrap_or_else(|| directory.clone()),
            directory,
            keep,
            exact: false,
            option: None,
            folder: None,
            submission: None,
        })
    }

    /// Where it is started.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The folder of the submission it is of.
    pub fn submission(&self) -> Option<&Path> {
        self.submission.as_deref()
    }

    /// The command for one stage.
    pub fn for_stage(&self, stage: &str) -> Shim {
        let in_stage = |text: &String| {
            if self.exact {
                text.clone()
            } else {
                text.replace(STAGE, stage)
            }
        };
        Shim {
            program: self.executable.clone(),
            arguments: self.arguments.iter().map(in_stage).collect(),
            directory: self.directory.clone(),
            option: self.option.clone(),
            folder: self.folder.clone(),
            environment: Vec::new(),
            entrances: Vec::new(),
            guard: None,
            watch_connects: false,
        }
    }

    /// The same program, with an option before the arguments of each run: `-u` before a URL.
    #[must_use]
    pub fn with_option(&self, option: String) -> Self {
        Self {
            option: Some(option),
            ..self.clone()
        }
    }

    /// The same program, with an empty folder of this name, as seen from its working directory.
    #[must_use]
    pub fn with_folder(&self, name: &str) -> Self {
        Self {
            folder: Some(name.to_owned()),
            ..self.clone()
        }
    }

    /// The folder that it can write to.
    pub(crate) fn own(&self) -> &Path {
        &self.own
    }

    /// Whether it is of a submission, and yet nothing but the harness, with the reference in it.
    pub fn borrows_the_reference(&self) -> bool {
        self.submission.is_some() && twins::is_harness(&self.executable)
    }

    /// The files that are the harness itself, where it might find them. Who runs the harness as a program of
    /// one's own, or as the reference, is not kept from it.
    pub(crate) fn covered(&self) -> Vec<PathBuf> {
        if self.submission.is_none() && twins::is_harness(&self.executable) {
            return Vec::new();
        }
        let mut covered = twins::of_machine(&self.keep);
        covered.extend(twins::of_submission(&self.own));
        covered
    }

    /// The folders it needs to see, wherever they are.
    pub fn keep(&self) -> &[PathBuf] {
        &self.keep
    }

    /// An address other than loopback written in one of the command's files, with the file and the
    /// line. Where there is no isolation, such a program is not run.
    pub fn foreign_address(&self, stage: &str) -> Option<(Ipv4Addr, PathBuf, usize)> {
        self.for_stage(stage).arguments.iter().find_map(|argument| {
            let path = self.directory.join(argument);
            let (address, line) = foreign::address_in(&path)?;
            Some((address, path, line))
        })
    }
}

fn find(name: &str, directory: &Path) -> Option<PathBuf> {
    if name.contains('/') {
        return Some(directory.join(name)).filter(|path| path.is_file());
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_names_no_program_says_why() {
        let error = |command: &str| Program::parse(command, Path::new("/")).unwrap_err().to_string();
        assert_eq!(error(" "), "the command is empty");
        assert_eq!(error("python3 'a"), "a quotation mark in the command is not closed");
        assert_eq!(
            error("pyhton3 a.py"),
            "`pyhton3` is neither a program on the PATH nor an executable file"
        );
        let nowhere = Program::parse("true", Path::new("/no/such")).unwrap_err();
        assert_eq!(nowhere.to_string(), "/no/such is not a folder");
    }

    #[test]
    fn the_stage_is_put_into_the_command() {
        let program = Program::parse("cat chat_server_{stage}.py", Path::new("/")).unwrap();
        assert_eq!(program.for_stage("ii_5").arguments, ["chat_server_ii_5.py"]);
    }
}
