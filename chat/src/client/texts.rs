//! The client's table: what each stage prints and sends, as the reference report shows it.

use std::net::SocketAddr;

use crate::peer;
use crate::refusal::HELLO;
use crate::stage::Stage;

/// What one stage prints and sends. Texts have no newline at their end.
pub(crate) struct Texts {
    /// Before anything else, with the server's address as the user gave it.
    pub(crate) connecting: Option<fn(&str) -> String>,
    /// Once connected.
    pub(crate) connected: Option<fn(SocketAddr) -> String>,
    /// Asks for the pseudo; none: there are no pseudos.
    pub(crate) ask: Option<&'static str>,
    /// Sent on arrival, made with the pseudo.
    pub(crate) hello: Option<fn(&str) -> String>,
    /// Once that is sent.
    pub(crate) welcome: Option<fn(&str) -> String>,
    /// The one reply to that is all there is.
    pub(crate) once: bool,
    /// Before what the user types.
    pub(crate) prompt: &'static str,
    /// Before each message of the server.
    pub(crate) incoming: &'static str,
    /// At the end, when the user has finished.
    pub(crate) finished: &'static str,
    /// At the end, after Ctrl-C.
    pub(crate) interrupted: &'static str,
    /// At the end, when the server has gone.
    pub(crate) gone: &'static str,
}

pub(crate) fn of(stage: Stage) -> &'static Texts {
    match stage {
        Stage::Ii2 => &II_2,
        Stage::Ii3 | Stage::Ii4 => &II_3,
        Stage::Ii5 => &II_5,
        Stage::Ii6 => &II_6,
    }
}

const II_2: Texts = Texts {
    connecting: None,
    connected: Some(|server| format!("Connecté au serveur {}", peer::tuple(server))),
    ask: None,
    hello: Some(|_| "Hello".into()),
    welcome: None,
    once: true,
    prompt: "",
    incoming: "Réponse du serveur: ",
    finished: "Fermeture de la connexion",
    interrupted: "Fermeture de la connexion",
    gone: "Connexion avec le serveur fermée.",
};

const II_3: Texts = Texts {
    connected: Some(|server| format!("Connecté au serveur {}", peer::plain(server))),
    hello: None,
    once: false,
    prompt: "Vous : ",
    incoming: "Serveur : ",
    finished: "Fermeture de la connexion.",
    interrupted: "\
Arrêt de la saisie utilisateur.

Arrêt de la réception des messages.

Client arrêté par l'utilisateur.
Fermeture de la connexion.

Arrêt du client (CTRL + C).",
    ..II_2
};

const II_5: Texts = Texts {
    connecting: Some(|server| format!("Connexion au serveur {server}...")),
    connected: None,
    ask: Some("Entrez votre pseudo : "),
    hello: Some(|pseudo| format!("{HELLO}{pseudo}")),
    welcome: Some(|pseudo| format!("Vous êtes connecté en tant que '{pseudo}'. Tapez votre message !")),
    incoming: "",
    interrupted: "\
Arrêt de la saisie utilisateur.
Client arrêté manuellement.

Fermeture de la connexion.",
    ..II_3
};

const II_6: Texts = Texts {
    interrupted: "Client arrêté manuellement.\n\nFermeture de la connexion.",
    gone: "Connexion fermée par le serveur.",
    ..II_5
};
