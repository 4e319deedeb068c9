//! Faults of a submission's `salon.yaml`.

use super::words::{Words, quoted};
use salon_model::Language;
use salon_model::SubjectKind;

/// What is wrong with what a submission says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ManifestFault {
    /// A command for another kind of program than the stage's; the lab may have a stage for that.
    OtherKind {
        stage: String,
        kind: SubjectKind,
        place: Option<String>,
    },
    /// Two commands for one stage.
    SecondCommand,
    /// A path that leads out of the submission.
    Outside,
    /// A path to nothing; something of a similar name lies in the same folder.
    Absent { nearest: Option<String> },
    /// A path to something else than a regular file.
    NotAFile,
    /// A path to something else than a folder.
    NotAFolder,
    /// A `{word}` of a command that stands for nothing.
    Placeholder { word: String, nearest: Option<String> },
}

impl ManifestFault {
    pub(super) fn words(&self, language: Language) -> Words {
        let say = |fr: &str, en: &str| Words::new(language, fr, en);
        match self {
            Self::OtherKind { stage, kind, place } => other_kind(stage, *kind, place.as_deref(), language),
            Self::SecondCommand => say("une étape a une seule commande", "a stage has one command only")
                .label("à ne dire qu'une fois", "to be said once")
                .related("déjà dite ici", "said here already"),
            Self::Outside => say("ce chemin sort du rendu", "this path leads out of the submission").help(
                "un chemin part du dossier de `salon.yaml`, sans `..`",
                "a path starts at the folder of `salon.yaml`, without `..`",
            ),
            Self::Absent { nearest } => say(
                "ce fichier ou dossier n'existe pas dans le rendu",
                "there is no such file or folder in the submission",
            )
            .near(nearest.as_deref()),
            Self::NotAFile => say("ce n'est pas un fichier ordinaire", "this is not a regular file"),
            Self::NotAFolder => say("ce n'est pas un dossier", "this is not a folder"),
            Self::Placeholder { word, nearest } => {
                let word = quoted(word);
                Words::new(
                    language,
                    format!("{word} ne désigne rien"),
                    format!("{word} stands for nothing"),
                )
                .near(nearest.as_deref())
                .allowed(crate::manifest::PLACEHOLDERS)
            }
        }
    }
}

fn other_kind(stage: &str, kind: SubjectKind, place: Option<&str>, language: Language) -> Words {
    let stage = quoted(stage);
    let (fr, en) = match kind {
        SubjectKind::Server => ("est un serveur", "a server"),
        SubjectKind::Client => ("est un client", "a client"),
        SubjectKind::Program => ("n'est ni un serveur ni un client", "neither a server nor a client"),
    };
    let words = Words::new(
        language,
        format!("le programme de {stage} {fr}"),
        format!("the program of {stage} is {en}"),
    );
    match place.map(quoted) {
        Some(place) => words.help(
            format!("cette commande va sous {place}"),
            format!("this command belongs under {place}"),
        ),
        None => words.help(
            "`command` donne la commande de tout programme",
            "`command` gives the command of any program",
        ),
    }
}
