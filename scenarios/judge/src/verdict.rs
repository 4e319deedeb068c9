//! From what is different to a verdict.
//!
//! A server's text in other words is *near* when everything that varies is in it as often as in the
//! reference: the pseudo, the message, the address. Who got it and when is not a matter of words:
//! a message that is missing, comes to the wrong one, twice, or in another step is a failure.
//! Near are also a client's message that is right but for its line end, and a page saved as a whole
//! elsewhere than asked.

use salon_model::bytes::escape;
use salon_model::{Action, Reason, Scenario, SubjectKind, Transcript, Verb, Verdict};
use salon_model::{Comparison, Deviation};

/// A scenario's verdict, from the comparison of two transcripts of it.
pub fn verdict(scenario: &Scenario, outcome: &Comparison, reference: &Transcript, seen: &Transcript) -> Verdict {
    match outcome {
        Comparison::Same => Verdict::Pass,
        Comparison::NotStarted(_) => Verdict::Blocked,
        Comparison::Differs(differences) => {
            let near = Nearness {
                words_are_free: scenario.subject() == SubjectKind::Server,
                variables: variables(scenario),
                spoken: spoken(scenario, reference, seen),
            };
            let mut judged = differences.iter().filter(|difference| difference.counts());
            if judged.all(|difference| near.holds(&difference.kind)) {
                Verdict::Near
            } else {
                Verdict::Fail
            }
        }
    }
}

/// Why a scenario did not pass, in the order of the session.
pub fn reasons(comparison: &Comparison) -> Vec<Reason> {
    match comparison {
        Comparison::Same => Vec::new(),
        Comparison::NotStarted(doing) => vec![Reason::NotStarted(doing.clone())],
        Comparison::Differs(differences) => differences.iter().cloned().map(Reason::Differs).collect(),
    }
}

/// What decides whether a text is near another.
struct Nearness {
    /// What a client sends is for a program to read: other words are no message.
    words_are_free: bool,
    variables: Vec<String>,
    /// Every text of the session, as the reference and as the subject put it.
    spoken: Vec<(String, String)>,
}

impl Nearness {
    fn holds(&self, kind: &Deviation) -> bool {
        match kind {
            Deviation::NotExactly { .. } | Deviation::SavedElsewhere { .. } | Deviation::OtherHandshake { .. } => true,
            Deviation::Received { expected, seen, .. } if self.words_are_free => {
                expected.len() == seen.len()
                    && expected.iter().zip(seen).all(|(expected, seen)| {
                        has_all_of(seen, expected, &self.variables) && !self.means_something_else(expected, seen)
                    })
            }
            Deviation::NotPrinted { expected, seen } => {
                seen.iter().any(|line| has_all_of(line, expected, &self.variables))
            }
            _ => false,
        }
    }

    /// Whether the subject, or the reference, says exactly this where something else is meant: one
    /// who announces a departure as an arrival has the right pseudo in it, and is wrong.
    fn means_something_else(&self, expected: &str, seen: &str) -> bool {
        self.spoken
            .iter()
            .any(|(meaning, text)| text == seen && meaning != expected)
    }
}

fn spoken(scenario: &Scenario, reference: &Transcript, seen: &Transcript) -> Vec<(String, String)> {
    let mut spoken = Vec::new();
    for (reference, seen) in reference.moments.iter().zip(&seen.moments) {
        for actor in &scenario.actors {
            let (meant, said) = (reference.received(&actor.name), seen.received(&actor.name));
            spoken.extend(meant.iter().map(|text| (text.clone(), text.clone())));
            if meant.len() == said.len() {
                spoken.extend(meant.into_iter().zip(said));
            }
        }
    }
    spoken
}

/// Whether every variable part of `expected` is in `seen`, as often.
pub(crate) fn has_all_of(seen: &str, expected: &str, variables: &[String]) -> bool {
    let mut any = false;
    let all = variables.iter().all(|part| {
        let wanted = count(expected, part);
        any |= wanted > 0;
        wanted == 0 || count(seen, part) == wanted
    });
    any && all
}

/// How often a variable part is in a text. An address may be written in its two parts, and the name of
/// its owner in its place is no pseudo.
pub(crate) fn count(text: &str, part: &str) -> usize {
    match part.strip_prefix('<').and_then(|part| part.strip_suffix(".addr>")) {
        Some(owner) => {
            let ports = text.matches(&format!("<{owner}.port>")).count();
            let ips = text.matches(&format!("<{owner}.ip>")).count() + text.matches("<ip>").count();
            text.matches(part).count() + ports.min(ips)
        }
        None => without_addresses(text).matches(part).count(),
    }
}

/// A text without what stands for addresses in it.
fn without_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        let end = from[1..].find(['<', '>']).map_or(from.len(), |end| end + 2);
        let is_address = [".addr>", ".ip>", ".port>"]
            .iter()
            .any(|ending| from[..end].ends_with(ending));
        out.push_str(before);
        out.push_str(if is_address { "\0" } else { &from[..1] });
        rest = &from[if is_address { end } else { 1 }..];
    }
    out + rest
}

/// What varies in the texts of a scenario: pseudos, addresses, and everything that is said.
pub(crate) fn variables(scenario: &Scenario) -> Vec<String> {
    let mut variables: Vec<String> = scenario
        .actors
        .iter()
        .flat_map(|actor| [actor.name.clone(), format!("<{}.addr>", actor.name)])
        .collect();
    let steps = scenario.given.iter().chain(&scenario.when);
    variables.extend(steps.flat_map(|step| step.stimulus.actions()).filter_map(said));
    variables
}

pub(crate) fn said(action: &Action) -> Option<String> {
    let text = match &action.verb {
        Verb::Says(text) => escape(text.trim().as_bytes()),
        Verb::Sends(bytes) => escape(bytes.trim_ascii()),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::has_all_of;

    fn variables() -> Vec<String> {
        ["jin", "<jin.addr>", "salut"].map(str::to_owned).to_vec()
    }

    #[test]
    fn other_words_with_every_variable_part_are_near() {
        assert!(has_all_of("[jin] : salut", "jin a dit : salut", &variables()));
        assert!(has_all_of(
            "jin est parti",
            "Annonce : jin a quitté la chatroom",
            &variables()
        ));
    }

    #[test]
    fn an_address_in_its_two_parts_is_near() {
        let said = "<jin.addr> a dit : salut";
        for seen in ["('<jin.ip>', <jin.port>) : salut", "<ip> (port <jin.port>) : salut"] {
            assert!(has_all_of(seen, said, &variables()), "{seen}");
        }
        for seen in [
            "<jin.port> : salut",
            "('<vince.ip>', <vince.port>) : salut",
            "jin : salut",
        ] {
            assert!(!has_all_of(seen, said, &variables()), "{seen}");
        }
        // The name of an address's owner is no pseudo.
        let said = "jin a dit : salut";
        assert!(has_all_of("jin <jin.addr> : salut", said, &variables()));
        assert!(!has_all_of("<jin.addr> : salut", said, &variables()));
    }

    #[test]
    fn a_missing_part_or_one_too_many_is_not_near() {
        assert!(!has_all_of(
            "quelqu'un a dit : salut",
            "jin a dit : salut",
            &variables()
        ));
        assert!(!has_all_of("jin a dit : sal", "jin a dit : salut", &variables()));
        assert!(!has_all_of(
            "jin est partijin est parti",
            "Annonce : jin a quitté la chatroom",
            &variables()
        ));
        assert!(!has_all_of("n'importe quoi", "sans partie variable", &variables()));
    }
}
