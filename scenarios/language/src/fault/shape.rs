//! Faults of fields: what a file must hold, and what each field takes.

use super::words::{Words, quoted};
use salon_model::Language;
use salon_model::SubjectKind;

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ShapeFault {
    /// The file or field holds something else than fields.
    NotAMapping { allowed: &'static [&'static str] },
    /// A field that must be there is not.
    MissingField(&'static str),
    /// A list or mapping where a field's name must be.
    NoFieldName,
    /// A field of another name.
    UnknownField {
        field: String,
        nearest: Option<String>,
        allowed: &'static [&'static str],
    },
    /// A text given in one language only.
    MissingLanguage { field: &'static str, missing: Language },
    /// A text without languages.
    NoLanguages(&'static str),
    /// Something else than a text.
    NotText,
    /// A text with nothing in it.
    EmptyText,
    /// Something else than a list.
    NotAList { example: &'static str },
    /// A list with nothing in it.
    EmptyList { field: &'static str, example: &'static str },
    /// Points that are no whole number in the range.
    Points,
    /// Another kind of program than that of the stage.
    Subject {
        nearest: Option<String>,
        stage: SubjectKind,
    },
    /// A stage name that is no folder name.
    StageName,
    /// A share that is no number in the range.
    Share,
    /// A file pattern that is no file's name.
    Pattern,
    /// A command in which quotation marks do not pair.
    Command,
    /// A text for the wire with an unknown `{word}`.
    Placeholder {
        word: String,
        known: &'static [&'static str],
    },
    /// Names of a second kind of program in a stage.
    SecondSubject,
}

impl ShapeFault {
    pub(super) fn words(&self, language: Language) -> Words {
        let say = |fr: &str, en: &str| Words::new(language, fr, en);
        match self {
            Self::NotAMapping { allowed } => say(
                "il faut des champs ici, un par ligne : `champ: …`",
                "fields are needed here, one a line: `field: …`",
            )
            .allowed(*allowed),
            Self::MissingField(field) => Words::new(
                language,
                format!("le champ `{field}` manque"),
                format!("the field `{field}` is missing"),
            )
            .label("à ajouter ici", "to be added here"),
            Self::NoFieldName => say("il faut le nom d'un champ ici", "a field's name is needed here"),
            Self::UnknownField {
                field,
                nearest,
                allowed,
            } => unknown_field(language, field)
                .near(nearest.as_deref())
                .allowed(*allowed),
            Self::MissingLanguage { field, missing } => missing_language(language, field, *missing),
            Self::NoLanguages(field) => Words::new(
                language,
                format!("`{field}` s'écrit en français et en anglais"),
                format!("`{field}` is written in French and in English"),
            )
            .help(
                format!("`{field}: {{fr: \"…\", en: \"…\"}}`"),
                format!("`{field}: {{fr: \"…\", en: \"…\"}}`"),
            ),
            Self::NotText => say("il faut un texte ici", "a text is needed here").help(
                "un texte qui commence par `[`, `{` ou `- ` s'écrit entre guillemets",
                "a text that begins with `[`, `{` or `- ` goes in quotes",
            ),
            Self::EmptyText => say("ce texte est vide", "this text is empty"),
            Self::NotAList { example } => say("il faut une liste ici", "a list is needed here").help(
                format!("par exemple : `{example}`"),
                format!("for example: `{example}`"),
            ),
            Self::EmptyList { field, example } => {
                Words::new(language, format!("`{field}` est vide"), format!("`{field}` is empty")).help(
                    format!("par exemple : `{example}`"),
                    format!("for example: `{example}`"),
                )
            }
            Self::Points => say(
                "`points` est un nombre entier de 1 à 100",
                "`points` is a whole number from 1 to 100",
            ),
            Self::Subject { nearest, stage } => say(
                "ce n'est pas la sorte de programme de cette partie",
                "this is not the kind of program of this stage",
            )
            .near(nearest.as_deref())
            .allowed([stage.name()]),
            Self::StageName => say(
                "le nom d'une partie est celui d'un dossier : lettres, chiffres, `_`, `-` et `.`",
                "a stage's name is a folder's: letters, digits, `_`, `-` and `.`",
            ),
            Self::Share => say(
                "`near` est un nombre de 0 à 1, par exemple 0.5",
                "`near` is a number from 0 to 1, for example 0.5",
            ),
            Self::Pattern => say(
                "il faut un nom de fichier, sans dossier",
                "a file's name is needed, without a folder",
            )
            .help(
                "`*` remplace des caractères quelconques, `?` un seul : `chat*server*6.py`",
                "`*` stands for any characters, `?` for one: `chat*server*6.py`",
            ),
            Self::Command => say(
                "un guillemet de cette commande n'est pas fermé",
                "a quotation mark in this command is not closed",
            ),
            Self::SecondSubject => say(
                "une partie ne met à l'épreuve qu'une sorte de programme",
                "a stage puts one kind of program under test",
            )
            .help(
                "donnez à l'autre sa propre partie, par exemple `ii_6_client`",
                "give the other a stage of its own, for example `ii_6_client`",
            ),
            Self::Placeholder { word, known } => {
                let word = quoted(word);
                Words::new(
                    language,
                    format!("{word} ne désigne rien"),
                    format!("{word} stands for nothing"),
                )
                .allowed(*known)
            }
        }
    }
}

fn unknown_field(language: Language, field: &str) -> Words {
    let field = quoted(field);
    Words::new(
        language,
        format!("champ inconnu : {field}"),
        format!("unknown field {field}"),
    )
}

fn missing_language(language: Language, field: &str, missing: Language) -> Words {
    let (fr, en, key) = match missing {
        Language::Fr => ("français", "French", "fr"),
        Language::En => ("anglais", "English", "en"),
    };
    Words::new(
        language,
        format!("`{field}` n'a pas de texte {fr}"),
        format!("`{field}` has no {en} text"),
    )
    .help(format!("ajoutez `{key}: \"…\"`"), format!("add `{key}: \"…\"`"))
}
