//! Faults of YAML, before a file's meaning is looked at.

use super::words::{Words, quoted};
use salon_model::Language;
use serde_saphyr::Error;

/// What is wrong with the YAML. The usual slips of people who write scenarios have words of their
/// own; the rest is said in the reader's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum YamlFault {
    /// A tab in the indentation.
    Tab,
    /// A text that holds `: ` without quotes, or a line too far right.
    Colon,
    /// A quote that is not closed.
    OpenQuote,
    /// A bracket that is not closed.
    OpenBracket,
    /// A text that begins with a character YAML gives a meaning.
    ReservedStart,
    /// A text that begins with `!`.
    Tag,
    /// Something after a closing quote.
    AfterQuote,
    /// An unknown escape in double quotes.
    Escape,
    /// A line that begins too far left or right.
    Indent,
    /// A field twice in the same mapping.
    DuplicateKey(Option<String>),
    /// A second document after `---`.
    SecondDocument,
    /// Too deep, too large, or aliases that multiply.
    Limit,
    /// Something else.
    Other(String),
}

impl From<&Error> for YamlFault {
    fn from(error: &Error) -> Self {
        match error.without_snippet() {
            Error::DuplicateMappingKey { key, .. } => Self::DuplicateKey(key.clone()),
            Error::MultipleDocuments { .. } => Self::SecondDocument,
            Error::UnknownAnchor { .. } => Self::ReservedStart,
            Error::Budget { .. }
            | Error::AliasReplayCounterOverflow { .. }
            | Error::AliasReplayLimitExceeded { .. }
            | Error::AliasExpansionLimitExceeded { .. }
            | Error::AliasReplayStackDepthExceeded { .. } => Self::Limit,
            Error::AliasError { error, .. } => Self::from(error.as_ref()),
            Error::ExternalMessage { msg, .. } | Error::Message { msg, .. } => Self::from_message(msg),
            other => Self::from_message(&first_line(&other.to_string())),
        }
    }
}

impl YamlFault {
    /// The fault behind a message of the YAML reader. Its version is pinned, and each of these
    /// has a test: a message that changes falls back to [`YamlFault::Other`].
    fn from_message(message: &str) -> Self {
        let has = |part: &str| message.contains(part);
        if has("tab") && has("disallowed") || has("tabs") {
            Self::Tab
        } else if has("mapping values are not allowed") || has("simple key expected ':'") {
            Self::Colon
        } else if has("unclosed quote") || has("multiline quoted scalar") {
            Self::OpenQuote
        } else if has("unclosed bracket") || has("did not find expected ',' or") {
            Self::OpenBracket
        } else if has("invalid trailing content") {
            Self::AfterQuote
        } else if has("unknown escape") {
            Self::Escape
        } else if has("did not find expected '-' indicator") || has("did not find expected key") {
            Self::Indent
        } else if has("unsupported tag") {
            Self::Tag
        } else if ["`@'", "``'", "`%'"].iter().any(|start| has(start)) {
            Self::ReservedStart
        } else if has("recursion limit") || has("nesting limit") {
            Self::Limit
        } else {
            Self::Other(first_line(message))
        }
    }

    pub(super) fn words(&self, language: Language) -> Words {
        let say = |fr: &str, en: &str| Words::new(language, fr, en);
        match self {
            Self::Tab => say("une tabulation dans l'indentation", "a tab in the indentation")
                .help("indentez avec des espaces", "indent with spaces"),
            Self::Colon => say("`:` n'est pas possible ici", "`:` is not allowed here").help(
                "un texte qui contient `: ` s'écrit entre guillemets ; sinon, vérifiez l'indentation",
                "a text that contains `: ` goes in quotes; otherwise check the indentation",
            ),
            Self::OpenQuote => say("ce guillemet n'est pas fermé", "this quote is not closed"),
            Self::OpenBracket => say(
                "ce crochet ou cette accolade ne sont pas fermés",
                "this bracket is not closed",
            )
            .help(
                "un texte qui commence par `[` ou `{` s'écrit entre guillemets",
                "a text that begins with `[` or `{` goes in quotes",
            ),
            Self::ReservedStart | Self::Tag => say(
                "un texte sans guillemets ne peut pas commencer ainsi",
                "a text without quotes cannot begin like this",
            )
            .help(
                "mettez le texte entre guillemets : `'…'`",
                "put the text in quotes: `'…'`",
            ),
            Self::AfterQuote => say(
                "rien ne peut suivre le guillemet fermant",
                "nothing can follow the closing quote",
            )
            .help(
                "entre `'…'`, une apostrophe s'écrit `''`",
                "within `'…'`, an apostrophe is written `''`",
            ),
            Self::Escape => say(
                "échappement inconnu entre guillemets doubles",
                "unknown escape in double quotes",
            )
            .help(
                "entre `'…'`, YAML laisse les `\\` tels quels",
                "within `'…'`, YAML leaves every `\\` as it is",
            ),
            Self::Indent => say("cette ligne est mal indentée", "this line is badly indented").help(
                "les champs d'un même bloc commencent à la même colonne",
                "the fields of one block begin in the same column",
            ),
            Self::DuplicateKey(key) => duplicate_key(language, key.as_deref()),
            Self::SecondDocument => say("un seul document par fichier", "a file holds one document only")
                .help("retirez `---`", "take `---` out"),
            Self::Limit => say(
                "ce fichier est trop gros ou trop imbriqué",
                "this file is too big or nested too deep",
            ),
            Self::Other(message) => Words::new(
                language,
                format!("YAML invalide : {message}"),
                format!("invalid YAML: {message}"),
            ),
        }
    }
}

fn duplicate_key(language: Language, key: Option<&str>) -> Words {
    let Some(key) = key else {
        return Words::new(language, "un champ est écrit deux fois", "a field is written twice");
    };
    let word = quoted(key);
    let words = Words::new(
        language,
        format!("{word} est écrit deux fois"),
        format!("{word} is written twice"),
    );
    if key.contains(' ') {
        words.help("chaque étape commence par `- `", "each step begins with `- `")
    } else {
        words
    }
}

fn first_line(message: &str) -> String {
    message
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(200)
        .filter(|next| !next.is_control())
        .collect()
}
