//! Sequence diagrams in words: who takes part, and what passes between them.

use super::Words;
use salon_model::{Key, Observer, SERVER, SITE, Sign, SubjectKind, USER, What};

impl Words {
    /// The name above a lifeline: actors by theirs, programs by what they are.
    pub(crate) fn lane(self, party: &Observer) -> &str {
        match party {
            Observer::Subject(kind) => self.kind(*kind),
            Observer::Actor(name) if name == SERVER => self.kind(SubjectKind::Server),
            Observer::Actor(name) if name == USER => self.pick("utilisateur", "user"),
            Observer::Actor(name) if name == SITE => self.pick("site web", "web site"),
            Observer::Actor(name) => name,
        }
    }

    fn kind(self, kind: SubjectKind) -> &'static str {
        match kind {
            SubjectKind::Server => self.pick("serveur", "server"),
            SubjectKind::Client => "client",
            SubjectKind::Program => self.pick("programme", "program"),
        }
    }
}

/// What stands at an arrow. It is short, and the same in every language; what is observed is told as in transcripts.
pub(crate) fn label(sign: &Sign) -> String {
    match sign {
        Sign::Text(text) => format!("\"{text}\""),
        Sign::Connects => "connect".to_owned(),
        Sign::Fin => "FIN".to_owned(),
        Sign::Rst => "RST".to_owned(),
        Sign::Stalls => "(stalls)".to_owned(),
        Sign::Resumes => "(resumes)".to_owned(),
        Sign::Key(Key::CtrlC) => "Ctrl-C".to_owned(),
        Sign::Key(key) => key.name().to_owned(),
        Sign::Runs(arguments) => format!("run {}", arguments.join(" ")).trim_end().to_owned(),
        Sign::Observed(What::Sees(line)) => format!("« {line} »"),
        Sign::Observed(what) => what.to_string(),
    }
}
