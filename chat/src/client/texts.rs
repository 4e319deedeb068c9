//! The client's table: what each stage prints and sends, as the reference report shows it.

use crate::names::Text;
use crate::stage::Stage;

/// What one stage prints and sends, about the server's address and the user's pseudo. Texts have
/// no newline at their end; an empty one is neither printed nor sent.
pub(crate) struct Texts {
    /// Before anything else, with the `{server}` as the user gave it.
    pub(crate) connecting: Text,
    /// Once connected.
    pub(crate) connected: Text,
    /// Asks for the pseudo; empty where there are none.
    pub(crate) ask: Text,
    /// Sent on arrival.
    pub(crate) hello: Text,
    /// Once that is sent.
    pub(crate) welcome: Text,
    /// Before what the user types; empty where that is nothing, and one reply all there is.
    pub(crate) prompt: Text,
    /// Before each message of the server.
    pub(crate) incoming: Text,
    /// At the end, when the user has finished.
    pub(crate) finished: Text,
    /// At the end, after Ctrl-C.
    pub(crate) interrupted: Text,
    /// At the end, when the server has gone.
    pub(crate) gone: Text,
}

pub(crate) fn of(stage: Stage) -> &'static Texts {
    [&II_2, &II_3, &II_3, &II_5, &II_6][stage as usize]
}

const II_2: Texts = Texts {
    connecting: "",
    connected: "Connecté au serveur {tuple}",
    ask: "",
    hello: "Hello",
    welcome: "",
    prompt: "",
    incoming: "Réponse du serveur: ",
    finished: "Fermeture de la connexion",
    interrupted: "Fermeture de la connexion",
    gone: "Connexion avec le serveur fermée.",
};

const II_3: Texts = Texts {
    connected: "Connecté au serveur {plain}",
    hello: "",
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
    connecting: "Connexion au serveur {server}...",
    connected: "",
    ask: "Entrez votre pseudo : ",
    hello: "Hello|{pseudo}",
    welcome: "Vous êtes connecté en tant que '{pseudo}'. Tapez votre message !",
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
