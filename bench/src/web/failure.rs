//! What costs one page and no more.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::time::Duration;

use super::Limits;
use super::client::UnknownName;
use crate::error::shown;
use salon_model::Language;

/// Why a page was not fetched.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The name has no address.
    UnknownName(String),
    /// Nobody listens there.
    Refused,
    /// No route leads there.
    Unreachable,
    /// It was not complete within this time.
    TimedOut(Duration),
    /// The certificate or the TLS handshake is not acceptable.
    Tls(String),
    /// More redirects than this.
    Redirects(usize),
    /// The site answered with this status.
    Status(u16),
    /// It has more bytes than this.
    TooLarge(u64),
    /// The process may not open more files or sockets (`EMFILE`).
    OpenFiles,
    /// It cannot be saved.
    Storage(io::Error),
    /// Anything else, in the words of the client.
    Other(String),
}

/// `EMFILE`, the same number on every Unix; the standard library has no kind for it.
const TOO_MANY_OPEN_FILES: i32 = 24;

impl Failure {
    /// What a client's error means. The client wraps its causes in one another; the innermost
    /// known one tells most.
    pub(super) fn of(error: &reqwest::Error, limits: &Limits) -> Self {
        if error.is_redirect() {
            return Self::Redirects(limits.redirects);
        }
        if error.is_timeout() {
            let time = if error.is_connect() {
                limits.connect_timeout.min(limits.timeout)
            } else {
                limits.timeout
            };
            return Self::TimedOut(time);
        }
        Self::known_cause(error).unwrap_or_else(|| Self::Other(innermost(error).to_string()))
    }

    /// What a blocking read's error means: most often the client's in another wrapping.
    pub(super) fn of_read(error: &io::Error, limits: &Limits) -> Self {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<reqwest::Error>());
        match inner {
            Some(inner) => Self::of(inner, limits),
            None => Self::known_cause(error).unwrap_or_else(|| Self::Other(error.to_string())),
        }
    }

    fn known_cause(error: &(dyn StdError + 'static)) -> Option<Self> {
        std::iter::successors(Some(error), |error| cause(*error)).find_map(Self::known)
    }

    fn known(error: &(dyn StdError + 'static)) -> Option<Self> {
        if let Some(UnknownName(name)) = error.downcast_ref() {
            return Some(Self::UnknownName(name.clone()));
        }
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(Self::Tls(tls.to_string()));
        }
        let error: &io::Error = error.downcast_ref()?;
        match error.kind() {
            _ if error.raw_os_error() == Some(TOO_MANY_OPEN_FILES) => Some(Self::OpenFiles),
            io::ErrorKind::ConnectionRefused => Some(Self::Refused),
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => Some(Self::Unreachable),
            _ => None,
        }
    }

    /// The reason as a phrase in a language.
    pub fn in_language(&self, language: Language) -> impl fmt::Display + '_ {
        Phrase {
            failure: self,
            language,
        }
    }
}

/// What an error wraps. One of the system's claims its inner error's cause for its own, which
/// would pass over the inner error itself.
fn cause<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

fn innermost<'a>(error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    let mut error = error;
    while let Some(inner) = cause(error) {
        error = inner;
    }
    error
}

struct Phrase<'a> {
    failure: &'a Failure,
    language: Language,
}

impl fmt::Display for Phrase<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.language {
            Language::Fr => french(self.failure, formatter),
            Language::En => english(self.failure, formatter),
        }
    }
}

fn french(failure: &Failure, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match failure {
        Failure::UnknownName(name) => {
            write!(out, "le nom '{}' ne correspond à aucune adresse", shown(name))
        }
        Failure::Refused => out.write_str("connexion refusée"),
        Failure::Unreachable => out.write_str("site injoignable"),
        Failure::TimedOut(time) => write!(out, "pas de réponse complète en {} s", time.as_secs_f64()),
        Failure::Tls(error) => write!(out, "connexion sécurisée impossible : {error}"),
        Failure::Redirects(most) => write!(out, "plus de {most} redirections"),
        Failure::Status(status) => write!(out, "le site a répondu {status}"),
        Failure::TooLarge(most) => write!(out, "plus de {most} octets"),
        Failure::OpenFiles => out.write_str("trop de fichiers ouverts : réduisez --jobs"),
        Failure::Storage(error) => write!(out, "enregistrement impossible : {error}"),
        Failure::Other(error) => write!(out, "échec : {}", shown(error)),
    }
}

fn english(failure: &Failure, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match failure {
        Failure::UnknownName(name) => write!(out, "the name '{}' has no address", shown(name)),
        Failure::Refused => out.write_str("connection refused"),
        Failure::Unreachable => out.write_str("site unreachable"),
        Failure::TimedOut(time) => write!(out, "no complete answer within {} s", time.as_secs_f64()),
        Failure::Tls(error) => write!(out, "no secure connection: {error}"),
        Failure::Redirects(most) => write!(out, "more than {most} redirects"),
        Failure::Status(status) => write!(out, "the site answered {status}"),
        Failure::TooLarge(most) => write!(out, "more than {most} bytes"),
        Failure::OpenFiles => out.write_str("too many open files: lower --jobs"),
        Failure::Storage(error) => write!(out, "cannot be saved: {error}"),
        Failure::Other(error) => write!(out, "failed: {}", shown(error)),
    }
}
