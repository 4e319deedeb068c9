//! The program under test as a command line: finding it, and what it needs to see of the machine.

use crate::world::Shim;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Stands for the stage's name in a command: `python3 chat_server_{stage}.py`.
const STAGE: &str = "{stage}";

/// A command that can be run for any stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    executable: PathBuf,
    arguments: Vec<String>,
    directory: PathBuf,
    keep: Vec<PathBuf>,
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
    /// The reference server, which is this very executable.
    pub fn reference() -> Self {
        Self {
            // Resolved by the process that becomes the subject, wherever the file may be visible.
            executable: "/proc/self/exe".into(),
            arguments: ["serve", "--stage", STAGE, "--port", "0"].map(str::to_owned).to_vec(),
            directory: "/".into(),
            keep: Vec::new(),
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
        let Interpreter { program, mut keep } = Interpreter::behind(found);
        keep.extend(path_folders());
        keep.extend(folders_of(arguments, &directory));
        Ok(Self {
            executable: program,
            arguments: arguments.to_vec(),
            directory,
            keep,
        })
    }

    /// The command for one stage.
    pub fn for_stage(&self, stage: &str) -> Shim {
        let in_stage = |text: &String| text.replace(STAGE, stage);
        Shim {
            program: self.executable.clone(),
            arguments: self.arguments.iter().map(in_stage).collect(),
            directory: self.directory.clone(),
        }
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
            let text = fs::read(&path).ok()?;
            let text = String::from_utf8_lossy(&text);
            text.lines()
                .enumerate()
                .find_map(|(number, line)| Some((foreign(line)?, path.clone(), number + 1)))
        })
    }
}

/// The first IPv4 address in a line that is not loopback. The wildcard is one: it is open to the
/// network.
fn foreign(line: &str) -> Option<Ipv4Addr> {
    line.split(|character: char| !(character.is_ascii_digit() || character == '.'))
        .filter_map(|word| word.parse::<Ipv4Addr>().ok())
        .find(|address| !address.is_loopback())
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

/// The real program behind a name, and what it needs.
struct Interpreter {
    program: PathBuf,
    keep: Vec<PathBuf>,
}

impl Interpreter {
    /// Looks behind the shell scripts that version managers put in Python's place: each start of
    /// one costs more than a whole session.
    fn behind(found: PathBuf) -> Self {
        let python = found
            .file_name()
            .and_then(OsStr::to_str)
            .is_some_and(|name| name.starts_with("python"));
        if python && let Some(interpreter) = Self::ask_python(&found) {
            return interpreter;
        }
        let keep = found.parent().map(above_bin).into_iter().collect();
        Self { program: found, keep }
    }

    fn ask_python(found: &Path) -> Option<Self> {
        let output = Command::new(found)
            .args([
                "-I",
                "-c",
                "import sys; print(sys.executable, sys.prefix, sys.base_prefix, sep='\\n')",
            ])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let mut lines = text.lines().map(PathBuf::from);
        let program = lines.next().filter(|path| path.is_file())?;
        Some(Self {
            program,
            keep: lines.collect(),
        })
    }
}

/// The folders of the PATH, with what lies beside their `bin`.
fn path_folders() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).map(|folder| above_bin(&folder)).collect()
}

/// `~/.local/bin` needs `~/.local/lib`; but a `bin` of a home does not need the home.
fn above_bin(folder: &Path) -> PathBuf {
    let home = env::home_dir();
    match folder.parent() {
        Some(above) if folder.ends_with("bin") || folder.ends_with("shims") => {
            if home.as_deref() == Some(above) {
                folder.to_owned()
            } else {
                above.to_owned()
            }
        }
        _ => folder.to_owned(),
    }
}

/// The folders of the files named in a command, for every stage.
fn folders_of(arguments: &[String], directory: &Path) -> Vec<PathBuf> {
    let folder = |argument: &String| {
        let folder = directory.join(argument).parent()?.to_owned();
        (folder.is_dir() && folder != Path::new("/")).then_some(folder)
    };
    arguments.iter().filter_map(folder).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_outside_are_foreign() {
        assert_eq!(foreign("HOST = '10.2.2.2' # vm"), Some(Ipv4Addr::new(10, 2, 2, 2)));
        assert_eq!(foreign("bind(('0.0.0.0', 8888))"), Some(Ipv4Addr::UNSPECIFIED));
        assert_eq!(foreign("connect(('127.0.0.1', 8888)), version 1.2.3"), None);
    }

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
