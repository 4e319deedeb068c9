//! The web pages are whole, safe, and lead to each other.

use crate::build::{everything, report, submission};
use salon_scenarios::grade::Verdict;
use salon_scenarios::plan::Language;
use salon_scenarios::report::formats::html;
use std::collections::HashSet;

/// The pages as trees: they are well-formed XML behind their first line.
pub(crate) fn parsed(page: &[u8], check: impl FnOnce(&roxmltree::Document<'_>)) {
    let text = std::str::from_utf8(page).unwrap();
    let body = text.strip_prefix("<!DOCTYPE html>\n").unwrap();
    check(&roxmltree::Document::parse(body).unwrap());
}

#[test]
fn pages_ask_for_nothing_and_run_nothing() {
    for (_, page) in html(&everything(), Language::Fr) {
        parsed(&page, |document| {
            for node in document.descendants().filter(roxmltree::Node::is_element) {
                assert!(
                    !["script", "link", "img", "iframe", "object", "base", "form"].contains(&node.tag_name().name())
                );
                assert!(
                    node.attributes()
                        .all(|attribute| !attribute.name().starts_with("on") && attribute.name() != "src")
                );
            }
        });
        let text = String::from_utf8(page).unwrap();
        assert!(!text.contains("://") && !text.contains("url(") && !text.contains("@import"));
    }
}

#[test]
fn every_link_leads_somewhere() {
    let pages = html(&everything(), Language::En);
    let mut targets = HashSet::new();
    for (name, page) in &pages {
        let name = name.to_str().unwrap();
        targets.insert(name.to_owned());
        parsed(page, |document| {
            let ids = document
                .descendants()
                .filter_map(|node| node.attribute("id").map(str::to_owned));
            for id in ids {
                assert!(targets.insert(format!("{name}#{id}")), "{id} twice in {name}");
            }
        });
    }
    for (_, page) in &pages {
        parsed(page, |document| {
            for link in document.descendants().filter_map(|node| node.attribute("href")) {
                assert!(targets.contains(link), "{link}");
            }
        });
    }
}

#[test]
fn names_of_pages_are_safe_and_unique() {
    let long = "é".repeat(5000);
    let names = [
        "",
        "..",
        "../x",
        "a/b",
        "CON",
        "a",
        "A",
        "a ",
        "<script>",
        "\0",
        "\u{202e}fdp",
        &long,
    ];
    let submissions = names.map(|name| submission(name, Verdict::Missing, |_| {}));
    let pages = html(&report(submissions.to_vec()), Language::En);
    let mut files = HashSet::new();
    for (file, _) in &pages {
        let file = file.to_str().unwrap();
        assert!(
            file.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte)),
            "{file}"
        );
        assert!(file.len() < 80 && !file.starts_with('.'));
        assert!(files.insert(file.to_owned()));
    }
    assert_eq!(pages.len(), names.len() + 1);
}

#[test]
fn the_first_difference_is_marked() {
    let pages = html(&everything(), Language::En);
    parsed(&pages[2].1, |document| {
        let marks = document
            .descendants()
            .filter(|node| node.attribute("class") == Some("band diverges"));
        assert_eq!(marks.count(), 2);
        let arrows = |class: &str| {
            let lines = document.descendants().filter(|node| node.has_tag_name("line"));
            lines.filter(|node| node.attribute("class") == Some(class)).count()
        };
        assert_eq!((arrows("missing"), arrows("unexpected")), (4, 2));
    });
}
