//! What stops a whole command, as one plain line each.
//!
//! What costs a single page is no error but a [`Failure`](crate::web::Failure): the other pages
//! are still fetched. The lines of the lab's own programs (`Page téléchargée : …`, `Temps d'exécution : …`) are the
//! sheet's, always French.

use salon_model::Language;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// An error, displayed as one line in its language.
#[derive(Debug, thiserror::Error)]
#[error("{}", .kind.line(*.language))]
pub struct Error {
    /// What happened.
    pub kind: ErrorKind,
    /// The language of the line.
    pub language: Language,
}

impl Error {
    /// 2 when the input is at fault, 4 when this machine is.
    pub fn exit_code(&self) -> u8 {
        if self.kind.is_bad_input() { 2 } else { 4 }
    }
}

/// What happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no such list of URLs.
    MissingFile {
        /// The list.
        path: PathBuf,
    },
    /// The list exists and cannot be read.
    UnreadableFile {
        /// The list.
        path: PathBuf,
        /// The system's own words.
        error: io::Error,
    },
    /// The list is larger, or has more lines, than is read of one.
    LongList {
        /// The list.
        path: PathBuf,
    },
    /// The list holds no URL.
    EmptyFile {
        /// The list.
        path: PathBuf,
    },
    /// Something that is not a URL where one is expected.
    NotAUrl {
        /// Where in the list; nowhere for an argument.
        place: Option<Place>,
        /// What stands there.
        text: String,
        /// What is wrong with it.
        problem: UrlProblem,
    },
    /// The results cannot be written there.
    Unwritable {
        /// The folder or file.
        path: PathBuf,
        /// The system's own words.
        error: io::Error,
    },
    /// The caller's output failed.
    Output(io::Error),
    /// The system refuses a thread, a runtime or a listening socket.
    System(io::Error),
    /// The HTTP client cannot be built, most often for want of root certificates.
    Client(String),
}

/// A place in a list of URLs, counted from 1; columns are characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The list.
    pub path: PathBuf,
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// Why a text is not a URL that can be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlProblem {
    /// It starts with neither `http://` nor `https://`.
    NoScheme,
    /// It has another scheme.
    OtherScheme,
    /// A space or control character stands in it.
    Space,
    /// No host follows the scheme.
    NoHost,
    /// The bytes are not UTF-8.
    NotUtf8,
    /// Anything else.
    Malformed,
}

impl ErrorKind {
    pub(crate) fn into_error(self, language: Language) -> Error {
        Error { kind: self, language }
    }

    fn line(&self, language: Language) -> Line<'_> {
        Line { kind: self, language }
    }

    fn is_bad_input(&self) -> bool {
        match self {
            Self::MissingFile { .. }
            | Self::UnreadableFile { .. }
            | Self::LongList { .. }
            | Self::EmptyFile { .. }
            | Self::NotAUrl { .. }
            | Self::Unwritable { .. } => true,
            Self::Output(_) | Self::System(_) | Self::Client(_) => false,
        }
    }
}

/// One kind in one language.
struct Line<'a> {
    kind: &'a ErrorKind,
    language: Language,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, self.language) {
            (ErrorKind::NotAUrl { place, text, problem }, _) => {
                if let Some(place) = place {
                    let path = place.path.display();
                    write!(formatter, "{path}:{}:{}: ", place.line, place.column)?;
                }
                not_a_url(&shown(text), *problem, self.language, formatter)
            }
            (kind, Language::Fr) => french(kind, formatter),
            (kind, Language::En) => english(kind, formatter),
        }
    }
}

fn french(kind: &ErrorKind, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match kind {
        ErrorKind::MissingFile { path } => write!(
            out,
            "le fichier '{}' n'existe pas : vérifiez son nom (une URL commence par https://)",
            path.display()
        ),
        ErrorKind::UnreadableFile { path, error } => {
            write!(out, "le fichier '{}' ne peut pas être lu : {error}", path.display())
        }
        ErrorKind::LongList { path } => write!(
            out,
            "le fichier '{}' est trop long pour une liste d'URL : au plus 10 000 lignes et 1 Mio",
            path.display()
        ),
        ErrorKind::EmptyFile { path } => write!(
            out,
            "le fichier '{}' est vide : écrivez-y une URL par ligne",
            path.display()
        ),
        ErrorKind::Unwritable { path, error } => write!(
            out,
            "impossible d'écrire dans '{}' : {error} ; choisissez un autre emplacement",
            path.display()
        ),
        ErrorKind::Output(error) => write!(out, "la sortie ne répond plus : {error}"),
        ErrorKind::System(error) => {
            write!(out, "le système refuse de lancer la mesure : {error}")
        }
        ErrorKind::Client(error) => {
            write!(out, "le client HTTP ne peut pas démarrer : {error}")
        }
        ErrorKind::NotAUrl { .. } => Ok(()),
    }
}

fn english(kind: &ErrorKind, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match kind {
        ErrorKind::MissingFile { path } => write!(
            out,
            "there is no file '{}': check its name (a URL starts with https://)",
            path.display()
        ),
        ErrorKind::UnreadableFile { path, error } => {
            write!(out, "the file '{}' cannot be read: {error}", path.display())
        }
        ErrorKind::LongList { path } => write!(
            out,
            "the file '{}' is too long for a list of URLs: 10,000 lines and 1 MiB at most",
            path.display()
        ),
        ErrorKind::EmptyFile { path } => write!(out, "the file '{}' is empty: write one URL a line", path.display()),
        ErrorKind::Unwritable { path, error } => write!(
            out,
            "cannot write to '{}': {error}; choose another place",
            path.display()
        ),
        ErrorKind::Output(error) => write!(out, "the output failed: {error}"),
        ErrorKind::System(error) => write!(out, "the system refuses to start this: {error}"),
        ErrorKind::Client(error) => write!(out, "the HTTP client cannot start: {error}"),
        ErrorKind::NotAUrl { .. } => Ok(()),
    }
}

fn not_a_url(text: &str, problem: UrlProblem, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match language {
        Language::Fr => write!(out, "'{text}' n'est pas une URL : ")?,
        Language::En => write!(out, "'{text}' is not a URL: ")?,
    }
    match problem {
        UrlProblem::NoScheme => write!(out, "{} https://{text}", language.pick("écrivez", "write")),
        UrlProblem::OtherScheme => out.write_str(language.pick(
            "seules http:// et https:// sont acceptées",
            "only http:// and https:// will do",
        )),
        UrlProblem::Space => out.write_str(language.pick(
            "ôtez l'espace ou le caractère invisible, et n'écrivez qu'une URL par ligne",
            "remove the space or invisible character, and write one URL a line",
        )),
        UrlProblem::NoHost => out.write_str(language.pick(
            "ajoutez le nom du site après https://",
            "add the name of the site after https://",
        )),
        UrlProblem::NotUtf8 => {
            out.write_str(language.pick("enregistrez le fichier en UTF-8", "save the file as UTF-8"))
        }
        UrlProblem::Malformed => out.write_str(language.pick(
            "vérifiez le nom du site et le port",
            "check the name of the site and the port",
        )),
    }
}

/// A text from a file, harmless to a terminal and short enough for one line.
pub(crate) fn shown(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut line: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}
