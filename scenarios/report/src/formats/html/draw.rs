//! Drawing a sequence diagram as SVG. Sizes are in pixels; colours are the style sheet's.

use super::diagram::{Diagram, Kind, Row};
use super::markup::Markup;
use crate::Words;
use crate::text;
use crate::words::told;
use salon_model::{Observer, ScenarioResult};

/// The width of a character of the diagrams' font, a little too wide rather than too narrow.
const CHARACTER: usize = 7;
const ROW: usize = 30;
const BAND: usize = 28;
const HEAD: usize = 34;
const MARGIN: usize = 56;
/// Between two lifelines.
const NARROW: usize = 100;
const WIDE: usize = 320;
/// From the first lifeline to the last, where there are few.
const SPAN: usize = 1000;
/// Lifelines drawn.
const LANES: usize = 40;

/// The session as a picture, where it was played.
pub(super) fn draw(out: &mut Markup, result: &ScenarioResult, words: Words) {
    let Some(diagram) = Diagram::of(result) else { return };
    let lanes = diagram.lanes.len().min(LANES);
    let gap = gap(&diagram);
    let width = (2 * MARGIN + (lanes - 1) * gap).max(320);
    let height = HEAD + diagram.rows.iter().map(height_of).sum::<usize>() + 12;
    let title = words.pick("Déroulement de la session", "The session");
    let title = format!("{} {}", words.colon(title), result.scenario);
    out.inside(
        "div",
        &[
            ("class", "diagram"),
            ("tabindex", "0"),
            ("role", "group"),
            ("aria-label", &title),
        ],
        |out| {
            let (w, h) = (width.to_string(), height.to_string());
            let view = format!("0 0 {width} {height}");
            out.inside(
                "svg",
                &[
                    ("width", &w),
                    ("height", &h),
                    ("viewBox", &view),
                    ("role", "img"),
                    ("aria-label", &title),
                ],
                |out| {
                    let mut canvas = Canvas { out, gap, width, words };
                    canvas.lifelines(&diagram.lanes[..lanes], height);
                    canvas.rows(&diagram.rows);
                },
            );
        },
    );
    if diagram.left_out > 0 {
        let rows = diagram.left_out;
        out.element(
            "p",
            &[("class", "note")],
            &words.pick(
                format!("… et {rows} ligne(s) de plus"),
                format!("… and {rows} more line(s)"),
            ),
        );
    }
}

fn height_of(row: &Row) -> usize {
    match row {
        Row::Step { .. } => BAND,
        Row::Arrow { .. } => ROW,
    }
}

/// As wide as the words want, within reason.
fn gap(diagram: &Diagram) -> usize {
    let wanted = diagram.rows.iter().filter_map(|row| match row {
        Row::Arrow { lane, label, .. } => {
            Some((label.chars().count().min(60) + 4) * CHARACTER / (*lane).clamp(1, LANES) + 12)
        }
        Row::Step { .. } => None,
    });
    let widest = (SPAN / (diagram.lanes.len() - 1).clamp(1, LANES)).clamp(NARROW, WIDE);
    wanted.max().unwrap_or_default().clamp(NARROW, widest)
}

struct Canvas<'a> {
    out: &'a mut Markup,
    gap: usize,
    width: usize,
    words: Words,
}

