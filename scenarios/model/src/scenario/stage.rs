//! What a stage of a lab puts under test, and what is spoken in it.

use super::step::Verb;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What kind of program a stage puts under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SubjectKind {
    /// A chat server; the actors are its clients.
    #[default]
    Server,
    /// A chat client in a terminal; the actors are the user at its keyboard, the server it asks for,
    /// and other pseudos who talk through that server.
    Client,
    /// A program that is run, does its work and ends; the actor is a web site it may ask for pages.
    Program,
}

impl SubjectKind {
    /// Every kind, in the order in which people write them.
    pub const ALL: [Self; 3] = [Self::Server, Self::Client, Self::Program];

    /// How it is called in scenario files, lab files and transcripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Client => "client",
            Self::Program => "program",
        }
    }
}

/// A stage of a lab: what its subject is, and what it speaks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stage {
    /// Its name as in the lab file and in the folder of its scenarios, for example `ii_6`.
    pub name: String,
    /// The kind of program under test.
    pub subject: SubjectKind,
    /// What a client sends on `joins`, with `{pseudo}` for the actor's name (`Hello|{pseudo}`,
    /// sheet part II.5); `None` where the stage knows no handshake.
    pub handshake: Option<String>,
    /// What the server sends to a client when someone else says something, with `{pseudo}` and
    /// `{text}` (`{pseudo} a dit : {text}`, sheet part II.5); needed for `bob says` to a client.
    pub relay: Option<String>,
    /// What the server sends when someone else arrives, with `{pseudo}`.
    pub arrival: Option<String>,
    /// What the server sends when someone else leaves, with `{pseudo}`.
    pub departure: Option<String>,
    /// The arguments with which salon itself is the reference program of this stage, for example
    /// `serve --stage ii_6 --port 0`; empty where only recorded transcripts are.
    pub reference: Vec<String>,
}

impl Stage {
    /// Its name as in the sheet's file names: `ii_6` for the stages `ii_6` and `ii_6_client`, which are of
    /// one part of the sheet. `{stage}` in commands stands for it.
    pub fn sheet_name(&self) -> &str {
        match self.subject {
            SubjectKind::Client => self.name.strip_suffix("_client").unwrap_or(&self.name),
            SubjectKind::Server | SubjectKind::Program => &self.name,
        }
    }

    /// What a server sends to a client when `pseudo`, someone else, joins, says something or leaves; `None`
    /// for other verbs, and where the stage knows no text for it.
    pub fn told(&self, pseudo: &str, verb: &Verb) -> Option<String> {
        let (template, said) = match verb {
            Verb::Joins => (&self.arrival, ""),
            Verb::Says(text) => (&self.relay, text.as_str()),
            Verb::Leaves => (&self.departure, ""),
            _ => return None,
        };
        let template = template.as_ref()?;
        // The text last: a pseudo cannot hold braces, a text can.
        Some(template.replace("{pseudo}", pseudo).replace("{text}", said))
    }
}
