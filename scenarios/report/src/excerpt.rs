//! Long texts, cut to what a line holds.

/// Both texts, cut to about `limit` characters around their first difference. Also what keeps the
/// comparison cheap when a program floods.
pub(super) fn excerpts(expected: &[String], seen: &[String], limit: usize) -> (Vec<String>, Vec<String>) {
    let same = match (expected, seen) {
        ([expected], [seen]) => expected
            .chars()
            .zip(seen.chars())
            .take_while(|(one, other)| one == other)
            .count(),
        _ => 0,
    };
    let cut = |texts: &[String]| texts.iter().map(|text| excerpt(text, same, limit)).collect();
    (cut(expected), cut(seen))
}

/// A text, or what a line holds of it around one of its characters.
pub(super) fn excerpt(text: &str, around: usize, limit: usize) -> String {
    let length = text.chars().count();
    if length <= limit {
        return text.to_owned();
    }
    let start = around.saturating_sub(limit / 2).min(length - limit);
    let cut: String = text.chars().skip(start).take(limit).collect();
    let (before, after) = (
        if start > 0 { "…" } else { "" },
        if start + limit < length { "…" } else { "" },
    );
    format!("{before}{cut}{after}")
}
