//! The report as a folder of web pages: a matrix of submissions and scenarios, and a page a submission.
//!
//! The pages need nothing but themselves: the style is in them, there is no script, and their content
//! security policy forbids both scripts and requests, so that not even a hole in the escaping could do harm.
//!
//! Pages are built by [`markup`], not by templates: SVG is made by code anyway, and there one function
//! writes every text, so that escaping cannot be forgotten and hidden characters are shown (a template
//! engine escapes only what HTML itself forbids).

mod diagram;
mod draw;
mod index;
mod markup;
mod page;

use super::labels::Labels;
use super::text;
use crate::grade::Report;
use crate::plan::Language;
use markup::Markup;
use std::path::PathBuf;

const STYLE: &str = include_str!("style.css");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
/// Characters of a submission's name kept in its page's.
const SLUG: usize = 40;

/// The pages: `index.html`, then one a submission, in a folder of their own.
pub fn html(report: &Report, language: Language) -> Vec<(PathBuf, Vec<u8>)> {
    let pages: Vec<String> = report
        .submissions
        .iter()
        .enumerate()
        .map(|(place, submission)| file_name(place, &submission.name))
        .collect();
    let mut files = vec![(
        "index.html".into(),
        index::index(report, &pages, Labels(language)).into_bytes(),
    )];
    for (place, name) in pages.iter().enumerate() {
        files.push((
            name.into(),
            page::page(report, place, &pages, Labels(language)).into_bytes(),
        ));
    }
    files
}

/// A name of a page that is safe and, by its number, unique whatever the submission is called.
fn file_name(place: usize, name: &str) -> String {
    let mut slug = String::new();
    for next in name.chars() {
        if slug.len() >= SLUG {
            break;
        }
        if next.is_ascii_alphanumeric() {
            slug.push(next.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        format!("submission-{:03}.html", place + 1)
    } else {
        format!("submission-{:03}-{slug}.html", place + 1)
    }
}

/// A whole page around its content.
fn document(title: &str, labels: Labels, content: impl FnOnce(&mut Markup)) -> String {
    let mut out = Markup::document();
    out.inside("html", &[("lang", labels.pick("fr", "en"))], |out| {
        out.inside("head", &[], |out| {
            out.empty("meta", &[("charset", "utf-8")]);
            out.empty(
                "meta",
                &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")],
            );
            out.empty("meta", &[("name", "color-scheme"), ("content", "light dark")]);
            out.empty(
                "meta",
                &[("http-equiv", "Content-Security-Policy"), ("content", POLICY)],
            );
            out.element("title", &[], title);
            out.style(STYLE);
        });
        out.inside("body", &[], content);
    });
    out.finish()
}

/// The anchor of a scenario on a page.
fn anchor(stage: usize, result: usize) -> String {
    format!("s{}-{}", stage + 1, result + 1)
}

/// The lab's title as people read it.
fn lab(report: &Report, labels: Labels) -> String {
    text::visible(report.lab.in_language(labels.0))
}
