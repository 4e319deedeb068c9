//! The server's table: what each stage prints and sends.
//!
//! The texts are those of the sheet (wire) and of the reference report (console), to the letter.
//! A stage is a row, written as what changes from an earlier one; a column is a moment. The
//! server knows moments only, never stages.

use crate::names::Text;
use crate::stage::Stage;

/// What one stage does at each moment. Messages have no newline of their own, lines of the
/// console have.
pub(crate) struct Rules {
    /// Whether clients are known by the pseudo of their first message, and hear nothing of the
    /// room until then; otherwise by their address, as soon as they connect.
    pub(crate) pseudos: bool,
    /// Console, on connection.
    pub(crate) connected: Text,
    /// Console, once the pseudo is accepted.
    pub(crate) accepted: Text,
    /// Then sent to everybody, the newcomer included ("à tout le monde").
    pub(crate) joined: Text,
    /// Console, before a message.
    pub(crate) heard: Text,
    /// Sent back for the first message.
    pub(crate) greeting: Text,
    /// Console, once that is sent.
    pub(crate) greeted: Text,
    /// Sent back before every message.
    pub(crate) echo: Text,
    /// Sent to the others, before a message; empty where messages are not relayed.
    pub(crate) relayed: Text,
    /// Console, when a client leaves.
    pub(crate) left: Text,
    /// Sent to the others when a client leaves.
    pub(crate) departed: Text,
    /// Console, when the server is stopped: the first for each client in turn, then the second.
    pub(crate) stopped: [Text; 2],
}

pub(crate) fn of(stage: Stage) -> &'static Rules {
    [&II_2, &II_3, &II_4, &II_5, &II_6][stage as usize]
}

const II_2: Rules = Rules {
    pseudos: false,
    connected: "",
    accepted: "",
    joined: "",
    heard: "Message du client ({plain}): ",
    greeting: "Hello {plain}",
    greeted: "Réponse envoyée à {plain}\n",
    echo: "",
    relayed: "",
    left: "",
    departed: "",
    stopped: ["", ""],
};

const II_3: Rules = Rules {
    connected: "Nouvelle connexion de {tuple}\n",
    heard: "Message received from {plain} : ",
    greeting: "",
    greeted: "",
    echo: "Message reçu : ",
    left: "Connexion terminée avec {tuple}\nConnexion fermée avec {full}\n",
    stopped: ["Connexion annulée avec {tuple}\n", "Connexion fermée avec {full}\n"],
    ..II_2
};

const II_4: Rules = Rules {
    echo: "",
    relayed: "{plain} a dit : ",
    ..II_3
};

const II_5: Rules = Rules {
    pseudos: true,
    connected: "Connexion de {tuple}\n",
    accepted: "{tuple} est connecté avec le pseudo '{pseudo}'.\n",
    joined: "Annonce : {pseudo} a rejoint la chatroom",
    heard: "Message de {pseudo} ({tuple}): ",
    relayed: "{pseudo} a dit : ",
    left: "Déconnexion de {full}\nConnexion fermée avec {full}\n",
    stopped: [
        "Connexion annulée avec {tuple}\nDéconnexion de {full}\n",
        "Connexion fermée avec {full}\n",
    ],
    ..II_4
};

const II_6: Rules = Rules {
    connected: II_3.connected,
    accepted: "{tuple} s'est connecté avec le pseudo '{pseudo}'.\n",
    left: "Déconnexion de {full}\n",
    departed: "Annonce : {pseudo} a quitté la chatroom",
    stopped: [II_5.stopped[0], ""],
    ..II_5
};
