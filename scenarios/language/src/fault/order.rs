//! Faults of the order of steps: what cannot happen after the steps before it.

use super::words::{Words, quoted};
use salon_model::Language;

/// Why a step cannot happen where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OrderFault {
    /// Nobody of that name ever connects.
    UnknownActor {
        name: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
    /// The actor connects only later.
    NotYetThere { name: String },
    /// The actor has left.
    Gone { name: String },
    /// The actor is connected already.
    AlreadyThere { name: String, at_once: bool },
    /// The actor has closed its write side.
    WriteClosed { name: String },
    /// The actor stalls already.
    AlreadyStalled { name: String },
    /// The actor does not stall.
    NotStalled { name: String },
    /// Someone else in the room is there already.
    AlreadyInRoom { name: String },
    /// Someone else has left the room.
    LeftRoom { name: String },
    /// The server has been stopped.
    ServerStopped,
    /// The server of a client has closed the connection.
    ServerClosed,
}

impl OrderFault {
    pub(super) fn words(&self, language: Language) -> Words {
        let say = |fr: String, en: String| Words::new(language, fr, en);
        match self {
            Self::UnknownActor { name, nearest, known } => {
                let name = quoted(name);
                say(
                    format!("{name} ne se connecte nulle part"),
                    format!("{name} never connects"),
                )
                .near(nearest.as_deref())
                .allowed(known)
            }
            Self::NotYetThere { name } => {
                let name = quoted(name);
                say(
                    format!("{name} n'est pas encore connecté"),
                    format!("{name} is not connected yet"),
                )
            }
            Self::Gone { name } => {
                let name = quoted(name);
                say(format!("{name} est déjà parti"), format!("{name} has left"))
                    .related("parti ici", "left here")
                    .help(
                        "seuls `connects` et `joins` sont possibles ensuite",
                        "only `connects` and `joins` can follow",
                    )
            }
            Self::AlreadyThere { name, at_once } => {
                let name = quoted(name);
                let words = if *at_once {
                    say(
                        format!("{name} se connecte deux fois dans le même `together`"),
                        format!("{name} connects twice in the same `together`"),
                    )
                } else {
                    say(
                        format!("{name} est déjà connecté"),
                        format!("{name} is already connected"),
                    )
                };
                words.related("connecté ici", "connected here")
            }
            Self::WriteClosed { name } => {
                let name = quoted(name);
                say(
                    format!("{name} ne peut plus rien envoyer"),
                    format!("{name} can send nothing more"),
                )
                .related("côté écriture fermé ici", "write side closed here")
            }
            Self::AlreadyStalled { name } => {
                let name = quoted(name);
                say(
                    format!("{name} ne lit déjà plus"),
                    format!("{name} has already stopped reading"),
                )
                .related("depuis ici", "since here")
            }
            Self::NotStalled { name } => {
                let name = quoted(name);
                say(format!("{name} lit déjà"), format!("{name} is reading already"))
                    .help("`resumes` vient après `stalls`", "`resumes` comes after `stalls`")
            }
            Self::AlreadyInRoom { name } => {
                let name = quoted(name);
                say(
                    format!("{name} est déjà dans la salle"),
                    format!("{name} is in the room already"),
                )
                .related("depuis ici au moins", "since here at least")
            }
            Self::LeftRoom { name } => {
                let name = quoted(name);
                say(format!("{name} est déjà parti"), format!("{name} has left"))
                    .related("parti ici", "left here")
                    .help("seul `joins` est possible ensuite", "only `joins` can follow")
            }
            Self::ServerClosed => say(
                "la connexion est terminée : seul `user` peut encore agir".into(),
                "the connection has ended: only `user` can still act".into(),
            )
            .related("terminée ici", "ended here"),
            Self::ServerStopped => say(
                "le serveur est arrêté : plus rien ne peut suivre".into(),
                "the server is stopped: nothing can follow".into(),
            )
            .related("arrêté ici", "stopped here"),
        }
    }
}
