//! The stages of the lab that have a chat.

use std::fmt;
use std::str::FromStr;

/// A stage of part II of the sheet, in the order students write them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// "Première version": one greeting, one answer.
    Ii2,
    /// "Client asynchrone": messages are shown by the server.
    Ii3,
    /// "Un chat fonctionnel": messages are relayed to the others.
    Ii4,
    /// "Gérer des pseudos": a handshake, and newcomers are announced.
    Ii5,
    /// "Déconnexion": departures are announced.
    #[default]
    Ii6,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 5] = [Self::Ii2, Self::Ii3, Self::Ii4, Self::Ii5, Self::Ii6];

    /// The name used in the sheet's file names, such as `ii_6`.
    pub const fn name(self) -> &'static str {
        ["ii_2", "ii_3", "ii_4", "ii_5", "ii_6"][self as usize]
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A name that is no stage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown stage '{0}' (one of ii_2, ii_3, ii_4, ii_5, ii_6)")]
pub struct UnknownStage(pub String);

impl FromStr for Stage {
    type Err = UnknownStage;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|stage| stage.name() == name)
            .ok_or_else(|| UnknownStage(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_is_read_back_from_its_name() {
        for stage in Stage::ALL {
            assert_eq!(stage.to_string().parse(), Ok(stage));
        }
        assert_eq!("ii_7".parse::<Stage>(), Err(UnknownStage("ii_7".into())));
        assert_eq!(Stage::default(), Stage::Ii6);
    }
}
