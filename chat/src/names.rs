//! Who a text is about, and the texts of the tables, which name them.

use std::net::SocketAddr;

use crate::peer;

/// A text that names a client as `{tuple}`, `{plain}`, `{pseudo}` or `{full}`. The tables say
/// nothing at a moment by an empty text.
pub(crate) type Text = &'static str;

/// The names of one side of a connection.
pub(crate) struct Names {
    /// `('10.2.2.2', 47148)`.
    pub(crate) tuple: String,
    /// `10.2.2.2:47148`.
    pub(crate) plain: String,
    /// Empty until there is one.
    pub(crate) pseudo: String,
}

impl Names {
    pub(crate) fn new(address: SocketAddr, pseudo: String) -> Self {
        Self {
            tuple: peer::tuple(address),
            plain: peer::plain(address),
            pseudo,
        }
    }

    /// The text with these names in it. `{full}` is the tuple, followed by the pseudo if there is
    /// one: `('10.2.2.2', 47148) (vince)`.
    pub(crate) fn fill(&self, text: Text) -> String {
        let full = if self.pseudo.is_empty() {
            "{tuple}"
        } else {
            "{tuple} ({pseudo})"
        };
        let text = text.replace("{full}", full).replace("{tuple}", &self.tuple);
        // The pseudo comes last: it is a stranger's, and may look like any of the others.
        text.replace("{plain}", &self.plain).replace("{pseudo}", &self.pseudo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pseudo: &str) -> Names {
        Names::new("10.2.2.2:80".parse().unwrap(), pseudo.to_owned())
    }

    #[test]
    fn a_text_names_who_it_is_about() {
        assert_eq!(names("vince").fill("{pseudo}, {plain}"), "vince, 10.2.2.2:80");
        assert_eq!(names("vince").fill("{full}"), "('10.2.2.2', 80) (vince)");
        assert_eq!(names("").fill("{full}"), "('10.2.2.2', 80)");
    }

    #[test]
    fn a_pseudo_is_never_read_as_a_text() {
        assert_eq!(names("{full}").fill("{tuple} {pseudo}"), "('10.2.2.2', 80) {full}");
    }
}
