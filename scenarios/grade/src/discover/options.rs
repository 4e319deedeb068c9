//! What holds for all submissions of a run.

use super::command::Template;
use super::error::FindError;
use super::notes::quoted;
use super::tools::Tools;
use salon_model::SubjectKind;
use std::path::Path;

/// What holds for all submissions of a run.
#[derive(Debug)]
pub struct Options {
    pub(super) tools: Tools,
    server: Option<Template>,
    client: Option<Template>,
}

/// The commands to run instead of the programs found, as typed in a shell. Programs that are neither
/// servers nor clients differ too much from stage to stage for one command.
#[derive(Debug, Clone, Copy, Default)]
pub struct Commands<'a> {
    /// For every stage whose program is a server: `--server`.
    pub server: Option<&'a str>,
    /// For every stage whose program is a client: `--client`.
    pub client: Option<&'a str>,
}

impl Options {
    /// With the tools of a machine, commands, and the Python of `--python` (a name or a path).
    pub fn new(mut tools: Tools, commands: Commands<'_>, python: Option<&str>) -> Result<Self, FindError> {
        if let Some(python) = python
            && !tools.set_python(python)
        {
            return Err(FindError::NoPython(quoted(Path::new(python))));
        }
        Ok(Self {
            server: commands.server.map(|command| parse(command, &tools)).transpose()?,
            client: commands.client.map(|command| parse(command, &tools)).transpose()?,
            tools,
        })
    }

    /// The Pythons that programs can be run with, in the order in which they are tried: their versions and commands.
    pub fn pythons(&self) -> Vec<(String, String)> {
        self.tools.all_pythons()
    }

    /// The command for all programs of a kind.
    pub(super) fn command(&self, kind: SubjectKind) -> Option<&Template> {
        match kind {
            SubjectKind::Server => self.server.as_ref(),
            SubjectKind::Client => self.client.as_ref(),
            SubjectKind::Program => None,
        }
    }
}

/// A command whose first word is there to be run, as far as can be said before it is filled in.
fn parse(command: &str, tools: &Tools) -> Result<Template, FindError> {
    let template = Template::parse(command)?;
    if let Some(name) = template.words.first()
        && !name.contains(['/', '{'])
        && tools.named(name).is_none()
    {
        return Err(FindError::NoProgram(quoted(Path::new(name))));
    }
    Ok(template)
}
