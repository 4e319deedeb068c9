//! The real program behind a name.

use super::folders::around_bin;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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

    /// Python's version for people: `3.13.0`.
    pub fn version_text(&self) -> String {
        let Some([major, minor, patch]) = self.version else {
            return "?".to_owned();
        };
        format!("{major}.{minor}.{patch}")
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
