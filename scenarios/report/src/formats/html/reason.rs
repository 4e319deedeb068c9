//! A reason on a submission's page, with what was expected beside what came.

use super::markup::Markup;
use super::page::{SHOWN, TEXT};
use crate::Words;
use crate::diff::{self, Piece};
use crate::formats::explain::texts;
use crate::words::Telling;

/// A reason: where, who, what, and both sides.
pub(super) fn tell(out: &mut Markup, reason: &Telling, words: Words) {
    out.inside("p", &[], |out| {
        if let Some(place) = words.place(reason) {
            out.element("span", &[("class", "place")], &place);
            out.empty("br", &[]);
        }
        out.text(&words.sentence(reason));
    });
    if reason.expected.is_empty() && reason.seen.is_empty() {
        return;
    }
    let (expected, seen) = texts(reason, TEXT);
    let (left, right): (Vec<_>, Vec<_>) = match (&expected[..], &seen[..]) {
        ([expected], [seen]) => {
            let (left, right) = diff::pieces(expected, seen);
            (vec![left], vec![right])
        }
        _ => (alone(&expected, &seen), alone(&seen, &expected)),
    };
    let names = words.sides();
    out.inside("div", &[("class", "sides")], |out| {
        side(out, "expected", names.0, &left, words);
        side(out, "got", names.1, &right, words);
    });
}

/// Of several texts, those that the other side does not have are marked whole.
fn alone(texts: &[String], others: &[String]) -> Vec<Vec<Piece>> {
    let piece = |text: &String| Piece::new(text.clone(), others.contains(text));
    texts.iter().map(|text| vec![piece(text)]).collect()
}

fn side(out: &mut Markup, class: &'static str, name: &str, texts: &[Vec<Piece>], words: Words) {
    out.inside("div", &[("class", class)], |out| {
        out.element("b", &[], name);
        if texts.is_empty() {
            out.element("p", &[("class", "nothing")], words.nothing());
        }
        for pieces in texts.iter().take(SHOWN) {
            out.inside("p", &[], |out| out.inside("code", &[], |out| marked(out, pieces)));
        }
        if texts.len() > SHOWN {
            out.element("p", &[], &format!("… ({})", texts.len()));
        }
    });
}

fn marked(out: &mut Markup, pieces: &[Piece]) {
    out.text("\"");
    for piece in pieces {
        if piece.common {
            out.text(&piece.text);
        } else {
            out.element("mark", &[], &piece.text);
        }
    }
    out.text("\"");
}