impl Canvas<'_> {
    fn x(&self, lane: usize) -> usize {
        MARGIN + lane.min(LANES - 1) * self.gap
    }

    fn lifelines(&mut self, lanes: &[Observer], height: usize) {
        for (lane, party) in lanes.iter().enumerate() {
            let x = self.x(lane);
            let name = self.words.lane(party);
            self.line("lifeline", (x, HEAD - 6), (x, height - 6));
            self.words(
                "actor",
                (x, HEAD - 14),
                &text::shortened(&text::visible(name), self.gap / CHARACTER),
                name,
            );
        }
    }

    fn rows(&mut self, rows: &[Row]) {
        let mut top = HEAD;
        for row in rows {
            match row {
                Row::Step { title, given, diverges } => self.step(top, &told(title, self.words.0), *given, *diverges),
                Row::Arrow { lane, label, kind } => self.arrow(top + ROW - 8, *lane, label, *kind),
            }
            top += height_of(row);
        }
    }

    /// A band across the diagram with the step as written.
    fn step(&mut self, top: usize, title: &str, given: bool, diverges: bool) {
        let title = if title.is_empty() {
            self.words.pick("démarrage", "start")
        } else {
            title
        };
        let class = match (diverges, given) {
            (true, _) => "band diverges",
            (false, true) => "band given",
            (false, false) => "band",
        };
        let flag = if diverges {
            self.words.pick("▶ première différence : ", "▶ first difference: ")
        } else {
            ""
        };
        let (y, width) = ((top + 3).to_string(), (self.width - 8).to_string());
        let height = (BAND - 8).to_string();
        self.out.empty(
            "rect",
            &[
                ("class", class),
                ("x", "4"),
                ("y", &y),
                ("width", &width),
                ("height", &height),
                ("rx", "4"),
            ],
        );
        let room = (self.width - 24) / CHARACTER;
        let shown = text::shortened(&format!("{flag}{}", text::visible(title)), room);
        self.words("step", (12, top + 17), &shown, title);
    }

    fn arrow(&mut self, y: usize, lane: usize, label: &str, kind: Kind) {
        let (class, sign) = match kind {
            Kind::Sent => ("sent", ""),
            Kind::Seen => ("seen", ""),
            Kind::Missing => ("missing", "✗ "),
            Kind::Unexpected => ("unexpected", "! "),
        };
        let (subject, actor) = (self.x(0), self.x(lane));
        if lane == 0 {
            // Something the subject does by itself.
            let room = (self.width - subject - 20) / CHARACTER;
            let shown = text::shortened(&format!("{sign}{}", text::visible(label)), room);
            self.line(class, (subject - 6, y - 4), (subject + 6, y - 4));
            return self.words(&format!("label {class}"), (subject + 12, y), &shown, label);
        }
        let room = (lane.min(LANES - 1) * self.gap - 16) / CHARACTER;
        let shown = text::shortened(&format!("{sign}{}", text::visible(label)), room);
        let (from, to) = if kind == Kind::Sent {
            (actor, subject)
        } else {
            (subject, actor)
        };
        self.line(class, (from, y), (to, y));
        self.head(class, to, y, kind == Kind::Sent);
        // All begin at the subject, so that a narrow screen shows them without scrolling.
        self.words(&format!("label {class}"), (subject + 10, y - 5), &shown, label);
    }

    fn line(&mut self, class: &str, from: (usize, usize), to: (usize, usize)) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(|number| number.to_string());
        self.out.empty(
            "line",
            &[("class", class), ("x1", &x1), ("y1", &y1), ("x2", &x2), ("y2", &y2)],
        );
    }

    /// The point of an arrow, drawn rather than referred to: identifiers are shared by a whole page.
    fn head(&mut self, class: &str, x: usize, y: usize, leftwards: bool) {
        let back = if leftwards { x + 8 } else { x - 8 };
        let path = format!("M{x} {y}L{back} {}L{back} {}Z", y - 4, y + 4);
        self.out
            .empty("path", &[("class", &format!("head {class}")), ("d", &path)]);
    }

    /// A text; the whole of it is shown on hovering.
    fn words(&mut self, class: &str, at: (usize, usize), shown: &str, whole: &str) {
        let (x, y) = (at.0.to_string(), at.1.to_string());
        self.out
            .inside("text", &[("class", class), ("x", &x), ("y", &y)], |out| {
                out.text(shown);
                // A plain `title` in SVG is what browsers show.
                out.element("title", &[], &text::shortened(whole, 600));
            });
    }
}
