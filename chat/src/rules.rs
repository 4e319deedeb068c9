//! The server's table: what each stage prints and sends.
//!
//! The texts are those of the sheet (wire) and of the reference report (console), to the letter.
//! A stage is a row; a column is a moment. The server knows moments only, never stages.

use crate::stage::Stage;

/// A text that depends on who it is about.
pub(crate) type Text = fn(&Names) -> String;

/// The names of one client.
pub(crate) struct Names {
    /// `('10.2.2.2', 47148)`.
    pub(crate) tuple: String,
    /// `10.2.2.2:47148`.
    pub(crate) plain: String,
    /// Empty until the client has introduced itself.
    pub(crate) pseudo: String,
}

impl Names {
    /// `('10.2.2.2', 47148) (vince)`, or the address alone without a pseudo.
    fn full(&self) -> String {
        if self.pseudo.is_empty() {
            self.tuple.clone()
        } else {
            format!("{} ({})", self.tuple, self.pseudo)
        }
    }
}

/// What the author of a message gets back.
pub(crate) enum Answer {
    /// Nothing.
    Nothing,
    /// This text, once, for the first message; then the console line.
    Greeting(Text, Text),
    /// This, followed by the message, for every message.
    Echo(&'static str),
}

/// How a stage knows its clients.
pub(crate) enum Entry {
    /// By their address, as soon as they connect.
    Address,
    /// By the pseudo of their first message; until then they hear nothing of the room.
    Pseudo {
        /// Console line once the pseudo is accepted.
        console: Text,
        /// Sent to everybody, the newcomer included ("à tout le monde").
        joined: Text,
    },
}

/// What one stage does at each moment. Lines and messages have no newline of their own.
pub(crate) struct Rules {
    stage: Stage,
    pub(crate) entry: Entry,
    /// Console, on connection.
    pub(crate) connected: Option<Text>,
    /// Console, before a message.
    pub(crate) heard: Text,
    pub(crate) answer: Answer,
    /// Sent to the others, before a message; none where messages are not relayed.
    pub(crate) relayed: Option<Text>,
    /// Console, when a client leaves.
    pub(crate) left: &'static [Text],
    /// Sent to the others when a client leaves.
    pub(crate) departed: Option<Text>,
    /// Console, for each client in turn when the server is stopped.
    pub(crate) cancelled: &'static [Text],
    /// Console, for each client in turn after that.
    pub(crate) closed: &'static [Text],
}

impl Rules {
    pub(crate) fn of(stage: Stage) -> &'static Self {
        let row = TABLE.iter().find(|rules| rules.stage == stage);
        row.unwrap_or(&TABLE[0])
    }
}

const NEW: Text = |n| format!("Nouvelle connexion de {}", n.tuple);
const ENDED: Text = |n| format!("Connexion terminée avec {}", n.tuple);
const CLOSED: Text = |n| format!("Connexion fermée avec {}", n.full());
const CANCELLED: Text = |n| format!("Connexion annulée avec {}", n.tuple);
const LEFT: Text = |n| format!("Déconnexion de {}", n.full());
const RECEIVED: Text = |n| format!("Message received from {} : ", n.plain);
const MESSAGE_OF: Text = |n| format!("Message de {} ({}): ", n.pseudo, n.tuple);
const JOINED: Text = |n| format!("Annonce : {} a rejoint la chatroom", n.pseudo);

static TABLE: [Rules; 5] = [
    Rules {
        stage: Stage::Ii2,
        entry: Entry::Address,
        connected: None,
        heard: |n| format!("Message du client ({}): ", n.plain),
        answer: Answer::Greeting(
            |n| format!("Hello {}", n.plain),
            |n| format!("Réponse envoyée à {}", n.plain),
        ),
        relayed: None,
        left: &[],
        departed: None,
        cancelled: &[],
        closed: &[],
    },
    Rules {
        stage: Stage::Ii3,
        entry: Entry::Address,
        connected: Some(NEW),
        heard: RECEIVED,
        answer: Answer::Echo("Message reçu : "),
        relayed: None,
        left: &[ENDED, CLOSED],
        departed: None,
        cancelled: &[CANCELLED],
        closed: &[CLOSED],
    },
    Rules {
        stage: Stage::Ii4,
        entry: Entry::Address,
        connected: Some(NEW),
        heard: RECEIVED,
        answer: Answer::Nothing,
        relayed: Some(|n| format!("{} a dit : ", n.plain)),
        left: &[ENDED, CLOSED],
        departed: None,
        cancelled: &[CANCELLED],
        closed: &[CLOSED],
    },
    Rules {
        stage: Stage::Ii5,
        entry: Entry::Pseudo {
            console: |n| format!("{} est connecté avec le pseudo '{}'.", n.tuple, n.pseudo),
            joined: JOINED,
        },
        connected: Some(|n| format!("Connexion de {}", n.tuple)),
        heard: MESSAGE_OF,
        answer: Answer::Nothing,
        relayed: Some(|n| format!("{} a dit : ", n.pseudo)),
        left: &[LEFT, CLOSED],
        departed: None,
        cancelled: &[CANCELLED, LEFT],
        closed: &[CLOSED],
    },
    Rules {
        stage: Stage::Ii6,
        entry: Entry::Pseudo {
            console: |n| format!("{} s'est connecté avec le pseudo '{}'.", n.tuple, n.pseudo),
            joined: JOINED,
        },
        connected: Some(NEW),
        heard: MESSAGE_OF,
        answer: Answer::Nothing,
        relayed: Some(|n| format!("{} a dit : ", n.pseudo)),
        left: &[LEFT],
        departed: Some(|n| format!("Annonce : {} a quitté la chatroom", n.pseudo)),
        cancelled: &[CANCELLED, LEFT],
        closed: &[],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_has_its_row() {
        for stage in Stage::ALL {
            assert_eq!(Rules::of(stage).stage, stage);
        }
    }
}
