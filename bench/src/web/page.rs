//! One page to fetch, and where it goes.

use std::collections::{HashMap, HashSet};

use reqwest::Url;

/// One page to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The URL as the user wrote it, which is what is printed.
    pub text: String,
    /// The URL that is asked for.
    pub url: Url,
    /// The name of its file, a single harmless component: `web_page` for one asked for alone, in a list
    /// `web_<host>`, distinct in it (sheet part I.2).
    pub file_name: String,
}

impl Page {
    /// A page that is not in a list.
    pub(super) fn alone(text: &str, url: Url) -> Self {
        Self {
            text: text.to_owned(),
            url,
            file_name: "web_page".to_owned(),
        }
    }

    pub(super) fn new(text: &str, url: Url, names: &mut Names) -> Self {
        let file_name = names.next(url.host_str().unwrap_or_default());
        Self {
            text: text.to_owned(),
            url,
            file_name,
        }
    }

    /// The same page as a mock site serves it: without TLS, at the usual port, and by name even
    /// where the URL has an address, since only names can be led elsewhere.
    #[must_use]
    pub fn offline(mut self) -> Self {
        let url = &self.url;
        let name = match url.domain() {
            Some(domain) => domain.to_owned(),
            None => format!("{}.invalid", harmless(url.host_str().unwrap_or_default())),
        };
        let query = url.query().map(|query| format!("?{query}"));
        let mock = format!("http://{name}{}{}", url.path(), query.unwrap_or_default());
        if let Ok(mock) = Url::parse(&mock) {
            self.url = mock;
        }
        self
    }

    /// The host that is asked for it.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }
}

/// The file names given so far.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    last: HashMap<String, usize>,
}

impl Names {
    /// `web_<host>`, with `_2`, `_3` and so on when the host comes again.
    fn next(&mut self, host: &str) -> String {
        let base = format!("web_{}", harmless(host));
        if self.taken.insert(base.clone()) {
            return base;
        }
        let last = self.last.entry(base.clone()).or_insert(1);
        loop {
            *last += 1;
            let name = format!("{base}_{last}");
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// A host as part of a file name: no separator, nothing a file system or a terminal could take
/// amiss, and short enough to leave room for a prefix and a number. Lower case, for file systems
/// that do not tell cases apart (hosts do not either).
fn harmless(host: &str) -> String {
    const LONGEST: usize = 200;
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .chars()
        .take(LONGEST)
        .map(|c| match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') => c,
            ':' => '-',
            _ => '_',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_host_makes_a_name_of_more_than_one_component(hosts in prop::collection::vec(".*", 1..20)) {
            let mut names = Names::default();
            let mut seen = HashSet::new();
            for host in hosts {
                let name = names.next(&host);
                let mut components = Path::new(&name).components();
                prop_assert!(matches!(components.next(), Some(Component::Normal(_))));
                prop_assert_eq!(components.next(), None);
                prop_assert!(name.len() < 240 && name.is_ascii());
                prop_assert!(seen.insert(name));
            }
        }
    }

    #[test]
    fn a_number_never_takes_the_name_of_another_host() {
        let mut names = Names::default();
        let given: Vec<_> = ["a", "a", "a_2", "a"].map(|host| names.next(host)).into();
        assert_eq!(given, ["web_a", "web_a_2", "web_a_2_2", "web_a_3"]);
    }
}
