//! The server's table: what each stage prints and sends.
//!
//! The texts are those of the sheet (wire) and of the reference report (console), to the letter.
//! A stage is a row, written as what changes from an earlier one; a column is a moment. The
//! server knows moments only, never stages.

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

/// What one stage does at each moment. Lines and messages have no newline of their own.
pub(crate) struct Rules {
    /// Whether clients are known by the pseudo of their first message, and hear nothing of the
    /// room until then; otherwise by their address, as soon as they connect.
    pub(crate) pseudos: bool,
    /// Console, on connection.
    pub(crate) connected: &'static [Text],
    /// Console, once the pseudo is accepted.
    pub(crate) accepted: &'static [Text],
    /// Then sent to everybody, the newcomer included ("à tout le monde").
    pub(crate) joined: Option<Text>,
    /// Console, before a message.
    pub(crate) heard: Text,
    /// Sent back for the first message.
    pub(crate) greeting: Option<Text>,
    /// Console, once that is sent.
    pub(crate) greeted: &'static [Text],
    /// Sent back before every message.
    pub(crate) echo: Option<&'static str>,
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

pub(crate) fn of(stage: Stage) -> &'static Rules {
    match stage {
        Stage::Ii2 => &II_2,
        Stage::Ii3 => &II_3,
        Stage::Ii4 => &II_4,
        Stage::Ii5 => &II_5,
        Stage::Ii6 => &II_6,
    }
}

const NEW: Text = |n| format!("Nouvelle connexion de {}", n.tuple);
const ENDED: Text = |n| format!("Connexion terminée avec {}", n.tuple);
const CLOSED: Text = |n| format!("Connexion fermée avec {}", n.full());
const CANCELLED: Text = |n| format!("Connexion annulée avec {}", n.tuple);
const LEFT: Text = |n| format!("Déconnexion de {}", n.full());

const II_2: Rules = Rules {
    pseudos: false,
    connected: &[],
    accepted: &[],
    joined: None,
    heard: |n| format!("Message du client ({}): ", n.plain),
    greeting: Some(|n| format!("Hello {}", n.plain)),
    greeted: &[|n| format!("Réponse envoyée à {}", n.plain)],
    echo: None,
    relayed: None,
    left: &[],
    departed: None,
    cancelled: &[],
    closed: &[],
};

const II_3: Rules = Rules {
    connected: &[NEW],
    heard: |n| format!("Message received from {} : ", n.plain),
    greeting: None,
    greeted: &[],
    echo: Some("Message reçu : "),
    left: &[ENDED, CLOSED],
    cancelled: &[CANCELLED],
    closed: &[CLOSED],
    ..II_2
};

const II_4: Rules = Rules {
    echo: None,
    relayed: Some(|n| format!("{} a dit : ", n.plain)),
    ..II_3
};

const II_5: Rules = Rules {
    pseudos: true,
    connected: &[|n| format!("Connexion de {}", n.tuple)],
    accepted: &[|n| format!("{} est connecté avec le pseudo '{}'.", n.tuple, n.pseudo)],
    joined: Some(|n| format!("Annonce : {} a rejoint la chatroom", n.pseudo)),
    heard: |n| format!("Message de {} ({}): ", n.pseudo, n.tuple),
    relayed: Some(|n| format!("{} a dit : ", n.pseudo)),
    left: &[LEFT, CLOSED],
    cancelled: &[CANCELLED, LEFT],
    ..II_4
};

const II_6: Rules = Rules {
    connected: &[NEW],
    accepted: &[|n| format!("{} s'est connecté avec le pseudo '{}'.", n.tuple, n.pseudo)],
    left: &[LEFT],
    departed: Some(|n| format!("Annonce : {} a quitté la chatroom", n.pseudo)),
    closed: &[],
    ..II_5
};
