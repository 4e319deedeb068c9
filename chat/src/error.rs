//! What can go wrong before or outside the conversation, as one plain line each.
//!
//! A library error with a language: these lines are read by students at their own terminal, and
//! the lab is in French.

use salon_model::Language;
use std::io;

/// An error, displayed as one line in its language.
#[derive(Debug, thiserror::Error)]
#[error("{}", .kind.line(*.language))]
pub struct Error {
    /// What happened.
    pub kind: ErrorKind,
    /// The language of the line.
    pub language: Language,
}

/// What happened, displayed in English. An address is as the user gave it, `host:port`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Another program listens at this address (`EADDRINUSE`).
    #[error("address {0} is already used by another program: stop it or choose another port")]
    AddressInUse(String),
    /// No interface of this machine has this address (`EADDRNOTAVAIL`).
    #[error("address {0} does not belong to this machine: try 127.0.0.1 or 0.0.0.0")]
    AddressUnavailable(String),
    /// The system forbids this address, most often for a port below 1024 (`EACCES`).
    #[error("the system forbids address {0}: choose a port from 1024 upwards")]
    Forbidden(String),
    /// This name does not resolve.
    #[error("the name '{0}' has no address: check its spelling")]
    UnknownName(String),
    /// Nobody listens at this address (`ECONNREFUSED`).
    #[error("connection refused by {0}: no server listens there, start it first")]
    Refused(String),
    /// No route leads to this address.
    #[error("{0} is unreachable: check the address and the network")]
    Unreachable(String),
    /// This address did not answer within so many seconds.
    #[error("{0} did not answer within {1} s: check the address and the firewall")]
    TimedOut(String, u64),
    /// The keyboard, the screen or a pipe failed.
    #[error("the terminal failed: {0}")]
    Terminal(#[from] io::Error),
    /// Any other failure of the network with this address, in the system's own words.
    #[error("network error with {0}: {1}")]
    Network(String, io::Error),
}

impl ErrorKind {
    /// The kind of a system error met at an address while binding or connecting.
    pub(crate) fn network(at: String, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AddrInUse => Self::AddressInUse(at),
            io::ErrorKind::AddrNotAvailable => Self::AddressUnavailable(at),
            io::ErrorKind::PermissionDenied => Self::Forbidden(at),
            io::ErrorKind::ConnectionRefused => Self::Refused(at),
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => Self::Unreachable(at),
            _ => Self::Network(at, error),
        }
    }

    /// The error that says this in a language.
    pub(crate) fn told_in(self, language: Language) -> Error {
        Error { kind: self, language }
    }

    fn line(&self, language: Language) -> String {
        if language == Language::En {
            return self.to_string();
        }
        match self {
            Self::AddressInUse(at) => format!(
                "l'adresse {at} est déjà utilisée par un autre programme : arrêtez-le ou choisissez un autre port"
            ),
            Self::AddressUnavailable(at) => {
                format!("l'adresse {at} n'appartient pas à cette machine : essayez 127.0.0.1 ou 0.0.0.0")
            }
            Self::Forbidden(at) => format!("le système interdit l'adresse {at} : choisissez un port à partir de 1024"),
            Self::UnknownName(name) => format!("le nom '{name}' ne correspond à aucune adresse : vérifiez-le"),
            Self::Refused(at) => format!("connexion refusée par {at} : aucun serveur n'y écoute, lancez-le d'abord"),
            Self::Unreachable(at) => format!("{at} est injoignable : vérifiez l'adresse et le réseau"),
            Self::TimedOut(at, after) => {
                format!("{at} n'a pas répondu en {after} s : vérifiez l'adresse et le pare-feu")
            }
            Self::Terminal(error) => format!("le terminal ne répond plus : {error}"),
            Self::Network(at, error) => format!("erreur réseau avec {at} : {error}"),
        }
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
            ErrorKind::AddressInUse(at()),
            ErrorKind::AddressUnavailable(at()),
            ErrorKind::Forbidden(at()),
            ErrorKind::UnknownName("srv".into()),
            ErrorKind::Refused(at()),
            ErrorKind::Unreachable(at()),
            ErrorKind::TimedOut(at(), 10),
            ErrorKind::Terminal(other()),
            ErrorKind::Network(at(), other()),
        ] {
            let french = kind.line(Language::Fr);
            let english = kind.line(Language::En);
            assert_ne!(french, english);
            assert!(!french.contains('\n') && !english.contains('\n'));
        }
    }
}
