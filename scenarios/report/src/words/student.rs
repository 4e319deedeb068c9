//! What a student is told beside explanations.

use super::Words;

impl Words {
    /// What the faults of other stages come under.
    pub(crate) fn other_faults(self) -> &'static str {
        self.pick("Autres fautes, aux autres étapes", "Other faults, in other stages")
    }

    /// That there are more faults than are named.
    pub(crate) fn more_faults(self, more: usize) -> String {
        self.pick(format!("… et {more} autre(s)"), format!("… and {more} more"))
    }

    /// How many demands are met.
    pub(crate) fn criteria_met(self, met: usize, all: usize) -> String {
        self.pick(
            format!("Déjà juste : {met} critère(s) sur {all}, aux étapes qui ont un programme."),
            format!("Right already: {met} of {all} criteria, in the stages that have a program."),
        )
    }
}
