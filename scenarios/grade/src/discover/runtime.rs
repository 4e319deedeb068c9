//! What runs a program: its interpreter, or itself.

use super::error::{cannot_run, not_executable, not_installed};
use super::name;
use super::pythons::{Own, Why};
use super::tools::{Tool, Tools};
use super::walk::name_of;
use salon_model::{Cause, Note};
use salon_play::program::Interpreter;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// What is read of a program's text at most.
const LARGEST: u64 = 1 << 20;
/// How much of a file tells what it is.
const HEAD: u64 = 256;

/// What runs a program.
#[derive(Debug, Clone)]
pub(super) struct Runtime {
    pub(super) interpreter: Interpreter,
    /// Its name as people type it; `None` where the program runs itself.
    pub(super) name: Option<String>,
    /// The words between the interpreter and the program.
    pub(super) before: Vec<String>,
    pub(super) notes: Vec<Note>,
    /// The modules that the program imports and that a Python does not have.
    pub(super) lacks: Vec<String>,
}

/// The beginning of a file, which is a regular one.
pub(super) fn head(path: &Path) -> Vec<u8> {
    read(path, HEAD)
}

/// A program's text.
pub(super) fn text(path: &Path) -> Vec<u8> {
    read(path, LARGEST)
}

/// What cannot be read holds nothing.
fn read(path: &Path, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if fs::metadata(path).is_ok_and(|metadata| metadata.is_file())
        && let Ok(file) = File::open(path)
    {
        let _ = file.take(most).read_to_end(&mut bytes);
    }
    bytes
}

/// Whether the usual Python runs a program, so that its syntax and its imports decide which one.
pub(super) fn is_python(path: &Path, words: &[String]) -> bool {
    words.is_empty()
        && match shebang(&head(path)) {
            Some(name) if !name.starts_with("python") => false,
            Some(name) => !name.starts_with("python2") && !name.starts_with("python3."),
            None => matches!(name::extension(path).as_str(), "py" | "pyw"),
        }
}

/// What runs the program at `path`; `words` are those of the lab, where they hold for it.
pub(super) fn runtime(tools: &Tools, path: &Path, words: &[String], own: &Own) -> Result<Runtime, Cause> {
    let head = head(path);
    if head.starts_with(b"\x7fELF") {
        return native(path);
    }
    if let Some((name, before)) = words.split_first() {
        if name.starts_with("python")
            && let Some(python) = tools.picked_python()
        {
            return Ok(Runtime::with(&python, before));
        }
        let tool = tools.named_or_at(name).ok_or_else(|| not_installed(name))?;
        return Ok(Runtime::with(&tool, before));
    }
    let extension = name::extension(path);
    if let Some(asked) = shebang(&head) {
        let asked = if asked == "nodejs" { "node".to_owned() } else { asked };
        if let Some(runtime) = by_shebang(tools, path, &asked, own) {
            return Ok(runtime);
        }
        if usual(&extension).is_none() {
            return Err(not_installed(&asked));
        }
    }
    by_extension(tools, path, &extension, own)
}

fn by_shebang(tools: &Tools, path: &Path, asked: &str, own: &Own) -> Option<Runtime> {
    if asked.starts_with("python") {
        let versioned = asked.starts_with("python2") || asked.starts_with("python3.");
        if tools.picked_python().is_none() && versioned {
            return Some(Runtime::with(&*tools.named(asked)?, &[]));
        }
        return python(tools, path, own);
    }
    Some(Runtime::with(&*tools.named(asked)?, &[]))
}

fn by_extension(tools: &Tools, path: &Path, extension: &str, own: &Own) -> Result<Runtime, Cause> {
    if matches!(extension, "py" | "pyw") {
        return python(tools, path, own).ok_or_else(|| not_installed("python3"));
    }
    let Some((name, before)) = usual(extension) else {
        return Err(cannot_run(path, extension));
    };
    let tool = tools.named(name).ok_or_else(|| not_installed(name))?;
    let before: Vec<String> = before.iter().map(|word| (*word).to_owned()).collect();
    Ok(Runtime::with(&tool, &before))
}

