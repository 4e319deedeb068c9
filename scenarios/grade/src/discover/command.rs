//! Commands that somebody wrote for programs: `--server` and `--client`, and `command:` in a `salon.yaml`.
//!
//! A command is split into words first and filled in afterwards, so that no file's name, whatever is
//! in it, becomes more than one word.

use super::error::FindError;
use super::error::{no_program, not_installed};
use super::tools::Tools;
use salon_language::unknown_placeholder;
use salon_model::Cause;
use salon_play::program::Interpreter;
use std::fs;
use std::path::{Path, PathBuf};

/// The words of a command, and who wrote it.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) words: Vec<String>,
    /// Whether the one who grades wrote it, not the one who is graded.
    pub(super) trusted: bool,
}

/// What the placeholders stand for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filling<'a> {
    /// As the sheet's file names say it.
    pub(super) stage: &'a str,
    /// The program, as seen from the working directory.
    pub(super) file: &'a str,
    /// The submission's folder.
    pub(super) folder: &'a str,
}

impl Template {
    /// The command of an option.
    pub(super) fn parse(command: &str) -> Result<Self, FindError> {
        if let Some(word) = unknown_placeholder(command) {
            return Err(FindError::Placeholder(command[word].to_owned()));
        }
        let words = shell_words::split(command).map_err(|_| FindError::Quotes)?;
        if words.is_empty() {
            return Err(FindError::EmptyCommand);
        }
        Ok(Self { words, trusted: true })
    }

    /// Whether it needs the program that was found.
    pub(super) fn needs_file(&self) -> bool {
        self.words.iter().any(|word| word.contains("{file}"))
    }

    /// The words that look like files named after the stage: without them there is no program.
    pub(super) fn stage_files(&self, filling: Filling<'_>) -> Vec<String> {
        let named = self
            .words
            .iter()
            .filter(|word| word.contains("{stage}") && word.contains('.'));
        named.map(|word| fill(word, filling)).collect()
    }

    /// The words for a program.
    pub(super) fn fill(&self, filling: Filling<'_>) -> Vec<String> {
        self.words.iter().map(|word| fill(word, filling)).collect()
    }

    /// What the first word of a command names. A file is not asked what is behind it, which would run
    /// it: it may be the submission's.
    pub(super) fn interpreter(
        &self,
        name: &str,
        tools: &Tools,
        root: &Path,
        directory: &Path,
    ) -> Result<Interpreter, Cause> {
        if !name.contains('/') {
            let tool = tools.named(name).ok_or_else(|| not_installed(name))?;
            return Ok(tool.interpreter.clone());
        }
        let real = fs::canonicalize(directory.join(name))
            .ok()
            .filter(|path| path.is_file());
        let real = real.ok_or_else(|| no_program(name))?;
        if real.starts_with(root) {
            return Ok(Interpreter::of_submission(real));
        }
        if !self.trusted {
            // Only what every program sees is of use to it.
            let absolute = Path::new(name).is_absolute();
            return if absolute {
                Ok(Interpreter::of_submission(real))
            } else {
                Err(no_program(name))
            };
        }
        let path = std::path::absolute(directory.join(name)).unwrap_or(real);
        Ok(Interpreter::behind(path))
    }
}

/// Fills in once: what is filled in is not looked at again.
fn fill(word: &str, filling: Filling<'_>) -> String {
    let values = [
        ("{stage}", filling.stage),
        ("{file}", filling.file),
        ("{folder}", filling.folder),
    ];
    let mut filled = String::new();
    let mut rest = word;
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = values.iter().find(|(placeholder, _)| rest.starts_with(placeholder));
        let (taken, value) = known.map_or((1, "{"), |(placeholder, value)| (placeholder.len(), *value));
        filled.push_str(value);
        rest = &rest[taken..];
    }
    filled.push_str(rest);
    filled
}

/// A file as seen from a folder; an absolute path where it does not lie below.
pub(super) fn seen_from(root: &Path, directory: &Path, file: &Path) -> PathBuf {
    let Ok(below) = file.strip_prefix(directory) else {
        return root.join(file);
    };
    // Not to be taken for an option.
    if below.as_os_str().as_encoded_bytes().starts_with(b"-") {
        return Path::new(".").join(below);
    }
    below.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_filled_in_again() {
        let filling = Filling {
            stage: "ii_6",
            file: "{stage} {folder}.py",
            folder: "/there",
        };
        let template = Template::parse("run '{file}' {} {folder}/x --at={stage}").unwrap();
        assert_eq!(
            template.fill(filling),
            ["run", "{stage} {folder}.py", "{}", "/there/x", "--at=ii_6"]
        );
    }

    #[test]
    fn a_command_that_is_wrong_says_why() {
        let error = |command: &str| Template::parse(command).unwrap_err().to_string();
        assert_eq!(
            error("python3 {fil}"),
            "{fil} stands for nothing in a command; `{stage}`, `{file}` and `{folder}` do"
        );
        assert_eq!(error(" "), "the command is empty");
        assert_eq!(error("a 'b"), "a quotation mark in the command is not closed");
    }

    #[test]
    fn a_file_is_named_as_seen_from_the_working_directory() {
        let seen = |directory: &str, file: &str| seen_from(Path::new("/s"), Path::new(directory), Path::new(file));
        assert_eq!(seen("", "a/b.py"), Path::new("a/b.py"));
        assert_eq!(seen("a", "a/-c.py"), Path::new("./-c.py"));
        assert_eq!(seen("x", "a/b.py"), Path::new("/s/a/b.py"));
    }
}
