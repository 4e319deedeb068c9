//! What is different between an expected text and the one that came.

use similar::{ChangeTag, TextDiff};

/// A piece of a text, and whether the other text has it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) common: bool,
}

impl Piece {
    pub(super) fn new(text: String, common: bool) -> Self {
        Self { text, common }
    }
}

/// Below this share of common characters two texts are two texts: marks would be confetti.
const ALIKE: f32 = 0.5;
/// Common characters between two changes that are taken for a part of the change (`a dit`, `said`).
const CHANCE: usize = 2;

/// A run of characters that both texts have, or what stands for each other in them.
#[derive(Default)]
struct Run {
    common: bool,
    expected: Vec<String>,
    seen: Vec<String>,
}

/// Two texts run by run, by what a reader sees as one character; `None` where they have too little in
/// common.
fn runs(expected: &str, seen: &str) -> Option<Vec<Run>> {
    let diff = TextDiff::from_graphemes(expected, seen);
    if diff.ratio() < ALIKE {
        return None;
    }
    let mut runs: Vec<Run> = Vec::new();
    for change in diff.iter_all_changes() {
        let mut run = Run {
            common: change.tag() == ChangeTag::Equal,
            ..Run::default()
        };
        if change.tag() != ChangeTag::Insert {
            run.expected.push(change.value().to_owned());
        }
        if change.tag() != ChangeTag::Delete {
            run.seen.push(change.value().to_owned());
        }
        join(&mut runs, run);
    }
    let last = runs.len().saturating_sub(1);
    let mut joined = Vec::new();
    for (place, mut run) in runs.into_iter().enumerate() {
        let between = place > 0 && place < last;
        run.common &= !(between && run.seen.len() <= CHANCE);
        join(&mut joined, run);
    }
    Some(joined)
}

/// Adds a run, to the last one where both are common or both are not.
fn join(runs: &mut Vec<Run>, mut run: Run) {
    match runs.last_mut() {
        Some(before) if before.common == run.common => {
            before.expected.append(&mut run.expected);
            before.seen.append(&mut run.seen);
        }
        _ => runs.push(run),
    }
}

/// Two texts piece by piece.
pub(super) fn pieces(expected: &str, seen: &str) -> (Vec<Piece>, Vec<Piece>) {
    let whole = |text: &str| vec![Piece::new(text.to_owned(), false)];
    let Some(runs) = runs(expected, seen) else {
        return (whole(expected), whole(seen));
    };
    let side = |texts: fn(&Run) -> &[String]| -> Vec<Piece> {
        let pieces = runs.iter().map(|run| Piece::new(texts(run).concat(), run.common));
        pieces.filter(|piece| !piece.text.is_empty()).collect()
    };
    (side(|run| &run.expected), side(|run| &run.seen))
}

/// A line of `^` below the characters of `seen` that are not in `expected`, and `·` before which some
/// are missing; `None` where the texts have too little in common.
pub(super) fn carets(expected: &str, seen: &str) -> Option<String> {
    let mut line = String::new();
    let mut missing = false;
    for run in runs(expected, seen)? {
        let (first, rest) = if run.common {
            (if missing { "·" } else { " " }, " ")
        } else {
            ("^", "^")
        };
        for place in 0..run.seen.len() {
            line.push_str(if place == 0 { first } else { rest });
        }
        missing = run.seen.is_empty();
    }
    if missing {
        line.push('·');
    }
    Some(line.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::excerpt::excerpts;

    #[test]
    fn what_is_different_is_marked_in_one_piece() {
        let marks = carets("<jin.addr> a dit : salut", "<jin.addr> said : salut");
        assert_eq!(marks.unwrap(), "           ^^^^");
        assert_eq!(
            carets("Annonce : jin est là", "Annonce: jin est là").unwrap(),
            "       ·"
        );
        assert_eq!(carets("salut", "salut !").unwrap(), "     ^^");
        assert_eq!(carets("Annonce : jin a quitté", "bye"), None);
    }

    #[test]
    fn long_texts_are_cut_around_the_first_difference() {
        let long = |end: &str| vec![format!("{}{end}", "é".repeat(1000))];
        let (expected, seen) = excerpts(&long("abc"), &long("abd"), 10);
        assert_eq!((&expected[0][..], &seen[0][..]), ("…éééééééabc", "…éééééééabd"));
    }
}
