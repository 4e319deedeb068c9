//! What the sessions of a stage tell of each other's texts.

use salon_model::Difference;

/// What is known of a stage's texts from all its sessions.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// What the reference says anywhere.
    pub(super) templates: Vec<String>,
    /// What the program says in other words: the text that is meant, and the words.
    pub(super) variants: Vec<(String, String)>,
    /// The lines of steps in which something is said, of the scenario at hand.
    pub(super) saying: Vec<usize>,
}

impl Known {
    /// Whether words are those of another text.
    pub(super) fn is_other(&self, seen: &str, expected: &str) -> bool {
        let of_variant = || {
            self.variants
                .iter()
                .any(|(meant, words)| words == seen && meant != expected)
        };
        seen != expected && (self.templates.iter().any(|template| template == seen) || of_variant())
    }

    /// Whether the program says the same where different things are meant, or what the reference says to mean
    /// something else.
    pub(super) fn is_ambiguous(&self, seen: &str) -> bool {
        let mut meant = self
            .variants
            .iter()
            .filter(|(_, words)| words == seen)
            .map(|(meant, _)| meant);
        let first = meant.next();
        self.templates.iter().any(|template| template == seen) || meant.any(|other| Some(other) != first)
    }

    pub(super) fn says(&self, difference: &Difference) -> bool {
        difference
            .step
            .as_ref()
            .is_some_and(|(_, line)| self.saying.contains(line))
    }
}
