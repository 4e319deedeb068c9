//! The client's table: what each stage prints and sends, as the reference report shows it.

use std::net::SocketAddr;

use crate::peer;
use crate::stage::Stage;

/// What a client does on arrival.
pub(crate) enum Entry {
    /// Sends this and waits for one reply.
    Hello(&'static str),
    /// Nothing: whoever is connected takes part.
    Silent,
    /// Introduces itself with a pseudo.
    Pseudo {
        /// Asks for it.
        prompt: &'static str,
        /// Printed once it is sent.
        welcome: fn(&str) -> String,
    },
}

/// What one stage prints and sends. Lines have no newline of their own.
pub(crate) struct Texts {
    /// Before anything else, with the server's address as the user gave it.
    pub(crate) connecting: Option<fn(&str) -> String>,
    /// Once connected.
    pub(crate) connected: Option<fn(SocketAddr) -> String>,
    pub(crate) entry: Entry,
    /// Before what the user types.
    pub(crate) prompt: &'static str,
    /// Before each message of the server.
    pub(crate) incoming: &'static str,
    /// At the end, when the user has finished.
    pub(crate) finished: &'static [&'static str],
    /// At the end, after Ctrl-C.
    pub(crate) interrupted: &'static [&'static str],
    /// At the end, when the server has gone.
    pub(crate) gone: &'static [&'static str],
}

pub(crate) fn of(stage: Stage) -> &'static Texts {
    match stage {
        Stage::Ii2 => &II_2,
        Stage::Ii3 | Stage::Ii4 => &II_3,
        Stage::Ii5 => &II_5,
        Stage::Ii6 => &II_6,
    }
}

const PSEUDO: Entry = Entry::Pseudo {
    prompt: "Entrez votre pseudo : ",
    welcome: |pseudo| format!("Vous êtes connecté en tant que '{pseudo}'. Tapez votre message !"),
};

static II_2: Texts = Texts {
    connecting: None,
    connected: Some(|server| format!("Connecté au serveur {}", peer::tuple(server))),
    entry: Entry::Hello("Hello"),
    prompt: "",
    incoming: "Réponse du serveur: ",
    finished: &["Fermeture de la connexion"],
    interrupted: &["Fermeture de la connexion"],
    gone: &["Connexion avec le serveur fermée."],
};

static II_3: Texts = Texts {
    connecting: None,
    connected: Some(|server| format!("Connecté au serveur {}", peer::plain(server))),
    entry: Entry::Silent,
    prompt: "Vous : ",
    incoming: "Serveur : ",
    finished: &["Fermeture de la connexion."],
    interrupted: &[
        "Arrêt de la saisie utilisateur.",
        "",
        "Arrêt de la réception des messages.",
        "",
        "Client arrêté par l'utilisateur.",
        "Fermeture de la connexion.",
        "",
        "Arrêt du client (CTRL + C).",
    ],
    gone: &["Connexion avec le serveur fermée."],
};

static II_5: Texts = Texts {
    connecting: Some(|server| format!("Connexion au serveur {server}...")),
    connected: None,
    entry: PSEUDO,
    prompt: "Vous : ",
    incoming: "",
    finished: &["Fermeture de la connexion."],
    interrupted: &[
        "Arrêt de la saisie utilisateur.",
        "Client arrêté manuellement.",
        "",
        "Fermeture de la connexion.",
    ],
    gone: &["Connexion avec le serveur fermée."],
};

static II_6: Texts = Texts {
    connecting: Some(|server| format!("Connexion au serveur {server}...")),
    connected: None,
    entry: PSEUDO,
    prompt: "Vous : ",
    incoming: "",
    finished: &["Fermeture de la connexion."],
    interrupted: &["Client arrêté manuellement.", "", "Fermeture de la connexion."],
    gone: &["Connexion fermée par le serveur."],
};