/// The command that usually runs files of an extension.
fn usual(extension: &str) -> Option<(&'static str, &'static [&'static str])> {
    Some(match extension {
        "py" | "pyw" => ("python3", &[]),
        "js" | "mjs" | "cjs" => ("node", &[]),
        "pl" => ("perl", &[]),
        "rb" => ("ruby", &[]),
        "php" => ("php", &[]),
        "lua" => ("lua", &[]),
        "sh" => ("sh", &[]),
        "bash" => ("bash", &[]),
        "jar" => ("java", &["-jar"]),
        "java" => ("java", &[]),
        _ => return None,
    })
}

/// The Python for a program: the one that was picked, or that its syntax and its imports ask for.
fn python(tools: &Tools, path: &Path, own: &Own) -> Option<Runtime> {
    let fitting = tools.fitting(&text(path), own)?;
    let mut runtime = Runtime::with(&fitting.python, &[]);
    runtime.lacks = fitting.lacks;
    let Some(usual) = tools.usual_python().filter(|_| fitting.why.is_some()) else {
        return Some(runtime);
    };
    let file = name_of(path).into();
    let (refused, taken) = (usual.version(), fitting.python.version());
    let usual = usual.name.clone();
    runtime.notes.extend(fitting.why.map(|why| match why {
        Why::Syntax => Note::NewerPython {
            file,
            refused,
            usual,
            taken,
        },
        Why::Modules(modules) => Note::PythonWithModules {
            file,
            modules,
            refused,
            usual,
            taken,
        },
    }));
    Some(runtime)
}

fn native(path: &Path) -> Result<Runtime, Cause> {
    let executable = fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0);
    if !executable {
        return Err(not_executable(path));
    }
    Ok(Runtime {
        interpreter: Interpreter::of_submission(path.to_owned()),
        name: None,
        before: Vec::new(),
        notes: Vec::new(),
        lacks: Vec::new(),
    })
}

/// The interpreter that a first line names, without the place it is said to be at: that is another
/// machine's, and could be anything here.
fn shebang(head: &[u8]) -> Option<String> {
    let line = head.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?;
    let line = std::str::from_utf8(line).ok()?;
    let mut names = line
        .split_whitespace()
        .map(|word| word.rsplit(['/', '\\']).next().unwrap_or(word));
    let name = names.find(|name| *name != "env" && !name.starts_with('-') && !name.contains('='))?;
    let name = name.strip_suffix(".exe").unwrap_or(name);
    (!name.is_empty() && !name.contains(char::is_control)).then(|| name.to_owned())
}

impl Runtime {
    fn with(tool: &Tool, before: &[String]) -> Self {
        Self {
            interpreter: tool.interpreter.clone(),
            name: Some(tool.name.clone()),
            before: before.to_vec(),
            notes: Vec::new(),
            lacks: Vec::new(),
        }
    }

    /// What runs it, for people: `Python 3.13.0`, `node`.
    pub(super) fn shown(&self) -> Option<String> {
        match self.interpreter.version {
            Some(_) => Some(format!("Python {}", self.interpreter.version_text())),
            None => self.name.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shebang;

    #[test]
    fn the_first_line_names_an_interpreter() {
        let name = |line: &str| shebang(line.as_bytes());
        assert_eq!(name("#!/usr/bin/env python3\r\nprint()").as_deref(), Some("python3"));
        assert_eq!(
            name("#! /usr/bin/env -S python3.12 -u\n").as_deref(),
            Some("python3.12")
        );
        assert_eq!(name("#!C:\\Python39\\python.exe\n").as_deref(), Some("python"));
        assert_eq!(name("#!/usr/bin/perl -w").as_deref(), Some("perl"));
        assert_eq!(name("#!\n"), None);
        assert_eq!(name("import os"), None);
    }
}
