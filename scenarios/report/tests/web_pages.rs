//! The web pages are whole, safe, and lead to each other.

use crate::build::{everything, report, submission};
use salon_model::Language;
use salon_model::Verdict;
use salon_report::formats::html;
use std::collections::HashSet;
use std::path::PathBuf;

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

/// Checks that links lead to pages and anchors, none of which is there twice.
fn assert_every_link_leads_somewhere(pages: &[(PathBuf, Vec<u8>)]) {
    let mut targets = HashSet::new();
    for (name, page) in pages {
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
    for (name, page) in pages {
        parsed(page, |document| {
            for link in document.descendants().filter_map(|node| node.attribute("href")) {
                let own = link.starts_with('#').then(|| format!("{}{link}", name.display()));
                assert!(targets.contains(own.as_deref().unwrap_or(link)), "{link}");
            }
        });
    }
}

#[test]
fn every_link_leads_somewhere() {
    assert_every_link_leads_somewhere(&html(&everything(), Language::En));
}

#[test]
fn many_submissions_have_their_stages_on_the_first_page_and_the_matrix_on_others() {
    let one = |number| submission(&format!("student {number:04}"), Verdict::Near, |_| {});
    let all = report((0..1001).map(one).collect());
    let pages = html(&all, Language::En);
    assert_every_link_leads_somewhere(&pages);
    let (index, matrices): (Vec<_>, Vec<_>) = pages[..4].iter().partition(|(name, _)| name.ends_with("index.html"));
    let cells = |page: &[u8]| {
        let (mut rows, mut near) = (0, 0);
        parsed(page, |document| {
            let named = |name: &'static str| document.descendants().filter(move |node| node.has_tag_name(name));
            rows = named("tr").count();
            near = named("td")
                .filter(|cell| cell.attribute("class") == Some("near"))
                .count();
        });
        (rows, near)
    };
    // Beside the submissions, a line of headings and one of means.
    assert_eq!(cells(&index[0].1), (1001 + 2, 1001 * 3));
    let matrices: Vec<_> = matrices.iter().map(|(_, page)| cells(page)).collect();
    assert_eq!(matrices, [(500 + 3, 500 * 7), (500 + 3, 500 * 7), (1 + 3, 7)]);
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
