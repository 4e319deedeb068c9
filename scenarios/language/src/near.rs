//! The nearest word, for "did you mean …?".

/// Words longer than this have no near ones: comparing them would cost more than it helps.
const LONGEST: usize = 64;

/// The candidate most like `word`, when one is near enough to be what was meant: at most one
/// letter in three differs.
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let length = word.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let lowered = word.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 4 * LONGEST)
        .map(|candidate| (strsim::osa_distance(&lowered, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= (length.max(candidate.chars().count()) / 3).max(1))
        .filter(|(distance, candidate)| *distance < length.max(candidate.chars().count()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate.to_owned())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_letter_too_few_or_swapped_is_near() {
        assert_eq!(nearest("jons", ["connects", "joins"]).as_deref(), Some("joins"));
        assert_eq!(nearest("jions", ["connects", "joins"]).as_deref(), Some("joins"));
    }

    #[test]
    fn another_word_is_not_near() {
        assert_eq!(nearest("explodes", ["connects", "joins"]), None);
        assert_eq!(nearest("", ["x"]), None);
        assert_eq!(nearest("a", ["b"]), None);
    }
}
