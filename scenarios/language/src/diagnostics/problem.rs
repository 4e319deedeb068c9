//! The error type of this crate: all that is wrong with some files, in the words of either
//! language, each problem with its line and a caret.
//!
//! Policy: what a person wrote wrong is data here ([`Problem`]), never a panic, and one reading
//! reports as many problems as it can. The language is chosen on rendering only.

use super::message::Message;
use annotate_snippets::{Annotation, AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use salon_model::{Language, Text};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many problems a rendering shows; the rest are counted.
const MOST_SHOWN: usize = 50;
/// How wide a rendering is, in columns.
const WIDTH: usize = 120;
/// How far behind a place its line is looked at, in bytes: more than a rendering can show, and less than
/// the renderer would take seconds for.
const FAR: usize = 4 * WIDTH;

/// Why scenarios or labs could not be read: one problem or more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.render(Language::En, false))]
pub struct PlanError {
    problems: Vec<Problem>,
}

impl PlanError {
    /// All problems, file by file, in the order of their lines.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The problems as text for a terminal, one after the other.
    pub fn render(&self, language: Language, color: bool) -> String {
        let shown = self.problems.iter().take(MOST_SHOWN);
        let mut parts: Vec<String> = shown.map(|problem| problem.render(language, color)).collect();
        if let Some(more @ 1..) = self.problems.len().checked_sub(MOST_SHOWN) {
            parts.push(language.pick(format!("et {more} autres erreurs"), format!("and {more} more errors")));
        }
        parts.join("\n\n")
    }

    /// Problems as an error, if there are any.
    pub(crate) fn check(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Self { problems })
        }
    }

    /// The error where all that is wrong has been said already.
    pub(crate) fn said_already() -> Self {
        let problems = Vec::new();
        Self { problems }
    }

    /// Takes the problems out, to add them to others.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}

impl From<Problem> for PlanError {
    fn from(problem: Problem) -> Self {
        let problems = vec![problem];
        Self { problems }
    }
}

/// What is wrong at a place of the file that is being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    at: Range<usize>,
    /// An earlier place it has to do with.
    earlier: Option<Range<usize>>,
    message: Message,
}

/// A mistake as the error of a `Result`, which it would make large.
pub(crate) type Wrong = Box<Mistake>;

impl Mistake {
    pub(crate) fn at(at: &Range<usize>, message: Message) -> Wrong {
        Self::after(None, at, message)
    }

    /// A mistake that may have to do with an earlier place.
    pub(crate) fn after(earlier: Option<&Range<usize>>, at: &Range<usize>, message: Message) -> Wrong {
        Box::new(Self {
            at: at.clone(),
            earlier: earlier.cloned(),
            message,
        })
    }
}

/// One thing wrong with one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    path: PathBuf,
    /// The text that is wrong; `None` where the problem is that of the whole file.
    source: Option<Arc<str>>,
    mistake: Wrong,
}

impl Problem {
    /// A problem of a whole file or folder.
    pub(crate) fn of_file(path: &Path, message: Message) -> Self {
        Self {
            path: path.to_owned(),
            source: None,
            mistake: Mistake::at(&(0..0), message),
        }
    }

    /// A problem at a place of a file.
    pub(crate) fn in_source(path: &Path, source: &Arc<str>, mut mistake: Wrong) -> Self {
        mistake.at = first_line(source, &mistake.at);
        mistake.earlier = mistake.earlier.map(|earlier| first_line(source, &earlier));
        Self {
            path: path.to_owned(),
            source: Some(Arc::clone(source)),
            mistake,
        }
    }

    /// The byte of the file at which it begins.
    pub(super) fn offset(&self) -> usize {
        self.mistake.at.start
    }

    /// The file or folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The line, from 1, unless it is about the whole file.
    pub fn line(&self) -> Option<usize> {
        let source = self.source.as_ref()?;
        Some(line_of(source, self.offset()))
    }

    /// The column in characters, from 1, unless it is about the whole file.
    pub fn column(&self) -> Option<usize> {
        let source = self.source.as_ref()?;
        let before = &source[line_start(source, self.offset())..self.offset()];
        Some(before.chars().count() + 1)
    }

    /// What is wrong, in one line, without the place.
    pub fn message(&self, language: Language) -> String {
        self.mistake.message.title.in_language(language).to_owned()
    }

    /// The whole message: place, source line, caret and help.
    pub fn render(&self, language: Language, color: bool) -> String {
        let path = printable(&self.path);
        let origin: Element<'_> = match &self.source {
            Some(source) => self.mistake.snippet(source, language).path(path.as_str()).into(),
            None => Origin::path(path.as_str()).into(),
        };
        let error = Level::ERROR.with_name(language.pick("erreur", "error"));
        let help = Level::HELP.with_name(language.pick("aide", "help"));
        let message = &self.mistake.message;
        let mut elements = vec![origin];
        for text in &message.help {
            elements.push(help.clone().message(text.in_language(language)).into());
        }
        if let Some(text) = &message.note {
            elements.push(Level::NOTE.message(text.in_language(language)).into());
        }
        let title = error.primary_title(message.title.in_language(language));
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        renderer.term_width(WIDTH).render(&[title.elements(elements)])
    }
}

impl Mistake {
    /// The lines in question with their carets; the others are left out, so that a large file is
    /// not gone through again for each of its problems.
    fn snippet<'a>(&'a self, source: &'a str, language: Language) -> Snippet<'a, Annotation<'a>> {
        let earlier = self.earlier.as_ref().unwrap_or(&self.at);
        let start = line_start(source, earlier.start.min(self.at.start));
        let last = earlier.end.max(self.at.end);
        let end = source.floor_char_boundary(line_end(source, last).min(last + FAR));
        let marked = |kind: AnnotationKind, place: &Range<usize>, word: &'a Option<Box<Text>>| {
            let annotation = kind.span(place.start - start..place.end - start);
            annotation.label(word.as_ref().map(|text| text.in_language(language)))
        };
        let earlier = self.earlier.iter();
        Snippet::source(&source[start..end])
            .line_start(line_of(source, start))
            .annotation(marked(AnnotationKind::Primary, &self.at, &self.message.label))
            .annotations(earlier.map(|place| marked(AnnotationKind::Context, place, &self.message.related)))
    }
}

/// A place cut to its first line and to whole characters, so that a caret can be drawn under it.
fn first_line(source: &str, at: &Range<usize>) -> Range<usize> {
    let start = source.floor_char_boundary(at.start);
    let end = source.floor_char_boundary(at.end).max(start);
    let line = source[start..end].lines().next().unwrap_or_default();
    start..start + line.trim_end().len()
}

fn line_start(source: &str, at: usize) -> usize {
    source[..at].rfind('\n').map_or(0, |end| end + 1)
}

fn line_end(source: &str, at: usize) -> usize {
    source[at..].find(['\n', '\r']).map_or(source.len(), |end| at + end)
}

/// The line of a place in bytes, from 1.
fn line_of(source: &str, at: usize) -> usize {
    source[..at].matches('\n').count() + 1
}

/// A path that does no harm to a terminal.
fn printable(path: &Path) -> String {
    path.display().to_string().replace(char::is_control, "\u{fffd}")
}
