//! The report as a folder of web pages: a matrix of submissions and scenarios, and a page a submission.
//!
//! The pages need nothing but themselves: the style is in them, there is no script, and their content
//! security policy forbids both scripts and requests, so that not even a hole in the escaping could do harm.
//!
//! Pages are built by [`markup`], not by templates: SVG is made by code anyway, and there one function
//! writes every text, so that escaping cannot be forgotten and hidden characters are shown (a template
//! engine escapes only what HTML itself forbids).

mod criteria;
mod diagram;
mod draw;
mod index;
mod markup;
mod page;
mod reason;

use crate::Words;
use crate::text;
use markup::Markup;
use salon_model::Language;
use salon_model::{Overview, Report, Submission};
use std::path::PathBuf;

const STYLE: &str = include_str!("style.css");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
/// Characters of a submission's name kept in its page's.
const SLUG: usize = 40;

/// The pages of a report.
#[derive(Debug)]
pub struct Pages<'a> {
    report: &'a Overview,
    /// The names of the submissions' own.
    names: Vec<String>,
    words: Words,
}

impl<'a> Pages<'a> {
    /// Of these submissions.
    pub fn new(report: &'a Overview, language: Language) -> Self {
        let names = report.rows.iter().enumerate();
        Self {
            report,
            names: names.map(|(place, row)| file_name(place, &row.name)).collect(),
            words: Words(language),
        }
    }

    /// `index.html`: the matrix of submissions and scenarios. Where there are too many submissions for a
    /// browser to show that, their stages alone, and the matrix is in several further pages.
    pub fn index(&self) -> impl Iterator<Item = (PathBuf, Vec<u8>)> {
        let named = |(name, page): (String, String)| (name.into(), page.into_bytes());
        index::index(self).map(named)
    }

    /// The page of the submission in this place.
    pub fn page(&self, place: usize, submission: &Submission) -> (PathBuf, Vec<u8>) {
        let page = page::page(self, place, submission);
        (self.names[place].clone().into(), page.into_bytes())
    }

    /// The lab's title as people read it.
    fn lab(&self) -> String {
        text::visible(self.report.lab.in_language(self.words.0))
    }

    /// The anchor of a scenario on its submission's page.
    fn anchor(&self, stage: &str, scenario: &str) -> Option<String> {
        let place = self.report.stages.iter().position(|rubric| rubric.stage == stage)?;
        let mut scenarios = self.report.stages[place].scenarios.iter();
        Some(anchor(place, scenarios.position(|(id, _)| id == scenario)?))
    }
}

/// The pages of a report in memory: those of the index, then one a submission.
pub fn html(report: &Report, language: Language) -> Vec<(PathBuf, Vec<u8>)> {
    let overview = Overview::of(report);
    let pages = Pages::new(&overview, language);
    let each = report.submissions.iter().enumerate();
    let each = each.map(|(place, submission)| pages.page(place, submission));
    pages.index().chain(each).collect()
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
fn document(title: &str, words: Words, content: impl FnOnce(&mut Markup)) -> String {
    let mut out = Markup::document();
    out.inside("html", &[("lang", words.pick("fr", "en"))], |out| {
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

/// The anchor of a scenario, by its place in the rubrics.
fn anchor(stage: usize, result: usize) -> String {
    format!("s{}-{}", stage + 1, result + 1)
}
