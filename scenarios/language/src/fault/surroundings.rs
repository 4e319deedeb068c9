//! Faults of what a program finds around it: the mock web site and files.

use super::words::Words;
use salon_model::Language;

/// What is wrong with the web site or the files of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SurroundingsFault {
    /// Something else than a mapping from hosts to answers.
    NoHosts,
    /// A host that has no such name.
    HostName { nearest: Option<String> },
    /// What no host does.
    Answer { nearest: Option<String> },
    /// Something else than a mapping from names to contents.
    NoFiles,
    /// A name that no file in a folder can have.
    FileName,
    /// A file of which nothing is said.
    NoContent,
    /// A line that is several.
    LineBreak,
}

impl SurroundingsFault {
    pub(super) fn words(&self, language: Language) -> Words {
        let say = |fr: &str, en: &str| Words::new(language, fr, en);
        match self {
            Self::NoHosts => say(
                "il faut des hôtes ici, un par ligne, avec leur réponse",
                "hosts are needed here, one a line, with their answer",
            )
            .help("par exemple : `www.un.test: page`", "for example: `www.un.test: page`"),
            Self::HostName { nearest } => say("ce n'est pas un nom d'hôte", "this is no host name")
                .near(nearest.as_deref())
                .help(
                    "des mots de lettres minuscules, de chiffres et de `-`, séparés par des points : `www.un.test`",
                    "words of small letters, digits and `-` with dots between them: `www.un.test`",
                ),
            Self::Answer { nearest } => say("aucun hôte ne répond ainsi", "no host answers like this")
                .near(nearest.as_deref())
                .allowed(["page", "page after 300 ms", "dead"]),
            Self::NoFiles => say(
                "il faut des fichiers ici, un par ligne, avec leur contenu",
                "files are needed here, one a line, with their content",
            )
            .help(
                "par exemple : `urls.txt: [https://www.un.test]`",
                "for example: `urls.txt: [https://www.un.test]`",
            ),
            Self::FileName => say(
                "il faut un nom de fichier, sans dossier",
                "a file's name is needed, without a folder",
            ),
            Self::NoContent => say("ce fichier n'a pas de contenu", "this file has no content").help(
                "une liste de lignes, ou un texte ; pour un fichier vide : `[]`",
                "a list of lines, or a text; for an empty file: `[]`",
            ),
            Self::LineBreak => say(
                "une ligne ne contient pas de saut de ligne",
                "a line holds no line break",
            )
            .help(
                "écrivez chaque ligne à part, ou un seul texte au lieu de la liste",
                "write each line apart, or one text instead of the list",
            ),
        }
    }
}
