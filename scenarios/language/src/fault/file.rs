//! Faults of files and folders.

use super::words::{Words, quoted};
use salon_model::Language;

/// What is wrong with a file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileFault {
    /// There is none of that name; one of a similar name lies in the same folder.
    Missing { nearest: Option<String> },
    /// A folder where a file is needed.
    Folder,
    /// A pipe, a device or the like.
    NotAFile,
    /// The user may not read it.
    Forbidden,
    /// A symbolic link to nothing, or to itself.
    BrokenLink,
    /// The system says why it cannot be read.
    Unreadable(String),
    /// It is over the limit.
    TooLarge,
    /// Its text is not UTF-8.
    NotUtf8,
    /// Nothing is in it.
    Empty,
    /// Its name does not end in `.yaml`.
    NotYaml,
    /// A scenario, stage or lab folder without a `lab.yaml` where one must be.
    NoLab,
    /// A lab or stage folder without a scenario.
    NoScenario,
    /// The lab knows no stage named like the scenario's folder.
    UnknownStage {
        stage: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
}

impl FileFault {
    pub(super) fn words(&self, language: Language) -> Words {
        let say = |fr: &str, en: &str| Words::new(language, fr, en);
        match self {
            Self::Missing { nearest } => {
                say("ce fichier ou dossier n'existe pas", "there is no such file or folder").near(nearest.as_deref())
            }
            Self::Folder => say(
                "c'est un dossier, il faut un fichier",
                "this is a folder, a file is needed",
            ),
            Self::NotAFile => say("ce n'est pas un fichier ordinaire", "this is not a regular file"),
            Self::Forbidden => say("lecture interdite", "no permission to read this"),
            Self::BrokenLink => say(
                "ce lien symbolique ne mène nulle part",
                "this symbolic link leads nowhere",
            ),
            Self::Unreadable(why) => Words::new(
                language,
                format!("lecture impossible : {why}"),
                format!("this cannot be read: {why}"),
            ),
            Self::TooLarge => say("ce fichier dépasse 1 Mio", "this file is larger than 1 MiB"),
            Self::NotUtf8 => say("ce texte n'est pas en UTF-8", "this text is not UTF-8")
                .label("premier octet invalide", "first invalid byte")
                .help("enregistrez le fichier en UTF-8", "save the file as UTF-8"),
            Self::Empty => say("ce fichier est vide", "this file is empty"),
            Self::NotYaml => say(
                "ce n'est pas un scénario : le nom d'un scénario finit par `.yaml`",
                "this is no scenario: a scenario's name ends in `.yaml`",
            ),
            Self::NoLab => say("aucun `lab.yaml` ici", "there is no `lab.yaml` here").help(
                "un scénario est dans `<tp>/<partie>/`, et `lab.yaml` dans `<tp>/`",
                "a scenario lies in `<lab>/<stage>/`, and `lab.yaml` in `<lab>/`",
            ),
            Self::NoScenario => say("aucun scénario ici", "there is no scenario here").help(
                "un scénario est un fichier `<tp>/<partie>/<nom>.yaml`",
                "a scenario is a file `<lab>/<stage>/<name>.yaml`",
            ),
            Self::UnknownStage { stage, nearest, known } => {
                let stage = quoted(stage);
                Words::new(
                    language,
                    format!("`lab.yaml` ne connaît pas de partie {stage}"),
                    format!("`lab.yaml` knows no stage {stage}"),
                )
                .near(nearest.as_deref())
                .allowed(known)
            }
        }
    }
}
