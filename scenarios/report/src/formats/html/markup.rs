//! A writer of HTML and SVG in which no text gets in unescaped and no element stays open.

use crate::text;
use std::fmt::Write as _;

/// A page being written. It is well-formed XML too, which tests use.
pub(super) struct Markup(String);

/// An attribute. Its name is ours; its value may be anybody's.
pub(super) type Attribute<'a> = (&'static str, &'a str);

impl Markup {
    pub(super) fn document() -> Self {
        Self("<!DOCTYPE html>\n".to_owned())
    }

    pub(super) fn finish(mut self) -> String {
        self.0.push('\n');
        self.0
    }

    /// An element and what is in it.
    pub(super) fn inside(&mut self, tag: &'static str, attributes: &[Attribute<'_>], content: impl FnOnce(&mut Self)) {
        self.open(tag, attributes, ">");
        content(self);
        let _ = write!(self.0, "</{tag}>");
        if BLOCKS.contains(&tag) {
            self.0.push('\n');
        }
    }

    /// An element with a text in it.
    pub(super) fn element(&mut self, tag: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.inside(tag, attributes, |out| out.text(text));
    }

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, tag: &'static str, attributes: &[Attribute<'_>]) {
        self.open(tag, attributes, "/>");
    }

    /// A text, on one line.
    pub(super) fn text(&mut self, text: &str) {
        escape(&mut self.0, text);
    }

    /// A text of one or several lines.
    pub(super) fn lines(&mut self, text: &str) {
        for (place, line) in text.lines().enumerate() {
            if place > 0 {
                self.empty("br", &[]);
            }
            self.text(line);
        }
    }

    /// A style sheet of ours.
    pub(super) fn style(&mut self, sheet: &'static str) {
        let _ = write!(self.0, "<style>\n{sheet}</style>\n");
    }

    fn open(&mut self, tag: &'static str, attributes: &[Attribute<'_>], end: &str) {
        let _ = write!(self.0, "<{tag}");
        for (name, value) in attributes {
            let _ = write!(self.0, " {name}=\"");
            escape(&mut self.0, value);
            self.0.push('"');
        }
        self.0.push_str(end);
    }
}

/// Elements after which the source has a line's end, for those who read it.
const BLOCKS: &[&str] = &[
    "html", "head", "title", "body", "header", "nav", "section", "details", "table", "thead", "tbody", "tfoot", "tr",
    "div", "p", "ul", "li", "svg", "g", "h1", "h2", "h3", "summary",
];

fn escape(out: &mut String, text: &str) {
    // Most texts have nothing to escape.
    if text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b" .,-_#/:()".contains(&byte))
    {
        return out.push_str(text);
    }
    for character in text::visible(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
}
