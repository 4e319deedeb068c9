//! Pseudos, and why a client may be turned away.
//!
//! The sheet (part II.5) says only that the first message begins with `Hello` and carries the
//! pseudo as `Hello|<PSEUDO>`. The rest is ours: a pseudo is trimmed of white space around it,
//! [neutralised](crate::text), and must be neither empty, nor longer than
//! [`PSEUDO_CHARACTERS`], nor in use. Case counts: `Vince` and `vince` are two people.

use std::time::Duration;

use crate::text;

/// The longest pseudo, in characters.
pub const PSEUDO_CHARACTERS: usize = 32;

/// What the first message of a client begins with (sheet part II.5).
pub const HELLO: &str = "Hello|";

/// Why a client is turned away. Its display is the reason in French, sent to that client after
/// `Refus : ` and shown on the console; nobody else hears of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The first message is not `Hello|<PSEUDO>`.
    #[error("le premier message doit être Hello|<PSEUDO>.")]
    NoHello,
    /// Nothing but white space after `Hello|`.
    #[error("le pseudo est vide.")]
    EmptyPseudo,
    /// More than [`PSEUDO_CHARACTERS`].
    #[error("le pseudo dépasse {PSEUDO_CHARACTERS} caractères.")]
    LongPseudo,
    /// Someone in the room has this pseudo.
    #[error("le pseudo '{0}' est déjà pris.")]
    TakenPseudo(String),
    /// No message within the handshake limit.
    #[error("aucun pseudo reçu en {} s.", .0.as_secs_f64())]
    Silent(Duration),
    /// The room holds as many clients as its limit allows.
    #[error("la chatroom est complète ({0} clients).")]
    Full(usize),
}

/// The pseudo in a client's first message.
///
/// # Errors
/// The message is no [`HELLO`], or its pseudo cannot be used. Whether it is taken is for the
/// room to say.
pub fn pseudo(message: &str) -> Result<String, Refusal> {
    let name = message.strip_prefix(HELLO).ok_or(Refusal::NoHello)?.trim();
    if name.chars().all(text::is_invisible) {
        return Err(Refusal::EmptyPseudo);
    }
    if name.chars().count() > PSEUDO_CHARACTERS {
        return Err(Refusal::LongPseudo);
    }
    let show = |c| if text::is_invisible(c) { '\u{FFFD}' } else { c };
    Ok(text::neutralise(name).chars().map(show).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pseudo_follows_hello() {
        assert_eq!(pseudo("Hello|it4"), Ok("it4".into()));
        assert_eq!(pseudo("Hello| Jean Paul \n"), Ok("Jean Paul".into()));
        assert_eq!(pseudo("Hello|a|b"), Ok("a|b".into()));
    }

    #[test]
    fn what_is_no_pseudo_is_refused() {
        assert_eq!(pseudo("Hello"), Err(Refusal::NoHello));
        assert_eq!(pseudo("salut Hello|x"), Err(Refusal::NoHello));
        assert_eq!(pseudo("hello|x"), Err(Refusal::NoHello));
        assert_eq!(pseudo("Hello|"), Err(Refusal::EmptyPseudo));
        assert_eq!(pseudo("Hello| \t\u{200b}"), Err(Refusal::EmptyPseudo));
        assert_eq!(pseudo(&format!("Hello|{}", "é".repeat(32))), Ok("é".repeat(32)));
        assert_eq!(pseudo(&format!("Hello|{}", "é".repeat(33))), Err(Refusal::LongPseudo));
    }

    #[test]
    fn a_pseudo_cannot_hide_anything() {
        assert_eq!(pseudo("Hello|vin\u{200b}ce"), Ok("vin\u{FFFD}ce".into()));
        assert_eq!(pseudo("Hello|v\x1b[1m"), Ok("v␛[1m".into()));
    }
}
