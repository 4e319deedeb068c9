//! The measurement as a picture: one panel a mode, one bar a page from its beginning to its end.
//!
//! Bars one below the other, bars side by side: the reason for the gain is what one sees. Plain
//! SVG written here, because a plotting library would be larger than the picture's code and has
//! no such chart.
#![expect(
    clippy::cast_precision_loss,
    reason = "rows on a picture: far fewer than a float can tell apart"
)]

use std::fmt::Write as _;
use std::time::Duration;

use super::table::seconds;
use super::{Measurement, Run};
use crate::mode::Mode;
use salon_model::Language;

const WIDTH: f64 = 860.0;
const LEFT: f64 = 90.0;
const RIGHT: f64 = 30.0;
const TOP: f64 = 40.0;
const GAP: f64 = 34.0;
/// Height that the bars of one panel share, within bounds for few and for many pages.
const PANEL: f64 = 150.0;
const THINNEST: f64 = 0.5;
const THICKEST: f64 = 15.0;

const STYLE: &str = "text{font:13px sans-serif;fill:#222}.t{font-weight:bold}.g{stroke:#ddd}\
.i{stroke:#222;stroke-dasharray:4 3}.sync{fill:#0072b2}.async{fill:#e69f00}.threads{fill:#009e73}\
.failed{fill:#d00;fill-opacity:.6}";

pub(super) fn svg(measurement: &Measurement, language: Language) -> String {
    let scene = Scene::new(measurement);
    let mut svg = String::new();
    let title = language.pick(
        "Quand chaque page est demandée et reçue",
        "When each page is asked for and received",
    );
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text class=\"t\" x=\"{LEFT}\" y=\"22\">{title}</text>\n",
        height = scene.height,
    );
    axis(&mut svg, &scene, language);
    for (place, run) in measurement.runs.iter().enumerate() {
        panel(&mut svg, &scene, measurement, place, run, language);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Where things are.
struct Scene {
    /// Seconds across the whole width.
    span: f64,
    bar: f64,
    panel: f64,
    height: f64,
}

impl Scene {
    fn new(measurement: &Measurement) -> Self {
        let ends = measurement.runs.iter().map(|run| run.elapsed);
        let ideals = Mode::ALL.map(|mode| measurement.ideal(mode));
        let longest = ends.chain(ideals).max().unwrap_or_default();
        let pages = measurement.pages.len().max(1) as f64;
        let bar = (PANEL / pages).clamp(THINNEST, THICKEST);
        let panel = bar * pages + GAP;
        Self {
            span: longest.as_secs_f64().max(1e-6),
            bar,
            panel,
            height: TOP + panel * measurement.runs.len() as f64 + 24.0,
        }
    }

    fn x(&self, time: Duration) -> f64 {
        LEFT + time.as_secs_f64() / self.span * (WIDTH - LEFT - RIGHT)
    }

    fn top(&self, place: usize) -> f64 {
        TOP + self.panel * place as f64 + GAP * 0.7
    }
}

/// A grid with a label at each line, 1, 2 or 5 of some power of ten apart.
fn axis(svg: &mut String, scene: &Scene, language: Language) {
    // From a millisecond to a thousand seconds, with the decimals each needs.
    let steps = [
        (0.001, 3),
        (0.01, 2),
        (0.1, 1),
        (1.0, 0),
        (10.0, 0),
        (100.0, 0),
        (1000.0, 0),
    ]
    .into_iter()
    .flat_map(|(power, decimals)| [1.0, 2.0, 5.0].map(|factor| (factor * power, decimals)));
    let (step, decimals) = steps
        .into_iter()
        .find(|(step, _)| *step >= scene.span / 6.0)
        .unwrap_or((scene.span, 0));
    let bottom = scene.height - 22.0;
    let mut tick = 0.0;
    while tick <= scene.span {
        let x = scene.x(Duration::from_secs_f64(tick));
        let _ = writeln!(
            svg,
            "<line class=\"g\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{bottom:.1}\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{tick:.decimals$}</text>",
            bottom + 15.0
        );
        tick += step;
    }
    let unit = language.pick("secondes", "seconds");
    let _ = writeln!(svg, "<text x=\"8\" y=\"{:.1}\">{unit}</text>", bottom + 15.0);
}

fn panel(svg: &mut String, scene: &Scene, measurement: &Measurement, place: usize, run: &Run, language: Language) {
    let top = scene.top(place);
    let ideal = measurement.ideal(run.mode);
    let _ = writeln!(
        svg,
        "<text class=\"t\" x=\"8\" y=\"{:.1}\">{}</text><text x=\"{LEFT}\" y=\"{:.1}\">{} ({} {})</text>",
        top + 12.0,
        run.mode,
        top - 6.0,
        seconds(run.elapsed),
        language.pick("idéal", "ideal"),
        seconds(ideal),
    );
    for (row, fetched) in run.fetched.iter().enumerate() {
        let (begun, ended) = (scene.x(fetched.begun), scene.x(fetched.ended));
        let class = match fetched.result {
            Ok(_) => run.mode.name(),
            Err(_) => "failed",
        };
        let text = measurement.pages.get(fetched.index).map_or("", |page| &page.text);
        let took = seconds(fetched.ended.saturating_sub(fetched.begun));
        let _ = writeln!(
            svg,
            "<rect class=\"{class}\" x=\"{begun:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\">\
             <title>{} {took}</title></rect>",
            top + scene.bar * row as f64,
            (ended - begun).max(0.5),
            scene.bar * 0.85,
            escaped(text),
        );
    }
    let x = scene.x(ideal);
    let _ = writeln!(
        svg,
        "<line class=\"i\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{top:.1}\" y2=\"{:.1}\"/>",
        top + scene.panel - GAP
    );
}

/// Text as XML takes it. Control characters cannot be in it: the list refuses them.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
