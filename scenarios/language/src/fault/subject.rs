//! Faults of what does not go with the kind of program under test.

use super::words::{Words, quoted};
use salon_model::Language;
use salon_model::SubjectKind;

/// What does not go with the kind of program that a stage puts under test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SubjectFault {
    /// A field, step or expectation that stands only where another kind is under test.
    Elsewhere {
        phrase: String,
        of: SubjectKind,
        here: SubjectKind,
        nearest: Option<String>,
        allowed: Vec<String>,
    },
    /// A step of a program that is not `run`.
    NotRun { nearest: Option<String> },
    /// `run` without saying with what.
    NoArguments,
    /// An argument that no program can be given.
    Argument,
    /// `optional` beside `run`.
    OptionalBesideRun,
    /// Someone else in the room speaks, and the stage does not say how the server tells.
    NoWireText {
        phrase: String,
        field: &'static str,
        stage: String,
    },
}

impl SubjectFault {
    /// A step or field of a program where none is under test.
    pub(crate) fn of_program(phrase: &str, here: SubjectKind) -> Self {
        Self::Elsewhere {
            phrase: phrase.to_owned(),
            of: SubjectKind::Program,
            here,
            nearest: None,
            allowed: Vec::new(),
        }
    }

    pub(super) fn words(&self, language: Language) -> Words {
        let say = |fr: &str, en: &str| Words::new(language, fr, en);
        match self {
            Self::Elsewhere {
                phrase,
                of,
                here,
                nearest,
                allowed,
            } => {
                let phrase = quoted(phrase);
                Words::new(
                    language,
                    format!(
                        "{phrase} ne va qu'avec {}, et cette partie teste {}",
                        un(*of),
                        un(*here)
                    ),
                    format!("{phrase} goes with {}, but this stage tests {}", a(*of), a(*here)),
                )
                .near(nearest.as_deref())
                .allowed(allowed)
            }
            Self::NotRun { nearest } => say(
                "un programme se lance, rien d'autre : `run: …`",
                "a program is run, and nothing else: `run: …`",
            )
            .near(nearest.as_deref())
            .help(
                "par exemple : `run: [urls.txt]`, ou `run: []` sans argument",
                "for example: `run: [urls.txt]`, or `run: []` without arguments",
            ),
            Self::NoArguments => say("il manque les arguments de `run`", "the arguments of `run` are missing").help(
                "par exemple : `run: [urls.txt]`, ou `run: []` sans argument",
                "for example: `run: [urls.txt]`, or `run: []` without arguments",
            ),
            Self::Argument => say(
                "un argument ne peut pas contenir le caractère `\\0`",
                "an argument cannot hold the character `\\0`",
            ),
            Self::OptionalBesideRun => say(
                "rien n'est facultatif quand un programme est lancé",
                "nothing is optional when a program is run",
            )
            .help("retirez `optional`", "take `optional` out"),
            Self::NoWireText { phrase, field, stage } => {
                let (phrase, stage) = (quoted(phrase), quoted(stage));
                Words::new(
                    language,
                    format!("{phrase} demande le champ `{field}` de la partie {stage}, que `lab.yaml` ne donne pas"),
                    format!("{phrase} needs the field `{field}` of the stage {stage}, which `lab.yaml` does not give"),
                )
                .help(
                    format!("ajoutez `{field}: …` dans `lab.yaml`, ou écrivez `server sends: …`"),
                    format!("add `{field}: …` in `lab.yaml`, or write `server sends: …`"),
                )
            }
        }
    }
}

fn un(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Server => "un serveur",
        SubjectKind::Client => "un client",
        SubjectKind::Program => "un programme",
    }
}

fn a(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Server => "a server",
        SubjectKind::Client => "a client",
        SubjectKind::Program => "a program",
    }
}
