//! The program under test as a command line: finding it, and what it needs to see of the machine.

use crate::world::Shim;
use salon_model::{Stage, SubjectKind};
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Bytes of a file in which addresses are looked for.
const LOOKED_THROUGH: u64 = 1 << 20;
/// Stands for the stage's name in a command: `python3 chat_server_{stage}.py`.
const STAGE: &str = "{stage}";

/// A command that can be run for any stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    executable: PathBuf,
    arguments: Vec<String>,
    directory: PathBuf,
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
        Some(Self {
            // Resolved by the process that becomes the subject, wherever the file may be visible.
            executable: "/proc/self/exe".into(),
            arguments: stage.reference.clone(),
            directory: match stage.subject {
                // It is given files there.
                SubjectKind::Program => "/var/tmp",
                SubjectKind::Server | SubjectKind::Client => "/",
            }
            .into(),
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
        keep.extend(folders_of(arguments, &directory));
        Ok(Self {
            executable: program,
            arguments: arguments.to_vec(),
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

    /// The same program, with an empty folder of this name in its working directory.
    #[must_use]
    pub fn with_folder(&self, name: &str) -> Self {
        Self {
            folder: Some(name.to_owned()),
            ..self.clone()
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
            let text = read_some(&path)?;
            text.lines()
                .enumerate()
                .find_map(|(number, line)| Some((foreign(line)?, path.clone(), number + 1)))
        })
    }
}

/// The beginning of a file. A pipe in a file's place would never end, and a file can be of any size.
fn read_some(path: &Path) -> Option<String> {
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    fs::File::open(path)
        .ok()?
        .take(LOOKED_THROUGH)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpreter {
    /// The program.
    pub program: PathBuf,
    /// The folders it needs to see.
    pub keep: Vec<PathBuf>,
    /// Python's version, where it is Python and answers: `[3, 11, 7]`.
    pub version: Option<[u16; 3]>,
}

impl Interpreter {
    /// Looks behind the shell scripts that version managers put in Python's place: each start of
    /// one costs more than a whole session.
    ///
    /// To do so it runs what is named like Python: never call it with a file of a submission.
    pub fn behind(found: PathBuf) -> Self {
        let python = found
            .file_name()
            .and_then(OsStr::to_str)
            .is_some_and(|name| name.starts_with("python"));
        if python && let Some(interpreter) = Self::ask_python(&found) {
            return interpreter;
        }
        let keep = found.parent().map(around_bin).unwrap_or_default();
        Self {
            program: found,
            keep,
            version: None,
        }
    }

    /// A program of a submission, which needs to see nothing but what every program sees.
    pub fn of_submission(program: PathBuf) -> Self {
        Self {
            program,
            keep: Vec::new(),
            version: None,
        }
    }

    fn ask_python(found: &Path) -> Option<Self> {
        let output = Command::new(found)
            .args([
                "-I",
                "-c",
                "import site, sys; print(sys.executable, *sys.version_info[:3], sys.prefix, sys.base_prefix, \
                 site.getusersitepackages(), sep='\\n')",
            ])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let mut lines = text.lines();
        let program = lines.next().map(PathBuf::from).filter(|path| path.is_file())?;
        let mut number = || lines.next()?.parse().ok();
        let version = Some([number()?, number()?, number()?]);
        Some(Self {
            program,
            keep: lines.map(PathBuf::from).collect(),
            version,
        })
    }
}

/// The folders of the PATH, with what lies beside their `bin`.
fn path_folders() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    // A relative folder is wherever we happen to be, with whatever lies there.
    env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .flat_map(|folder| around_bin(&folder))
        .collect()
}

/// A `bin` needs what lies beside it; but one of a home does not need the home, and beside those of
/// `~/.local` and `~/.cargo` lie passwords.
fn around_bin(folder: &Path) -> Vec<PathBuf> {
    let home = env::home_dir();
    match folder.parent() {
        Some(above) if folder.ends_with("bin") || folder.ends_with("shims") => {
            let shared = above.ends_with(".local") || above.ends_with(".cargo");
            if home.as_deref() == Some(above) || shared {
                vec![folder.to_owned(), above.join("lib")]
            } else {
                vec![above.to_owned()]
            }
        }
        _ => vec![folder.to_owned()],
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
