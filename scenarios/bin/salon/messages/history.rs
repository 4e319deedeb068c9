//! What `salon check` says of the last time.

use super::Messages;
use crate::history::Changes;
use salon_model::Text;
use salon_report::quoted;
use std::fmt::Write;

/// Demands named of those that got better, and of those that got worse.
const NAMED: usize = 5;

impl Messages {
    /// What got better and worse since the last check; nothing where nothing did.
    pub(crate) fn changes(self, changes: &Changes) -> String {
        let mut out = String::new();
        let (better, worse) = self.0.pick(
            ("Mieux que la dernière fois", "Moins bien que la dernière fois"),
            ("Better than the last time", "Worse than the last time"),
        );
        for (name, demands) in [(better, &changes.better), (worse, &changes.worse)] {
            if !demands.is_empty() {
                let colon = self.0.pick(" :", ":");
                let _ = writeln!(out, "{name}{colon} {}", self.demands(demands));
            }
        }
        out
    }

    fn demands(self, demands: &[(String, Text)]) -> String {
        let named = demands.iter().take(NAMED);
        let named = named.map(|(stage, title)| format!("{stage} {}", quoted(title.in_language(self.0))));
        let mut told = named.collect::<Vec<_>>().join(", ");
        if demands.len() > NAMED {
            let more = demands.len() - NAMED;
            told += &self
                .0
                .pick(format!(", et {more} autre(s)"), format!(", and {more} more"));
        }
        told
    }
}
