//! What can go wrong before or outside the conversation, as one plain line each.
//!
//! A library error with a language: these lines are read by students at their own terminal, and
//! the lab is in French.

use std::fmt;
use std::io;
use std::time::Duration;

/// The language of messages to the user. The chat's own texts are the sheet's, always French.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// French, as the sheet.
    #[default]
    French,
    /// English.
    English,
}

/// An error, displayed as one line in its language.
#[derive(Debug, thiserror::Error)]
#[error("{}", .kind.line(*.language))]
pub struct Error {
    /// What happened.
    pub kind: ErrorKind,
    /// The language of the line.
    pub language: Language,
}

/// What happened. `at` is the address as the user gave it, `host:port`.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Another program listens there (`EADDRINUSE`).
    AddressInUse {
        /// Where.
        at: String,
    },
    /// No interface of this machine has that address (`EADDRNOTAVAIL`).
    AddressUnavailable {
        /// Where.
        at: String,
    },
    /// The system forbids it, most often for a port below 1024 (`EACCES`).
    Forbidden {
        /// Where.
        at: String,
    },
    /// The name does not resolve.
    UnknownName {
        /// The name.
        name: String,
    },
    /// Nobody listens there (`ECONNREFUSED`).
    Refused {
        /// Where.
        at: String,
    },
    /// No route leads there.
    Unreachable {
        /// Where.
        at: String,
    },
    /// No answer to the connection attempt within this time.
    TimedOut {
        /// Where.
        at: String,
        /// How long was waited.
        after: Duration,
    },
    /// The keyboard, the screen or a pipe failed.
    Terminal(io::Error),
    /// Any other failure of the network.
    Network {
        /// Where.
        at: String,
        /// The system's own words.
        error: io::Error,
    },
}

impl ErrorKind {
    /// The kind of a system error met at `at` while binding or connecting.
    pub(crate) fn network(at: String, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AddrInUse => Self::AddressInUse { at },
            io::ErrorKind::AddrNotAvailable => Self::AddressUnavailable { at },
            io::ErrorKind::PermissionDenied => Self::Forbidden { at },
            io::ErrorKind::ConnectionRefused => Self::Refused { at },
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => Self::Unreachable { at },
            _ => Self::Network { at, error },
        }
    }

    pub(crate) fn into_error(self, language: Language) -> Error {
        Error { kind: self, language }
    }

    fn line(&self, language: Language) -> Line<'_> {
        Line { kind: self, language }
    }
}

/// One kind in one language.
struct Line<'a> {
    kind: &'a ErrorKind,
    language: Language,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.language {
            Language::French => french(self.kind, formatter),
            Language::English => english(self.kind, formatter),
        }
    }
}

fn french(kind: &ErrorKind, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match kind {
        ErrorKind::AddressInUse { at } => write!(
            out,
            "l'adresse {at} est déjà utilisée par un autre programme : arrêtez-le ou choisissez un autre port"
        ),
        ErrorKind::AddressUnavailable { at } => write!(
            out,
            "l'adresse {at} n'appartient pas à cette machine : essayez 127.0.0.1 ou 0.0.0.0"
        ),
        ErrorKind::Forbidden { at } => write!(
            out,
            "le système interdit l'adresse {at} : choisissez un port à partir de 1024"
        ),
        ErrorKind::UnknownName { name } => {
            write!(out, "le nom '{name}' ne correspond à aucune adresse : vérifiez-le")
        }
        ErrorKind::Refused { at } => write!(
            out,
            "connexion refusée par {at} : aucun serveur n'y écoute, lancez-le d'abord"
        ),
        ErrorKind::Unreachable { at } => {
            write!(out, "{at} est injoignable : vérifiez l'adresse et le réseau")
        }
        ErrorKind::TimedOut { at, after } => write!(
            out,
            "{at} n'a pas répondu en {} s : vérifiez l'adresse et le pare-feu",
            after.as_secs()
        ),
        ErrorKind::Terminal(error) => write!(out, "le terminal ne répond plus : {error}"),
        ErrorKind::Network { at, error } => write!(out, "erreur réseau avec {at} : {error}"),
    }
}

fn english(kind: &ErrorKind, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match kind {
        ErrorKind::AddressInUse { at } => write!(
            out,
            "address {at} is already used by another program: stop it or choose another port"
        ),
        ErrorKind::AddressUnavailable { at } => write!(
            out,
            "address {at} does not belong to this machine: try 127.0.0.1 or 0.0.0.0"
        ),
        ErrorKind::Forbidden { at } => write!(out, "the system forbids address {at}: choose a port from 1024 upwards"),
        ErrorKind::UnknownName { name } => {
            write!(out, "the name '{name}' has no address: check its spelling")
        }
        ErrorKind::Refused { at } => write!(
            out,
            "connection refused by {at}: no server listens there, start it first"
        ),
        ErrorKind::Unreachable { at } => {
            write!(out, "{at} is unreachable: check the address and the network")
        }
        ErrorKind::TimedOut { at, after } => write!(
            out,
            "{at} did not answer within {} s: check the address and the firewall",
            after.as_secs()
        ),
        ErrorKind::Terminal(error) => write!(out, "the terminal failed: {error}"),
        ErrorKind::Network { at, error } => write!(out, "network error with {at}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_one_line_in_both_languages() {
        let at = || "10.2.2.2:80".to_owned();
        let other = || io::Error::other("boom");
        for kind in [
            ErrorKind::AddressInUse { at: at() },
            ErrorKind::AddressUnavailable { at: at() },
            ErrorKind::Forbidden { at: at() },
            ErrorKind::UnknownName { name: "srv".into() },
            ErrorKind::Refused { at: at() },
            ErrorKind::Unreachable { at: at() },
            ErrorKind::TimedOut {
                at: at(),
                after: Duration::from_secs(10),
            },
            ErrorKind::Terminal(other()),
            ErrorKind::Network {
                at: at(),
                error: other(),
            },
        ] {
            let french = kind.line(Language::French).to_string();
            let english = kind.line(Language::English).to_string();
            assert_ne!(french, english);
            assert!(!french.contains('\n') && !english.contains('\n'));
        }
    }
}
